from gablet.core.scale import weigh


def fill():
    return weigh()
