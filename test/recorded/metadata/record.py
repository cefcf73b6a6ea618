"""Asks packaging.metadata.parse_email about generated metadata, right and wrong, and about the METADATA of a folder.

Usage: record.py [COUNT] [SEED] [OUTPUT]; record.py --folder FOLDER OUTPUT
"""
import gzip, json, pathlib, random, sys

from packaging import metadata

FIELDS = list(metadata._EMAIL_TO_RAW_MAPPING) + ["x-own", "Requires-Dist", "REQUIRES-DIST", "Name", "Version", ""]
VALUES = ["foo", "1.0", "", " ", "a, b ,c", "Docs, https://e.example", "foo>=1; extra == 'x'", "é ü", "x\n        |y\n        |z",
          "one\n two\n\tthree", "\n folded", "tail  ", "foo ; private", "a:b", "\u2028x", "\x0b", "\x85", "x\r y"]
LINES = ["From me", "no colon here", " indented", "\t", ": empty name", "é: x", "a b: c", "From : x", ">From x", "  "]
BODIES = ["", "# Title\n\nText é\n", "\n\nblank first", "Name: not a field\n", "From x\n", " indented body", "\r\rx"]


def make(rng):
    lines = []
    if rng.random() < 0.5:
        lines += ["Metadata-Version: " + rng.choice(["2.1", "2.4", "1.0", "9.9"]), "Name: foo", "Version: 1.0"]
    for _ in range(rng.randrange(0, 7)):
        if rng.random() < 0.1:
            lines.append(rng.choice(LINES))
        else:
            lines.append(rng.choice(FIELDS) + ":" + rng.choice([" ", " ", "", "\t", "   "]) + rng.choice(VALUES))
    text = "\n".join(lines) + rng.choice(["\n\n", "\n\n", "\n", ""]) + rng.choice(BODIES)
    return text.replace("\n", rng.choice(["\n", "\n", "\n", "\r\n", "\r"]))


def ask(text):
    raw, unparsed = metadata.parse_email(text)
    # Later versions of CPython than 3.11 take away an empty first line of a value; so do these answers.
    for fields in (raw, unparsed):
        for key, value in fields.items():
            if key != "description" and isinstance(value, str):
                fields[key] = value.lstrip(" \t\r\n")
            elif key not in ("keywords", "description") and isinstance(value, list):
                fields[key] = [item.lstrip(" \t\r\n") if isinstance(item, str) else None for item in value]
    if raw.get("import_names") == [""]:
        raw["import_names"] = []
    return [text, raw, unparsed]


if sys.argv[1:2] == ["--folder"]:
    files = sorted(pathlib.Path(sys.argv[2]).rglob("METADATA"))
    cases = [ask(file.read_bytes().decode("utf-8", "replace")) for file in files]
    path = sys.argv[3]
else:
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 6)
    cases = [ask(make(rng)) for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 2500)]
    path = sys.argv[3] if len(sys.argv) > 3 else __file__.replace("record.py", "cases.json.gz")
with open(path, "wb") as file:
    file.write(gzip.compress(json.dumps(cases, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass"), 9, mtime=0))
print(len(cases))
