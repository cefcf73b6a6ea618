"""Lets uv lock a workspace with forks, conflicts, extras and groups, asks uv what each choice installs, and records
the lock and the answers in uv-lock.json.gz. Run with uv on the path and an index at hand: python uv_lock.py
"""

import gzip
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = """[project]
name = "root-app"
version = "0.1"
requires-python = ">=3.9"
dependencies = ["ws-a", "requests[socks]", "numpy",
  "markupsafe<2.1 ; sys_platform == 'win32'", "markupsafe>=2.1 ; sys_platform != 'win32'"]
[project.optional-dependencies]
old = ["jinja2<3"]
new = ["jinja2>=3", "root-app[more]"]
more = ["uvicorn[standard]"]
[dependency-groups]
dev = ["pytest", "ws-a[x]", { include-group = "lint" }]
lint = ["black ; python_version >= '3.10'"]
[tool.uv]
conflicts = [[{ extra = "old" }, { extra = "new" }]]
default-groups = []
[tool.uv.sources]
ws-a = { workspace = true }
[tool.uv.workspace]
members = ["packages/*"]
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"""
MEMBER = """[project]
name = "ws-%s"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["click", "colorama ; sys_platform == 'win32'"]
[project.optional-dependencies]
x = ["rich"]
"""


def run(folder, *arguments):
    done = subprocess.run(["uv", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def names(text, pattern):
    found = {re.sub(r"[-_.]+", "-", name).lower() + "==" + version for name, version in re.findall(pattern, text, re.M)}
    return sorted(pin for pin in found if not pin.startswith(("root-app==", "ws-")))


with tempfile.TemporaryDirectory() as folder:
    for member in "ab":
        os.makedirs(f"{folder}/packages/{member}")
        with open(f"{folder}/packages/{member}/pyproject.toml", "w") as file:
            file.write(MEMBER % member)
    with open(f"{folder}/pyproject.toml", "w") as file:
        file.write(ROOT)
    run(folder, "lock")
    exports, trees = [], []
    for extras, groups in itertools.product([[], ["old"], ["new"], ["more"], ["new", "more"], ["x"]], [[], ["dev"], ["lint"], ["dev", "lint"]]):
        flags = [part for extra in extras for part in ("--extra", extra)] + [part for group in groups for part in ("--group", group)]
        text = run(folder, "export", "--frozen", "--all-packages", "--no-emit-workspace", "--no-hashes", "--no-header", "--no-annotate", *flags)
        exports.append({"extras": extras, "groups": groups, "pins": names(text, r"^([\w.-]+)==([^ ;\n]+)")})
    for python, platform in itertools.product(["3.9", "3.10", "3.11", "3.12", "3.14"], ["linux", "windows", "macos"]):
        text = run(folder, "tree", "--frozen", "--all-groups", "--no-dedupe", "--python-version", python, "--python-platform", platform)
        trees.append({"python": python, "platform": platform, "pins": names(text, r"([\w.-]+)(?:\[[^]]*\])? v([^ \n]+)")})
    with open(f"{folder}/uv.lock") as file:
        lock = re.sub(r"https://[^/\"]*/simple", "https://index.example/simple", file.read())
lock = re.sub(r"https://(?!index\.example)[^/\"]*/", "https://files.example/", lock)
lock = re.sub(r", size = \d+|, upload-time = \"[^\"]*\"", "", lock)
# Only the first two wheels of each package: the others say nothing new.
lock = re.sub(r"(wheels = \[\n(?:    .*\n){2})(?:    .*\n)*(\])", r"\1\2", lock)
here = os.environ.get("OUTPUT") or os.path.dirname(os.path.abspath(sys.argv[0]))
with gzip.GzipFile(os.path.join(here, "uv-lock.json.gz"), "wb", mtime=0) as file:
    file.write(json.dumps({"lock": lock, "exports": exports, "trees": trees}, separators=(",", ":")).encode())
print(len(exports), len(trees), os.path.getsize(os.path.join(here, "uv-lock.json.gz")))
