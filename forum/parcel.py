"""
One ZIP that proves itself: beside its files a list of their SHA-256, which any `sha256sum --check` reads too.

Archives and backups are such parcels. Writing and checking keep memory flat and need no database.
"""

import hashlib
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO

from django.db.models import TextChoices

MANIFEST = "manifest.sha256"
CHUNK = 1024 * 1024

# What zipfile raises at an entry that is broken, encrypted, or packed in a way it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)

NOT_A_PARCEL = "Berkas ini bukan ZIP yang utuh, atau tidak memuat manifest.sha256. Ambil salinan lain."


class ParcelRefused(Exception):
    """The file cannot be written, or is no parcel; the message says why."""


class Flaw(TextChoices):
    MISSING = "missing", "Hilang"
    CHANGED = "changed", "Berubah"
    ADDED = "added", "Ditambahkan"


@dataclass(frozen=True)
class Finding:
    flaw: Flaw
    name: str


class Hashing:
    """A file being written, whose SHA-256 grows with it."""

    def __init__(self, file: IO[bytes]):
        self.file, self.sha256 = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self.file.write(data)


class ParcelWriter:
    """Adds files to a parcel; `sealed_parcel` makes one."""

    def __init__(self, zipped: zipfile.ZipFile, at: datetime):
        self._zip, self._date, self._sums = zipped, at.timetuple()[:6], {}

    @contextmanager
    def open(self, name: str, *, size: int = 0, packed: bool = True) -> Iterator[Hashing]:
        """Open one file for writing; `size` where it may pass 2 GB, not `packed` where it is compressed already."""
        if not is_safe(name) or name in self._sums:
            raise ValueError(name)
        entry = zipfile.ZipInfo(name, self._date)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.file_size = size
        with self._zip.open(entry, "w") as file:
            hashing = Hashing(file)
            yield hashing
        self._sums[name] = hashing.sha256.hexdigest()

    def add(self, name: str, content: bytes, *, packed: bool = True) -> None:
        with self.open(name, size=len(content), packed=packed) as file:
            file.write(content)

    def copy(self, name: str, source: Path, *, packed: bool = False) -> None:
        """Add a file as it lies on the disk."""
        with source.open("rb") as original, self.open(name, size=source.stat().st_size, packed=packed) as file:
            for chunk in iter(lambda: original.read(CHUNK), b""):
                file.write(chunk)

    def close(self) -> None:
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        self._zip.writestr(zipfile.ZipInfo(MANIFEST, self._date), lines)


@contextmanager
def sealed_parcel(path: Path, *, at: datetime) -> Iterator[ParcelWriter]:
    """
    Write a parcel, readable by its owner alone: whole, or not at all. What stood there stays until the last byte.

    :raises ParcelRefused: if it cannot be written there.
    """
    try:
        copy = NamedTemporaryFile(dir=path.absolute().parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    except OSError as exc:
        raise ParcelRefused(f"{path} tidak dapat ditulis ({exc.strerror}).") from exc
    try:
        with copy, zipfile.ZipFile(copy, "w") as zipped:
            parcel = ParcelWriter(zipped, at)
            yield parcel
            parcel.close()
        os.replace(copy.name, path)
    except OSError as exc:
        raise ParcelRefused(f"{path} tidak dapat ditulis ({exc.strerror}).") from exc
    finally:
        Path(copy.name).unlink(missing_ok=True)


def opened_parcel(path: Path) -> zipfile.ZipFile:
    """
    Open a parcel for reading; close it after use.

    :raises ParcelRefused: if it cannot be read, or is none.
    """
    try:
        return zipfile.ZipFile(path)
    except OSError as exc:
        raise ParcelRefused(f"{path} tidak dapat dibaca ({exc.strerror}).") from exc
    except zipfile.BadZipFile as exc:
        raise ParcelRefused(NOT_A_PARCEL) from exc


def flaws(zipped: zipfile.ZipFile) -> list[Finding]:
    """
    Return what is missing, changed or added, by name; nothing where the parcel is as it was written.

    :raises ParcelRefused: if it has no manifest.
    """
    expected = read_manifest(zipped)
    counts = Counter(entry.filename for entry in zipped.infolist())
    found = {name: Flaw.MISSING for name in expected if not counts[name]}
    for name, count in counts.items():
        if count > 1 or name not in {*expected, MANIFEST}:
            found[name] = Flaw.ADDED
        elif name != MANIFEST and _digest(zipped, name) != expected[name]:
            found[name] = Flaw.CHANGED
    return [Finding(flaw, name) for name, flaw in sorted(found.items())]


def read_manifest(zipped: zipfile.ZipFile) -> dict[str, str]:
    """
    Return the SHA-256 of every file by its name.

    :raises ParcelRefused: if it has no manifest.
    """
    try:
        lines = zipped.read(MANIFEST).decode().splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (KeyError, ValueError, *BROKEN) as exc:
        raise ParcelRefused(NOT_A_PARCEL) from exc


def is_safe(name: str) -> bool:
    """Say whether a file of this name stays within the folder into which it is unpacked."""
    path = PurePosixPath(name)
    return name.isprintable() and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _digest(zipped: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with zipped.open(name) as file:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                digest.update(chunk)
    except BROKEN:
        return ""
    return digest.hexdigest()
