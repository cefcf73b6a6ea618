import gablet

gablet.commands()
