"""Random texts for the oracles: versions, specifiers, requirements and markers, many of them slightly broken."""

import gzip
import json
import random
import sys

SPACE = ["", "", "", "", " ", "  ", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000", "\ufeff", "\u200b", "\0"]
ODD = list("0123456789abcrvpostdevlu.-_+!*~<>=;,()[]@'\"\\ \t\n#/é") + [
    "٣", "５", "²", "ı", "İ", "ſ", "K", "ß", "ǆ", "Σ", "\ufeff", "\x85", "\x1c", "\0", "\U0001f600", "\uffee", "dev", "post", "rc", ".*", "==", "===", "and", "or", " in ", "not in", "!="]
NUMBER = ["0", "0", "0", "1", "1", "1", "2", "2", "3", "9", "10", "11", "99", "100", "2023", "00", "01", "007", "010",
    "9007199254740991", "9007199254740992", "9007199254740993", "09007199254740993", "123456789012345", "1234567890123456",
    "999999999999999", "9999999999999999", "18446744073709551616", "1" + "0" * 40]


def pick(rng, *options):
    return rng.choice(options)


def space(rng, often=0.25):
    return rng.choice(SPACE) if rng.random() < often else ""


def blank(rng):
    return rng.choice(["", "", " ", "  ", "\t", " \t "])


def case(rng, text):
    draw = rng.random()
    return text.upper() if draw < 0.1 else "".join(rng.choice((c, c.upper())) for c in text) if draw < 0.2 else text


def number(rng):
    return rng.choice(NUMBER[: rng.choice((4, 8, 16, len(NUMBER)))])


def suffix(rng, words):
    digits = number(rng) if rng.random() < 0.8 else ""
    return pick(rng, "", "", ".", "-", "_") + case(rng, rng.choice(words)) + pick(rng, "", "", "", ".", "-", "_") + digits


def release(rng):
    return ".".join(number(rng) for _ in range(rng.choice((1, 1, 2, 2, 2, 3, 3, 4, 6))))


def version(rng, local=0.15):
    """A version as PEP 440 allows it, seldom normalised."""
    text = pick(rng, *[""] * 12, "v", "V") + (number(rng) + "!" if rng.random() < 0.1 else "") + release(rng)
    if rng.random() < 0.35:
        text += suffix(rng, ("a", "b", "c", "rc", "alpha", "beta", "pre", "preview"))
    if rng.random() < 0.25:
        text += "-" + number(rng) if rng.random() < 0.3 else suffix(rng, ("post", "rev", "r"))
    if rng.random() < 0.25:
        text += suffix(rng, ("dev",))
    if rng.random() < local:
        parts = [rng.choice(("1", "01", "10", "a", "ab", "abc", "Ubuntu", "0", "1a", "a1", "g1234", number(rng))) for _ in range(rng.choice((1, 1, 2, 3)))]
        text += "+" + parts[0] + "".join(rng.choice("._-") + part for part in parts[1:])
    return text


def near(rng, text):
    """A version close to another one: a part more, less or changed."""
    draw = rng.random()
    if draw < 0.25:
        return text
    if draw < 0.65:
        return text.split("+")[0] + rng.choice((".0", ".1", "a1", "rc1", ".post0", ".post1", ".dev0", ".dev1", "+local", "+1", ".post1.dev0", "a1.post1", ".0.0", "-1", "+local.2"))
    digits = [index for index, char in enumerate(text) if char.isdigit()]
    if digits and draw < 0.85:
        index = rng.choice(digits)
        return text[:index] + rng.choice("0123456789") + text[index + 1 :]
    return text[: rng.randrange(len(text) + 1)] if text else text


def broken(rng, text):
    """The text with one to three characters inserted, removed or changed."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        index = rng.randrange(len(text) + 1)
        text = text[:index] + rng.choice((rng.choice(ODD), "", "")) + text[index + rng.choice((0, 0, 1)) :]
    return text


def maybe_broken(rng, text, often):
    return broken(rng, text) if rng.random() < often else text


def junk(rng):
    return "".join(rng.choice(ODD) for _ in range(rng.randrange(12)))


def clause(rng):
    operator = rng.choice(("==", "!=", "<=", ">=", "<", ">", "~=", "==="))
    if operator == "===" and rng.random() < 0.3:
        right = rng.choice(("foobar", "1.0-custom", "1.0,2", "", "==1", "ΑΣ", "1.0+LOCAL", "a!b", "İ"))
    elif rng.random() < 0.2:
        right = release(rng) + ".*"
    else:
        right = version(rng, 0.1 if operator in ("==", "!=") else 0.02)
    return maybe_broken(rng, operator + space(rng, 0.2) + right, 0.04)


def specifiers(rng):
    count = rng.choice((0, 1, 1, 1, 2, 2, 3, 4)) if rng.random() < 0.9 else 0
    comma = lambda: space(rng, 0.15) + "," * rng.choice((1, 1, 1, 1, 1, 2)) + space(rng, 0.15)
    text = "".join((comma() if index else "") + clause(rng) for index in range(count))
    return text + (comma() if rng.random() < 0.05 else "")


NAMES = ["foo", "bar", "x", "A.B", "a_b", "c--d", "foo", "bar", "x", "A.B", "a_b", "c--d", "Foo.Bar", "a", "A-b_c", "foo_", "foo-", "_foo", "1", "0x", "zope.interface", "f--o..o", "foo.", "é", "foo1.0", "in", "or", "extra"]
URLS = ["https://files.example/foo-1.0.whl", "git+https://u:p@git.example/foo.git@main#egg=foo", "file:///a b", "./local", "https://h/;x", "https://h/x;", "http://h/[x](y)", "a\nb", "é://ü"]


def requirement(rng):
    text = blank(rng) + rng.choice(NAMES) + blank(rng)
    if rng.random() < 0.3:
        extras = [blank(rng) + rng.choice(NAMES) + blank(rng) for _ in range(rng.choice((0, 1, 2, 2, 3)))]
        text += "[" + rng.choice((",", ",", ",", ",", " ")).join(extras) + rng.choice(("]", "]", "]", "]", "]", "]", ",]", "")) + blank(rng)
    draw = rng.random()
    if draw < 0.15:
        text += "@" + blank(rng) + rng.choice(URLS) + rng.choice((" ", " ", " ", "", "\t", "\n"))
    elif draw < 0.3:
        text += rng.choice(("(", "(", "(", "")) + blank(rng) + specifiers(rng) + blank(rng) + rng.choice((")", ")", ")", "")) + blank(rng)
    elif draw < 0.8:
        text += specifiers(rng) + blank(rng)
    if rng.random() < 0.4:
        text += ";" + marker(rng)
    return maybe_broken(rng, text, 0.15)


VALUES = {
    "python_version": ["3.8", "3.12", "3.12.*", "3", "2.7", "3.8.0", "4", "3.9, 3.10", "3.8 3.12", "=3.12", " 3.12 ", "3.12+local", "x", ""],
    "python_full_version": ["3.12.4", "3.12.*", "3.8.0", "3.14.0a0", "3.14.0a0+local", "3.14", "3.12.4rc1", "=3.12.4"],
    "implementation_version": ["3.12.4", "7.3.16", "3", "0"],
    "platform_release": ["6.1.0-generic", "10", "23.5.0", "6", "", "11", "10.0.1"],
    "platform_version": ["#1 SMP", "10.0.22631", "", "SMP"],
    "os_name": ["posix", "nt", "java", "po", "posix nt", ""],
    "sys_platform": ["linux", "win32", "darwin", "linux2", "cygwin", "win", "linux darwin"],
    "platform_machine": ["x86_64", "arm64", "AMD64", "aarch64", "x86_64 arm64"],
    "platform_system": ["Linux", "Windows", "Darwin"],
    "platform_python_implementation": ["CPython", "PyPy", "cpython"],
    "implementation_name": ["cpython", "pypy"],
    "extra": ["socks", "Foo.Bar", "foo-bar", "FOO__BAR", "", "x"],
    "extras": ["socks", "Foo.Bar", "foo_bar", "x"],
    "dependency_groups": ["dev", "Test_X", "test-x", "docs"],
}
ALIASES = {"os_name": ["os.name"], "sys_platform": ["sys.platform"], "platform_version": ["platform.version"], "platform_machine": ["platform.machine"],
    "platform_python_implementation": ["platform.python_implementation", "python_implementation"]}
OPERATORS = ["==", "==", "!=", "<", ">", "<=", ">=", "~=", "===", "in", "not in", "in", "not  in", "not\tin"]


def quoted(rng, value):
    draw = rng.random()
    if draw < 0.05 and value:
        index = rng.randrange(len(value))
        value = value[:index] + rng.choice(("\\x%02x" % (ord(value[index]) & 255), "\\u%04x" % (ord(value[index]) & 0xFFFF), "\\%o" % (ord(value[index]) & 255), "\\d", "\\\n", "\\", "\n", "\\x4", "\\n", "\\\\", "\0", "é", "\U0001f600", "\\U0001f600", "\\'", '"', "'", "\\x22", "\\x22\\x27", "\\777", "\\u12")) + value[index + 1 :]
    mark = rng.choice("\"'")
    return mark + value + mark


def operand(rng, name):
    if name is None:
        return quoted(rng, rng.choice(("linux", "sys_platform", "extra", "extras", "nonsense", "3.8", "__proto__", "toString")))
    return rng.choice([name, name, name, *ALIASES.get(name, [])])


def comparison(rng):
    name = rng.choice(list(VALUES))
    draw = rng.random()
    operator = rng.choice(OPERATORS)
    if name in ("extras", "dependency_groups") and rng.random() < 0.8:
        operator = rng.choice(("in", "not in"))
        draw = 0.7 if rng.random() < 0.9 else draw
    value = quoted(rng, rng.choice(VALUES[name]))
    if draw < 0.65:
        left, right = operand(rng, name), value
    elif draw < 0.94:
        left, right = value, operand(rng, name)
    elif draw < 0.97:
        left, right = operand(rng, name), operand(rng, rng.choice(list(VALUES)))
    else:
        left, right = value, operand(rng, None)
    tight = not operator[0].isalpha() or (left[-1] in "'\"" and right[0] in "'\"")
    gap = (lambda: blank(rng)) if tight and rng.random() < 0.7 else (lambda: rng.choice((" ", "  ", "\t")))
    return left + gap() + operator + gap() + right


def marker(rng, depth=0):
    parts = []
    for index in range(rng.choice((1, 1, 1, 2, 2, 3, 4) if depth else (1, 1, 2, 2, 3, 4, 6))):
        if index:
            parts.append(rng.choice((" ", "  ", "\t")) + rng.choice(("and", "or", "and", "or", "and", "or", "AND", "&")) + rng.choice((" ", " ", "\t")) if rng.random() < 0.05 else rng.choice((" and ", " or ")))
        if depth < 4 and rng.random() < 0.25:
            inner = marker(rng, depth + 1)
            for _ in range(rng.choice((1, 1, 1, 2))):
                inner = "(" + blank(rng) + inner + blank(rng) + ")"
            parts.append(inner)
        else:
            parts.append(comparison(rng))
    text = blank(rng) + "".join(parts) + blank(rng)
    return text if depth else maybe_broken(rng, text, 0.08)


def main(ask):
    """Runs `ask(rng, count)` for `COUNT SEED [FILE]` and writes its answer, compressed if FILE is named."""
    import packaging

    sys.setrecursionlimit(10_000)
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    answer = {"packaging": packaging.__version__, "python": sys.version.split()[0], "seed": seed, **ask(random.Random(seed), count)}
    data = json.dumps(answer, separators=(",", ":")).encode()
    if len(sys.argv) > 3:
        with open(sys.argv[3], "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
            out.write(data)
    else:
        sys.stdout.buffer.write(data)
