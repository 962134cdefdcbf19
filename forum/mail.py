"""E-mail: only where the server's operator has named an SMTP server, and with addresses that work outside the house."""

from django.conf import settings


def is_set_up() -> bool:
    """Say whether anything can leave by e-mail at all."""
    return bool(settings.EMAIL_HOST)


def full_address(path: str) -> str:
    """Return the address of a page as it is written in a message."""
    return f"{settings.PUBLIC_URL}{path}"
