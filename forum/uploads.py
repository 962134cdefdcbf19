"""Uploads are judged by their content, never by their name."""

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Shown in the browser; everything else is only ever downloaded.
INLINE = frozenset({PDF, JPEG, PNG})
PICTURES = frozenset({JPEG, PNG})
LABELS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", XLSX: "Excel", DOCX: "Word"}


class UploadRefused(Exception):
    """A file cannot be kept; the message says why and what to do."""


def content_type_of(upload, *, allowed, max_bytes: int) -> str:
    """
    Return the type of an uploaded file, read from its first bytes.

    `allowed` are types named above; `max_bytes` the largest size. The file is left at its start.

    :raises UploadRefused: if it is empty, too large, or of no allowed type.
    """
    if not upload.size:
        raise UploadRefused("Berkas ini kosong. Pilih berkas lain.")
    if upload.size > max_bytes:
        raise UploadRefused(f"Berkas ini terlalu besar. Ukuran paling besar {max_bytes // 1024 // 1024} MB.")
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    found = _type_of(head)
    if found not in allowed:
        *names, last = (LABELS[kind] for kind in LABELS if kind in allowed)
        raise UploadRefused(
            f"Isi berkas ini bukan {', '.join(names)} atau {last}. "
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
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or (b"[Content_Types].xml" in head and b"word/" not in head):
            return XLSX
        return DOCX if b"word/" in head else None
    return None
