import gablet
from gablet import _fast, _plain


def pack(data):
    return _fast.encode(data) + _plain.encode(data)


def fit(data):
    return _plain.resize(data, gablet.measured(data))
