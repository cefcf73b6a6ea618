import gablet


def main():
    show(gablet.Box())


def show(box):
    return box.seal()


def hand(crate):
    return crate.open()


main()
