from gablet import Made, Pair, Tagged, shaped


class Own(Tagged):
    pass


Made().greet()
shaped("round")().turn()
print(Pair(1, 2).swap())
Own().march()
Own().sail()
