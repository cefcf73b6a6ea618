from gablet import *

print(alpha, beta, delta())
