"""Lists the public names that modules of the standard library lack in some of the versions of Python.

    python standard-changes.py PYTHON2.7 PYTHON3.6 … PYTHON3.13 > ../../../src/python/graph/standard-changes.json

`since`: by the minor version of Python 3 that first has them, names by module; `until`: by the first one without them,
8 for what Python 3.8 had lost already. Asked of each interpreter in turn: a name counts where the module lists it in
`__all__`, where what it stands for was made there, or where it is a module below it; whether it is there is asked with `hasattr`, since a module may
answer for names that it does not list. Platforms differ in more than this, so a name that no interpreter has is not
listed.
"""

import json
import subprocess
import sys

FIRST = 8

ASK = r"""
import json, os, pkgutil, sys, types, warnings
warnings.simplefilter("ignore")
asked = json.loads(sys.stdin.read())
library = os.path.dirname(os.__file__)
LEFT_OUT = set("antigravity this idlelib lib2to3 test turtle turtledemo tkinter distutils ensurepip pydoc pdb venv".split())
found = {}
out, sys.stdout = sys.stdout, open(os.devnull, "w")

def take(name):
    try:
        __import__(name)
    except BaseException:
        return
    module = sys.modules[name]
    listed = set(getattr(module, "__all__", ()))
    names = set(asked.get(name, ()))
    for each in dir(module):
        value = getattr(module, each, None)
        own = getattr(value, "__module__", None) in (name, "_" + name, None) and not isinstance(value, types.ModuleType)
        if not each.startswith("_") and (each in listed or (own and not listed)):
            names.add(each)
    below = set(inner for _, inner, _ in pkgutil.iter_modules(getattr(module, "__path__", ())) if inner[0] != "_")
    below -= set(("test", "tests"))
    found[name] = sorted(
        below.union(
            each for each in names if hasattr(module, each) and not isinstance(getattr(module, each), types.ModuleType)
        )
    )
    for inner in below:
        take(name + "." + inner)

for _, name, _ in pkgutil.iter_modules([library, os.path.join(library, "lib-dynload")]):
    if name not in LEFT_OUT and not name.startswith("_"):
        take(name)
for name in sys.builtin_module_names:
    if not name.startswith("_"):
        take(name)
json.dump(found, out)
"""


def ask(interpreter, names):
    done = subprocess.run([interpreter, "-c", ASK], input=json.dumps(names), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def minor_of(interpreter):
    code = "import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else -1)"
    return int(subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True).stdout)


def main(interpreters):
    minors = [minor_of(each) for each in interpreters]
    first = [ask(each, {}) for each in interpreters]
    names = {}
    for answer in first:
        for module, own in answer.items():
            names.setdefault(module, set()).update(own)
    answers = [ask(each, {module: sorted(own) for module, own in names.items()}) for each in interpreters]
    since, until = {}, {}
    for module, own in sorted(names.items()):
        here = [index for index, answer in enumerate(answers) if module in answer]
        if all(minors[index] < FIRST for index in here):
            continue
        for name in sorted(own):
            have = [index for index in here if name in answers[index][module]]
            lack = [index for index in here if name not in answers[index][module] and minors[index] >= FIRST]
            if not have or not lack:
                continue
            if have[-1] == here[-1] and have[0] == max(lack) + 1:
                since.setdefault(minors[have[0]], {}).setdefault(module, []).append(name)
            elif have[-1] < min(lack):
                until.setdefault(max(FIRST, minors[min(lack)]), {}).setdefault(module, []).append(name)

    def plain(table):
        return {str(minor): {module: " ".join(own) for module, own in table[minor].items()} for minor in sorted(table)}

    json.dump({"since": plain(since), "until": plain(until)}, sys.stdout, indent=1)
    print()


main(sys.argv[1:])
