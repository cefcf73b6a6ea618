"""Asks `packaging` how it reads, prints and evaluates markers in several environments and contexts.

Record anew: python ask.py 3500 1 cases.json.gz
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "version"))

from generate import junk, main, marker  # noqa: E402
from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName  # noqa: E402

warnings.simplefilter("ignore")


def environment(os_name, sys_platform, machine, implementation, release, system, version, python, full, name):
    return {"os_name": os_name, "sys_platform": sys_platform, "platform_machine": machine, "platform_python_implementation": implementation, "platform_release": release,
        "platform_system": system, "platform_version": version, "python_version": python, "python_full_version": full, "implementation_name": name, "implementation_version": full.rstrip("+")}


ENVIRONMENTS = [
    environment("posix", "linux", "x86_64", "CPython", "6.1.0-generic", "Linux", "#1 SMP", "3.12", "3.12.4", "cpython"),
    environment("nt", "win32", "AMD64", "CPython", "10", "Windows", "10.0.22631", "3.8", "3.8.0rc1", "cpython"),
    environment("posix", "darwin", "arm64", "PyPy", "23.5.0", "Darwin", "", "3.10", "3.10.14", "pypy"),
    environment("", "", "", "", "6.1+", "", "", "3.14", "3.14.0a0+", ""),
]
EXTRAS = ["", "socks", "Foo.Bar"]
GROUPS = ["dev", "Test_X"]

FIXED = ["", " ", "()", "os_name", "os_name ==", "'a'", "'a' == 'b'", "'linux' == 'sys_platform'", "'posix' in os.name", "python_version ~= '3'", "python_version ~= '3.8'", "os_name ~= 'posix'", "python_version === '3.12'",
    "os_name == sys_platform", "extra == extra", "extras == 'a'", "'socks' == extras", "'socks' != extras", "'SOCKS' in extras", "'Test.X' not in dependency_groups", "extra in 'socks foo-bar'", "'oc' in extra",
    "extra not in 'socks'", "extra != 'socks' and extra != 'foo-bar'", "os_name == 'posix'or os_name == 'nt'", "(os_name=='nt')and(os_name=='nt')", "((((os_name == 'nt'))))", "(os_name == 'nt') or ((os_name == 'nt' and 'a' == os_name) or 'b' in os_name)",
    "'3.12' == python_version", "'3' < python_version", "'3.9' in python_version", "python_version not in '3.8, 3.9'", "python_version not  in '3.8'", "python_version notin '3.8'", "python_version in'3.8'", "os_namein 'a'",
    "'\\x41' == os_name", "os_name == \"a'b\\x22\"", "os_name == '\\u0061\\u0301'", "platform_release >= '6'", "platform_version >= '6'", "'6' <= platform_release", "extra == ''", "'' == extra", "'' in extras",
    "os.name == 'nt' and sys.platform == 'win32' and platform.version != '' and platform.machine == 'AMD64' and platform.python_implementation == 'CPython' and python_implementation == 'CPython'",
    "python_full_version >= '3.14.0a0'", "python_full_version == '3.14.0a0'", "python_full_version == '3.14.0a0+local'", "implementation_version == '3.14.0a0'", "(" * 60 + "os_name == 'nt'" + ")" * 60, "platform_release == ''", "python_version > '=3.8'"]


def letter(chosen, values):
    try:
        return "ft"[chosen.evaluate(values)]
    except (UndefinedComparison, UndefinedEnvironmentName, AssertionError):
        return "x"


def case(text):
    """[text], or [text, printed or 0 where it cannot be, a letter for each environment and extra]."""
    try:
        chosen = Marker(text)
    except InvalidMarker:
        return [text]
    try:
        printed = str(chosen)
    except ValueError:
        printed = 0
    results = [letter(chosen, {**env, "extra": extra, "extras": {extra} - {""}, "dependency_groups": set(GROUPS)}) for env in ENVIRONMENTS for extra in EXTRAS]
    return [text, printed, "".join(results)]


def ask(rng, count):
    texts = [*FIXED, *(junk(rng) if rng.random() < 0.02 else marker(rng) for _ in range(count))]
    return {"environments": ENVIRONMENTS, "extras": EXTRAS, "groups": GROUPS, "cases": [case(text) for text in texts]}


if __name__ == "__main__":
    main(ask)
