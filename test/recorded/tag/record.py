"""Asks packaging.tags for the supported tags of many targets, with the platform's detection replaced."""
import gzip, hashlib, itertools, json, sys
from unittest import mock

from packaging import _manylinux, _musllinux, tags


def config(values):
    return lambda name, warn=False: values.get(name)


def ask(target):
    platform = target["platform"]
    version = tuple(target["version"])
    cpython = target["implementation"] == "cpython"
    values = {"Py_GIL_DISABLED": 1 if target["abi"] == "free-threaded" else 0, "WITH_PYMALLOC": 1, "Py_DEBUG": 0}
    values["Py_UNICODE_SIZE"] = 4 if platform["system"] == "linux" else 2
    values["py_version_nodot"] = "".join(map(str, version))
    suffix = f".pypy{version[0]}{version[1]}-pp73-x86_64-linux-gnu.so"
    if not cpython:
        values["EXT_SUFFIX"] = suffix
    name = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[platform["system"]]
    if platform["system"] == "win32":
        sysconfig = {"amd64": "win-amd64", "arm64": "win-arm64", "x86": "win32"}[platform["machine"].lower()]
    else:
        sysconfig = f"{platform['system']}-{platform['machine']}"
    glibc = tuple(platform.get("libcVersion", (-1, -1))) if platform.get("libc") == "glibc" else (-1, -1)
    musl = _musllinux._MuslVersion(*platform["libcVersion"]) if platform.get("libc") == "musl" else None
    mac = (".".join(map(str, platform.get("version", (0, 0)))), ("", "", ""), platform["machine"])
    with (
        mock.patch.object(tags, "_get_config_var", config(values)),
        mock.patch.object(tags.platform, "system", lambda: name),
        mock.patch.object(tags.platform, "mac_ver", lambda: mac),
        mock.patch.object(tags.sysconfig, "get_platform", lambda: sysconfig),
        mock.patch.object(tags, "interpreter_name", lambda: "cp" if cpython else "pp"),
        mock.patch.object(tags.sys, "version_info", version + (0, "final", 0)),
        mock.patch.object(_manylinux, "_get_glibc_version", lambda: _manylinux._GLibCVersion(*glibc)),
        mock.patch.object(_manylinux, "_have_compatible_abi", allowed if glibc[0] > 0 else lambda *_: False),
        mock.patch.object(_manylinux, "_get_manylinux_module", lambda: None),
        mock.patch.object(_musllinux, "_get_musl_version", lambda executable: musl),
    ):
        return [str(tag) for tag in tags.sys_tags()]


def allowed(executable, archs):
    return "armv7l" in archs or "i686" in archs or any(arch in _manylinux._ALLOWED_ARCHS for arch in archs)


def platforms():
    for machine in ["x86_64", "i686", "aarch64", "armv7l", "armv8l", "ppc64le", "s390x", "riscv64", "mips64"]:
        for libc in [[2, 5], [2, 12], [2, 17], [2, 31], [2, 39], [3, 1]]:
            yield {"system": "linux", "libc": "glibc", "libcVersion": libc, "machine": machine}
        for libc in [[1, 1], [1, 2]]:
            yield {"system": "linux", "libc": "musl", "libcVersion": libc, "machine": machine}
    for machine in ["x86_64", "arm64", "i386", "ppc", "ppc64"]:
        for version in [[10, 3], [10, 4], [10, 6], [10, 9], [10, 15], [11, 0], [12, 6], [14, 5], [26, 1]]:
            yield {"system": "darwin", "version": version, "machine": machine}
    for machine in ["AMD64", "ARM64", "x86"]:
        yield {"system": "win32", "machine": machine}


def interpreters():
    for minor in [2, 3, 6, 7, 8, 9, 12, 13, 14, 15]:
        yield {"implementation": "cpython", "version": [3, minor], "abi": "threaded"}
    yield {"implementation": "cpython", "version": [2, 7], "abi": "threaded"}
    for minor in [12, 13, 14, 15]:
        yield {"implementation": "cpython", "version": [3, minor], "abi": "free-threaded"}
    for minor in [7, 9, 10, 11]:
        yield {"implementation": "pypy", "version": [3, minor], "abi": "threaded"}


cases = []
for index, (platform, interpreter) in enumerate(itertools.product(platforms(), interpreters())):
    target = {**interpreter, "platform": platform}
    listed = ask(target)
    cases.append([target, listed])
# One list of every 23 is kept whole, the others as a digest.
dense = [
    [target, listed if index % 23 == 0 else hashlib.sha256("\n".join(listed).encode()).hexdigest()]
    for index, (target, listed) in enumerate(cases)
]
path = sys.argv[1] if len(sys.argv) > 1 else __file__.replace("record.py", "cases.json.gz")
with open(path, "wb") as file:
    file.write(gzip.compress(json.dumps(dense, separators=(",", ":")).encode(), 9, mtime=0))
print(len(cases))
