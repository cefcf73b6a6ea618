import gablet
from gablet.text import wrap as fold


def main():
    return fold(gablet.read("x"))


if __name__ == "__main__":
    main()
