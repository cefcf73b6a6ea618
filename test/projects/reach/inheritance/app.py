from gablet import Crate, Lid


class Own(Crate):
    def open(self):
        return "own"

    def hook(self):
        return super().hook()


own = Own()
own.open()
own.run()
Lid().turn()
