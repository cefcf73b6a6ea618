"""The command line, from an empty folder to a shop with products."""

from pathlib import Path

from click.testing import CliRunner

from shop.cli import main

PRODUCTS = Path(__file__).parent.parent / "products.csv"


def test_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert "up to date" in runner.invoke(main, ["upgrade"]).output
    assert "3 products." in runner.invoke(main, ["import", str(PRODUCTS)]).output
    assert "3 products." in runner.invoke(main, ["import", str(PRODUCTS)]).output
    assert "CREATE TABLE product" in runner.invoke(main, ["schema"]).output
    assert "customer" in runner.invoke(main, ["orders"]).output
