"""Pictures: uploads by the seller, thumbnails and badges for everybody."""

import hmac
from pathlib import Path

from flask import Blueprint, abort, current_app, redirect, request, send_from_directory, url_for
from werkzeug.wrappers import Response

from shop.badge import SIZES, draw_badge
from shop.database import db
from shop.models import find_product
from shop.thumbs import BadPicture, save_thumbnail

blueprint = Blueprint("media", __name__, url_prefix="/media")


def media_folder() -> Path:
    return Path(current_app.extensions["shop.settings"].media_folder).resolve()


@blueprint.get("/<path:name>")
def picture(name: str) -> Response:
    return send_from_directory(media_folder(), name, max_age=3600)


@blueprint.get("/badge/<sku>.png")
def badge(sku: str) -> Response:
    product = find_product(db(), sku)
    size = request.args.get("size", "small")
    if product is None or not product.badge or size not in SIZES:
        abort(404)
    return current_app.response_class(draw_badge(product.badge, size), mimetype="image/png")


@blueprint.post("/<sku>")
def upload(sku: str) -> Response:
    product = find_product(db(), sku)
    key = request.headers.get("X-Seller-Key", "")
    if product is None:
        abort(404)
    if not hmac.compare_digest(key.encode(), current_app.secret_key.encode()):
        abort(403)
    file = request.files.get("picture")
    if file is None:
        abort(400, "no picture")
    try:
        product.picture = save_thumbnail(file.stream, media_folder())
    except BadPicture as error:
        abort(400, str(error))
    db().commit()
    return redirect(url_for("catalogue.product", sku=sku))
