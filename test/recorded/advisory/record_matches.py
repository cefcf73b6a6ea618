"""Asks `packaging` which versions each OSV record affects, and records a digest for each record and distribution.

    python3 record_matches.py pypi-osv.zip | gzip -9n > matches.json.gz

The versions asked about are, for each distribution, all that its records list or name in a range, and for each final
release `V` so found `V.post1`, `V.dev1`, `Vrc1` and `V.0`. The digest covers the affected ones, sorted, so that the
records themselves need not be kept here. `ties` are the versions where a range begins and ends at once: sorting the
events without more ado would hide what the two intervals, written out of order, plainly cover.
"""

import functools
import hashlib
import json
import re
import sys
import zipfile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@functools.cache
def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def version_ranges(affected):
    return [r for r in affected.get("ranges") or [] if r["type"] != "GIT"]


def events_of(block):
    return [item for r in version_ranges(block) for e in r["events"] for item in e.items()]


def sorted_events(events):
    """Events with their versions; `introduced: 0` lies below all, what is no version is left out."""
    known = []
    for position, event in enumerate(events):
        ((kind, text),) = event.items()
        if kind == "introduced" and text == "0":
            known.append((None, position, kind))
        elif (version := parse(text)) is not None:
            known.append((version, position, kind))
    return known


def at_or_below(bound, version):
    return bound is None or (version is not None and bound <= version)


def in_range(events, version, pairs):
    """Evaluates as the OSV specification does; with `pairs`, adjoining intervals are one interval."""
    known = sorted_events(events)
    state = False
    for bound in sorted({b for b, _, _ in known if b is not None} | {None}, key=lambda b: (b is not None, b or 0)):
        here = sorted((p, k) for b, p, k in known if b == bound)
        kinds = [k for _, k in here]
        if not at_or_below(bound, version):
            break
        if pairs and state and "introduced" in kinds and "fixed" in kinds:
            continue
        for kind in kinds:
            if kind == "introduced":
                state = True
            elif kind == "fixed":
                state = False
            elif kind == "last_affected" and version > bound:
                state = False
    return state


def affected(block, text, version, pairs=True):
    for listed in block.get("versions") or []:
        if listed == text or (version is not None and parse(listed) == version):
            return True
    return any(in_range(r["events"], version, pairs) for r in version_ranges(block))


def main():
    records = []
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for name in sorted(archive.namelist()):
            records.append(json.loads(archive.read(name)))
    asked = {}
    for record in records:
        for block in record["affected"]:
            versions = asked.setdefault(canonicalize_name(block["package"]["name"]), set())
            versions.update(block.get("versions") or [])
            versions.update(text for _, text in events_of(block) if parse(text) is not None)
    for versions in asked.values():
        for text in list(versions):
            if re.fullmatch(r"[0-9]+(\.[0-9]+)*", text):
                versions.update(text + end for end in (".post1", ".dev1", "rc1", ".0"))
    digests, ties = {}, []
    for record in records:
        for name in sorted({canonicalize_name(b["package"]["name"]) for b in record["affected"]}):
            blocks = [b for b in record["affected"] if canonicalize_name(b["package"]["name"]) == name]
            found = []
            for text in sorted(asked[name]):
                version = parse(text)
                if "withdrawn" in record:
                    continue
                if any(affected(b, text, version) for b in blocks):
                    found.append(text)
                    if not any(affected(b, text, version, pairs=False) for b in blocks):
                        ties.append(f"{record['id']} {name} {text}")
            digest = hashlib.sha256("\n".join(found).encode()).hexdigest()[:10]
            digests[f"{record['id']} {name}"] = f"{len(found)}:{digest}"
    json.dump({"versions": sum(map(len, asked.values())), "ties": ties, "digests": digests}, sys.stdout, indent=0)


main()
