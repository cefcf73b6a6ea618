import gablet

gablet.run()
