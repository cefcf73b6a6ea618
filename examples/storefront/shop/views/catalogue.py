"""The catalogue and the product pages."""

from flask import Blueprint, abort, render_template, request

from shop.database import db
from shop.models import find_product, search_products

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/")
def index() -> str:
    words = request.args.get("q", "").strip()
    return render_template("catalogue.html", products=search_products(db(), words), words=words)


@blueprint.get("/product/<sku>")
def product(sku: str) -> str:
    found = find_product(db(), sku)
    if found is None:
        abort(404)
    return render_template("product.html", product=found)
