"""The yearly archive: everything an inspector needs, nothing that opens doors, and it proves itself."""

import csv
import datetime
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from bangkit import archive_tables
from forum import actions as forum_actions
from forum.log import log
from forum.models import Person, User
from forum.uploads import PDF
from meetings.minutes_pdf import minutes_pdf
from meetings.models import Agreement, AttendanceFile, FollowUpEvidence, Meeting, Paper, Seal
from meetings.tasks import issued_paper
from plans.models import Attachment, Nomenclature, Usulan
from tests.busy_day import build_busy_day
from tests.factories import (
    PASSWORD,
    make_desa,
    make_follow_up,
    make_kabupaten,
    make_kecamatan,
    make_meeting,
    make_usulan,
    verified_usulan,
)
from tests.meetings.minutes_scene import make_written
from tests.meetings.scenes import make_final
from tests.meetings.test_minutes import approve

NIP, PHONE, EMAIL = "196801011990031001", "081234567890", "orang@contoh.go.id"


def run(command: str, *arguments) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def contents(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(files[f"tabel/{name}.csv"].decode("utf-8-sig"))))


@pytest.fixture
def busy(db):
    kabupaten = build_busy_day()
    Person.objects.filter(kabupaten=kabupaten).update(phone=PHONE, email=EMAIL)
    Person.objects.filter(pk=Person.objects.filter(kabupaten=kabupaten).first().pk).update(nip=NIP)
    return kabupaten


@pytest.fixture
def year(busy):
    """The year in which the sample signed a berita acara."""
    return Agreement.objects.exclude(signed_at=None).latest("pk").meeting.held_on.year


@pytest.fixture
def files(busy, year, tmp_path):
    run("archive", busy.code, "--year", year, "--output", tmp_path / "arsip.zip")
    return contents(tmp_path / "arsip.zip")


def test_archive_holds_every_table_with_every_row_of_the_kabupaten(busy, files):
    counts = {}
    for model in archive_tables.tables():
        rows = table(files, model._meta.db_table)
        counts[model._meta.label] = len(rows)
        assert len(rows) == archive_tables.rows_of(model, busy).count(), model
    assert counts["plans.Usulan"] == Usulan.objects.filter(kabupaten=busy).count() > 5
    assert counts["plans.Portion"] > 0
    assert counts["forum.User_desa"] > 0
    assert len(counts) > 40
    told = {(row["tabel"], row["kolom"]) for row in table(files, "kamus-data")}
    heads = {
        name: next(csv.reader(io.StringIO(data.decode("utf-8-sig")))) for name, data in files.items() if ".csv" in name
    }
    for model in archive_tables.tables():
        name = model._meta.db_table
        assert {(name, head) for head in heads[f"tabel/{name}.csv"]} <= told


def test_archive_holds_what_lies_beside_usulan_and_follow_ups_but_no_personal_numbers(facilitator, tmp_path):
    usulan = verified_usulan(title="Sumur bor")
    beside = {"kabupaten": usulan.kabupaten, "by": facilitator, "at": timezone.now(), "size": 4}
    photo = {"content_type": "image/png", "file": ContentFile(b"\x89PNG", name="x"), "name": "rumah Maria.png"}
    letter = {"content_type": PDF, "file": ContentFile(b"%PDF 5318", name="y"), "name": "ktp.pdf", "kind": "other"}
    shown, _ = (Attachment.objects.create(usulan=usulan, **beside, **file) for file in (photo, letter))
    log("usulan.attach_despite", usulan, by=facilitator, after={"name": "ktp.pdf"}, note="Diminta OPD.")
    done = make_follow_up(meeting=make_meeting(held_on=datetime.date(usulan.fiscal_year, 4, 12)), what="Ukur debit air")
    bast = {"content_type": PDF, "file": ContentFile(b"%PDF bast", name="z"), "name": "bast.pdf"}
    evidence = FollowUpEvidence.objects.create(follow_up=done, **beside, **bast)

    run("archive", "53.18", "--year", usulan.fiscal_year, "--output", tmp_path / "arsip.zip")

    files = contents(tmp_path / "arsip.zip")
    assert files[f"usulan/{usulan.pk}/{shown.pk}.png"] == b"\x89PNG"
    assert files[f"rapat/{done.meeting_id}/bukti/{evidence.pk}.pdf"] == b"%PDF bast"
    assert [name for name, data in files.items() if b"%PDF 5318" in data] == []
    page = files[f"usulan-{usulan.desa.kecamatan.code}.html"].decode()
    assert f'href="usulan/{usulan.pk}/{shown.pk}.png">Foto</a>' in page
    assert "Memuat nomor pribadi; hanya ada di aplikasi." in page
    assert "rumah Maria" not in page
    index = files["index.html"].decode()
    assert ("Ukur debit air</a>" in index, "1 usulan, 2 foto dan berkas" in index) == (True, True)
    run("verify_archive", tmp_path / "arsip.zip")


