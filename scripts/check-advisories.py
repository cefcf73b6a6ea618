"""Checks the advisories that ship against the released sources: does every unit they name exist, did the fix touch it?

    python scripts/check-advisories.py [--write] [--changes] [ID…]

For each record it downloads wheels of affected releases (the first and one in the middle of all, the last of each
range) and of the fixed ones with pip, into a folder of the user's cache. A wheel is only unzipped in memory and
parsed: nothing of it is installed, imported or run. Source distributions are left alone, as pip would run them.

A record passes if every affected release defines at least one unit, every unit is defined in some affected release,
and each fixed release changed one unit, or its module, or no longer has it. Where the fix is in native code, the
record names the C file in `database_specific.theriac.native`, and Python sources need not differ. Where it is in
another module or in a file that comes along (`a.b`, `certifi/cacert.pem`, `*.libs/libwebp-*`), the record names that
in `database_specific.theriac.fix_in`, and it must differ.

--write puts the releases looked at into `database_specific.theriac.checked`; --changes lists the functions that
differ between the last affected release and the fixed one, which helps to write a new record.
Needs PyYAML and packaging. The index is the one that pip is configured for.
"""

import argparse
import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import warnings
import zipfile
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import yaml
from packaging.version import InvalidVersion, Version

FOLDER = Path(__file__).resolve().parent.parent / "data" / "advisories"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "theriac" / "wheels"
PYTHONS = ("3.12", "3.9", "3.7", "3.6", "2.7")
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "win_amd64")
LARGEST_MEMBER = 4 * 1024 * 1024
Definition = ast.AST


def ask_pip(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, timeout=300)


def tags(python: str) -> list[str]:
    """Options that make pip look for wheels of that interpreter alone, whatever runs it."""
    platforms = [option for platform in PLATFORMS for option in ("--platform", platform)]
    return ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *platforms]


