import gablet

print(gablet.build(gablet.Sheet(), ["a"]))
