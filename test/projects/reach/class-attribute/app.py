import gablet

print(gablet.Box.size)
