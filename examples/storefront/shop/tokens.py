"""Signed links with which a customer sees an order without an account."""

import time

import jwt

LIFETIME = 90 * 24 * 3600


class BadToken(ValueError):
    """The link is wrong or too old."""


def sign_order(order_id: int, secret: str) -> str:
    return jwt.encode({"order": order_id, "exp": int(time.time()) + LIFETIME}, secret, algorithm="HS256")


def read_order(token: str, secret: str) -> int:
    try:
        return int(jwt.decode(token, secret, algorithms=["HS256"])["order"])
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise BadToken("this link is not valid") from error
