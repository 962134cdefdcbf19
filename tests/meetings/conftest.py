import builtins
import sys

import pytest


@pytest.fixture
def without_pango(monkeypatch):
    """A machine on which WeasyPrint cannot load Pango."""
    real_import = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "meetings.drawing":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real_import(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "meetings.drawing", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
