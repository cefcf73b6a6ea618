from gablet import command, retry


@retry(times=2)
def fetch():
    return 1


@command
def main():
    return fetch()


main()
