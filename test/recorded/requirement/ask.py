"""Asks `packaging` how it reads and prints requirements.

Record anew: python ask.py 6000 1 cases.json.gz
"""

import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "version"))

from generate import junk, main, requirement  # noqa: E402
from packaging.requirements import InvalidRequirement, Requirement  # noqa: E402
from packaging.utils import canonicalize_name  # noqa: E402

warnings.simplefilter("ignore")

FIXED = ["", " ", "foo", "foo ", "\tfoo", "\nfoo", "foo\n", "foo[]", "foo[ ]", "foo[,]", "foo[a,]", "foo[a b]", "foo[a][b]", "foo[a", "foo()", "foo( )", "foo(>=1", "foo>=1)", "foo(>=1,)", "foo>=1,", "foo>=1,,<2", "foo ,>=1", "foo(,)",
    "foo>=1 <2", "foo>=1<2", "foo>=1;", "foo;", "foo ; os_name=='a'", "foo>=1;os_name=='a'", "foo===1.0;os_name=='a'", "foo===1.0 ;os_name=='a'", "foo(===1.0)", "foo===a,b", "foo===a,>=1", "foo===", "foo=== ,>=1", "foo @", "foo @ ", "foo@x", "foo @ x;os_name=='a'",
    "foo @ x ;os_name=='a'", "foo @ x os_name=='a'", "foo @ x \t", "foo[a]@x ; extra=='B_c'", "foo >=1 @ x", "foo @ x >=1", "foo>=1.*", "foo==1.*", "foo~=1", "foo==1.0a.*", "foo>=1+x", "foo==1+x", "foo >= \n1", "foo >=1\n", "1", "foo-", "foo_", "foo.bar_[x_]", "foo-[x]",
    "é", "fooé", "foo 1.0", "foo=1", "foo=>1", "foo!1", "-e .", "./foo", "foo>=1 # comment", "foo --hash=sha256:0", "A.B-C_D>=1.0,<2,!=1.5.*;python_version<'3' and (os_name=='a' or os_name=='b')", "name @ gopher:/foo/com", "name[quux, strange];python_version<'2.7' and platform_version=='2'",
    "name>=3,<2", "name@http://foo.com ; os_name=='a'", "requests [security,tests] >= 2.8.1, == 2.8.* ; python_version < \"2.7\"", "pip @ file:///localbuilds/pip-1.3.1.zip ; os_name == 'a'", "foo;((os_name=='a'))", "foo;(os_name=='a'", "foo;os_name=='a')", "foo;\tos_name=='a' ", "foo>=1 ; os_name == 'a' # c"]


def case(text):
    """[text], or [text, name, normalised name, extras, URL, clauses, marker; printed as a whole] with 0 where unprintable."""
    try:
        chosen = Requirement(text)
    except InvalidRequirement:
        return [text]
    try:
        return [text, chosen.name, canonicalize_name(chosen.name), sorted(chosen.extras), chosen.url, str(chosen.specifier), chosen.marker and str(chosen.marker), str(chosen)]
    except ValueError:
        return [text, chosen.name, canonicalize_name(chosen.name), sorted(chosen.extras), chosen.url, str(chosen.specifier), 0, 0]


def usable(text):
    """Not the few letters beyond ASCII that `~=` lets pass as text, only to fail on every use."""
    return not any(letter in text for letter in "ıİſK")


def ask(rng, count):
    texts = [*FIXED, *(junk(rng) if rng.random() < 0.03 else requirement(rng) for _ in range(count))]
    return {"cases": [case(text) for text in texts if usable(text)]}


if __name__ == "__main__":
    main(ask)
