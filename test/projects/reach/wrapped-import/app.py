import importlib


class Loader:
    prefix = "gablet"

    def __init__(self, *names):
        self.names = list(names)

    def load(self):
        return [importlib.import_module(self.prefix + "." + name) for name in self.names]


Loader("alpha", "beta").load()
