"""Asks packaging for what it makes of wheel and sdist file names and of tag sets, right and wrong ones."""
import gzip, json, random, sys

from packaging import tags, utils

NAMES = ["foo", "Foo_Bar", "foo.bar", "a__b", "jaraco.text", "", "é", "x-y", "_x_", "0", "foo_", "foo bar", "Zope.Interface"]
VERSIONS = ["1.0", "1", "1.0.0", "2!1.0", "1.0rc1", "1.0+local.1", "1.0_1", "v1.0", "1.0.post1", "bad", "", "1.0.dev0", "1.0+ubuntu_1"]
BUILDS = ["1", "2abc", "02", "abc", "", "1_x", "99999999999999999999", "3.1", "0"]
INTERPRETERS = ["py3", "py2.py3", "cp312", "cp310.cp311", "", "3py", "CP39", "pp310", "py3.", "py2.py3.py2"]
ABIS = ["none", "abi3", "cp312", "cp39.abi3", "ABI3", "", "pypy310_pp73", "none.none"]
PLATFORMS = ["any", "win_amd64", "manylinux_2_17_x86_64.manylinux2014_x86_64", "macosx_11_0_arm64", "", "linux_x86_64", "Any", "a.b.c.d"]
ENDINGS = [".whl"] * 12 + [".WHL", "", ".whl.metadata", ".zip"]


def pick(rng, values, sound):
    return values[0] if rng.random() < sound else rng.choice(values)


def tag(rng, sound):
    parts = [pick(rng, INTERPRETERS, sound), pick(rng, ABIS, sound), pick(rng, PLATFORMS, sound)]
    return "-".join(parts if rng.random() < 0.95 else rng.choice([parts[:2], parts + ["x"]]))


def wheel(rng):
    sound = rng.choice([0, 0.3, 0.7])
    build = [pick(rng, BUILDS, 0.3)] if rng.random() < 0.4 else []
    text = "-".join([pick(rng, NAMES, sound), pick(rng, VERSIONS, sound), *build, tag(rng, sound)]) + rng.choice(ENDINGS)
    return mutate(rng, text)


def mutate(rng, text):
    while rng.random() < 0.15 and text:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(["", "-", ".", "_", "x", "\n", " ", "é", "1"]) + text[at + rng.randrange(2) :]
    return text


def sdist(rng):
    ending = rng.choice([".tar.gz", ".zip", ".tar.bz2", ".tgz", ".TAR.GZ", ""])
    joint = rng.choice(["-", "-", "-", "_", ""])
    return mutate(rng, rng.choice(NAMES) + joint + rng.choice(VERSIONS) + (ending if rng.random() < 0.5 else ".tar.gz"))


def answer(parse, text):
    try:
        return parse(text)
    except ValueError:
        return None


def ask_wheel(text):
    name, version, build, found = utils.parse_wheel_filename(text)
    return [name, str(version), [str(build[0]), build[1]] if build else None, sorted(map(str, found))]


def ask_sdist(text):
    name, version = utils.parse_sdist_filename(text)
    return [name, str(version)]


rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 3)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
made = {
    "wheel": (wheel, ask_wheel),
    "sdist": (sdist, ask_sdist),
    "tag": (lambda rng: mutate(rng, tag(rng, 0.4)), lambda text: sorted(map(str, tags.parse_tag(text)))),
}
cases = {kind: sorted({text: answer(ask, text) for text in (make(rng) for _ in range(count))}.items()) for kind, (make, ask) in made.items()}
path = sys.argv[3] if len(sys.argv) > 3 else __file__.replace("record.py", "cases.json.gz")
with open(path, "wb") as file:
    file.write(gzip.compress(json.dumps(cases, separators=(",", ":"), ensure_ascii=False).encode(), 9, mtime=0))
