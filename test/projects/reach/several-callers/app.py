import gablet


def plain():
    reader = gablet.Plain()
    reader.load()
    return gablet.run(reader)


def packed():
    return gablet.run(gablet.Packed())


def single():
    return gablet.call(gablet.settle)


def seen():
    return gablet.look(gablet.describe)


if __name__ == '__main__':
    plain()
    packed()
    single()
    seen()
