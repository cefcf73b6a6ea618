"""Runs the first-party code of the projects beside this file and says which dependency functions ran.

    python3 test/projects/reach/trace.py [--write] [NAME...]

What runs must never be expected to be `loaded` or `installed`: such a disagreement is printed and ends with 1.
`--write` notes in each `expected.json` all that ran, and with each answer, as `runs`, whether what it is about was
seen. Needs CPython 3.11 or later and nothing else. Each script runs in a process of its own; the profiler sees every thread.
"""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# What the child does: the environment's .pth files count, the script's own folder comes first, as for `python app.py`.
CHILD = r"""
import atexit, json, os, runpy, site, sys, threading
script, packages, extra = sys.argv[1:4]
seen = set()
roots = [os.path.realpath(each) + os.sep for each in (packages, extra)]
def watch(frame, event, argument):
    code = frame.f_code
    # The body of a class is code too, and part of what is around it: alone it has no local names of its own.
    if event == "call" and (code.co_flags & 2 or code.co_name == "<module>"):
        seen.add((code.co_filename, code.co_qualname))
sys.argv[:] = [script]
sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
sys.path.append(os.getcwd())
def finish():
    sys.setprofile(None)
    real = sys.__stdout__
    for file, name in sorted(seen):
        full = os.path.realpath(file)
        for root in roots:
            if full.startswith(root):
                print("\0".join(["RAN", full[len(root):], name]), file=real)
    real.flush()
atexit.register(finish)
sys.stdout = open(os.devnull, "w")
threading.setprofile(watch)
sys.setprofile(watch)
site.addsitedir(packages)
runpy.run_path(script, run_name="__main__")
"""


def ran(folder, held):
    """The functions and modules that ran, as `(file, qualified name)`, files below site-packages."""
    packages = os.path.join(folder, "site-packages")
    extra = os.path.join(folder, "checkout", "src")
    found = set()
    for script in held["run"]:
        project = os.path.join(folder, held.get("project", ""))
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-S", "-c", CHILD, os.path.join(project, script), packages, extra],
            cwd=project, env=environment, capture_output=True, text=True, timeout=60,
        )
        if done.returncode != 0:
            raise SystemExit(f"{folder}: {script} failed\n{done.stderr}")
        for line in done.stdout.splitlines():
            if line.startswith("RAN\0"):
                found.add(tuple(line.split("\0")[1:]))
    return found


def names(answer):
    """The module and the qualified name that an answer is about."""
    module, _, attribute = answer["symbol"].partition(":")
    return module, attribute


def matches(answer, found, owners):
    """Whether a symbol, any method of a class, or any module of a distribution was seen."""
    if "distribution" in answer:
        return any(owners.get(file) == answer["distribution"] for file, _ in found)
    module, attribute = names(answer)
    path = module.replace(".", "/")
    # Folders that a .pth file adds hold modules under their bare name.
    inside = re.compile(rf"(^|/){re.escape(path)}(/__init__)?\.py$")
    wanted = attribute or "<module>"
    return any(
        inside.search(file) and (name == wanted or (attribute and name.startswith(wanted + ".")))
        for file, name in found
    )


def read_owners(packages):
    owners = {}
    for entry in os.listdir(packages):
        if entry.endswith(".dist-info"):
            with open(os.path.join(packages, entry, "RECORD"), encoding="utf-8") as record:
                for line in record:
                    owners[line.split(",")[0]] = entry.removesuffix(".dist-info").rpartition("-")[0].replace("_", "-")
    return owners


def main(arguments):
    write = "--write" in arguments
    only = [each for each in arguments if not each.startswith("-")]
    wrong = 0
    for name in sorted(only or os.listdir(HERE)):
        folder = os.path.join(HERE, name)
        path = os.path.join(folder, "expected.json")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        held = json.loads(text)
        if not held["run"]:
            continue
        found = ran(folder, held)
        owners = read_owners(os.path.join(folder, "site-packages"))
        for answer in held["answers"]:
            asked = answer.get("symbol", answer.get("distribution"))
            runs = matches(answer, found, owners)
            reach = answer["reach"] if isinstance(answer["reach"], list) else [answer["reach"]]
            if runs and ("loaded" in reach or "installed" in reach):
                wrong += 1
                print(f"{name}: {asked} runs and is expected to be {answer['reach']}")
            if not runs and reach == ["reached"]:
                print(f"{name}: {asked} was not seen to run (no error: a lower bound)")
            if runs:
                answer["runs"] = True
            else:
                answer.pop("runs", None)
        if write:
            held["ran"] = sorted(f"{file} {each}" for file, each in found if "<" not in each.replace("<module>", ""))
            lines = ",\n".join("    " + json.dumps(each, ensure_ascii=False) for each in held["answers"])
            held.pop("answers")
            head = json.dumps(held, indent=2, ensure_ascii=False)[:-2]
            with open(path, "w", encoding="utf-8") as file:
                file.write(f'{head},\n  "answers": [\n{lines}\n  ]\n}}\n')
    return 1 if wrong else 0


sys.exit(main(sys.argv[1:]))
