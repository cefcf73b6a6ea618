import json
import logging

import gablet

print({"on": gablet.printed}, gablet.Shown())
logging.getLogger("bakery").warning("%s", {"on": gablet.logged})
json.dumps([gablet.stored], default=str)
json.dumps([gablet.Thing()], default=gablet.default)
