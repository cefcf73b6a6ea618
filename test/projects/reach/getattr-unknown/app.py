import os

import gablet

name = os.environ.get("BAKERY_STEP", "work")
getattr(gablet, name)()
getattr(gablet.Box(), name)()
