"""The basket."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from shop.baskets import Basket, open_basket
from shop.database import db
from shop.models import Product, find_product

blueprint = Blueprint("basket", __name__, url_prefix="/basket")


def current_basket() -> Basket:
    return open_basket(current_app.extensions["shop.settings"], session)


def basket_lines(basket: Basket) -> list[tuple[Product, int]]:
    """Products and quantities; what is no longer sold is left out."""
    found = ((find_product(db(), sku), count) for sku, count in basket.items().items())
    return [(product, count) for product, count in found if product is not None]


@blueprint.get("/")
def show() -> str:
    lines = basket_lines(current_basket())
    total = sum(product.price * count for product, count in lines)
    return render_template("basket.html", lines=lines, total=total)


@blueprint.post("/<sku>")
def put(sku: str) -> Response:
    product = find_product(db(), sku)
    if product is None:
        abort(404)
    quantity = request.form.get("quantity", 1, type=int)
    if quantity > product.stock:
        flash(f"Only {product.stock} of {product.name} left.")
        quantity = product.stock
    current_basket().put(sku, quantity)
    return redirect(url_for("basket.show"))
