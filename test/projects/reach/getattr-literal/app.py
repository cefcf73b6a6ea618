import operator

import gablet

getattr(gablet, "open_file")()
operator.methodcaller("seal")(gablet.Box())
operator.attrgetter("lid")(gablet.Box())
