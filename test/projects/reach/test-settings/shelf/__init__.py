from django import load


class Shelf:
    def __init__(self, settings):
        self.layers = [load(name)() for name in settings.LAYERS]

    def ask(self):
        return [layer.answer() for layer in self.layers]
