import gablet

gablet.load_plugins()
