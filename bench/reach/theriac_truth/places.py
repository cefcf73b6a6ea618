"""Reads truth.json and tells from a code object's file name whose code it is."""

import json
import os
import re
from fnmatch import fnmatch

FIRST, TEST, DEPENDENCY, IMPORT, CARRIED, OTHER = range(6)

STANDARD_LIBRARY = os.path.dirname(os.path.realpath(os.__file__))

# Distributions that exist to run tests. Their frames count as test code, and nothing in them counts as observed.
TEST_DISTRIBUTIONS = (
    "pytest", "iniconfig", "coverage", "mock", "nose", "nose2", "tox", "hypothesis", "faker", "factory-boy", "responses",
    "requests-mock", "flexmock", "freezegun", "time-machine", "moto", "vcrpy", "flaky", "anyio-pytest", "respx", "httpretty",
    "multipart-form-data-conformance", "pretend",
)  # fmt: skip


class Truth:
    """What truth.json says; all paths absolute."""

    def __init__(self, path):
        self.path = os.path.realpath(path)
        self.folder = os.path.dirname(self.path)
        with open(self.path, encoding="utf-8") as file:
            given = json.load(file)
        place = lambda value: os.path.normpath(os.path.join(self.folder, value))  # noqa: E731
        self.project = os.path.realpath(place(given["project"]))
        self.site_packages = os.path.realpath(place(given["site_packages"]))
        # The interpreter of a virtual environment is a link: following it would lose the environment.
        self.python = place(given["python"])
        self.directory = os.path.join(self.project, given.get("directory", ""))
        self.first_party = [os.path.normpath(os.path.join(self.project, name)) for name in given["first_party"]]
        self.tests = given.get("tests", [])
        self.command = given.get("command", [])
        self.environment = given.get("environment", {})
        self.before = given.get("before", "")
        self.paths = [os.path.join(self.project, name) for name in given.get("paths", [""])]
        self.test_distributions = given.get("test_distributions", list(TEST_DISTRIBUTIONS))

    def is_test(self, relative):
        """Whether a project file (relative, with slashes) is test code by the patterns of truth.json."""
        return any(fnmatch(relative, pattern) or relative.startswith(pattern.rstrip("/") + "/") for pattern in self.tests)


class Places(dict):
    """File name of a code object -> one of the kinds above, worked out once for each name."""

    def __init__(self, truth, own_files):
        super().__init__()
        self.truth = truth
        self.test_files = files_of_distributions(truth.site_packages, truth.test_distributions)
        for name in own_files:
            self[name] = CARRIED

    def __missing__(self, name):
        kind = self[name] = self.kind(name)
        return kind

    def kind(self, name):
        if name.startswith("<frozen importlib") or name.startswith("<frozen zipimport"):
            return IMPORT
        if name.startswith("<") or not name.endswith(".py"):
            return OTHER
        path = os.path.realpath(name if os.path.isabs(name) else os.path.join(self.truth.directory, name))
        inside = relative_to(path, self.truth.site_packages)
        if inside is not None:
            # A test distribution's plugin may be a single module: files are looked up in RECORD, never guessed.
            return TEST if inside in self.test_files else DEPENDENCY
        inside = relative_to(path, self.truth.project)
        if inside is None or "site-packages" in path:
            return OTHER
        first = any(path == place or relative_to(path, place) is not None for place in self.truth.first_party)
        return FIRST if first and not self.truth.is_test(inside) else TEST

    def shown(self, name):
        """The file name as the trace writes it: dependencies relative to site-packages, the project's with `./`."""
        path = os.path.realpath(name) if os.path.isabs(name) else name
        inside = relative_to(path, self.truth.site_packages)
        if inside is not None:
            return inside
        inside = relative_to(path, self.truth.project)
        if inside is not None:
            return "./" + inside
        inside = relative_to(path, STANDARD_LIBRARY)
        return name if inside is None else "<stdlib>/" + inside


def relative_to(path, folder):
    """`path` relative to `folder` with slashes, None where it is not inside."""
    if not path.startswith(folder + os.sep):
        return None
    return path[len(folder) + 1 :].replace(os.sep, "/")


def normal_name(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def files_of_distributions(site_packages, names):
    """All files that RECORD lists for the named distributions, and for every `pytest-*` plugin among them."""
    wanted = {normal_name(name) for name in names}
    files = set()
    for entry in os.listdir(site_packages):
        if not entry.endswith(".dist-info"):
            continue
        name = normal_name(entry[: -len(".dist-info")].rsplit("-", 1)[0])
        if name not in wanted and not ("pytest" in wanted and name.startswith("pytest-")):
            continue
        try:
            with open(os.path.join(site_packages, entry, "RECORD"), encoding="utf-8") as record:
                files.update(line.split(",", 1)[0] for line in record)
        except OSError:
            continue
    return files
