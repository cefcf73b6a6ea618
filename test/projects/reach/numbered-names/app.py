import gablet

gablet.migrate()
