from molding import Mold


class Cup(Mold):
    size: int


Cup().check()
