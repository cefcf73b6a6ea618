from jinja2 import Environment, FileSystemLoader

import gablet

environment = Environment(loader=FileSystemLoader("templates"))
environment.filters["money"] = gablet.money
print(environment.get_template("shop.html").render(basket=gablet.Basket()))
