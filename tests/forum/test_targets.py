"""Target villages: which desa a programme accompanies, by hand and by list."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from forum import actions
from forum.choices import TargetKind
from forum.imports import Fate
from forum.models import Import, LogEntry, TargetVillage
from forum.sheets import open_list
from forum.target_import import read_targets
from forum.workbook import MAX_BYTES, MAX_ROWS, WorkbookRefused
from tests.factories import make_desa, make_kecamatan, make_target
from tests.imports import bring, keep
from tests.plans.workbooks import as_bytes

TODAY = datetime.date(2024, 6, 1)
SINCE = datetime.date(2023, 2, 1)
UPLOAD = reverse("forum:target_import")


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def as_csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def as_xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return as_bytes(book)


def plan_for(secretariat, *lines: str):
    data = as_csv(*lines)
    return read_targets(data, kabupaten=secretariat.kabupaten, by=secretariat, today=TODAY, programme="BangKIT")


def faults(plan) -> list[tuple[str, str]]:
    return [(refusal.cell, refusal.reason) for refusal in plan.refusals]


# The file


def test_csv_and_xlsx_say_the_same():
    written = as_csv("kode;jenis;sejak", "", "53.18.07.2001;Awal;2023-02-01")
    rows = [["kode", "jenis", "sejak"], ["53.18.07.2001", "Awal", "2023-02-01"]]

    (listed,), (book,) = open_list(written), open_list(as_xlsx(*rows))

    assert listed.rows == [(1, rows[0]), (3, rows[1])]
    assert book.rows == [(1, rows[0]), (2, rows[1])]


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (b"PK\x03\x04rusak", "Berkas ini rusak."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Berkas ini bukan CSV atau Excel"),
        (b"kode\n" * (MAX_ROWS + 1), "Berkas ini memuat lebih dari 20.000 baris"),
        (b"x" * (MAX_BYTES + 1), "Berkas ini terlalu besar."),
        (_bomb(), "Isi berkas ini terlalu besar setelah dibuka."),
    ],
    ids=["empty", "broken", "picture", "long", "large", "bomb"],
)
def test_file_that_is_no_list_is_refused(content, sentence):
    with pytest.raises(WorkbookRefused, match=f"^{sentence}"):
        open_list(content)


# What it says


def test_list_tells_new_changed_and_unchanged(secretariat):
    make_desa(name="Onggol")
    make_target(desa=make_desa(name="Waiholo"), kind=TargetKind.START)
    make_target(desa=make_desa(name="Tanjung Karoso"))

    plan = plan_for(
        secretariat,
        "desa;kecamatan;jenis;sejak",
        "Desa Onggol;Kodi;awal;1 Februari 2023",
        "waiholo;kecamatan kodi;Replikasi;1/2/2023",
        "Tanjung Karoso;;AWAL;2023-02-01",
        "Tanjung Lain;Kodi;;",
    )

    assert [(change.fate, change.label) for change in plan.changes] == [
        (Fate.NEW, "Desa Onggol"),
        (Fate.CHANGED, "Desa Waiholo"),
        (Fate.UNCHANGED, "Desa Tanjung Karoso"),
    ]
    assert plan.refusals == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("53.18.99.2001;;;awal;2023-02-01", ("A2", "Kode ini tidak ada di kabupaten ini.")),
        (";Ongol;;awal;2023-02-01", ("B2", "Desa ini tidak ada di kabupaten ini.")),
        (";Kembar;;awal;2023-02-01", ("B2", "Nama ini ada di beberapa kecamatan: Kodi, Kodi Utara.")),
        (";Onggol;Loura;awal;2023-02-01", ("C2", "Onggol tidak ada di kecamatan ini.")),
        (";Onggol;;lama;2023-02-01", ("D2", "Pilihan ini tidak dikenal.")),
        (";Onggol;;;2023-02-01", ("D2", "Sel ini kosong.")),
        (";Onggol;;awal;kemarin", ("E2", "Tanggal ini tidak terbaca.")),
        (";Onggol;;awal;2030-01-01", ("E2", "Tanggal ini belum tiba.")),
        (";;;awal;2023-02-01", ("B2", "Desanya belum disebut.")),
    ],
)
def test_wrong_cell_is_named_with_its_reason(secretariat, line, fault):
    make_desa(name="Onggol")
    make_desa(name="Kembar")
    make_desa(name="Kembar", kecamatan=make_kecamatan(name="Kodi Utara"))

    plan = plan_for(secretariat, "kode;desa;kecamatan;jenis;sejak", line)

    assert (faults(plan), plan.refusals[0].remedy != "") == ([fault], True)


def test_misspelt_desa_is_answered_with_the_nearest_name(secretariat):
    make_desa(name="Onggol")

    (refusal,) = plan_for(secretariat, "desa;jenis;sejak", "Ongol;awal;2023-02-01").refusals

    assert (refusal.value, refusal.remedy) == (
        "Ongol",
        "Mungkin maksudnya Onggol. Periksa ejaannya, atau isi kodenya.",
    )


def test_desa_named_twice_is_refused(secretariat):
    make_desa(name="Onggol")
    lines = "Onggol;awal;2023-02-01", "Desa Onggol;replikasi;2023-02-01"

    assert faults(plan_for(secretariat, "desa;jenis;sejak", *lines)) == [("A3", "Desa Onggol sudah ada pada baris 2.")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["nama orang;umur"], "Kolom JENIS dan SEJAK tidak ditemukan."),
        (["desa;jenis"], "Kolom JENIS dan SEJAK tidak ditemukan."),
        (["desa;jenis;sejak", "Onggol;;"], "Belum ada desa yang diisi."),
    ],
)
def test_list_without_what_it_needs_is_refused(secretariat, lines, sentence):
    with pytest.raises(WorkbookRefused, match=f"^{sentence}"):
        plan_for(secretariat, *lines)


# Writing


def test_target_is_told_on_the_desa(secretariat):
    desa = make_desa()
    actions.record_target(
        TargetVillage(kabupaten=desa.kabupaten, desa=desa, kind=TargetKind.REPLICATION, since=SINCE), by=secretariat
    )
    target = TargetVillage.objects.get()
    target.until = TODAY
    actions.record_target(target, by=secretariat)
    actions.remove_target(target, by=secretariat)

    told = [entry.sentence for entry in LogEntry.objects.for_record(desa).order_by("pk")]
    assert told == [
        "Dicatat sebagai desa sasaran BangKIT, replikasi sejak 1 Februari 2023",
        "Desa sasaran BangKIT: sampai diisi “1 Juni 2024”",
        "Tidak lagi tercatat sebagai desa sasaran BangKIT",
    ]
    assert TargetVillage.objects.count() == 0


@pytest.mark.parametrize("member", ["facilitator", "opd_officer", "camat", "observer", "outsider"])
def test_target_actions_are_the_secretariats(request, member):
    by, target = request.getfixturevalue(member), make_target()
    target.kind = TargetKind.REPLICATION

    with pytest.raises(PermissionDenied):
        actions.record_target(target, by=by)
    with pytest.raises(PermissionDenied):
        actions.remove_target(target, by=by)

    assert TargetVillage.objects.get().kind == TargetKind.START


def test_list_is_written_with_its_history(secretariat):
    desa = make_desa(name="Onggol")

    import_ = bring("targets", as_csv("desa;jenis;sejak", "Onggol;awal;2023-02-01"), by=secretariat, programme="Lain")

    target = TargetVillage.objects.get()
    assert (target.desa, target.programme, target.kind, target.since) == (desa, "Lain", TargetKind.START, SINCE)
    told = [entry.sentence for entry in LogEntry.objects.for_record(desa)]
    assert told == ["Dicatat sebagai desa sasaran Lain, awal sejak 1 Februari 2023"]
    assert LogEntry.objects.for_record(import_).count() == 1


# In the browser


def test_upload_shows_first_and_then_applies(desk):
    make_desa(name="Onggol")
    make_target(desa=make_desa(name="Waiholo"))
    lines = "desa;jenis;sejak", "Onggol;replikasi;2023-02-01", "Waiholo;replikasi;2023-02-01"
    upload = SimpleUploadedFile("daftar.csv", as_csv(*lines))

    preview = desk.post(UPLOAD, {"programme": "BangKIT", "file": upload}, follow=True)

    page = preview.content.decode()
    assert "2 baris dibaca: 1 baru, 1 berubah, 0 tetap, 0 ditolak." in page
    assert TargetVillage.objects.count() == 1

    response = desk.post(Import.objects.get().get_absolute_url(), follow=True)

    assert "1 baru, 1 berubah, 0 tetap." in response.content.decode()
    kinds = TargetVillage.objects.values_list("desa__name", "kind").order_by("desa__name")
    assert list(kinds) == [("Onggol", "replication"), ("Waiholo", "replication")]


def test_upload_with_one_wrong_row_writes_nothing(desk):
    make_desa(name="Onggol")
    rows = ["desa", "jenis", "sejak"], ["Onggol", "awal", "2023-02-01"], ["Ongol", "awal", "2023-02-01"]
    upload = SimpleUploadedFile("daftar.xlsx", as_xlsx(*rows))

    preview = desk.post(UPLOAD, {"programme": "BangKIT", "file": upload}, follow=True)
    again = desk.post(Import.objects.get().get_absolute_url(), follow=True)

    assert "Mungkin maksudnya Onggol." in preview.content.decode()
    assert ("Ada baris yang ditolak." in again.content.decode(), TargetVillage.objects.count()) == (True, 0)


def test_template_lists_every_open_desa_and_comes_back(desk, secretariat):
    make_desa(name="Onggol")
    make_desa(name="Tutup", closed_on=SINCE)

    content = desk.get(reverse("forum:target_template")).content

    book = load_workbook(io.BytesIO(content))
    assert (book.sheetnames[0], book.sheetnames[-1]) == ("Petunjuk", "Kamus data")
    rows = list(book["Desa sasaran"].iter_rows(values_only=True))
    assert rows[0] == ("Kode", "Desa", "Kecamatan", "Jenis", "Sejak")
    assert [row[1:] for row in rows[1:]] == [("Onggol", "Kodi", None, None)]
    book["Desa sasaran"]["D2"], book["Desa sasaran"]["E2"] = "Replikasi", datetime.datetime(2023, 2, 1)
    filled = as_bytes(book)

    first = bring("targets", filled, by=secretariat, programme="BangKIT")
    again = keep("targets", filled, by=secretariat, programme="BangKIT")

    assert (first.report["counts"]["new"], again.report["counts"]["unchanged"]) == (1, 1)
    assert TargetVillage.objects.get().kind == TargetKind.REPLICATION


def test_target_create_and_edit_by_hand(desk):
    desa = make_desa()
    entered = {"desa": desa.pk, "programme": "BangKIT", "kind": "start", "since": "1 Februari 2023"}

    page = desk.post(reverse("forum:target_create"), entered, follow=True).content.decode()

    assert "Desa Waiholo tercatat sebagai desa sasaran BangKIT." in page
    target = TargetVillage.objects.get()
    changed = {"programme": "BangKIT", "kind": "replication", "since": "2023-02-01", "until": "2022-01-01"}
    response = desk.post(reverse("forum:target_edit", args=[target.pk]), changed)
    assert response.context["form"].errors == {
        "until": ["Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."]
    }

    desk.post(reverse("forum:target_edit", args=[target.pk]), changed | {"until": ""})
    assert TargetVillage.objects.get().kind == TargetKind.REPLICATION


def test_desa_is_a_target_of_one_programme_once(desk):
    desa = make_target().desa
    entered = {"desa": desa.pk, "programme": "BangKIT", "kind": "start", "since": "2023-02-01"}

    response = desk.post(reverse("forum:target_create"), entered)

    sentence = "Desa ini sudah tercatat pada program ini. Ubah catatannya pada halaman desa."
    assert (response.status_code, response.context["form"].errors) == (422, {"desa": [sentence]})


def test_target_remove_asks_and_removes(desk):
    target = make_target()
    url = reverse("forum:target_remove", args=[target.pk])

    assert "Hapus catatan desa sasaran Desa Waiholo?" in desk.get(url).content.decode()
    assert TargetVillage.objects.count() == 1
    desk.post(url)
    assert TargetVillage.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_target_list_counts_in_a_fixed_number_of_queries(desk, django_assert_num_queries, rows):
    for number in range(rows):
        make_target(desa=make_desa(name=f"Sasaran {number}"), kind=TargetKind.REPLICATION)
    make_target(desa=make_desa(name="Awalan"))

    with django_assert_num_queries(7):
        page = desk.get(reverse("forum:target_list")).content.decode()

    assert page.count("Desa Sasaran ") == rows
    assert f"{rows + 1} desa: 1 awal, {rows} replikasi." in page


def test_target_list_is_narrowed(desk):
    make_target(desa=make_desa(name="Onggol"), kind=TargetKind.REPLICATION)
    make_target(desa=make_desa(name="Waiholo"), programme="Lain")

    page = desk.get(reverse("forum:target_list"), {"programme": "BangKIT", "kind": "replication"}).content.decode()

    assert ("Desa Onggol" in page, "Desa Waiholo" in page) == (True, False)
