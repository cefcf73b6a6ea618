from typing import TYPE_CHECKING

import gablet

if TYPE_CHECKING:
    from gablet.shapes import Shape


def draw(shape: "Shape") -> str:
    return gablet.describe(shape)


draw(None)
