import gablet

gablet.convert("x")
