"""Lists, for each module of the standard library, the names by which it may call what it is handed.

    python standard-names.py > ../../../src/python/call/standard-names.json

For each top-level module: `defines`, the methods of its classes, which a subclass may override; `uses`, the
attributes that it reads from objects that are neither itself nor a module; and `holds`, the attributes of its own
objects that it asks for something or calls, which a subclass may set. Read from the sources with `ast`; nothing
of them is kept but the names. `elsewhere` has the other public names of its types, modules and objects, those made in
C included: a name that is in none of the lists is no attribute of anything in the standard library. `above` has the other modules that
single classes derive from.
"""

import ast
import importlib
import json
import os
import sys
import warnings

LIBRARY = os.path.dirname(os.__file__)
LEFT_OUT = {"test", "tests", "site-packages", "__pycache__"}
# Programs and toys, which no library builds upon.
NO_LIBRARY = {"idlelib", "turtle", "turtledemo", "tkinter", "_pyrepl", "lib2to3", "ensurepip", "pydoc", "pydoc_data", "pdb", "_pydecimal", "venv"}


def files_of(name):
    path = os.path.join(LIBRARY, name + ".py")
    if os.path.isfile(path):
        yield path
    for folder, folders, files in os.walk(os.path.join(LIBRARY, name)):
        folders[:] = sorted(set(folders) - LEFT_OUT)
        for file in sorted(files):
            if file.endswith(".py"):
                yield os.path.join(folder, file)


def read(path, defines, uses, holds):
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    defines.add(inner.name)
                elif isinstance(inner, ast.Assign):
                    defines.update(target.id for target in inner.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            root = node.value
            if isinstance(root, ast.Constant):
                continue
            if isinstance(root, ast.Name) and root.id in modules | {"self", "cls"}:
                continue
            uses.add(node.attr)
            if own(root):
                holds.add(root.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "hasattr"):
            if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str):
                uses.add(node.args[1].value)
        if isinstance(node, ast.Call) and own(node.func):
            holds.add(node.func.attr)


def own(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


# Bases that call nothing of what a class below them defines.
PLAIN = {"abc", "collections", "enum", "numbers", "types", "typing"}


def modules_above(listed):
    """By the dotted name of a class, the top-level modules of its bases that are not its own."""
    warnings.simplefilter("ignore")
    above = {}
    for name in sorted(listed - {"antigravity", "this", "__hello__", "__phello__", "encodings"}):
        for path in files_of(name):
            inner = os.path.relpath(path, LIBRARY)[: -len(".py")].replace(os.sep, ".").removesuffix(".__init__")
            if inner.endswith("__main__"):
                continue
            try:
                module = importlib.import_module(inner)
            except Exception:
                continue
            for made in vars(module).values():
                if isinstance(made, type) and made.__module__ == inner:
                    bases = {base.__module__.split(".")[0] for base in made.__mro__} & listed - {name} - PLAIN
                    if bases:
                        above[inner + "." + made.__qualname__] = " ".join(sorted(bases))
    return above


def attributes():
    """The public names of every type and module, as they are at run time, and those that objects are given."""
    warnings.simplefilter("ignore")
    names = set()
    for name in sorted(sys.stdlib_module_names - NO_LIBRARY - {"antigravity", "this"}):
        try:
            names.update(dir(importlib.import_module(name)))
        except ImportError:
            continue
        for path in files_of(name):
            with open(path, "rb") as file:
                for node in ast.walk(ast.parse(file.read())):
                    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                        names.add(node.attr)
                    elif isinstance(node, ast.FunctionDef):
                        names.add(node.name)
    types, seen = [object], set()
    for each in types:
        if each not in seen:
            seen.add(each)
            names.update(dir(each))
            types.extend(type.__subclasses__(each))
    # What starts with a capital is a class or a constant.
    return {name for name in names if name[0].islower()}


def main():
    found = {}
    for name in sorted(sys.stdlib_module_names - NO_LIBRARY):
        defines, uses, holds = set(), set(), set()
        for path in files_of(name):
            read(path, defines, uses, holds)
        plain = lambda names: " ".join(sorted(n for n in names if not (n.startswith("__") and n.endswith("__"))))  # noqa: E731
        if defines or uses:
            found[name] = {"defines": plain(defines), "uses": plain(uses), "holds": plain(holds - defines)}
    listed = {name for each in found.values() for kind in ("defines", "uses") for name in each[kind].split()}
    elsewhere = " ".join(sorted(attributes() - listed))
    above = modules_above(set(found))
    record = {"python": "%d.%d" % sys.version_info[:2], "elsewhere": elsewhere, "above": above, "modules": found}
    print(json.dumps(record, indent=0, separators=(",", ":")))


main()
