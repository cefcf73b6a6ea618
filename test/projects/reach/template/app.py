from jinja2 import Environment, FileSystemLoader

import gablet

environment = Environment(loader=FileSystemLoader("templates"))
environment.filters["money"] = gablet.money
environment.filters.update(footer=gablet.footer, spare=gablet.spare)
environment.tests["cheap"] = gablet.cheap
environment.globals["today"] = gablet.today
print(environment.get_template("shop.html").render(basket=gablet.Basket()))
