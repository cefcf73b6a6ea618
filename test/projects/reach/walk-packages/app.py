import gablet.plugins

gablet.plugins.load_all()
