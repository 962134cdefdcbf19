"""The parts of a help page."""

from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL import Image

register = template.Library()

PICTURES = settings.BASE_DIR / "static/img/help"
DENSITY = 1.5  # dots of a picture for each pixel of the screen it shows


@cache
def _size(name: str) -> tuple[int, int]:
    """Return width and height at which a picture stands on the page as large as on the screen."""
    with Image.open(PICTURES / f"{name}.webp") as picture:
        return round(picture.width / DENSITY), round(picture.height / DENSITY)


@register.simple_block_tag
def step(content: str, title: str, id: str, picture: str = "", alt: str = "") -> SafeString:
    """Wrap one step of a guide; the picture (made by `./dev pictures`) is fetched when the reader comes to it."""
    figure = ""
    if picture:
        width, height = _size(picture)
        figure = format_html(
            '<figure><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></figure>',
            static(f"img/help/{picture}.webp"),
            alt,
            width,
            height,
        )
    return format_html('<section class="step" id="{}"><div><h2>{}</h2>{}</div>{}</section>', id, title, content, figure)
