import gablet
from gablet import *

print(alpha, beta, delta(), gablet.get("x"))
