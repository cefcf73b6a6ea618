import gablet

gablet.make("run")()
print(eval("gablet.price(2)"))
