import gablet

match gablet.Point(1):
    case gablet.Point(x=1) as point:
        point.show()
if (found := gablet.find()) is not None:
    found.show()
(gablet.left if gablet.flag else gablet.right)()
first, *others = gablet.left, gablet.spread, gablet.spread
others[0]()
(lambda each: each())(gablet.inline)
