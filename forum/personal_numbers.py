"""
Personal numbers in uploaded files: NIK, telephone, NPWP, account and the like, pointed out before a file is kept.

Text, Excel, Word and PDF with text are read; a photo or a scan is not, and is said to be unread, never clean.
Nothing that is returned holds a whole number: only as much as lets the owner find it again.
"""

import os
import tempfile
from collections import Counter
from dataclasses import dataclass

from forum.confined import Confined, confined
from forum.uploads import DOCX, PDF, PICTURES, XLSX

LABELS = {
    "NIK": "NIK",
    "KK": "nomor KK",
    "NPWP": "NPWP",
    "NIP": "NIP",
    "PHONE": "nomor telepon",
    "BANK_ACCOUNT": "nomor rekening",
    "CARD": "nomor kartu",
    "BPJS": "nomor BPJS",
    "PASSPORT": "nomor paspor",
    "SIM": "nomor SIM",
    "NISN": "NISN",
    "EMAIL": "alamat surel",
}
SUFFIXES = {PDF: ".pdf", XLSX: ".xlsx", DOCX: ".docx"}
MOST_TOLD = 50


@dataclass(frozen=True)
class Scan:
    """`findings` are (kind, masked number, place), `counts` are of all; `is_read` is False if any part was not read."""

    findings: list[tuple[str, str, str]]
    counts: dict[str, int]
    is_read: bool

    @property
    def told(self) -> str:
        """ "2 NIK, 1 nomor telepon"."""
        return ", ".join(f"{count} {LABELS[kind]}" for kind, count in self.counts.items())


def scan_upload(upload, content_type: str) -> Scan:
    """Return the personal numbers in an uploaded file of this type; the file is left at its start."""
    if content_type in PICTURES:
        return Scan([], {}, is_read=False)
    with tempfile.NamedTemporaryFile(suffix=SUFFIXES[content_type]) as copy:
        upload.seek(0)
        for piece in upload.chunks():
            copy.write(piece)
        copy.flush()
        upload.seek(0)
        try:
            found, is_read = confined("forum.personal_numbers:find", copy.name, seconds=20, megabytes=1000)
        except Confined:
            return Scan([], {}, is_read=False)
    counts = Counter(kind for kind, _, _ in found)
    return Scan([tuple(finding) for finding in found[:MOST_TOLD]], dict(counts), is_read)


def find(path: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Return (kind, masked number, place) of each personal number in the file, and whether all of it was read."""
    from lokal.files import scan_path  # read by the confined process alone

    report = scan_path(path, types=list(LABELS), ignore_file=False)
    findings = [(one.type, one.preview, _place(path, one)) for one in report.findings]
    return findings, not report.not_scanned


def _place(path: str, finding) -> str:
    part = finding.part or "Berkas"
    if os.path.splitext(path)[1] == ".xlsx":
        return f"lembar {part}, baris {finding.line}"
    return f"{part}, baris {finding.line}"
