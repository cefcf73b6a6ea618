import os
import sys

if sys.platform == "win32":
    import gablet.windows
else:
    import gablet.posix

if sys.version_info < (3, 9):
    import gablet.old
elif os.name == "nt":
    import gablet.nt
else:
    import gablet.new

if sys.platform.startswith("darwin"):
    import gablet.mac
