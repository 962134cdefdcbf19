"""A backup brings everything back, record for record, on either database; what cannot be right changes nothing."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bangkit import backup
from forum.models import Desa, Kabupaten, LogEntry
from forum.parcel import sealed_parcel
from tests.busy_day import build_busy_day
from tests.factories import make_kabupaten, make_usulan

pytestmark = pytest.mark.django_db(transaction=True)


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def records() -> dict[str, list]:
    """Every row of every table, also of those between two models."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in models if model._meta.managed
    }


def files() -> dict[str, bytes]:
    media = Path(settings.MEDIA_ROOT)
    return {str(file.relative_to(media)): file.read_bytes() for file in media.rglob("*") if file.is_file()}


def change_everything():
    LogEntry.objects.all().delete()
    make_usulan(desa=Desa.objects.first(), title="Sesudah cadangan")
    media = Path(settings.MEDIA_ROOT)
    next(file for file in media.rglob("*") if file.is_file()).unlink()
    (media / "sesudah").write_bytes(b"sesudah")


def test_backup_and_restore_bring_every_record_and_file_back(tmp_path):
    build_busy_day()
    before = records(), files()

    run("backup", tmp_path / "cadangan.zip")
    change_everything()
    assert (records(), files()) != before
    said = run("restore", tmp_path / "cadangan.zip", "--yes-replace")

    assert (records(), files()) == before
    assert len(before[0]["plans.Usulan"]) > 5
    assert len(before[1]) > 2
    assert f"{len(before[1])} berkas unggahan" in said
    make_usulan(desa=Desa.objects.first())  # keys go on where they were
    modes = {stat.S_IMODE(file.stat().st_mode) for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file()}
    assert modes == {0o600}


@pytest.fixture
def small(tmp_path):
    """A backup of one kabupaten with one file."""
    make_kabupaten()
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True)
    (media / "berkas").write_bytes(b"isi")
    path = tmp_path / "cadangan.zip"
    run("backup", path)
    return path


def tampered(path, name, content):
    """Write the same parcel anew, with its own manifest, but one file that says something else."""
    with zipfile.ZipFile(path) as zipped:
        entries = {one: zipped.read(one) for one in zipped.namelist() if one != "manifest.sha256"}
    with sealed_parcel(path, at=timezone.now()) as parcel:
        for one, old in (entries | {name: content}).items():
            parcel.add(one, old)


def test_restore_into_what_is_filled_is_refused(small):
    before = records(), files()

    with pytest.raises(CommandError, match="--yes-replace"):
        run("restore", small)

    assert (records(), files()) == before


def test_restore_beside_uploaded_files_alone_is_refused(small):
    Kabupaten.objects.all().delete()

    with pytest.raises(CommandError, match="--yes-replace"):
        run("restore", small)


def test_restore_into_what_is_empty_needs_no_word(small):
    Kabupaten.objects.all().delete()
    (Path(settings.MEDIA_ROOT) / "berkas").unlink()

    run("restore", small)

    assert (Kabupaten.objects.count(), files()) == (1, {"berkas": b"isi"})


def test_restore_of_a_damaged_file_changes_nothing(small):
    data = bytearray(small.read_bytes())
    data[len(data) // 2] ^= 0xFF
    small.write_bytes(data)
    make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")

    with pytest.raises(CommandError, match=r"rusak\. Berubah: database"):
        run("restore", small, "--yes-replace")

    assert Kabupaten.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "word"),
    [({"database": "oracle"}, "sejenis"), ({"migrations": ["forum.9999_besok"]}, "versi aplikasi yang lebih baru")],
)
def test_restore_of_another_database_or_a_newer_version_is_refused(small, fields, word):
    with zipfile.ZipFile(small) as zipped:
        about = json.loads(zipped.read("about.json"))
    tampered(small, "about.json", json.dumps(about | fields).encode())

    with pytest.raises(CommandError, match=word):
        run("restore", small, "--yes-replace")

    assert files() == {"berkas": b"isi"}


def test_restore_of_a_broken_database_changes_nothing(small):
    tampered(small, "database", b"bukan basis data")

    with pytest.raises(CommandError, match=r"tidak dapat diganti|pg_restore menolak"):
        run("restore", small, "--yes-replace")

    assert (Kabupaten.objects.count(), files()) == (1, {"berkas": b"isi"})


def test_restore_of_another_parcel_is_refused(tmp_path):
    with sealed_parcel(tmp_path / "arsip.zip", at=timezone.now()) as parcel:
        parcel.add("index.html", b"")

    with pytest.raises(CommandError, match="bukan cadangan"):
        run("restore", tmp_path / "arsip.zip")


def test_backup_lies_open_to_its_owner_alone(small):
    assert stat.S_IMODE(small.stat().st_mode) == 0o600


def test_backup_into_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        run("backup", tmp_path / "tidak/ada.zip")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the tools of PostgreSQL")
def test_backup_without_the_tools_of_postgresql_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_version", lambda pg_dump: 9)

    with pytest.raises(CommandError, match="apt install postgresql-client"):
        run("backup", tmp_path / "cadangan.zip")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database that is not there yet")
def test_restore_onto_a_new_machine(small, tmp_path):
    """No database file, no folder for uploads: the commands as they are typed."""
    environment = os.environ | {"DATA_DIR": str(tmp_path / "mesin-baru")}
    (tmp_path / "mesin-baru").mkdir()

    def manage(*arguments):
        command = [sys.executable, settings.BASE_DIR / "manage.py", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert "1 berkas unggahan" in manage("restore", small)
    assert (tmp_path / "mesin-baru/media/berkas").read_bytes() == b"isi"
    assert manage("shell", "-v0", "-c", "from forum.models import Kabupaten; print(Kabupaten.objects.get())") == (
        "Kabupaten Sumba Barat Daya\n"
    )
