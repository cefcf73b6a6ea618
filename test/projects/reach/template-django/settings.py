INSTALLED_APPS = ["shop", "gablet"]
