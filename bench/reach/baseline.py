"""Answers the question of reach naively, in the format of `theriac reach --all`, so that an analysis has something to beat.

    python baseline.py TRUTH.json imports|strings|names > baseline-imports.jsonl

imports: import statements of all functions are followed, with parent packages. strings: so are string literals that
name a module with dots. names: beside both, a function is reached if reached code mentions its simple name.
"""

import ast
import json
import os
import re
import sys
import warnings

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
from theriac_truth.places import Truth, relative_to  # noqa: E402

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class Unit:
    """A module's top level or a function: what it imports, which strings and names it mentions."""

    def __init__(self, name, line, kind):
        self.name, self.line, self.kind = name, line, kind
        self.imports, self.strings, self.names = [], set(), set()


class Reader(ast.NodeVisitor):
    """Splits a file into units. Lambdas, comprehensions and class bodies belong to the unit around them."""

    def __init__(self):
        self.units = [Unit("", 1, "module")]
        self.path = []
        self.current = self.units[0]

    def visit_function(self, node):
        for part in (*node.decorator_list, node.args, node.returns):
            if part is not None:
                self.visit(part)
        line = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        outer, unit = self.current, Unit(".".join([*self.path, node.name]), line, "function")
        self.units.append(unit)
        self.path += [node.name, "<locals>"]
        self.current = unit
        for part in node.body:
            self.visit(part)
        self.current = outer
        del self.path[-2:]

    visit_FunctionDef = visit_AsyncFunctionDef = visit_function

    def visit_ClassDef(self, node):
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        self.path.append(node.name)
        for part in node.body:
            self.visit(part)
        self.path.pop()

    def visit_Import(self, node):
        for alias in node.names:
            self.current.imports.append((0, alias.name, ()))
            self.current.names.update(alias.name.split("."))

    def visit_ImportFrom(self, node):
        names = [alias.name for alias in node.names]
        self.current.imports.append((node.level, node.module or "", names))
        self.current.names.update(names)

    def visit_Name(self, node):
        self.current.names.add(node.id)

    def visit_Attribute(self, node):
        self.current.names.add(node.attr)
        self.visit(node.value)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and len(node.value) < 200 and DOTTED.fullmatch(node.value):
            self.current.strings.add(node.value)


class Program:
    def __init__(self, truth, with_strings):
        self.truth = truth
        self.with_strings = with_strings
        self.roots = [*truth.paths, truth.site_packages]
        self.loaded, self.files, self.folders = {}, set(), {}

    def entries(self, folder):
        if folder not in self.folders:
            try:
                self.folders[folder] = set(os.listdir(folder))
            except OSError:
                self.folders[folder] = frozenset()
        return self.folders[folder]

    def find(self, name):
        """The file of a module, "" for a namespace package, None where there is none."""
        parts = name.split(".")
        for root in self.roots:
            folder = os.path.join(root, *parts[:-1])
            entries = self.entries(folder)
            if parts[-1] in entries and "__init__.py" in self.entries(os.path.join(folder, parts[-1])):
                return os.path.join(folder, parts[-1], "__init__.py")
            if parts[-1] + ".py" in entries:
                return os.path.join(folder, parts[-1] + ".py")
        if any(os.path.isdir(os.path.join(root, *parts)) for root in self.roots):
            return ""
        return None

    def load(self, name):
        """Loads a module and its parents; whether it exists."""
        if name in self.loaded:
            return self.loaded[name]
        parent = name.rpartition(".")[0]
        exists = (not parent or self.load(parent)) and (path := self.find(name)) is not None
        self.loaded[name] = bool(exists)
        if exists and path and path not in self.files:
            self.files.add(path)
            self.waiting.append((name, path))
        return self.loaded[name]

    def run(self, roots):
        self.waiting, self.units = [], []
        for name in roots:
            self.load(name)
        while self.waiting:
            name, path = self.waiting.pop()
            units = read(path)
            self.units.append((path, units))
            package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
            for unit in units:
                for level, module, names in unit.imports:
                    self.follow(package, level, module, names)
                for text in unit.strings if self.with_strings else ():
                    while text and not self.load(text):
                        text = text.rpartition(".")[0]

    def follow(self, package, level, module, names):
        if level:
            base = package.split(".")[: len(package.split(".")) - level + 1]
            module = ".".join([*base, *([module] if module else [])])
        if module and self.load(module):
            for name in names:
                if name != "*":
                    self.load(f"{module}.{name}")


def read(path):
    reader = Reader()
    try:
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader.visit(ast.parse(file.read()))
    except (OSError, SyntaxError, ValueError, RecursionError):
        pass
    return reader.units


def reached_by_name(truth, files):
    """Functions whose simple name reached code mentions; a special method counts with its class."""
    waiting, by_name, reached, mentioned = [], {}, [], set()
    for path, units in files:
        dependency = relative_to(path, truth.site_packages) is not None
        for unit in units:
            if unit.kind == "module" or not dependency:
                waiting.append((path, unit))
                continue
            parts = unit.name.split(".")
            special = re.fullmatch(r"__\w+__", parts[-1]) and len(parts) > 1
            by_name.setdefault(parts[-2] if special else parts[-1], []).append((path, unit))
    while waiting:
        path, unit = waiting.pop()
        if unit.kind == "function":
            reached.append((path, unit))
        for name in unit.names - mentioned:
            mentioned.add(name)
            waiting += by_name.pop(name, ())
    return reached


def first_party_names(truth):
    for place in truth.first_party:
        walked = os.walk(place) if os.path.isdir(place) else [(os.path.dirname(place), [], [os.path.basename(place)])]
        for folder, _, names in walked:
            for name in names:
                path = os.path.join(folder, name)
                if not name.endswith(".py") or truth.is_test(relative_to(path, truth.project)):
                    continue
                inside = [relative_to(path, os.path.normpath(root)) for root in truth.paths]
                module = min((given for given in inside if given is not None), key=len)[:-3].replace("/", ".")
                yield module.removesuffix(".__init__")


def main():
    truth, mode = Truth(sys.argv[1]), sys.argv[2]
    program = Program(truth, mode != "imports")
    program.run(first_party_names(truth))
    put = lambda file, function, line: print(json.dumps(  # noqa: E731
        {"module": "", "function": function, "file": file, "line": line, "reach": "possibly-reached"}))  # fmt: skip
    for path in sorted(program.files):
        if (file := relative_to(path, truth.site_packages)) is not None:
            put(file, None, 1)
    for path, unit in reached_by_name(truth, program.units) if mode == "names" else ():
        if (file := relative_to(path, truth.site_packages)) is not None:
            put(file, unit.name, unit.line)


if __name__ == "__main__":
    sys.setrecursionlimit(20000)
    main()
