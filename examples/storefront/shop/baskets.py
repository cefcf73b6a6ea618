"""What a customer wants to buy: kept in the session cookie, or in Redis where one is configured."""

import uuid
from collections.abc import MutableMapping
from typing import Any, Protocol

from shop.config import Settings


class Basket(Protocol):
    def items(self) -> dict[str, int]: ...
    def put(self, sku: str, quantity: int) -> None: ...
    def clear(self) -> None: ...
    def size(self) -> int: ...


class CookieBasket:
    """Lives in Flask's signed cookie."""

    def __init__(self, session: MutableMapping[str, Any]) -> None:
        self._session = session

    def items(self) -> dict[str, int]:
        return dict(self._session.get("basket", {}))

    def put(self, sku: str, quantity: int) -> None:
        basket = self.items()
        basket[sku] = quantity
        self._session["basket"] = {name: count for name, count in basket.items() if count > 0}

    def clear(self) -> None:
        self._session.pop("basket", None)

    def size(self) -> int:
        return sum(self.items().values())


class RedisBasket(CookieBasket):
    """Keeps only a key in the cookie; needs the extra `redis`."""

    def __init__(self, session: MutableMapping[str, Any], url: str) -> None:
        import redis

        super().__init__(session)
        self._client = redis.Redis.from_url(url, decode_responses=True)
        self._key = "basket:" + session.setdefault("basket_key", uuid.uuid4().hex)

    def items(self) -> dict[str, int]:
        return {sku: int(count) for sku, count in self._client.hgetall(self._key).items()}

    def put(self, sku: str, quantity: int) -> None:
        if quantity > 0:
            self._client.hset(self._key, sku, str(quantity))
        else:
            self._client.hdel(self._key, sku)

    def clear(self) -> None:
        self._client.delete(self._key)


def open_basket(settings: Settings, session: MutableMapping[str, Any]) -> Basket:
    return RedisBasket(session, settings.redis_url) if settings.redis_url else CookieBasket(session)
