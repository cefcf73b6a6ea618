import sys

import gablet


def run_file(path):
    with open(path) as file:
        exec(file.read(), {})


if len(sys.argv) > 1:
    run_file(sys.argv[1])
