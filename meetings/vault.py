"""Keeps the private keys of seals encrypted in the database, under SEAL_KEY of the environment."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from meetings.models import Seal
from meetings.seal import SealKey

CLOSED = (
    "Tanda tangan di layar belum tersedia: SEAL_KEY belum diisi pada server. "
    "Pengelola server mengisinya menurut README, bagian Segel."
)


class VaultClosed(Exception):
    """A key cannot be read; the message says what the operator does."""


def is_open() -> bool:
    return bool(settings.SEAL_KEY)


def why_no_seal(kabupaten_id: int, *, now) -> str:
    """Return why nobody can sign on screen in this kabupaten now, and what is to be done; "" where one can."""
    if not is_open():
        return CLOSED
    seals = Seal.objects.for_kabupaten(kabupaten_id)
    if seals.in_force(now).exists():
        return ""
    state = "segel kabupaten sudah kedaluwarsa" if seals.current().exists() else "kabupaten ini belum mempunyai segel"
    return (
        f"Tanda tangan di layar belum tersedia: {state}. "
        "Pengelola server membuatnya dengan perintah create_seal (README, bagian Segel)."
    )


def lock(secret: bytes) -> str:
    """
    Return the secret encrypted.

    :raises VaultClosed: without SEAL_KEY.
    """
    return _fernet().encrypt(secret).decode()


def key_of(seal: Seal) -> SealKey:
    """
    Return the key of a seal, to sign with at once and to keep nowhere.

    :raises VaultClosed: without SEAL_KEY, or with another than the one under which it was kept.
    """
    try:
        return SealKey(_fernet().decrypt(seal.key), seal.certificate.encode())
    except InvalidToken:
        raise VaultClosed(
            "Kunci segel tidak dapat dibuka: SEAL_KEY pada server bukan yang dipakai ketika segel dibuat. "
            "Pengelola server memulihkan SEAL_KEY yang lama atau membuat segel baru (create_seal)."
        ) from None


def _fernet() -> Fernet:
    if not is_open():
        raise VaultClosed(CLOSED)
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SEAL_KEY.encode()).digest()))
