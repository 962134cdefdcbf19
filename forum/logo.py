"""A kabupaten's logo: whatever was uploaded, drawn anew as a small PNG that holds nothing but the picture."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from forum.uploads import JPEG, PNG, WEBP, UploadRefused, content_type_of

TYPES = frozenset({PNG, JPEG, WEBP})
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 20_000_000  # a scan of a whole page; more than that is meant to harm
SIDE = 480  # pixels; 500 a inch at the width of a kop


def clean_logo(upload) -> bytes:
    """
    Return the picture as PNG, at most 480 pixels a side, upright, without whatever else the file carried.

    :raises UploadRefused: if it is no PNG, JPEG or WebP by its content, damaged or too large.
    """
    content_type_of(upload, allowed=TYPES, max_bytes=MAX_BYTES)
    try:
        with Image.open(upload, formats=["PNG", "JPEG", "WEBP"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise UploadRefused("Gambar ini terlalu besar. Perkecil dahulu, misalnya menjadi 1.000 piksel.")
            small = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as exc:
        raise UploadRefused("Gambar ini rusak dan tidak dapat dibuka. Simpan ulang, lalu unggah lagi.") from exc
    small.thumbnail((SIDE, SIDE))
    if small.getextrema()[3][0] == 255:
        small = small.convert("RGB")
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
