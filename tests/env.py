"""
The environment of every test run, set before Django reads its settings (see addopts in pyproject.toml).

Only DATABASE_URL comes from outside: it decides whether the suite runs on SQLite or on PostgreSQL.
"""

import os
import tempfile
from pathlib import Path

# Kept in a name so that the folder lives as long as the run, and goes with it.
DATA_DIR = tempfile.TemporaryDirectory(prefix="bangkit-test-")
# WhiteNoise warns in every test when it is missing.
(Path(DATA_DIR.name) / "static").mkdir()

os.environ.update(
    DEBUG="True",
    DATA_DIR=DATA_DIR.name,
    # Playwright runs an event loop in the thread of the test; Django would refuse the ORM there.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)
