"""Small previews of photos, so that a page with ten of them is still light on a weak signal."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 240
# A photo of 50 megapixels is larger than any phone takes; more than that is meant to harm.
MAX_PIXELS = 50_000_000


class NoThumbnail(Exception):
    """The file cannot be shown small; the message says why."""


def thumbnail(file) -> bytes:
    """
    Return a JPEG of at most 240 pixels a side, upright and without the place where it was taken.

    :raises NoThumbnail: if the file is damaged or too large to open.
    """
    try:
        with Image.open(file, formats=["JPEG", "PNG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NoThumbnail("Gambar terlalu besar untuk pratinjau.")
            picture.draft("RGB", (SIDE, SIDE))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((SIDE, SIDE))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as exc:
        raise NoThumbnail("Gambar tidak dapat dibaca.") from exc
    out = io.BytesIO()
    small.save(out, "JPEG", quality=60)
    return out.getvalue()