def test_archive_holds_nothing_of_another_kabupaten(final, tmp_path):
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    desa = make_desa(kecamatan=make_kecamatan(kabupaten=other, name="Bula"), name="Sesar")
    make_meeting(kabupaten=other, title="Rapat Pokja di Bula", held_on=datetime.date(2024, 4, 12))
    verified_usulan(desa=desa, title="Perahu di Sesar")

    run("archive", "53.18", "--year", 2024, "--output", tmp_path / "sbd.zip")
    run("archive", other.code, "--year", 2024, "--output", tmp_path / "sbt.zip")

    words = re.compile(rb"Sesar|Bula\b|Seram")
    assert [name for name, data in contents(tmp_path / "sbd.zip").items() if words.search(data)] == []
    theirs = contents(tmp_path / "sbt.zip")
    assert {"index.html", "usulan-" + desa.kecamatan.code + ".html", "tabel/plans_usulan.csv"} <= {
        name for name, data in theirs.items() if words.search(data)
    }


def test_every_table_knows_its_kabupaten_but_the_nomenclature():
    without = [model for model in archive_tables.tables() if archive_tables.path_to_kabupaten(model) is None]

    assert without == [Nomenclature]


def test_archive_holds_no_secrets_and_no_personal_numbers(client, busy, year, tmp_path):
    user = User.objects.get(username="fasilitator")
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    now = timezone.now()
    code = forum_actions.issue_slip(user, by=User.objects.get(username="sekretariat"), now=now)
    hidden = [
        NIP, PHONE, EMAIL, PASSWORD, user.password, client.session.session_key, code, user.slips.get().code_hash,
        Seal.objects.get().key, *Usulan.objects.values_list("trace_key", flat=True), "-----BEGIN PRIVATE",
    ]  # fmt: skip

    run("archive", busy.code, "--year", year, "--output", tmp_path / "arsip.zip")

    # Papers print what officials sign with, their NIP too; everything else is searched.
    searched = {
        name: data
        for name, data in contents(tmp_path / "arsip.zip").items()
        if not name.endswith((".pdf", ".png", ".jpg"))
    }
    assert len(hidden) > 15
    assert [(name, word) for name, data in searched.items() for word in hidden if word.encode() in data] == []


def test_no_column_is_called_like_a_secret():
    """Whoever adds such a field decides whether it may leave."""
    like = re.compile(r"password|phone|email|nip$|^key$|_key$|secret$|token|code_hash|contact")

    found = [
        f"{model._meta.label}.{field.name}"
        for model in archive_tables.tables()
        for field in archive_tables.columns(model)
        if like.search(field.name)
    ]

    assert found == []


def test_archive_holds_every_paper_and_the_content_whose_fingerprint_it_prints(files, year):
    papers = Paper.objects.filter(agreement__meeting__held_on__year=year)
    frozen = Agreement.objects.filter(meeting__held_on__year=year).exclude(final_at=None)

    kept = {hashlib.sha256(data).hexdigest() for name, data in files.items() if name.startswith("berita-acara/")}

    assert (papers.count() > 1, frozen.count() > 0) == (True, True)
    assert {paper.sha256 for paper in papers} <= kept
    for agreement in frozen:
        assert hashlib.sha256(files[f"berita-acara/{agreement.pk}/isi.json"]).hexdigest() == agreement.fingerprint


