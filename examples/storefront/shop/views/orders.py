"""From the basket to a paid order, and the page that shows it."""

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shop.database import db
from shop.models import Line, Order
from shop.partners import PartnerError, Partners
from shop.tokens import BadToken, read_order, sign_order
from shop.views.basket import basket_lines, current_basket

blueprint = Blueprint("orders", __name__, url_prefix="/order")


def partners() -> Partners:
    kept = current_app.extensions
    if "shop.partners" not in kept:
        kept["shop.partners"] = Partners(kept["shop.settings"])
    return kept["shop.partners"]


@blueprint.post("/")
def place() -> Response:
    lines = basket_lines(current_basket())
    if not lines:
        flash("The basket is empty.")
        return redirect(url_for("catalogue.index"))
    try:
        email = validate_email(request.form.get("email", ""), check_deliverability=False).normalized
    except EmailNotValidError as error:
        flash(str(error))
        return redirect(url_for("basket.show"))
    order = Order(email=email)
    for product, count in lines:
        product.stock -= count
        order.lines.append(Line(product=product, quantity=count, price=product.price))
    db().add(order)
    db().flush()
    try:
        order.payment = partners().charge(order)
        order.tracking = partners().ship(order)
    except PartnerError:
        current_app.logger.exception("order %s failed", order.id)
        db().rollback()
        flash("The payment did not go through. Nothing was charged.")
        return redirect(url_for("basket.show"))
    order.status = "paid"
    db().commit()
    current_basket().clear()
    return redirect(url_for("orders.show", token=sign_order(order.id, current_app.secret_key)))


@blueprint.get("/<token>")
def show(token: str) -> str:
    try:
        order = db().get(Order, read_order(token, current_app.secret_key))
    except BadToken:
        order = None
    if order is None:
        abort(404)
    try:
        parcel = partners().where_is(order.tracking) if order.tracking else "not sent"
    except PartnerError:
        parcel = "unknown"
    return render_template("order.html", order=order, parcel=parcel)
