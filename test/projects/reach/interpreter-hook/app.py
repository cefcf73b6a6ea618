import os
import signal
import sys
import weakref

import gablet

signal.signal(signal.SIGUSR1, gablet.on_signal)
os.kill(os.getpid(), signal.SIGUSR1)
thing = gablet.Thing()
weakref.finalize(thing, gablet.on_end)
del thing
print(gablet.Table()["x"], gablet.Thing[int])
sys.displayhook = gablet.on_show
sys.displayhook(1)
with gablet.Thing() as (one, two):
    print(one, two)
