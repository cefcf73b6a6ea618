"""Amounts in cents as people write them."""


def format_price(cents: int, currency: str = "EUR") -> str:
    return f"{cents // 100:,}.{cents % 100:02d} {currency}"


def parse_price(text: str) -> int:
    """`12.5` and `12,50` are 1250 cents."""
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    if not whole.isdigit() or len(rest) > 2 or (rest and not rest.isdigit()):
        raise ValueError(f"not a price: {text!r}")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
