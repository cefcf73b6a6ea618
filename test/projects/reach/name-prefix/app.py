import gablet

gablet.run_all()
