"""Prints where importlib's path finder finds each module below the given folders, without importing any of them.

Usage: find-modules.py FOLDER… ; one JSON object: module name -> [kind, file relative to its folder].
"""
import importlib.machinery
import json
import os
import re
import sys

FINDER = importlib.machinery.PathFinder
EXTENSIONS = tuple(importlib.machinery.EXTENSION_SUFFIXES)


def names_in(folder, is_top):
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return
    for entry in entries:
        path = os.path.join(folder, entry)
        if os.path.isdir(path):
            if entry.isidentifier() and entry != "__pycache__":
                yield entry
        elif entry.endswith((".py", ".pyc", ".so")):
            name = entry.split(".")[0]
            # Below a package `pkgutil` gives names that only a computed import can have: `0001_initial`.
            fits = name.isidentifier() if is_top else re.fullmatch(r"[\w-]+", name)
            if fits and name != "__init__":
                yield name


def walk(prefix, path, roots, found, depth):
    names = sorted({name for folder in path for name in names_in(folder, prefix == "")})
    for name in names:
        # By its last name alone: a dotted one would ask for the parent in sys.modules, and nothing is imported here.
        spec = FINDER.find_spec(name, path)
        if spec is None:
            continue
        file = spec.origin
        if file is None or spec.loader is None or not spec.has_location:
            found[prefix + name] = ["namespace", None]
        else:
            kind = "source" if file.endswith(".py") else "compiled"
            root = next(root for root in roots if file.startswith(root + os.sep))
            found[prefix + name] = [kind, os.path.relpath(file, root)]
        if spec.submodule_search_locations is not None and depth < 12:
            walk(prefix + name + ".", list(spec.submodule_search_locations), roots, found, depth + 1)


def main():
    roots = [os.path.abspath(folder) for folder in sys.argv[1:]]
    found = {}
    walk("", roots, roots, found, 0)
    json.dump(found, sys.stdout)


main()
