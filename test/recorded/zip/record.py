"""Makes small zip archives, whole and damaged, and records what Python's zipfile reads out of them."""
import base64, gzip, io, json, random, struct, sys, warnings, zipfile, zlib

warnings.simplefilter("ignore")
NAMES = ["a.txt", "dir/b.json", "dir/", "é.txt", "x" * 60, "deep/er/c", "Ünï/ß", "a b.txt", "d-1.dist-info/METADATA"]


class Unseekable(io.RawIOBase):
    """A stream without seek, which makes zipfile write data descriptors."""

    def __init__(self):
        self.data = io.BytesIO()

    def writable(self):
        return True

    def write(self, data):
        return self.data.write(data)

    def flush(self):
        pass


def make(rng):
    stream = Unseekable() if rng.random() < 0.3 else io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in rng.sample(NAMES, rng.randrange(0, 6)):
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED])
            data = b"" if name.endswith("/") else bytes(rng.choice(b"abcPK\x03\x04") for _ in range(rng.choice([0, 1, 20, 300])))
            with archive.open(info, "w", force_zip64=rng.random() < 0.2) as entry:
                entry.write(data)
        if rng.random() < 0.2:
            archive.comment = rng.choice([b"hello", b"PK\x05\x06", b"z" * 300])
    data = (stream.data if isinstance(stream, Unseekable) else stream).getvalue()
    if rng.random() < 0.2:
        data = rng.choice([b"#!/bin/sh\n", b"MZ" + bytes(50), b"PK\x03\x04junk"]) + data
    return data


def damage(rng, data):
    kind = rng.randrange(4)
    data = bytearray(data)
    if kind == 0 and data:
        del data[rng.randrange(len(data)) :]
    elif kind == 1:
        for _ in range(rng.randrange(1, 4)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
    elif kind == 2 and len(data) > 10:
        start = rng.randrange(len(data))
        del data[start : start + rng.randrange(1, 20)]
    elif data:
        start = rng.randrange(len(data))
        data[start:start] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 20)))
    return bytes(data)


def ask(data):
    """Each entry with its bytes, null where zipfile refuses it; null where it refuses the archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        return None
    found = []
    for info in archive.infolist():
        try:
            content = base64.b64encode(zlib.compress(archive.read(info))).decode()
        except Exception:
            content = None
        found.append([info.orig_filename, content])
    return found


rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
cases = []
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 250):
    whole = make(rng)
    for data, state in [(whole, "whole"), (damage(rng, whole), "damaged"), (damage(rng, whole), "damaged")]:
        cases.append({"state": state, "data": base64.b64encode(data).decode(), "entries": ask(data)})
output = json.dumps(cases, separators=(",", ":"), ensure_ascii=False)
path = sys.argv[3] if len(sys.argv) > 3 else __file__.replace("record.py", "cases.json.gz")
with open(path, "wb") as file:
    file.write(gzip.compress(output.encode(), 9, mtime=0))
