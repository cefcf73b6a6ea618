import config

backend = config.get("engine")
DATABASES = {"default": {"ENGINE": "gablet.engines." + backend, "NAME": "shop"}}
