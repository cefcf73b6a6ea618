from gablet import gablet


class Shop:
    @gablet
    def front(self):
        return 1


Shop().front
