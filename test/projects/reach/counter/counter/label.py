import gablet
import torvik


def draw(data):
    picture = gablet.open(data)
    return picture.scaled(torvik.RATIO)


def extras():
    return gablet.plugins()
