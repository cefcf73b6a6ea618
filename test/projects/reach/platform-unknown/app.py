import sys

if sys.platform == "win32":
    import gablet.windows
else:
    import gablet.posix

if sys.version_info < (3, 9):
    import gablet.old
