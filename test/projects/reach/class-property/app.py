from gablet import Ring


def weigh(kind):
    return kind.weight, kind.size, kind.price


weigh(Ring)
