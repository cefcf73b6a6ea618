"""Asks `packaging` how it reads and orders versions, and `packaging_legacy` how it orders the texts that are none.

Record anew: python ask.py 9000 1 cases.json.gz
"""

from generate import broken, junk, main, near, space, version
from packaging.version import Version

try:
    from packaging_legacy.version import LegacyVersion
except ImportError:
    LegacyVersion = None

LEGACY = ["2004d", "1.0-beta-2-final", "0.9.9-r12", "1.0-final-", "foo-pre", "foo-rc", "foo-preview1", "foo.dev", "a-0.0.0", "a-0.0.1", "1-0-0-x", "dev-r1234", "1.0.*", "1..0", "1.0-a-b",
    "20090101-SNAPSHOT", "x-000000000", "x-00000000", "1٣", "x٣y", "٣", "X", "x", "\0", "\1", "\2", "\3", "a\1", "a\2", "a\0\1", "\ud7ff", "\ue000", "\uffff", "a\uffffb", "a\U0001f600b", "\ud7fe", "\0\0", "a\0", "a\0b", "a", "ab", "\U0001f600", "\uffee", "", "-", "--", ".", "final", "*final", "@", "1.0--1", "1!", "1.0-", "1.0-final", "1.0.0-"]


def text(rng):
    draw = rng.random()
    if draw < 0.04:
        return junk(rng)
    if draw < 0.06:
        return rng.choice(LEGACY) + rng.choice(("", "", "-", ".0", "-1", "dev", "rc", "_"))
    value = version(rng)
    if draw < 0.2:
        return broken(rng, value)
    if draw < 0.35:
        return near(rng, value)
    return space(rng, 0.1) + value + space(rng, 0.1)


def ranks(values):
    """For each value, how many different ones lie below it."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    result, rank, last = [0] * len(values), -1, None
    for index in order:
        if rank < 0 or values[index] != last:
            rank, last = rank + 1, values[index]
        result[index] = rank
    return result


def ask(rng, count):
    texts = list(dict.fromkeys([*LEGACY, *(text(rng) for _ in range(count)), "1" * 4300, "1." + "0" * 4301, "1+" + "2" * 4300, "1+" + "2" * 4301]))
    cases, versions, legacy = [], [], []
    for value in texts:
        try:
            known = Version(value)
            cases.append([value, str(known), known.is_prerelease])
            versions.append(known)
        except ValueError:
            cases.append([value])
            legacy.append(value)
    answer = {"cases": cases, "ranks": ranks(versions)}
    if LegacyVersion is not None:
        # `packaging_legacy` knows no limit on digits; the two texts past it are legacy to us.
        answer["legacyRanks"] = ranks([LegacyVersion(value)._key for value in legacy])
    return answer


if __name__ == "__main__":
    main(ask)
