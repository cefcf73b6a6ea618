"""The application factory of the shop."""

from pathlib import Path

from flask import Flask, session

from shop import badge, prices, text
from shop.baskets import open_basket
from shop.config import Settings, load_settings
from shop.database import Database


def create_app(settings: Settings | None = None) -> Flask:
    """Builds the WSGI application; without settings it reads those that SHOP_SETTINGS names."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.secret_key = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_limit
    app.extensions["shop.settings"] = settings
    app.extensions["shop.database"] = Database(settings.database_url)
    Path(settings.media_folder).mkdir(parents=True, exist_ok=True)

    from shop.views import basket, catalogue, media, orders

    for blueprint in (catalogue.blueprint, basket.blueprint, orders.blueprint, media.blueprint):
        app.register_blueprint(blueprint)

    app.jinja_env.filters["price"] = prices.format_price
    app.jinja_env.filters["markdown"] = text.render_markdown
    app.jinja_env.globals["badge_sizes"] = badge.SIZES

    @app.context_processor
    def basket_size() -> dict[str, int]:
        return {"basket_size": open_basket(settings, session).size()}

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        app.extensions["shop.database"].close()

    return app
