from gablet import Strict

print(Strict().feed("stock"))
