import gablet

SETTINGS = {"engine": "gablet.engines.disk", "spool": "gablet.engines.tape"}

gablet.config.load(SETTINGS)
gablet.open_store().read()
gablet.open_part("spool", "Reel").wind()
