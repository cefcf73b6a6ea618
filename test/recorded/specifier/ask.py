"""Asks `packaging` which versions specifier sets contain and filter.

Record anew: python ask.py 2600 1 cases.json.gz
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "version"))

from generate import junk, main, near, specifiers, version  # noqa: E402
from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: E402
from packaging.version import InvalidVersion, Version  # noqa: E402

MODES = (None, True, False)
FIXED = ["", ",", " , ", "===", "=== ", "===1.0,>=1", "====1", "~=1", "~=1.0.poſt1", "~=1.0prevıew", "==1.0.*,!=1.0a1", "<0", "<0.dev0", "<=0.dev0", ">=1.*", "==1.0a.*", "==1.0.dev.*", "==1.0+a.*", ">=1.0+a",
    "!=1.0+a", "<1.0.post1", ">1.0.post1", ">1.0.dev1", ">1.0a1", ">1.0a1.post1", "<1!0", "~=1!1.0", "==1!*", "==*", ">9007199254740991.post9007199254740991", "~=1.9007199254740991.0", "==1.9007199254740991.*", ">=\n1.0", "== v1.0", "~=1.0,~=1.00,~=1.0.0,==1.0,==1.0.0,===1.0,===1.0.0,==1.*,==01.*,== v1.0,!=1.0,!=1.0.0,>=1.0,>=1"]


def versions_for(rng, text):
    bases = [part.lstrip("~=!<> v").removesuffix(".*") for part in text.split(",")]
    items = [near(rng, rng.choice(bases)) if bases[0] and rng.random() < 0.85 else version(rng) for _ in range(8)]
    return items + [rng.choice((junk(rng), "foobar", "FOOBAR", "1.0-CUSTOM", "ας", "2.0", "1.0a1"))]


def digit(function):
    """The answers for the three modes as one digit."""
    return sum(bool(function(mode)) << index for index, mode in enumerate(MODES))


def known(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def case(rng, text):
    """[text], or [text, formatted, items, contains each text, contains each as Version, kept by filter in each mode]."""
    items = versions_for(rng, text)
    try:
        chosen = SpecifierSet(text)
        contains = "".join(str(digit(lambda mode: chosen.contains(item, prereleases=mode))) for item in items)
        parsed = [known(item) for item in items]
        as_version = "".join("-" if item is None else str(digit(lambda mode: chosen.contains(item, prereleases=mode))) for item in parsed)
        kept = ["".join(map(str, chosen.filter(range(len(items)), prereleases=mode, key=lambda index: items[index]))) for mode in MODES]
        return [text, str(chosen), items, contains, as_version, kept]
    except (InvalidSpecifier, AssertionError):
        # `~=` lets a few letters beyond ASCII pass as text, and then fails on every use.
        return [text]


RELEASES = ("1", "1.0.1", "1.1", "1!1")
GRID = [release + pre + post + dev for release in RELEASES for pre in ("", "a1", "rc1") for post in ("", ".post0", ".post1") for dev in ("", ".dev0", ".dev1")]


def grid():
    """Every operator with every combination of parts, on every combination of parts: one bit each."""
    versions = GRID + [version + "+x" for version in GRID] + [release + local for release in RELEASES for local in ("+x.1", "+x1", "+1", "+y.x", ".post1.dev2", ".dev2", "rc2", "b0")]
    clauses = [operator + version for operator in ("==", "!=", "<=", ">=", "<", ">", "~=") for version in GRID if operator != "~=" or "." in version.split("a")[0].split("r")[0].split(".p")[0].split(".d")[0]]
    clauses += [operator + version + end for operator in ("==", "!=") for version in RELEASES for end in ("+x", "+y", ".*", ".0.*", ".0")]
    known = [Version(version) for version in versions]
    answers = []
    for clause in clauses:
        chosen = SpecifierSet(clause)
        answers.append([clause, f"{int(''.join('01'[chosen.contains(version)] for version in known), 2):x}"])
    return {"versions": versions, "clauses": answers}


def ask(rng, count):
    return {"cases": [case(rng, text) for text in [*FIXED, *(specifiers(rng) for _ in range(count))]], "grid": grid()}


if __name__ == "__main__":
    main(ask)
