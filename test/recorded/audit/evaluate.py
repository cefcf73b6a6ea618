"""Says independently which (distribution, version, alias group) of a project match: OSV records by `packaging` alone.

    python evaluate.py DATABASE.zip FILE|FOLDER...

prints one JSON line for each lock file, requirement file or environment: {"path", "distributions", "matches": [[name,
version, [identifiers of the group]]]}. Every branch of every marker counts; an environment is read by the standard
library's `importlib.metadata`. Nothing here is shared with Theriac.
"""
import importlib.metadata
import json
import os
import re
import sys
import tomllib
import zipfile

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


def version_of(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def equal(listed, asked):
    """PEP 440, "Version matching": a listed version without a local label stands for all its local versions."""
    left = version_of(listed)
    if left is None:
        return listed.strip().lower() == str(asked).lower()
    return left == asked or (left.local is None and left == Version(asked.public))


def in_range(events, asked):
    """OSV's evaluation, with the events in the order of their versions."""
    points = []
    begins = False
    for number, event in enumerate(events):
        for kind, value in event.items():
            if kind not in ("introduced", "fixed", "last_affected", "limit"):
                continue
            begins = begins or kind == "introduced"
            if kind == "introduced" and value == "0":
                points.append((None, kind))
            elif kind == "limit":
                if value != "*" and version_of(value) is not None and asked >= version_of(value):
                    return False
            elif version_of(value) is not None:
                points.append((version_of(value), kind))
            elif kind == "introduced":
                points.append((None, kind))
    if not begins and events:
        points.append((None, "introduced"))
    rank = {"fixed": 0, "introduced": 1, "last_affected": 2}
    points.sort(key=lambda p: (p[0] is not None, p[0] or Version("0.dev0"), rank[p[1]]))
    inside = False
    for value, kind in points:
        if kind == "introduced" and (value is None or asked >= value):
            inside = True
        elif kind == "fixed" and asked >= value:
            inside = False
        elif kind == "last_affected" and asked > value and not (value.local is None and Version(asked.public) == value):
            inside = False
    return inside


class Database:
    def __init__(self, path):
        self.by_name = {}
        self.parent = {}
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                record = json.loads(archive.read(member))
                if record.get("withdrawn"):
                    continue
                for alias in record.get("aliases") or []:
                    self.join(record["id"], alias)
                for entry in record.get("affected") or []:
                    package = entry.get("package") or {}
                    if package.get("ecosystem", "").split(":")[0] == "PyPI":
                        self.by_name.setdefault(canonicalize_name(package["name"]), []).append((record["id"], entry))

    def find(self, identifier):
        while self.parent.get(identifier, identifier) != identifier:
            identifier = self.parent[identifier]
        return identifier

    def join(self, left, right):
        left, right = self.find(left), self.find(right)
        if left != right:
            self.parent[left] = right

    def group(self, identifier):
        root = self.find(identifier)
        return sorted({identifier, *(other for other in self.parent if self.find(other) == root), root})

    def matches(self, name, text):
        asked = version_of(text)
        found = {}
        for identifier, entry in self.by_name.get(name, []):
            if asked is None:
                hit = any(text.strip().lower() == listed.strip().lower() for listed in entry.get("versions") or [])
            else:
                ranges = [one for one in entry.get("ranges") or [] if one.get("type") != "GIT"]
                hit = any(equal(listed, asked) for listed in entry.get("versions") or []) or any(
                    in_range(one.get("events") or [], asked) for one in ranges
                )
            if hit:
                found[self.find(identifier)] = identifier
        return [self.group(identifier) for identifier in found.values()]


def read_toml(path):
    with open(path, "rb") as file:
        return tomllib.load(file)


def from_requirements(path, seen):
    if os.path.realpath(path) in seen:
        return
    seen.add(os.path.realpath(path))
    with open(path, encoding="utf-8-sig") as file:
        text = re.sub(r"\\\n", "", file.read())
    for line in text.split("\n"):
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        nested = re.match(r"(?:-r|--requirement)[ =]?\s*(\S+)", line)
        if nested:
            target = os.path.join(os.path.dirname(path), nested[1])
            if os.path.isfile(target):
                yield from from_requirements(target, seen)
            continue
        if not line or line.startswith("-"):
            continue
        try:
            requirement = Requirement(re.split(r"\s--?[a-z]", line)[0])
        except InvalidRequirement:
            continue
        pins = [one for one in requirement.specifier if one.operator in ("==", "===")]
        if requirement.url is None and len(pins) == 1 and not pins[0].version.endswith(".*"):
            yield requirement.name, pins[0].version


def distributions(path):
    base = os.path.basename(path)
    if os.path.isdir(path):
        folders = [
            root for root, names, _ in os.walk(path) if os.path.basename(root) == "site-packages"
        ]
        for one in importlib.metadata.distributions(path=folders):
            yield one.metadata["Name"], one.version
    elif base in ("uv.lock", "poetry.lock", "pdm.lock"):
        for package in read_toml(path).get("package", []):
            local = package.get("source", {})
            is_own = isinstance(local, dict) and ("editable" in local or "virtual" in local)
            if "version" in package and not is_own:
                yield package["name"], package["version"]
    elif base.startswith("pylock"):
        for package in read_toml(path).get("packages", []):
            if "version" in package:
                yield package["name"], package["version"]
    elif base == "Pipfile.lock":
        with open(path, encoding="utf-8") as file:
            lock = json.load(file)
        for section, packages in lock.items():
            if section == "_meta":
                continue
            for name, package in packages.items():
                if package.get("version", "").startswith("=="):
                    yield name, package["version"].removeprefix("==")
    else:
        yield from from_requirements(path, set())


def main():
    database = Database(sys.argv[1])
    for path in sys.argv[2:]:
        try:
            known = {
                (canonicalize_name(name), str(version_of(version) or version)) for name, version in distributions(path)
            }
        except Exception as error:  # noqa: BLE001 - a broken file is compared by its absence
            print(json.dumps({"path": path, "error": type(error).__name__}))
            continue
        found = [[name, version, group] for name, version in sorted(known) for group in database.matches(name, version)]
        print(json.dumps({"path": path, "distributions": len(known), "matches": found}))


if __name__ == "__main__":
    main()
