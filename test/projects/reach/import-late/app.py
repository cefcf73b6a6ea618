import gablet

gablet.pool.connect()
gablet.open_driver().connect()
