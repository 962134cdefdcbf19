"""Photos as they are kept, without whatever else the file carried, and as they are shown: small, for a weak signal."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE, KEPT_SIDE = 240, 2400
# What a phone takes; a PNG cannot be opened at a part of its size. More than that is meant to harm.
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 20_000_000}


class BadPicture(Exception):
    """A picture cannot be opened; the message says why and what to do."""


def clean_photo(file) -> bytes:
    """
    Return the picture drawn anew in its own format: upright, at most 2,400 pixels a side, and nothing else.

    Where and when it was taken, remarks, an embedded preview and anything hidden behind the picture stay out.

    :raises BadPicture: if the file is damaged or too large to open.
    """
    kept, kind = _open(file, KEPT_SIDE)
    out = io.BytesIO()
    kept.save(out, kind, quality=85, optimize=True)
    return out.getvalue()


def thumbnail(file) -> bytes:
    """
    Return a JPEG of at most 240 pixels a side, upright and without the place where it was taken.

    :raises BadPicture: if the file is damaged or too large to open.
    """
    small, _ = _open(file, SIDE)
    out = io.BytesIO()
    small.convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def _open(file, side: int) -> tuple[Image.Image, str]:
    """Return the bare picture, made to fit, and its format."""
    try:
        with Image.open(file, formats=list(MAX_PIXELS)) as picture:
            kind = picture.format
            if picture.width * picture.height > MAX_PIXELS[kind]:
                raise BadPicture("Gambar ini terlalu besar untuk dibuka. Perkecil dahulu, lalu unggah lagi.")
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture)
            if kind == "JPEG" or upright.mode not in ("RGB", "RGBA", "L", "LA"):
                upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
            upright.thumbnail((side, side))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as exc:
        raise BadPicture("Gambar ini rusak dan tidak dapat dibuka. Simpan ulang, lalu unggah lagi.") from exc
    upright.info = {}
    return upright, kind
