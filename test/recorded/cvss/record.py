"""Asks the Python library `cvss` (3.6) for the scores of random vectors of every version, with all their metrics."""
import gzip, json, random, sys

from cvss import CVSS2, CVSS3, CVSS4
from cvss import constants2, constants3, constants4

TABLES = {
    "2.0": (constants2, CVSS2, "ND", ""),
    "3.0": (constants3, CVSS3, "X", "CVSS:3.0/"),
    "3.1": (constants3, CVSS3, "X", "CVSS:3.1/"),
    "4.0": (constants4, CVSS4, "X", "CVSS:4.0/"),
}


def vector(rng, version):
    constants, _, absent, prefix = TABLES[version]
    mandatory = constants.METRICS_MANDATORY
    values = constants.METRICS_VALUE_NAMES
    parts = []
    share = rng.choice([0, 0, 0.1, 0.3, 1])
    for metric in values:
        if metric in mandatory or rng.random() < share:
            parts.append(f"{metric}:{rng.choice(list(values[metric]))}")
    return prefix + "/".join(parts)


rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 5)
seen = {}
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1500):
    for version in TABLES:
        text = vector(rng, version)
        seen[text] = float(TABLES[version][1](text).scores()[0])
path = sys.argv[3] if len(sys.argv) > 3 else __file__.replace("record.py", "cases.json.gz")
with open(path, "wb") as file:
    file.write(gzip.compress(json.dumps(sorted(seen.items()), separators=(",", ":")).encode(), 9, mtime=0))
