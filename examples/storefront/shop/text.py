"""Product descriptions: Markdown in, HTML out."""

import mistune
from markupsafe import Markup

_markdown = mistune.create_markdown(escape=True, plugins=["strikethrough", "table"])


def render_markdown(source: str) -> Markup:
    """The description as HTML; HTML in the source is escaped."""
    return Markup(_markdown(source))
