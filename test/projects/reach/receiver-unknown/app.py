import random

import gablet

random.seed(1)
for _ in range(20):
    random.choice(gablet.stock).unfold()
