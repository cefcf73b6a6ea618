import gablet

gablet.start()
