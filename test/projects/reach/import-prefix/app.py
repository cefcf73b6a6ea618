import sys

import gablet

MODE = "brief"
gablet.load_report(sys.argv[1] if len(sys.argv) > 1 else MODE)
