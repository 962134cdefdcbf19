"""What many tests need alike is made once: the records of a whole module, and every paper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from forum import paper

FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DRAWN: dict[str, bytes] = {}


@contextmanager
def built_once(build: Callable, *, media: Path, blocker: DjangoDbBlocker) -> Iterator:
    """Yield what `build` returns, in a transaction around those of the tests; its files are below `media`."""
    around = transaction.atomic()
    with blocker.unblock(), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=FAST_HASHERS):
        around.__enter__()
        built = build()
    yield built
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def drawn_once(draw: Callable) -> Callable:
    def draw_or_remember(job) -> bytes:
        key = repr(job)
        if key not in DRAWN:
            DRAWN[key] = draw(job)
        return DRAWN[key]

    return draw_or_remember


@pytest.fixture
def papers_drawn_once(monkeypatch):
    """Draw every paper at its first reader and hand the same bytes to all others, whom the same paper awaits."""
    monkeypatch.setattr("forum.paper.draw", drawn_once(paper.draw))
    for place in ("forum.paper", "meetings.pdf"):
        monkeypatch.setattr(f"{place}.draw_apart", drawn_once(paper.draw_apart))
