"""Thumbnails of the pictures that sellers upload."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = (640, 640)


class BadPicture(ValueError):
    """The upload is not a picture that we can show."""


def save_thumbnail(upload: BinaryIO, folder: Path) -> str:
    """Stores a JPEG thumbnail named after its content and returns its name."""
    try:
        with Image.open(upload) as picture:
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail(LARGEST)
            flat = upright.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise BadPicture(str(error)) from error
    name = f"{hashlib.sha256(flat.tobytes()).hexdigest()[:20]}.jpg"
    flat.save(folder / name, quality=85)
    return name
