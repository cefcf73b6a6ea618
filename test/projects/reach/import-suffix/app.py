import plinth

BACKEND = "gablet.sqlite"
plinth.open(BACKEND)
