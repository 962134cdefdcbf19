"""A machine on which WeasyPrint cannot load Pango; tests/conftest.py hands it to every test that asks."""

import builtins
import sys

import pytest

import forum


@pytest.fixture
def without_pango(monkeypatch):
    """Refuse Pango in this process and in those it starts."""
    real_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "forum.drawing", raising=False)
    monkeypatch.delattr(forum, "drawing", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    monkeypatch.setattr("forum.paper.DRAWER", "tests.without_pango:draw")


def draw(*job):
    raise OSError("cannot load library 'libpango-1.0-0'")
