import gablet

gablet.show(1)
gablet.cached(1)
with gablet.opened():
    pass
gablet.quick()
