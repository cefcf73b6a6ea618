from importlib import import_module

from gablet import load

import_module("gablet.codecs").encode("x")
load("gablet.filters.strip")("x")
