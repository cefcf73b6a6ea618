"""Keeps the pypi cases of the purl specification's own tests, and asks packageurl-python (0.17.6) about random ones.

Usage: record.py PURL_SPEC_CHECKOUT. The specification's tests are under the MIT licence, commit 16f3d0e39343.
"""
import gzip, json, random, subprocess, sys

from packageurl import PackageURL

show = ["git", "-C", sys.argv[1], "show", "16f3d0e39343:tests/types/pypi-test.json"]
specification = json.loads(subprocess.run(show, check=True, capture_output=True).stdout)["tests"]
keep = ["test_type", "input", "expected_output", "expected_failure"]
rng = random.Random(4)
SIGNS = "abcXYZ019._-+!~:/?#@%&= é*'()"


def text(most):
    return "".join(rng.choice(SIGNS) for _ in range(rng.randrange(1, most)))


formatted = []
for _ in range(3000):
    name = rng.choice(["pillow", "a", "jaraco-text", "zope-interface", "x-0"])
    version = rng.choice([None, "1.0", "1!2.0+local.1", text(12)])
    file_name = rng.choice([None, "a-1.0-1-py3-none-any.whl", "a-1.0.tar.gz", text(20).strip() or "x"])
    qualifiers = {"file_name": file_name} if file_name else None
    try:
        formatted.append([name, version, file_name, PackageURL("pypi", None, name, version, qualifiers).to_string()])
    except ValueError:
        pass
cases = {"specification": [{key: case[key] for key in keep} for case in specification], "formatted": formatted}
with open(__file__.replace("record.py", "cases.json.gz"), "wb") as file:
    file.write(gzip.compress(json.dumps(cases, separators=(",", ":"), ensure_ascii=False).encode(), 9, mtime=0))
