"""Lists the functions of every source file of an environment: {file: [[first line, qualified name], ...]} as JSON.

    python functions.py TRUTH.json > functions.json
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
from theriac_truth.listing import Listing  # noqa: E402
from theriac_truth.places import Truth, relative_to  # noqa: E402


def main():
    truth = Truth(sys.argv[1])
    files = {}
    for folder, folders, names in os.walk(truth.site_packages):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            if not name.endswith(".py"):
                continue
            path = os.path.join(folder, name)
            listing = Listing(path)
            files[relative_to(path, truth.site_packages)] = sorted([line, name] for name, line in listing.functions)
    json.dump(files, sys.stdout, separators=(",", ":"))


if __name__ == "__main__":
    sys.setrecursionlimit(5000)
    main()
