import os

DEFAULTS = {"engine": {"default": "stock", "env": os.getenv("GABLET_ENGINE")}}


def get(name):
    return DEFAULTS[name]["env"] or DEFAULTS[name]["default"]
