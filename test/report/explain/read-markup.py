"""Reads SVG with expat and HTML with html.parser; answers with the elements and the text of each document."""

import html.parser
import json
import re
import sys
import xml.parsers.expat


def read_svg(document: str) -> list[str]:
    names, texts, open_names = [], [], []
    parser = xml.parsers.expat.ParserCreate()

    def start(name, attributes):
        names.append(name)
        open_names.append(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: open_names.pop()
    parser.CharacterDataHandler = lambda text: texts.append(text) if open_names[-1] != "style" else None
    parser.Parse(document.encode(), True)
    return [" ".join(names), re.sub(r"\s+", " ", "".join(texts) + "\n")]


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.names, self.texts, self.style = [], [], False

    def handle_starttag(self, tag, attributes):
        self.names.append(tag)
        self.style = tag == "style"

    def handle_endtag(self, tag):
        self.style = False

    def handle_data(self, data):
        if not self.style:
            self.texts.append(data)


def read_html(document: str) -> list[str]:
    reader = Reader()
    reader.feed(document.removeprefix("<!doctype html>\n"))
    reader.close()
    return [" ".join(reader.names), re.sub(r"\s+", " ", "".join(reader.texts))]


asked = json.load(sys.stdin)
answers = {"svgs": list(map(read_svg, asked["svgs"])), "htmls": list(map(read_html, asked["htmls"]))}
json.dump(answers, sys.stdout)
