from gablet import gauge as measure


def main():
    measure(1)


main()
