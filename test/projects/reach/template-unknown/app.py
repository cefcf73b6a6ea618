import os

from jinja2 import Environment

import gablet

environment = Environment()
environment.filters["money"] = gablet.money
environment.filters["spare"] = gablet.spare
print(environment.from_string(os.environ.get("SHOP_TEMPLATE", "{{ total | money }}")).render(total=1))
