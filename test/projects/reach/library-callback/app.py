import argparse
import atexit
import collections
import functools
import json
import logging
import re

import gablet

json.loads('{"a": 1}', object_hook=gablet.hook)
json.dumps(gablet.Thing(), default=gablet.default)
json.dumps({1}, cls=gablet.Encoder)
logging.getLogger("bakery").addHandler(gablet.Handler())
logging.getLogger("bakery").warning("x")
parser = argparse.ArgumentParser()
parser.add_argument("--price", type=gablet.price, action=gablet.Action)
parser.parse_args(["--price", "1"])
sorted([2, 1], key=gablet.key)
list(map(gablet.mapped, [1]))
list(filter(gablet.filtered, [1]))
functools.reduce(gablet.reduced, [1, 2])
functools.partial(gablet.part, 1)()
re.sub("a", gablet.replaced, "a")
collections.defaultdict(gablet.missing)["x"]
atexit.register(gablet.leaving)
