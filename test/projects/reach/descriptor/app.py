from gablet import Box

box = Box()
print(box.size, box.label)
box.size = 2
del box.size
print(box.weight)
box.weight = 3
Box.make()
Box.check(1)
