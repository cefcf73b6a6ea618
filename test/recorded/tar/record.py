"""Writes random tar archives in every format that Python's `tarfile` knows, and what `tarfile` reads of them.

    python record.py > cases.json && gzip -9n cases.json
"""
import base64
import hashlib
import io
import json
import random
import tarfile

rng = random.Random(7)
LETTERS = "abcXYZ019._-é特 "


def name():
    parts = []
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        parts.append("".join(rng.choice(LETTERS) for _ in range(rng.choice([1, 3, 10, 60, 99, 101]))).strip() or "x")
    return "/".join(parts)[: rng.choice([20, 99, 100, 101, 155, 256, 400])].rstrip("/") or "n"


def archive(form):
    out = io.BytesIO()
    headers = {"comment": "x", "mtime": "1.5"} if form == tarfile.PAX_FORMAT and rng.random() < 0.5 else None
    with tarfile.open(fileobj=out, mode="w", format=form, pax_headers=headers) as tar:
        for _ in range(rng.randrange(1, 8)):
            info = tarfile.TarInfo(name())
            data = rng.choice([b"", b"a", b"b" * 511, b"c" * 512, b"d" * 513, b"e" * 5000])
            kinds = [tarfile.REGTYPE] * 6 + [tarfile.CONTTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE]
            info.type = rng.choice(kinds + [tarfile.FIFOTYPE, tarfile.CHRTYPE, b"Z"])
            info.mtime = rng.choice([0, 1.5, 2**40]) if form != tarfile.USTAR_FORMAT else 0
            if info.type in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                info.linkname = name()
            if info.isreg() or info.type == b"Z":
                info.size = len(data)
            try:
                tar.addfile(info, io.BytesIO(data) if info.size else None)
            except ValueError:
                pass
    return out.getvalue()


cases = []
for number in range(200):
    raw = archive([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT][number % 3])
    files = []
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as tar:
            for member in tar:
                if member.isreg():
                    files.append([member.name, hashlib.sha256(tar.extractfile(member).read()).hexdigest()])
    except tarfile.ReadError:
        # An archive whose only header is a global one.
        pass
    # Of the zeros at the end one block is enough.
    whole = raw.rstrip(b"\0")
    whole += bytes(-len(whole) % 512 + 512)
    cases.append({"archive": base64.b64encode(whole).decode(), "files": files})
print(json.dumps(cases))
