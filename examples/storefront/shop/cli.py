"""The command line: schema, import of products, orders, a server for development."""

import csv
from pathlib import Path

import click
import sqlparse
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from tqdm import tqdm

from shop import create_app
from shop.config import load_settings
from shop.database import db
from shop.models import Order, Product, find_product
from shop.prices import format_price, parse_price


@click.group()
@click.option("--settings", type=click.Path(exists=True, dir_okay=False), help="YAML file with the settings.")
@click.pass_context
def main(context: click.Context, settings: str | None) -> None:
    """Runs and looks after the shop."""
    context.obj = create_app(load_settings(settings))


@main.command()
@click.pass_obj
def upgrade(app) -> None:
    """Brings the database's schema up to date."""
    app.extensions["shop.database"].upgrade()
    click.echo("The schema is up to date.")


@main.command()
@click.pass_obj
def schema(app) -> None:
    """Prints the schema as SQL."""
    for statement in app.extensions["shop.database"].statements():
        click.echo(sqlparse.format(statement, keyword_case="upper", strip_comments=True) + ";")


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_products(app, file: Path) -> None:
    """Adds or updates the products of a CSV file: sku, name, price, stock, description, badge."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with app.app_context():
        for row in tqdm(rows, desc="products", unit="row", disable=None):
            product = find_product(db(), row["sku"]) or Product(sku=row["sku"])
            product.name = row["name"]
            product.price = parse_price(row["price"])
            product.stock = int(row["stock"])
            product.description = row.get("description") or ""
            product.badge = row.get("badge") or None
            db().add(product)
        db().commit()
    click.echo(f"{len(rows)} products.")


@main.command()
@click.pass_obj
def orders(app) -> None:
    """Lists the orders."""
    table = Table("order", "customer", "status", "total")
    with app.app_context():
        for order in db().scalars(select(Order).order_by(Order.id)):
            table.add_row(str(order.id), order.email, order.status, format_price(order.total))
    Console().print(table)


@main.command()
@click.option("--port", default=5000, show_default=True)
@click.pass_obj
def serve(app, port: int) -> None:
    """Serves the shop on this machine, for development."""
    app.run(port=port)
