"""Asks pip how it reads generated requirements files, and records the answers in requirements.json.gz.

Run with a Python that has pip 25 or newer: python requirements.py. The seed is fixed.
"""

import base64
import gzip
import json
import os
import random
import sys
import tempfile

from pip._internal.exceptions import PipError
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements

random.seed(20261122)
pick = random.choice
NAMES = ["requests", "Flask", "zope.interface", "ruamel_yaml", "a", "x2", "Foo-Bar.baz", "typing_extensions"]
EXTRAS = ["", "", "", "[socks]", "[a,b]", "[ a , B_c ]", "[]"]
SPECIFIERS = ["", "==1.0", "== 1.0", "===1.0-foo", "==1.*", ">=2.0", "~=1.4.2", ">=1,<2", "==1.0.0rc1", "==1!2.0+local.7",
              "!=1.5,==1.6", "(==1.0)", "==v1.0", "== 1.0 , >=0.5", "=1.0", "==", ">1 <2", "==2020.01.01"]
MARKERS = ["", "", "", "; python_version < '3'", ";python_version>='3.8'", " ; sys_platform == 'win32'", "; extra == 'x'",
           " ; python_version < '3' or os_name == 'posix'", "; nonsense", ";"]
COMMENTS = ["", "", "", " # comment", "  #comment", "#no-space", " # via flask", "\t# tab", " #"]
OPTIONS = ["", "", "", " --hash=sha256:" + "ab" * 32, " --hash sha256:" + "0" * 64 + " --hash=sha512:" + "1f" * 64,
           " --config-settings=k=v", " -C k=v", ' --config-settings="a b=c"', " --hash=md5:00", " --hash=", " --no-such",
           " --global-option=x", " -r other.txt", " --hash='sha256:" + "cd" * 32 + "'", " --hash=sha256:ab'c"]
URLS = ["https://files.example/a/requests-2.0-py3-none-any.whl", "https://files.example/foo-1.2.tar.gz#egg=foo",
        "https://files.example/foo-1.2.zip#sha256=" + "ab" * 32, "git+https://git.example/x/y.git@v1.0#egg=y",
        "git+https://git.example/x/y.git#egg=y&subdirectory=sub", "git+ssh://git@git.example/x/y.git@0123456789abcdef0123456789abcdef01234567#egg=y_Z",
        "hg+https://hg.example/r#egg=r", "git+https://git.example/x/y.git", "https://user:secret@files.example/foo-1.0.tar.gz#egg=foo",
        "https://files.example/numpy-1.26.0-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "https://files.example/bad-name.whl", "git+https://git.example/a@b/c.git@feature/x#egg=c", "svn+svn://svn.example/s/trunk#egg=s",
        "bzr+https://bzr.example/b#egg=b", "git+file:///srv/git/z.git#egg=z", "file:///srv/pkg/foo-1.0.tar.gz#egg=foo"]
PATHS = ["./local", "local/", "./dist/foo-1.0-py3-none-any.whl", "foo-1.0.tar.gz", "dist/bar-2.0.zip", ".", "./local[x]", "/srv/nowhere", "../up"]
LINES = ["-r other.txt", "-rother.txt", "--requirement other.txt", "--requirement=other.txt", "-c limits.txt", "--constraint limits.txt",
         "-i https://index.example/simple", "--index-url=https://index.example/simple", "--extra-index-url https://index.example/b",
         "--no-index", "-f https://files.example/", "--find-links ./wheels", "--no-binary :all:", "--only-binary=numpy", "--pre",
         "--prefer-binary", "--require-hashes", "--trusted-host index.example", "--use-feature=fast-deps", "-e ./local", "-e local",
         "-e .", "-e git+https://git.example/x/y.git@main#egg=y", "--editable=git+https://git.example/x/y.git#egg=y", "-e y @ git+https://git.example/x/y.git",
         "-e ./local[dev]", "-e git+https://git.example/x/y.git", "-e requests", "--no-such-option", "-x", "--req other.txt", "--index https://index.example/",
         "--no", "", "   ", "# only a comment", "   # indented", "-r missing.txt", "--pypi-url https://index.example/simple", "-r 'other.txt'",
         "-e", "-r", "--hash=sha256:" + "ab" * 32, "-- requests==1.0", "- requests", "--pre requests==1.0", "-r other.txt -c limits.txt"]
