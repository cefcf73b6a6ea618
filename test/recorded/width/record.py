"""Asks unicodedata which characters take two columns; prints the ranges for test/report/display-width.test.ts."""

import json
import unicodedata

ranges = []
for code in range(0x110000):
    character = chr(code)
    # Unassigned, private and surrogate code points have no width to agree on.
    if unicodedata.category(character) in ("Cn", "Co", "Cs"):
        continue
    width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        width = 0
    if ranges and ranges[-1][1] == code - 1 and ranges[-1][2] == width:
        ranges[-1][1] = code
    else:
        ranges.append([code, code, width])

print(json.dumps({"unicode": unicodedata.unidata_version, "ranges": ranges}, separators=(",", ":")))
