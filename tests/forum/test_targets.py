"""Target villages: which desa a programme accompanies, by hand and by list."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from forum import actions
from forum.choices import TargetKind
from forum.models import Desa, LogEntry, TargetVillage
from forum.sheets import MAX_ROWS, SheetRefused, read_sheet
from forum.targets import Fault, read_targets
from tests.factories import make_desa, make_kabupaten, make_kecamatan, make_target

TODAY = datetime.date(2024, 6, 1)
SINCE = datetime.date(2023, 2, 1)


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def csv_file(*lines: str, name="daftar.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join(lines).encode())


def xlsx_file(*rows) -> SimpleUploadedFile:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return SimpleUploadedFile("daftar.xlsx", out.getvalue())


def reading_of(*lines, desa, stored=()):
    return read_targets(read_sheet(csv_file(*lines)), desa, {target.desa_id: target for target in stored}, today=TODAY)


# The file


def test_csv_and_xlsx_say_the_same():
    rows = [("kode", "jenis", "sejak"), ("53.18.07.2001", "Awal", datetime.datetime(2023, 2, 1))]
    as_csv = csv_file("kode;jenis;sejak", "", "53.18.07.2001;Awal;2023-02-01")

    assert read_sheet(xlsx_file(*rows)) == [
        (1, ["kode", "jenis", "sejak"]),
        (2, ["53.18.07.2001", "Awal", "2023-02-01"]),
    ]
    assert read_sheet(as_csv) == [(1, ["kode", "jenis", "sejak"]), (3, ["53.18.07.2001", "Awal", "2023-02-01"])]


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
        (b"kode\n" * (MAX_ROWS + 1), "Berkas ini memuat lebih dari 2.000 baris."),
        (b"x" * (1024 * 1024 + 1), "Berkas ini terlalu besar."),
        (_bomb(), "Isi berkas ini terlalu besar setelah dibuka."),
    ],
    ids=["empty", "broken", "picture", "long", "large", "bomb"],
)
def test_file_that_is_no_list_is_refused(content, sentence):
    with pytest.raises(SheetRefused, match=f"^{sentence}"):
        read_sheet(SimpleUploadedFile("daftar.csv", content))


# What it says


def test_list_tells_new_changed_and_unchanged(db):
    new, changed, same = make_desa(name="Onggol"), make_desa(name="Waiholo"), make_desa(name="Tanjung Karoso")
    stored = [make_target(desa=changed, kind=TargetKind.START), make_target(desa=same)]

    reading = reading_of(
        "desa;kecamatan;jenis;sejak",
        "Desa Onggol;Kodi;awal;1 Februari 2023",
        "waiholo;kecamatan kodi;Replikasi;1/2/2023",
        "Tanjung Karoso;;AWAL;2023-02-01",
        "Tanjung Lain;Kodi;;",
        desa=[new, changed, same],
        stored=stored,
    )

    found = [[row.desa for row in rows] for rows in (reading.new, reading.changed, reading.unchanged)]
    assert (found, reading.faults) == ([[new], [changed], [same]], [])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("53.18.99.2001;;;awal;2023-02-01", ("kode", "Kode ini tidak ada di kabupaten ini.")),
        (";Ongol;;awal;2023-02-01", ("desa", "Desa ini tidak ada di kabupaten ini.")),
        (";Kembar;;awal;2023-02-01", ("desa", "Nama ini ada di beberapa kecamatan: Kodi, Kodi Utara.")),
        (";Onggol;Loura;awal;2023-02-01", ("kecamatan", "Onggol tidak ada di kecamatan ini.")),
        (";Onggol;;lama;2023-02-01", ("jenis", "Jenis ini tidak dikenal.")),
        (";Onggol;;awal;kemarin", ("sejak", "Tanggal ini tidak terbaca.")),
        (";Onggol;;awal;2030-01-01", ("sejak", "Tanggal ini belum tiba.")),
        (";;;awal;2023-02-01", ("desa", "Desanya belum disebut.")),
    ],
)
def test_wrong_cell_is_named_with_its_reason(db, line, fault):
    desa = [make_desa(name="Onggol"), make_desa(name="Kembar")]
    desa.append(make_desa(name="Kembar", kecamatan=make_kecamatan(name="Kodi Utara")))

    reading = reading_of("kode;desa;kecamatan;jenis;sejak", line, desa=desa)

    assert [(row.row, row.column, row.reason) for row in reading.faults] == [(2, *fault)]
    assert (reading.can_apply, reading.faults[0].remedy != "") == (False, True)


def test_misspelt_desa_is_answered_with_the_nearest_name(db):
    reading = reading_of("desa;jenis;sejak", "Ongol;awal;2023-02-01", desa=[make_desa(name="Onggol")])

    remedy = "Mungkin maksudnya Onggol. Periksa ejaannya, atau isi kodenya."
    assert reading.faults == [Fault(2, "desa", "Ongol", "Desa ini tidak ada di kabupaten ini.", remedy)]


def test_desa_named_twice_is_refused(db):
    lines = "Onggol;awal;2023-02-01", "Desa Onggol;replikasi;2023-02-01"

    reading = reading_of("desa;jenis;sejak", *lines, desa=[make_desa(name="Onggol")])

    assert [(row.row, row.reason) for row in reading.faults] == [(3, "Desa Onggol sudah ada pada baris 2.")]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["nama orang;umur"], "Kolom kode atau desa, jenis, sejak tidak ditemukan pada baris pertama."),
        (["desa;jenis"], "Kolom sejak tidak ditemukan pada baris pertama."),
        (["desa;jenis;sejak", "Onggol;;"], "Belum ada desa yang diisi."),
    ],
)
def test_list_without_what_it_needs_is_refused(db, lines, sentence):
    with pytest.raises(SheetRefused, match=f"^{sentence}"):
        reading_of(*lines, desa=[make_desa(name="Onggol")])


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


def test_list_is_written_whole_or_not_at_all(secretariat):
    onggol, other = (
        make_desa(name="Onggol"),
        make_desa(kecamatan=make_kecamatan(kabupaten=make_kabupaten(code="81.05"))),
    )
    lines = "Onggol;awal;2023-02-01", "Waiholo;awal;2023-02-01"
    reading = reading_of("desa;jenis;sejak", *lines, desa=[onggol, other])

    with pytest.raises(PermissionDenied):
        actions.apply_targets(reading.changes, programme="BangKIT", by=secretariat)

    assert (len(reading.changes), TargetVillage.objects.count()) == (2, 0)


# In the browser


def test_upload_shows_first_and_then_applies(desk):
    make_desa(name="Onggol")
    make_target(desa=make_desa(name="Waiholo"))
    upload = csv_file("desa;jenis;sejak", "Onggol;replikasi;2023-02-01", "Waiholo;replikasi;2023-02-01")

    preview = desk.post(reverse("forum:target_import"), {"programme": "BangKIT", "file": upload})

    page = preview.content.decode()
    assert "1 baru, 1 berubah, 0 tetap, 0 ditolak." in page
    assert TargetVillage.objects.count() == 1

    sent = {"programme": "BangKIT", "rows": preview.context["rows"]}
    response = desk.post(reverse("forum:target_import"), sent, follow=True)

    assert "Daftar diterapkan: 1 desa baru, 1 berubah." in response.content.decode()
    kinds = TargetVillage.objects.values_list("desa__name", "kind").order_by("desa__name")
    assert list(kinds) == [("Onggol", "replication"), ("Waiholo", "replication")]


def test_upload_with_one_wrong_row_writes_nothing(desk):
    make_desa(name="Onggol")
    upload = xlsx_file(["desa", "jenis", "sejak"], ["Onggol", "awal", "2023-02-01"], ["Ongol", "awal", "2023-02-01"])

    preview = desk.post(reverse("forum:target_import"), {"programme": "BangKIT", "file": upload})
    again = desk.post(reverse("forum:target_import"), {"programme": "BangKIT", "rows": preview.context["rows"]})

    assert (preview.status_code, again.status_code, TargetVillage.objects.count()) == (422, 422, 0)
    assert "Mungkin maksudnya Onggol." in again.content.decode()


@pytest.mark.parametrize("rows", ["", "bukan json", "{}", "[[1]]", json.dumps([[1, [2]]]), json.dumps([[1, ["a"]]])])
def test_forged_rows_are_sent_back_to_the_upload(desk, rows):
    response = desk.post(reverse("forum:target_import"), {"programme": "BangKIT", "rows": rows})

    assert (response.status_code, TargetVillage.objects.count()) == (302, 0)


def test_upload_that_is_no_list_comes_back_with_a_sentence(desk):
    upload = SimpleUploadedFile("daftar.xlsx", b"PK\x03\x04rusak")

    response = desk.post(reverse("forum:target_import"), {"programme": "BangKIT", "file": upload})

    assert response.status_code == 422
    assert "Berkas ini rusak." in response.content.decode()


def test_template_lists_every_open_desa_and_is_read_back(desk):
    make_desa(name="Onggol")
    make_desa(name="Tutup", closed_on=SINCE)

    content = desk.get(reverse("forum:target_template")).content

    book = load_workbook(io.BytesIO(content))
    rows = list(book["Desa sasaran"].iter_rows(values_only=True))
    assert rows[0] == ("Kode", "Desa", "Kecamatan", "Jenis", "Sejak")
    assert [row[1:] for row in rows[1:]] == [("Onggol", "Kodi", None, None)]

    book["Desa sasaran"]["D2"], book["Desa sasaran"]["E2"] = "Replikasi", datetime.datetime(2023, 2, 1)
    file = io.BytesIO()
    book.save(file)
    filled = SimpleUploadedFile("desa.xlsx", file.getvalue())
    (change,) = read_targets(read_sheet(filled), Desa.objects.select_related("kecamatan"), {}, today=TODAY).new
    assert (change.desa.name, change.kind, change.since) == ("Onggol", TargetKind.REPLICATION, SINCE)


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
