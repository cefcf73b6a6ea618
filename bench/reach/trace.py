"""Runs a project's own tests and records which dependency modules and functions run beneath first-party code.

    python trace.py TRUTH.json [--tracer monitoring|settrace] [--output FILE] [-- -m pytest ARGUMENTS | FILE ARGUMENTS]
    python trace.py TRUTH.json --imports

Run it with the interpreter of the project's environment. `--imports` imports, in a fresh process, every first-party
module that the tests loaded, so that what a test file happened to import first is seen beneath first-party code too.
"""

import argparse
import json
import os
import runpy
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
from theriac_truth.listing import Listing, OPTIMISED  # noqa: E402
from theriac_truth.observer import NAMES, NONE, Observer  # noqa: E402
from theriac_truth.places import CARRIED, Places, Truth, relative_to  # noqa: E402

while HERE in sys.path:
    sys.path.remove(HERE)  # this folder holds a `trace.py`, which must not shadow the standard library's


def main():
    given = sys.argv[1:]
    command = given[given.index("--") + 1 :] if "--" in given else []
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", help="truth.json of the project")
    parser.add_argument("--imports", action="store_true", help="import the first-party modules instead of running tests")
    parser.add_argument("--tracer", choices=("monitoring", "settrace"))
    parser.add_argument("--output")
    options = parser.parse_args(given[: given.index("--")] if "--" in given else given)
    truth = Truth(options.truth)
    output = options.output or os.path.join(truth.folder, "imports.jsonl" if options.imports else "trace.jsonl")
    output = os.path.abspath(output)
    command = command or truth.command
    if not options.imports and not command:
        parser.error("no command: name one after -- or in truth.json")

    os.environ.update(truth.environment)
    os.chdir(truth.directory)
    sys.path[:0] = truth.paths
    observer = Observer(Places(truth, [os.path.join(HERE, "theriac_truth", "observer.py")]))
    process, start, status = os.getpid(), time.perf_counter(), 0
    modules = first_party_modules(truth) if options.imports else []

    def finish(status):
        seconds = time.perf_counter() - start
        observer.stop()
        if os.getpid() == process:  # a child that the tests forked must not write over the trace
            write(output, observer, truth, {"command": command, "status": status, "seconds": round(seconds, 1)})

    def stop(number, _frame):
        finish(128 + number)
        os._exit(128 + number)

    # Stopped by a time limit, the run still writes what it saw, at once: programs catch what a handler raises.
    signal.signal(signal.SIGTERM, stop)
    observer.start(options.tracer)
    try:
        status = import_all(truth, modules) if options.imports else run(command)
    finally:
        finish(status)
    sys.exit(status)


def run(command):
    """Runs `-m MODULE ARGUMENTS` or `FILE ARGUMENTS` in this process and gives its exit status."""
    try:
        if command[0] == "-m":
            sys.argv = command[1:]
            sys.path.insert(0, os.getcwd())
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = command
            sys.path.insert(0, os.path.dirname(os.path.abspath(command[0])))
            runpy.run_path(command[0], run_name="__main__")
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else 0 if exit.code is None else 1
    return 0


def first_party_modules(truth):
    """The names of the first-party modules that the trace of the tests saw, in the order of its file."""
    names = []
    with open(os.path.join(truth.folder, "trace.jsonl"), encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["kind"] != "first-party":
                continue
            path = os.path.join(truth.project, record["file"][2:])
            inside = [relative_to(path, os.path.normpath(root)) for root in truth.paths]
            shortest = min((name for name in inside if name is not None), key=len, default=None)
            if shortest is None or shortest.endswith("__main__.py"):
                continue
            names.append(shortest[:-3].replace("/", ".").removesuffix(".__init__"))
    return names


def import_all(truth, names):
    failed = []
    exec(truth.before, {"__name__": "before"})
    for name in names:
        try:
            __import__(name)
        except (Exception, SystemExit) as error:
            failed.append(f"{name}: {type(error).__name__}: {error}")
    for line in failed:
        print("not imported:", line, file=sys.stderr)
    return 0


def write(output, observer, truth, about):
    """One header, then one line for each first-party module, dependency module and dependency function."""
    places = observer.places
    listings, functions, modules, generated = {}, {}, {}, 0
    for seen in list(observer.seen.values()):
        code, file = seen.code, places.shown(seen.code.co_filename)
        if code.co_name == "<module>":
            keep(modules, (file,), seen)
            continue
        if not code.co_flags & OPTIMISED:
            continue
        if file not in listings:
            listings[file] = Listing(os.path.join(truth.site_packages, file))
        key = (code.co_qualname, code.co_firstlineno)
        if code.co_name.startswith("<"):
            key = listings[file].owners.get(key)
            if key is None:
                continue  # it belongs to the module's own top level
        if key not in listings[file].functions:
            generated += 1
            continue
        keep(functions, (file, *key), seen)
    header = {
        "kind": "header", "schema": "theriac.truth/1", "python": sys.version.split()[0], "tracer": observer.tracer,
        "commit": commit_of(truth.project), **about, "events": observer.events, "walks": observer.walks, "generated": generated,
        "faults": sum(listing.fault is not None for listing in listings.values()),
    }  # fmt: skip
    with open(output, "w", encoding="utf-8") as file:
        put = lambda record: print(json.dumps(record, separators=(",", ":")), file=file)  # noqa: E731
        put(header)
        for name in sorted(places.shown(name) for name in observer.first_modules):
            put({"kind": "first-party", "file": name})
        for (name,), (beneath, stack) in sorted(modules.items()):
            put({"kind": "module", "file": name, "beneath": NAMES[beneath], "stack": shown(stack, places)})
        for (name, function, line), (beneath, stack) in sorted(functions.items(), key=lambda item: item[0]):
            put({"kind": "function", "file": name, "function": function, "line": line,
                 "beneath": NAMES[beneath], "stack": shown(stack, places)})  # fmt: skip


def keep(table, key, seen):
    known = table.get(key)
    if known is None or seen.beneath > known[0]:
        table[key] = (seen.beneath, seen.stack if seen.beneath != NONE else ())


def shown(stack, places):
    """Innermost first: [file, line now running, qualified name, first line]; a class body's name ends in `.<class>`."""
    return [
        [places.shown(code.co_filename), line, code.co_qualname + suffix(code), code.co_firstlineno]
        for code, line in stack
        if places[code.co_filename] != CARRIED
    ]


def suffix(code):
    return "" if code.co_flags & OPTIMISED or code.co_name == "<module>" else ".<class>"


def commit_of(project):
    try:
        told = subprocess.run(["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return told.stdout.strip() or None


if __name__ == "__main__":
    main()
