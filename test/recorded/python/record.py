# Records what CPython's `ast` says of each case in cases-3.txt and cases-2.txt: python record.py PYTHON3.13 PYTHON2.7
#
# Cases are separated by lines of `####`. The output is syntax.json: [syntax, source, statements] for each case.
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
rows = []
for syntax, python in ((3, sys.argv[1]), (2, sys.argv[2])):
    with open(os.path.join(HERE, "cases-%d.txt" % syntax), encoding="utf-8") as file:
        cases = file.read().split("####\n")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, case in enumerate(cases):
            paths.append(os.path.join(folder, "%d.py" % number))
            with open(paths[-1], "w", encoding="utf-8", newline="") as file:
                file.write(case)
        asked = subprocess.run([python, os.path.join(HERE, "ast-summary.py")], input="\n".join(paths) + "\n",
                               capture_output=True, text=True, check=True)
    for case, line in zip(cases, asked.stdout.splitlines()):
        path, error, statements = json.loads(line)
        if error:
            sys.exit("case %r: %s" % (case, error))
        rows.append([syntax, case, statements])
with open(os.path.join(HERE, "syntax.json"), "w", encoding="utf-8") as file:
    file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")
