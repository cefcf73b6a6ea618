import gablet
from django.template import Engine

import settings

print(Engine(settings.INSTALLED_APPS).render("shop/item.html", {"item": gablet.Item()}))

from gablet.templatetags.gablet_extras import press

print(press(1))
