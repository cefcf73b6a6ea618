import os

import gablet

kind = os.environ.get("BAKERY_KIND", "Crate")
vars(gablet)[kind]().unfold()
gablet.make("sack")
