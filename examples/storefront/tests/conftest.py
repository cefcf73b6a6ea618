"""A shop on a database of its own, with partners that answer from memory."""

import json
from pathlib import Path

import pytest
import requests
from requests.adapters import BaseAdapter

from shop import create_app
from shop.config import Settings
from shop.models import Product
from shop.views.orders import partners


class MemoryAdapter(BaseAdapter):
    """Answers requests without a network."""

    def __init__(self, answers: dict[str, dict]) -> None:
        super().__init__()
        self.answers = answers
        self.asked: list[requests.PreparedRequest] = []

    def send(self, request, **_options):
        self.asked.append(request)
        response = requests.Response()
        response.request, response.url = request, request.url
        answer = self.answers.get(request.path_url)
        response.status_code = 404 if answer is None else 200
        response._content = json.dumps(answer).encode()
        return response

    def close(self) -> None:
        pass


@pytest.fixture
def app(tmp_path: Path):
    app = create_app(
        Settings(
            secret_key="a secret for tests",
            database_url=f"sqlite:///{tmp_path / 'shop.db'}",
            media_folder=str(tmp_path / "media"),
            payment_url="https://payments.example/v1",
            shipping_url="https://shipping.example/v2",
        )
    )
    database = app.extensions["shop.database"]
    database.upgrade()
    with app.app_context():
        session = database.session()
        session.add(Product(sku="mug", name="Mug", price=750, stock=3, description="**Blue**", badge="NEW"))
        session.add(Product(sku="pot", name="Pot", price=2400, stock=1))
        session.commit()
    yield app
    database.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def adapter(app) -> MemoryAdapter:
    adapter = MemoryAdapter(
        {
            "/v1/charges": {"id": "pay-1"},
            "/v2/parcels": {"tracking": "T1"},
            "/v2/parcels/T1": {"status": "on its way"},
        }
    )
    with app.app_context():
        partners().http.mount("https://", adapter)
    return adapter
