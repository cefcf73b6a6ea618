import sys

import gablet

gablet.send("long" if len(sys.argv) > 5 else "short")
gablet.say()
