import gablet

gablet.make("run")()
print(eval("gablet.price(2)"))
print(gablet.sealer()(gablet.Box()))
