"""Which characters the fonts of the papers can show. What they lack is printed as a box, and can be named before."""

import unicodedata
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont

FONTS = settings.BASE_DIR / "static" / "pdf" / "fonts"
BOX = "□"  # what a missing character is printed as: seen, unlike a gap, and never an error in the file

# Control and format characters (among them those that reverse the direction), private and unassigned ones.
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def visible(text: str) -> str:
    """Return the text composed, on one line, without invisible characters."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(char for char in text if unicodedata.category(char) not in INVISIBLE)


@cache
def shown() -> frozenset[str]:
    """Return the characters that every font of the papers has."""
    maps = [set(TTFont(path, lazy=True).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset(map(chr, set.intersection(*maps)))


def boxed(text: str) -> str:
    """Return the text with a box for each character that the fonts lack."""
    return text if shown().issuperset(text) else "".join(char if char in shown() else BOX for char in text)


def lacking(value) -> Iterator[tuple[str, str]]:
    """Yield (characters, text) for each text within plain values of which the fonts lack something."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from lacking(item)
    elif isinstance(value, str) and (missing := sorted(set(visible(value)) - shown())):
        yield "".join(missing), visible(value)
