from gablet import Colour, Order, Point

order = Order(1)
print(order == Order(2), Point(1, 2).length(), Colour("red"), Colour.of("x"))
