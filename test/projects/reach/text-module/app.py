import gablet

SETTINGS = {"engine": "gablet.engines.disk"}

gablet.config.load(SETTINGS)
gablet.open_store().read()