def test_pages_tell_of_the_year_and_every_link_leads_to_a_file_of_the_archive(files, year):
    pages = {name: data.decode() for name, data in files.items() if name.endswith(".html")}
    links = {link for page in pages.values() for link in re.findall(r'(?:href|src)="([^"]+)"', page)}
    assert {link for link in links if not link.startswith("#")} - files.keys() == set()
    assert not [page for page in pages.values() if "http" in page or "<script" in page]

    for meeting in Meeting.objects.filter(held_on__year=year):
        assert meeting.title in pages["index.html"]
    signed = Agreement.objects.exclude(signed_at=None).latest("pk")
    assert signed.number in pages["index.html"]
    assert signed.snapshot["agreed"][0]["rows"][0]["title"] in pages["index.html"]
    usulan = (
        Usulan.objects.filter(fiscal_year=year, outcomes__is_current=True).select_related("desa__kecamatan").first()
    )
    page = pages[f"usulan-{usulan.desa.kecamatan.code}.html"]
    assert usulan.title in page
    assert usulan.outcomes.filter(is_current=True).first().get_kind_display() in page


def test_what_a_column_of_anything_may_hold_was_looked_at():
    """JSON takes whatever is put into it: whoever adds such a field decides whether it may leave."""
    looked_at = {
        "forum.Import.chosen",  # keys of what a file was for
        "forum.LogEntry.before",  # says that personal data changed, never how
        "forum.LogEntry.after",
        "meetings.MinutesApproval.snapshot",  # what the forum may read; offices, no persons
        "meetings.Paper.reading",
        "meetings.Wording.texts",
        "plans.AllocationRun.ceilings",
        "plans.Proposal.ranks",
        "plans.Usulan.funding_options",
    }

    found = {
        f"{model._meta.label}.{field.name}"
        for model in archive_tables.tables()
        for field in archive_tables.columns(model)
        if isinstance(field, models.JSONField | models.BinaryField)
    }

    assert found - looked_at == set()


@pytest.fixture
def final(secretariat):
    """A berita acara of March 2024 with its paper."""
    agreement = make_final(by=secretariat)
    issued_paper(agreement, now=timezone.now())
    return agreement


def test_archive_of_another_year_tells_of_no_meeting(final, tmp_path):
    run("archive", "53.18", "--year", 1999, "--output", tmp_path / "arsip.zip")

    files = contents(tmp_path / "arsip.zip")
    assert "Tidak ada rapat pada tahun 1999." in files["index.html"].decode()
    assert not [name for name in files if name.startswith("berita-acara/")]
    assert len(table(files, "plans_usulan")) == 4


def test_archive_tells_of_a_damaged_paper_and_goes_on(final, tmp_path):
    paper = final.papers.get()
    paper.file.storage.delete(paper.file.name)

    said = run("archive", "53.18", "--year", 2024, "--output", tmp_path / "arsip.zip")

    assert f"Tidak ikut: {paper}" in said
    assert "tidak lagi sama dengan yang disimpan" in contents(tmp_path / "arsip.zip")["index.html"].decode()
    assert "utuh" in run("verify_archive", tmp_path / "arsip.zip")


def test_archive_holds_the_signed_attendance_list(final, tmp_path, secretariat):
    for content in (b"%PDF-1.7 daftar", b"%PDF-1.7 hilang"):
        file = AttendanceFile(
            kabupaten=final.kabupaten,
            meeting=final.meeting,
            content_type=PDF,
            size=15,
            by=secretariat,
            at=timezone.now(),
        )
        file.file.save("berkas", ContentFile(content))
    file.file.storage.delete(file.file.name)

    said = run("archive", "53.18", "--year", 2024, "--output", tmp_path / "arsip.zip")

    files = contents(tmp_path / "arsip.zip")
    assert [data for name, data in files.items() if name.startswith("rapat/")] == [b"%PDF-1.7 daftar"]
    assert "Tidak ikut: Daftar hadir bertanda tangan: Berkas ini tidak ada lagi di server." in said


