"""Run a bench twice: on a SQLite file of its own, then on a PostgreSQL of its own; nothing of either is left."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tests import postgres

HERE = "--here"  # the bench itself, on the database that the environment names


def run_on_both(module: str, arguments: list[str]) -> int:
    """Start `python -m module --here arguments` on each database; return the worst exit code."""
    command = [sys.executable, "-m", module, HERE, *arguments]
    with tempfile.TemporaryDirectory(prefix="bangkit-bench-") as folder:
        (Path(folder) / "static").mkdir()
        environment = {**os.environ, "DEBUG": "True", "DATA_DIR": folder}
        environment.pop("DATABASE_URL", None)
        print("SQLite", flush=True)
        codes = [subprocess.call(command, env=environment)]
    if not postgres.packages():
        print("PostgreSQL: tidak ada pada mesin ini")
        return max(codes)
    with postgres.server() as url:
        print("PostgreSQL", flush=True)
        codes.append(subprocess.call(command, env={**environment, "DATABASE_URL": url}))
    return max(codes)


def run_on_postgres(module: str, arguments: list[str]) -> int:
    """Start `python -m module --here arguments` on a PostgreSQL of its own; return its exit code."""
    if not postgres.packages():
        print("PostgreSQL: tidak ada pada mesin ini")
        return 1
    with tempfile.TemporaryDirectory(prefix="bangkit-bench-") as folder, postgres.server() as url:
        (Path(folder) / "static").mkdir()
        environment = {**os.environ, "DEBUG": "True", "DATA_DIR": folder, "DATABASE_URL": url}
        return subprocess.call([sys.executable, "-m", module, HERE, *arguments], env=environment)


def prepare() -> None:
    """Migrate the empty database; from here on everything runs as in production."""
    settings.DEBUG = False  # else every query is kept in memory
    call_command("migrate", verbosity=0)
