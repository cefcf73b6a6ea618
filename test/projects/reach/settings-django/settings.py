INSTALLED_APPS = ["gablet"]
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "gablet.sqlite"}}
