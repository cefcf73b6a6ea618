from .base import HOST

print(HOST)
