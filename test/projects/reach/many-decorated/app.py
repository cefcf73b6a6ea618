import sys

import gablet

gablet.f3()
print(gablet.pick(str(len(sys.argv)).replace("1", "g1")))
