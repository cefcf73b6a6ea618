from gablet import Made, Pair, Tagged, implementing, shaped


class Own(Tagged):
    pass


class Protocol:
    def start(self):
        """Starts it."""


Made().greet()
shaped("round")().turn()
print(Pair(1, 2).swap())
Own().march()
Own().sail()
implementing(Protocol)().start()
