import timeit

import gablet

name = "".join(map(chr, (115, 116, 111, 99, 107)))
for thing in getattr(gablet, name):
    timeit.timeit(thing.unfold, number=1)
