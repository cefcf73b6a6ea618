from titler import title


def run():
    return title("a")
