"""Uploads are judged by their content, never by their name."""

import zipfile
import zlib

PDF, JPEG, PNG, WEBP = "application/pdf", "image/jpeg", "image/png", "image/webp"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Shown in the browser; everything else is only ever downloaded.
INLINE = frozenset({PDF, JPEG, PNG})
PICTURES = frozenset({JPEG, PNG})
# What opens into more than this was made to harm; an office file of 5 MB has some hundred parts.
MOST_PARTS, MOST_UNPACKED = 2_000, 100 * 1024 * 1024
LABELS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", WEBP: "WebP", XLSX: "Excel", DOCX: "Word"}


class UploadRefused(Exception):
    """A file cannot be kept; the message says why and what to do."""


def content_type_of(upload, *, allowed, max_bytes: int) -> str:
    """
    Return the type of an uploaded file, read from its content.

    `allowed` are types named above; `max_bytes` the largest size. The file is left at its start.

    :raises UploadRefused: if it is empty, too large, of no allowed type, or a package made to harm.
    """
    if not upload.size:
        raise UploadRefused("Berkas ini kosong. Pilih berkas lain.")
    if upload.size > max_bytes:
        raise UploadRefused(f"Berkas ini terlalu besar. Ukuran paling besar {max_bytes // 1024 // 1024} MB.")
    upload.seek(0)
    found = _type_of(upload.read(4096))
    if found == ZIP:
        upload.seek(0)
        found = _package_type(upload)
    upload.seek(0)
    if found not in allowed:
        *names, last = (LABELS[kind] for kind in LABELS if kind in allowed)
        raise UploadRefused(
            f"Isi berkas ini bukan {' atau '.join(filter(None, [', '.join(names), last]))}. "
            "Simpan ulang dalam salah satu bentuk itu, lalu unggah lagi."
        )
    return found


def _type_of(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return ZIP if head.startswith(b"PK\x03\x04") else None


def _package_type(file) -> str | None:
    """
    Return whether an archive is a workbook or a document; None if it is neither.

    Everything in it is unpacked once, in pieces and up to a limit, since its own word on its size may be a lie.
    """
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or any(part.flag_bits & 1 for part in parts):
                raise UploadRefused(
                    "Berkas ini berkata sandi atau tersusun tidak wajar. Simpan ulang, lalu unggah lagi."
                )
            if any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in names):
                raise UploadRefused("Berkas ini memuat makro. Simpan ulang tanpa makro, lalu unggah lagi.")
            left = MOST_UNPACKED
            for part in parts:
                with package.open(part) as unpacked:
                    while piece := unpacked.read(64 * 1024):
                        left -= len(piece)
                        if left < 0:
                            raise UploadRefused(
                                "Isi berkas ini terlalu besar untuk dibuka. Kecilkan, lalu unggah lagi."
                            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        raise UploadRefused("Berkas ini rusak. Simpan ulang, lalu unggah lagi.") from None
    if "[Content_Types].xml" not in names:
        return None
    return XLSX if "xl/workbook.xml" in names else DOCX if "word/document.xml" in names else None
