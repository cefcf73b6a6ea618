import gablet

gablet.Store().put(1)
print(gablet.Store.EMPTY)
