from gablet import Parser


class Strict(Parser):
    def parse(self, text):
        return text.strip()


Strict().feed("x")
