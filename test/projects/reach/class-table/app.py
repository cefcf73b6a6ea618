import gablet


def write_stars(writer, value):
    return "*" * len(value)


gablet.Full.add(set, write_stars)
print(gablet.Full().write(("stock", 12)))
