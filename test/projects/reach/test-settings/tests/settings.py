INSTALLED_APPS = ["shelf"]
LAYERS = ["django.layers.Common"]
