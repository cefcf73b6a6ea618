import importlib
import os

import gablet

name = os.environ.get("BAKERY_PLUGIN")
if name is not None:
    plugin = importlib.import_module(name)
