import gablet
from gablet import *

print(alpha, beta, delta(), gablet.get("x"))
speed = "".join(reversed("tsaf"))
print(getattr(gablet, f"read_{speed}")())