FIXED = {
    "other.txt": "other-one==3.1\nother-two>=1\n-c limits.txt\n",
    "limits.txt": "requests==2.5\nother-two==7\nflask<3\n",
    "local/pyproject.toml": "[project]\nname = 'local-project'\nversion = '4.2'\n",
    "pyproject.toml": "[project]\nname = 'the-root'\nversion = '1'\n",
}


def line():
    kind = random.random()
    if kind < 0.45:
        space = pick(["", "", " "])
        text = pick(NAMES) + space + pick(EXTRAS) + space + pick(SPECIFIERS) + pick(MARKERS) + pick(OPTIONS) + pick(COMMENTS)
    elif kind < 0.6:
        url = pick(URLS)
        marker = pick(["", "", " ; python_version < '3'", "; sys_platform == 'win32'"])
        text = pick([url + marker, pick(NAMES) + pick(["", "[x]"]) + pick([" @ ", "@ ", "@"]) + url + marker]) + pick(OPTIONS[:5]) + pick(COMMENTS)
    elif kind < 0.68:
        text = pick(PATHS) + pick(["", "", "; python_version < '3'"]) + pick(COMMENTS)
    else:
        text = pick(LINES) + pick(COMMENTS)
    if random.random() < 0.06:
        text = text.replace("==", "==${VERSION}").replace("${VERSION}1.0", "${VERSION}", 1)
    if random.random() < 0.04:
        text = text.replace("requests", "${UNSET}requests").replace("index.example", "${HOST}")
    if random.random() < 0.15 and " " in text:
        at = text.index(" ")
        text = text[:at] + pick([" \\\n    ", " \\\n", "\\\n", " \\\r\n ", " \\\n# comment\n"]) + text[at + 1 :]
    if random.random() < 0.03:
        text += pick(["\\", " \\", "\\\\"])
    if random.random() < 0.05:
        text = pick([" ", "\t", "    ", "\x0c", "\u00a0"]) + text
    return text


def encode(text):
    kind = random.random()
    if kind < 0.85:
        return text.encode()
    return pick([
        lambda: b"\xef\xbb\xbf" + text.encode(),
        lambda: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda: b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + text.encode("latin-1", "replace"),
        lambda: b"# coding=cp1252\n" + text.encode("cp1252", "replace"),
        lambda: text.replace("\n", "\r\n").encode(),
        lambda: text.replace("\n", "\r").encode(),
    ])()


def ask(content):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        for name, text in FIXED.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        main = os.path.join(folder, "requirements.txt")
        with open(main, "wb") as file:
            file.write(content)
        os.chdir(folder)
        found = []
        try:
            for parsed in parse_requirements(main, session=PipSession()):
                read = install_req_from_parsed_requirement(parsed)
                pins = [s.version for s in read.req.specifier if s.operator == "===" or s.operator == "==" and not s.version.endswith(".*")] if read.req else []
                link = read.link
                url = None if link is None else link.url_without_fragment.replace("file://" + folder, "file://ROOT")
                number = int(parsed.comes_from.rsplit(" ", 1)[1][:-1])
                found.append([
                    os.path.relpath(parsed.comes_from.split(" ", 1)[1].rsplit(" (line", 1)[0], folder), number,
                    read.name, pins[0] if pins else None, sorted(read.extras), str(read.markers) if read.markers else None,
                    url, read.editable, parsed.constraint,
                    sorted(f"{kind}:{digest}" for kind, digests in (read.hash_options or {}).items() for digest in digests),
                ])
        except (PipError, Exception) as error:
            return {"error": type(error).__name__}
        return {"found": found}


os.environ["VERSION"] = "9.8"
os.environ["HOST"] = "env.example"
os.environ.pop("UNSET", None)
cases = []
for index in range(1500):
    count = 1 if index < 1100 else random.randint(2, 6)
    content = encode("\n".join(line() for _ in range(count)) + pick(["\n", ""]))
    cases.append({"file": base64.b64encode(content).decode(), **ask(content)})
here = os.path.dirname(os.path.abspath(sys.argv[0])) if os.path.isabs(sys.argv[0]) else None
target = os.path.join(os.environ.get("OUTPUT", here or "."), "requirements.json.gz")
with gzip.GzipFile(target, "wb", mtime=0) as file:
    file.write(json.dumps({"fixed": FIXED, "cases": cases}, separators=(",", ":")).encode())
print(len(cases), sum("error" in case for case in cases), os.path.getsize(target))
