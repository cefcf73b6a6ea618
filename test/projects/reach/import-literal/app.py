import importlib

from settings import ENGINE

literal = importlib.import_module("gablet.literal")
relative = importlib.import_module(".relative", package="gablet")
constant = importlib.import_module(ENGINE)
builtin = __import__("gablet.builtin", fromlist=["x"])
