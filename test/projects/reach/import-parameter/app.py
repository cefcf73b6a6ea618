from gablet.load import find

find("gablet.codecs", "Codec")
find(name="gablet.filters", attribute="Filter")
