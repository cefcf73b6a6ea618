import gablet.queue


def main():
    gablet.queue.take()


def drain():
    gablet.queue.drop()


if __name__ == "__main__":
    main()
