"""What Jinja2 itself finds in templates: one JSON line for each file named on standard input.

    python jinja-oracle.py < FILES        (any Python with Jinja2; files it cannot parse are left out)
"""
import json
import sys

from jinja2 import Environment, TemplateSyntaxError, nodes


def uses(source):
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    found = set()
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        found.add(("filter" if isinstance(node, nodes.Filter) else "test", node.name))
    for node in tree.find_all(nodes.Getattr):
        found.add(("attribute", node.attr))
    for node in tree.find_all(nodes.Getitem):
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            found.add(("attribute", node.arg.value))
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load":
            found.add(("variable", node.name))
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        for text in node.template.find_all(nodes.Const) if not isinstance(node.template, nodes.Const) else [node.template]:
            for each in text.value if isinstance(text.value, (tuple, list)) else [text.value]:
                if isinstance(each, str):
                    found.add(("template", each))
    return sorted(found)


for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, encoding="utf-8") as stream:
            print(json.dumps({"file": path, "uses": uses(stream.read())}))
    except (TemplateSyntaxError, UnicodeDecodeError):
        pass