def test_archive_holds_minutes_once_they_are_approved(secretariat, tmp_path):
    approved, written = make_written(), make_written(title="Belum disahkan")
    approve(approved, by=secretariat)

    run("archive", "53.18", "--year", 2024, "--output", tmp_path / "arsip.zip")

    files = contents(tmp_path / "arsip.zip")
    paper = files[f"rapat/{approved.pk}/notulen.pdf"]
    assert paper == minutes_pdf(Meeting.objects.with_minutes().get(pk=approved.pk))
    assert hashlib.sha256(paper).hexdigest() in files["index.html"].decode()
    assert f"rapat/{written.pk}/notulen.pdf" not in files


def test_archive_draws_a_paper_that_nobody_has_drawn_yet(secretariat, tmp_path):
    agreement = make_final(by=secretariat)

    run("archive", "53.18", "--year", 2024, "--output", tmp_path / "arsip.zip")

    paper = agreement.papers.get()
    assert contents(tmp_path / "arsip.zip")[f"berita-acara/{agreement.pk}/{paper.pk}-issued.pdf"] == paper.content()


def test_archive_without_pango_tells_which_paper_was_never_drawn(secretariat, tmp_path, without_pango):
    make_final(by=secretariat)

    said = run("archive", "53.18", "--year", 2024, "--output", tmp_path / "arsip.zip")

    assert "Tidak ikut: Naskah Berita Acara" in said
    assert "Pango" in contents(tmp_path / "arsip.zip")["index.html"].decode()


def test_table_keeps_text_that_looks_like_a_formula_as_text(kabupaten, tmp_path):
    make_usulan(title='=HYPERLINK("http://x")', cost=5)

    run("archive", kabupaten.code, "--year", 2024, "--output", tmp_path / "arsip.zip")

    (row,) = table(contents(tmp_path / "arsip.zip"), "plans_usulan")
    assert (row["title"], row["cost"]) == ('\'=HYPERLINK("http://x")', "5")


def test_archive_of_an_unknown_kabupaten_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match=r"99\.99 belum ada"):
        run("archive", "99.99", "--year", 2024, "--output", tmp_path / "arsip.zip")


def test_archive_into_a_folder_that_is_not_there_is_refused(kabupaten, tmp_path):
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        run("archive", kabupaten.code, "--year", 2024, "--output", tmp_path / "tidak/ada.zip")


@pytest.fixture
def archive(kabupaten, tmp_path):
    make_usulan()
    path = tmp_path / "arsip.zip"
    run("archive", kabupaten.code, "--year", 2024, "--output", path)
    return path


def test_verify_archive_counts_what_is_whole(archive):
    assert run("verify_archive", archive) == f"Arsip utuh: {len(contents(archive)) - 1} berkas sesuai manifes.\n"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda files: files.pop("index.html"), "Hilang: index.html"),
        (lambda files: files.update({"index.html": b"lain"}), "Berubah: index.html"),
        (lambda files: files.update({"naskah.pdf": b"lain"}), "Ditambahkan: naskah.pdf"),
    ],
)
def test_verify_archive_tells_what_is_not(archive, change, line):
    files = contents(archive)
    change(files)
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    out = StringIO()

    with pytest.raises(CommandError, match="tidak utuh: 1 berkas"):
        call_command("verify_archive", str(archive), stdout=out)

    assert out.getvalue() == f"{line}\n"


def test_verify_archive_of_something_else_is_refused(tmp_path):
    (tmp_path / "lain.zip").write_bytes(b"bukan zip")

    with pytest.raises(CommandError, match="bukan ZIP"):
        call_command("verify_archive", str(tmp_path / "lain.zip"))


def test_verify_archive_needs_no_database(archive, tmp_path):
    """On a machine without one: the address leads nowhere, and the folder for data stays empty."""
    nowhere = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "DATA_DIR": str(tmp_path / "kosong")}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "verify_archive", archive]

    done = subprocess.run(command, env=nowhere, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Arsip utuh")
    assert not (tmp_path / "kosong").exists()
