"""Badges such as NEW or -20 %: text drawn on a coloured pill."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZES = {"small": 14, "large": 28}
FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    Path("/Library/Fonts/Arial Bold.ttf"),
    Path("C:/Windows/Fonts/arialbd.ttf"),
)


def load_font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first font there is; Pillow's own bitmap font where there is none."""
    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size)
    return ImageFont.load_default()


def draw_badge(text: str, size: str = "small") -> bytes:
    """A PNG as large as its text."""
    font = load_font(SIZES[size])
    left, top, right, bottom = font.getbbox(text)
    padding = SIZES[size] // 2
    image = Image.new("RGBA", (int(right - left) + 2 * padding, int(bottom - top) + 2 * padding))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, image.width - 1, image.height - 1), radius=padding, fill="#b3261e")
    draw.text((padding - left, padding - top), text, font=font, fill="white")
    output = BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