@cache
def releases(name: str) -> dict[Version, str]:
    """The releases that have a wheel, in order, each with an interpreter it is for; kept in the cache folder."""
    kept = CACHE / name / "releases.json"
    if not kept.exists():
        found: dict[str, str] = {}
        for python in PYTHONS:
            # `pip index versions` lists source distributions too; asked for what cannot be, pip lists what could.
            answer = ask_pip("download", "--pre", "--no-deps", f"{name}==0.dev0+absent", *tags(python))
            line = re.search(r"\(from versions: (.*)\)$", answer.stderr, re.MULTILINE)
            for version in line[1].split(", ") if line else []:
                found.setdefault(version, python)
        found.pop("none", None)
        if not found:
            raise SystemExit(f"pip knows no wheels of {name}: {answer.stderr.strip()[-300:]}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    valid = {}
    for text, python in json.loads(kept.read_text()).items():
        try:
            valid[Version(text)] = python
        except InvalidVersion:
            continue
    return dict(sorted(valid.items()))


@cache
def fetch_wheel(name: str, version: Version) -> Path:
    """The wheel of a release, downloaded once."""
    folder = CACHE / name / str(version)
    if not any(folder.glob("*.whl")):
        where = ("--no-deps", "-q", "-d", str(folder), f"{name}=={version}")
        answer = ask_pip("download", *where, *tags(releases(name)[version]))
        if answer.returncode:
            raise SystemExit(f"{name} {version} cannot be fetched: {answer.stderr.strip()[-300:]}")
    return next(folder.glob("*.whl"))


class Wheel:
    """The modules inside one wheel."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        self.members = {re.sub(r"^[^/]+\.data/(purelib|platlib)/", "", name): name for name in self.archive.namelist()}
        self.trees: dict[str, ast.Module | None] = {}

    def path(self, module: str) -> str | None:
        stem = module.replace(".", "/")
        return next((p for p in (f"{stem}.py", f"{stem}/__init__.py") if p in self.members), None)

    def tree(self, module: str) -> ast.Module | None:
        if module not in self.trees:
            path = self.path(module)
            self.trees[module] = self.parse(path) if path else None
        return self.trees[module]

    def parse(self, path: str) -> ast.Module | None:
        member = self.archive.getinfo(self.members[path])
        if member.file_size > LARGEST_MEMBER:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old code warns about its own escapes
            try:
                return ast.parse(self.archive.read(member).decode("utf-8", "replace"))
            except (SyntaxError, ValueError):
                return None

    def is_native(self, module: str) -> bool:
        stem = module.replace(".", "/")
        return any(re.fullmatch(re.escape(stem) + r"\.[^/]*(so|pyd)", name) for name in self.members)

    def absolute(self, module: str, node: ast.ImportFrom) -> str:
        if node.level == 0:
            return node.module or ""
        path = self.path(module) or ""
        parts = module.split(".")
        base = parts[: len(parts) - node.level + (1 if path.endswith("__init__.py") else 0)]
        return ".".join([*base, *([node.module] if node.module else [])])

    def find(self, module: str, attribute: str, depth: int = 0) -> Definition | None:
        """The definition of a dotted attribute: in place, imported from elsewhere in the wheel, or inherited."""
        tree = self.tree(module)
        if tree is None or depth > 12:
            return None
        head, _, rest = attribute.partition(".")
        for node in statements(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == head or alias.name == "*":
                        source, name = self.absolute(module, node), head if alias.name == "*" else alias.name
                        found = self.find(source, f"{name}.{rest}" if rest else name, depth + 1)
                        if found is not None:
                            return found
            elif defines(node, head):
                if not rest:
                    return node
                if isinstance(node, ast.ClassDef):
                    found = self.member(module, node, rest, depth)
                    if found is not None:
                        return found
        return None

    def member(self, module: str, owner: ast.ClassDef, attribute: str, depth: int) -> Definition | None:
        for node in statements(owner):
            if defines(node, attribute):
                return node
        for base in owner.bases:
            found = self.find(module, f"{ast.unparse(base)}.{attribute}", depth + 1)
            if found is not None:
                return found
        return None


def statements(owner: ast.AST):
    """The statements of a body, those under if, try and with included; classes and functions are not entered."""
    for node in getattr(owner, "body", []):
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            for part in (node, *getattr(node, "handlers", [])):
                yield from statements(part)
            for block in (getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                yield from statements(ast.Module(block, []))


def defines(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name == name
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(part, ast.Name) and part.id == name for target in targets for part in ast.walk(target))
    return False


def shape(node: ast.AST | None) -> str:
    """The code without positions and docstrings, to compare two releases."""
    if node is None:
        return ""
    text = ast.dump(node)
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module):
            documentation = ast.get_docstring(part, clean=False)
            if documentation is not None:
                text = text.replace(ast.dump(part.body[0]), "", 1)
    return text


def units(affected: dict) -> list[tuple[str, str | None]]:
    found = []
    for entry in (affected.get("ecosystem_specific") or {}).get("imports", []):
        found += [(module, entry.get("attribute")) for module in entry["modules"]]
    return list(dict.fromkeys(found))


def spans(affected: dict) -> list[tuple[Version, Version | None, Version | None]]:
    """(introduced, fixed, last affected) of each ECOSYSTEM range."""
    found = []
    for entry in affected.get("ranges", []):
        if entry["type"] != "ECOSYSTEM":
            continue
        for event in entry["events"]:
            if "introduced" in event:
                found.append([Version("0.dev0" if event["introduced"] == "0" else event["introduced"]), None, None])
            elif "fixed" in event:
                found[-1][1] = Version(event["fixed"])
            elif "last_affected" in event:
                found[-1][2] = Version(event["last_affected"])
    return [tuple(span) for span in found]


def choose(name: str, affected: dict) -> tuple[list[Version], list[tuple[Version, Version]]]:
    """The affected releases to look at, and the pairs (last affected, fixed) to compare."""
    looked, pairs = [], []
    known = list(releases(name))
    for start, fixed, last in spans(affected):
        inside = [v for v in known if v >= start and (fixed is None or v < fixed) and (last is None or v <= last)]
        final = [version for version in inside if not version.is_prerelease] or inside
        if final:
            looked += [final[0], final[len(final) // 2], final[-1]]
            after = [version for version in known if fixed is not None and version >= fixed]
            pairs += [(final[-1], after[0])] if after else []
    return sorted(set(looked)), pairs


def functions(wheel: Wheel, module: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(owner: ast.AST, prefix: str) -> None:
        for node in statements(owner):
            if isinstance(node, ast.ClassDef):
                walk(node, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[prefix + node.name] = shape(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                found[prefix + ast.unparse(target)] = shape(node)

    tree = wheel.tree(module)
    if tree is not None:
        walk(tree, "")
    return found


def list_changes(name: str, before: Version, after: Version) -> None:
    old, new = Wheel(fetch_wheel(name, before)), Wheel(fetch_wheel(name, after))
    print(f"  {name} {before} → {after}")
    for path in sorted(set(old.members) | set(new.members)):
        if path.endswith(".py") and "/test" not in path:
            module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            was, now = functions(old, module), functions(new, module)
            names = sorted(n for n in set(was) | set(now) if was.get(n) != now.get(n) and n != "__version__")
            if names:
                print(f"    {module}: {', '.join(names)}"[:600])


def has(wheel: Wheel, module: str, attribute: str | None) -> bool:
    if attribute is None:
        return wheel.path(module) is not None or wheel.is_native(module)
    return wheel.find(module, attribute) is not None


def differs(old: Wheel, new: Wheel, module: str, attribute: str | None) -> bool:
    if attribute and shape(old.find(module, attribute)) != shape(new.find(module, attribute)):
        return True
    return shape(old.tree(module)) != shape(new.tree(module))


def contents(wheel: Wheel, pattern: str) -> list[tuple[str, int]]:
    """Names and checksums of a module (`a.b`), a file or a pattern of files (`*.libs/libwebp-*`)."""
    if "/" not in pattern:
        return [(pattern, hash(shape(wheel.tree(pattern))))]
    return [(name, wheel.archive.getinfo(wheel.members[name]).CRC) for name in wheel.members if fnmatch(name, pattern)]


def check_builds(name: str, builds: list[dict], text: bytes) -> list[str]:
    """Whether the affected wheels hold a text in their native parts and the others do not.

    Of several builds pip fetches the last alone; hashes tell that it is the one that the record means.
    """
    wrong = []
    for build in builds:
        version, *_, python, abi, platforms = build["file_name"].removesuffix(".whl").split("-")[1:]
        where = CACHE / name / f"{version}-{abi}-{platforms[:20]}"
        if not any(where.glob("*.whl")):
            platform = [option for tag in platforms.split(".") for option in ("--platform", tag)]
            interpreter = ("--python-version", f"{python[2]}.{python[3:]}", "--abi", abi, "--implementation", "cp")
            choice = ("--only-binary", ":all:", *interpreter, *platform)
            ask_pip("download", "-q", "--no-deps", *choice, "-d", str(where), f"{name}=={version}")
        wheel = where / build["file_name"]
        if not wheel.exists():
            continue
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != build["sha256"]:
            wrong.append(f"{wheel.name} has another hash")
        with zipfile.ZipFile(wheel) as archive:
            native = [member for member in archive.namelist() if re.search(r"\.(so|dylib|pyd|dll)\b", member)]
            held = any(text in archive.read(member) for member in native)
        if held != (build["status"] == "affected"):
            wrong.append(f"{wheel.name} {'holds' if held else 'lacks'} {text.decode()}")
    return wrong


def check(record: dict, changes: bool) -> tuple[list[str], list[str], list[str]]:
    """(affected releases looked at, fixed releases looked at, what is wrong)."""
    wrong, looked, compared = [], [], []
    own = (record.get("database_specific") or {}).get("theriac") or {}
    for affected in record["affected"]:
        name, wanted, seen = affected["package"]["name"], units(affected), set()
        versions, pairs = choose(name, affected)
        builds = (affected.get("ecosystem_specific") or {}).get("wheels", [])
        if builds:
            looked += affected["versions"]
            wrong += check_builds(name, builds, own["contains"].encode())
        elif not versions:
            wrong.append(f"no affected release of {name} has a wheel")
        for version in versions:
            wheel = Wheel(fetch_wheel(name, version))
            present = {unit for unit in wanted if has(wheel, *unit)}
            seen |= present
            looked.append(str(version))
            if wanted and not present:
                wrong.append(f"{name} {version} defines none of the units")
        for before, after in pairs:
            compared.append(str(after))
            old, new = Wheel(fetch_wheel(name, before)), Wheel(fetch_wheel(name, after))
            if changes:
                list_changes(name, before, after)
            elsewhere = own.get("fix_in", [])
            touched = any(differs(old, new, *unit) for unit in wanted)
            if not touched and not elsewhere and not own.get("native"):
                wrong.append(f"{name} {after} changed no unit and no module of one")
            if not touched and elsewhere and not any(contents(old, e) != contents(new, e) for e in elsewhere):
                wrong.append(f"{name} {after} did not change {', '.join(elsewhere)}")
        if not pairs and any(fixed for _, fixed, _ in spans(affected)):
            wrong.append(f"no fixed release of {name} could be compared")
        for module, attribute in wanted:
            if (module, attribute) not in seen:
                wrong.append(f"{module}:{attribute or '*'} is in no release looked at")
    return looked, compared, wrong


def write_checked(path: Path, looked: list[str], compared: list[str]) -> None:
    quote = lambda versions: "[" + ", ".join(f"'{version}'" for version in versions) + "]"  # noqa: E731
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^    checked: .*$", f"    checked: {quote(looked)}", text, flags=re.MULTILINE)
    text = re.sub(r"^    compared: .*$", f"    compared: {quote(compared)}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the advisories that ship against the released sources.")
    parser.add_argument("--write", action="store_true", help="put the releases looked at into the records")
    parser.add_argument("--changes", action="store_true", help="list the functions that each fix changed")
    parser.add_argument("ids", nargs="*", metavar="ID", help="records to check; all without any")
    options = parser.parse_args()
    failed = 0
    for path in sorted(FOLDER.glob("*.yaml")):
        if options.ids and path.stem not in options.ids:
            continue
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        looked, compared, wrong = check(record, options.changes)
        failed += bool(wrong)
        name = record["affected"][0]["package"]["name"]
        count = sum(len(units(affected)) for affected in record["affected"])
        row = f"{record['id']:20} {name:16} {count:2} units  affected {' '.join(looked)}  fixed {' '.join(compared)}"
        print(f"{'FAIL' if wrong else 'ok':4} {row}", flush=True)
        for reason in wrong:
            print(f"       {reason}")
        if options.write and not wrong:
            write_checked(path, looked, compared)
    print(f"{failed} failed" if failed else "all hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
