"""The shop as a customer and a seller use it."""

from io import BytesIO

import pytest
from PIL import Image

from shop.badge import draw_badge
from shop.config import load_settings
from shop.prices import format_price, parse_price
from shop.tokens import BadToken, read_order, sign_order


def picture(kind: str) -> BytesIO:
    stream = BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(stream, kind)
    stream.seek(0)
    return stream


def test_catalogue_lists_and_searches(client):
    page = client.get("/").text
    assert "Mug" in page and "Pot" in page and 'data-sku="mug"' in page and "7.50 EUR" in page
    found = client.get("/?q=mu").text
    assert "Mug" in found and "Pot" not in found
    assert "<strong>Blue</strong>" in client.get("/product/mug").text
    assert client.get("/product/none").status_code == 404


def test_basket_keeps_to_the_stock(client):
    assert "Basket (3)" in client.post("/basket/mug", data={"quantity": 9}, follow_redirects=True).text
    assert "Only 3 of Mug left" not in client.get("/basket/").text
    assert "Basket (0)" in client.post("/basket/mug", data={"quantity": 0}, follow_redirects=True).text


def test_order_is_paid_and_shipped(client, adapter):
    client.post("/basket/mug", data={"quantity": 2})
    page = client.post("/order/", data={"email": "ann@shop-customer.org"}, follow_redirects=True).text
    assert "15.00 EUR" in page and "paid" in page and "on its way" in page
    assert [request.path_url for request in adapter.asked] == ["/v1/charges", "/v2/parcels", "/v2/parcels/T1"]
    assert "1 in stock" in client.get("/product/mug").text


def test_failed_payment_changes_nothing(client, adapter):
    del adapter.answers["/v1/charges"]
    client.post("/basket/mug", data={"quantity": 2})
    page = client.post("/order/", data={"email": "ann@shop-customer.org"}, follow_redirects=True).text
    assert "Nothing was charged" in page and "Basket (2)" in page
    assert "3 in stock" in client.get("/product/mug").text


def test_bad_address_is_refused(client):
    client.post("/basket/mug", data={"quantity": 1})
    assert "email" in client.post("/order/", data={"email": "ann"}, follow_redirects=True).text


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "JPEG"])
def test_upload_becomes_a_thumbnail(client, kind):
    headers = {"X-Seller-Key": "a secret for tests"}
    answer = client.post("/media/mug", data={"picture": (picture(kind), "mug.img")}, headers=headers)
    assert answer.status_code == 302
    page = client.get("/product/mug").text
    name = page.split('src="/media/')[1].split('"')[0]
    with Image.open(BytesIO(client.get(f"/media/{name}").data)) as thumbnail:
        assert thumbnail.format == "JPEG" and thumbnail.size == (640, 427)


def test_upload_needs_the_key_and_a_picture(client):
    assert client.post("/media/mug", data={"picture": (picture("PNG"), "a.png")}).status_code == 403
    bad = {"picture": (BytesIO(b"no picture"), "a.png")}
    assert client.post("/media/mug", data=bad, headers={"X-Seller-Key": "a secret for tests"}).status_code == 400


def test_badge_grows_with_its_text(client):
    assert client.get("/media/badge/mug.png").mimetype == "image/png"
    assert client.get("/media/badge/pot.png").status_code == 404
    short, long = (Image.open(BytesIO(draw_badge(text, "large"))) for text in ("NEW", "NEW AND RARE"))
    assert short.width < long.width and short.height <= long.height + 2


def test_links_are_signed():
    assert read_order(sign_order(7, "secret"), "secret") == 7
    with pytest.raises(BadToken):
        read_order(sign_order(7, "other"), "secret")


def test_prices():
    assert [parse_price(text) for text in ("12", "12.5", "12,50")] == [1200, 1250, 1250]
    assert format_price(123456) == "1,234.56 EUR"
    with pytest.raises(ValueError):
        parse_price("12.345")


def test_settings_refuse_what_they_do_not_know(tmp_path, monkeypatch):
    file = tmp_path / "settings.yaml"
    file.write_text("colour: red\n")
    with pytest.raises(ValueError, match="colour"):
        load_settings(file)
    monkeypatch.setenv("SHOP_TIMEOUT", "2.5")
    assert load_settings().timeout == 2.5
