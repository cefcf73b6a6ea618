import gablet

gablet.open_store("memory")
