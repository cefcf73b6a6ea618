"""What Django's own parser finds in templates: one JSON line for each file named on standard input.

    python django-oracle.py [SETTINGS] < FILES     (run in a project's folder; without settings, Django's own libraries)

Only what the parser is asked for is noted: filters, tags, and the variables that its nodes hold.
"""
import json
import os
import sys

import django
from django.conf import settings

if len(sys.argv) > 1:
    sys.path.insert(0, os.getcwd())
    os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
else:
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.admin",
                        "django.contrib.humanize", "django.contrib.staticfiles"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )
django.setup()

from django.template import Engine, Template, TemplateSyntaxError, base

found = set()
find_filter = base.Parser.find_filter
init = base.Variable.__init__


def note_filter(self, name):
    found.add(("filter", name))
    return find_filter(self, name)


def note_variable(self, var):
    init(self, var)
    # Constants, and what the tags `filter` and `regroup` make up.
    if self.lookups and self.lookups[0] not in ("True", "False", "None", "var"):
        found.add(("variable", self.lookups[0]))
        for name in self.lookups[1:]:
            if not name.isdigit():
                found.add(("attribute", name))


base.Parser.find_filter = note_filter
base.Variable.__init__ = note_variable
engine = Engine.get_default()

for line in sys.stdin:
    path = line.rstrip("\n")
    found.clear()
    try:
        with open(path, encoding="utf-8") as stream:
            source = stream.read()
        Template(source, engine=engine)
    except (TemplateSyntaxError, UnicodeDecodeError):
        continue
    names = [token.contents.split()[0] for token in base.Lexer(source).tokenize()
             if token.token_type == base.TokenType.BLOCK and token.contents]
    print(json.dumps({"file": path, "uses": sorted(found), "tags": sorted(set(names))}))
