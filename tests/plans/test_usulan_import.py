"""Village plans and usulan from Excel: the template, what a file would do, and all or nothing."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from forum import actions
from forum.models import Import, LogEntry, User
from forum.transitions import MoveRefused
from forum.workbook import WorkbookRefused
from plans.models import LivelihoodPlan, Usulan
from plans.usulan_import import NO_TABLE, NOT_FILLED_IN, read_usulan
from plans.usulan_template import LINES, usulan_template
from tests.factories import TODAY, complete_usulan, make_desa, make_kecamatan, make_kelompok, make_plan, make_usulan
from tests.plans.workbooks import as_bytes, listed

UPLOAD = reverse("plans:usulan_import")
TEMPLATE = reverse("plans:usulan_template")
WELL = {"Usulan": "Sumur bor Dusun 2", "Bidang penghidupan": "Prasarana penunjang", "Perkiraan biaya": "Rp 150.000.000"}


def filled(data: bytes, *rows: dict, first=2, plan: dict | None = None) -> bytes:
    """A template with these rows written into it, from row `first` on; `plan` goes to the other sheet."""
    book = load_workbook(io.BytesIO(data))
    for title, lines in {"Usulan": rows, "Rencana": [plan] if plan else []}.items():
        sheet = book[title]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for number, row in enumerate(lines, first if title == "Usulan" else 2):
            for heading, value in row.items():
                sheet.cell(number, columns[heading]).value = value
    return as_bytes(book)


def plan_of(data: bytes, by):
    return read_usulan(data, kabupaten=make_desa().kabupaten, by=by, today=TODAY)


def bring(data: bytes, *, by, now) -> Import:
    file = SimpleUploadedFile("usulan.xlsx", data)
    import_ = Import(kabupaten=by.kabupaten, purpose="usulan", file=file, name="usulan.xlsx")
    actions.keep_import(import_, by=by, now=now)
    actions.read_import(import_, today=TODAY)
    actions.apply_import(import_, by=by, now=now, today=TODAY)
    return import_


@pytest.fixture
def now():
    return timezone.now()


# The template


def test_template_tells_what_to_do_offers_choices_and_explains_its_columns(db):
    make_kelompok(name="=Kelompok Tani")

    book = load_workbook(io.BytesIO(usulan_template(make_desa(), 2027)))

    assert book.sheetnames == ["Petunjuk", "Usulan", "Rencana", "Pilihan", "Kamus data"]
    assert book["Pilihan"].sheet_state == "hidden"
    assert "Waiholo" in book["Petunjuk"]["A1"].value
    sheet = book["Usulan"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.column_dimensions[headings["Nomor isian"]].hidden
    offered = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    wanted = ("Bidang penghidupan", "Status lahan", "Pola pelaksanaan", "Kelompok")
    assert offered == {f"{headings[name]}2" for name in wanted}
    kelompok = next(cell for row in book["Pilihan"].iter_rows() for cell in row if cell.value == "=Kelompok Tani")
    assert (kelompok.data_type, kelompok.quotePrefix) == ("s", True)
    assert len({row[0].value for row in sheet.iter_rows(min_row=2)}) == LINES
    explained = {row[1] for row in book["Kamus data"].iter_rows(min_row=2, values_only=True)}
    assert headings.keys() <= explained


def test_template_that_was_not_filled_in_is_refused_in_words(secretariat):
    with pytest.raises(WorkbookRefused, match=NOT_FILLED_IN[:30]):
        plan_of(usulan_template(make_desa(), 2027), secretariat)


def test_filled_template_brings_plan_and_usulan(facilitator, now):
    kelompok = make_kelompok(name="Tani Maju")
    row = WELL | {
        "Masalah": "Air jauh.",
        "Lokasi": "Dusun 2",
        "Status lahan": "Tanah desa",
        "Volume": 2,
        "Satuan": "unit",
        "Penerima manfaat laki-laki": 20,
        "Penerima manfaat perempuan": "1.015",
        "Lansia": 3,
        "Kelompok": "tani maju",
        "Sumber dana yang mungkin": "APBD kabupaten, Dana Desa",
        "Pola pelaksanaan": "Swakelola",
    }
    plan = {"Tanggal musyawarah": "15 Maret 2026", "Peserta perempuan": 17, "Tujuan bersama": "Air cukup."}

    bring(filled(usulan_template(make_desa(), 2027), row, plan=plan), by=facilitator, now=now)

    usulan, written = Usulan.objects.get(), LivelihoodPlan.objects.get()
    assert (usulan.desa, usulan.status, usulan.fiscal_year, usulan.plan) == (make_desa(), "draft", 2027, written)
    assert (usulan.title, usulan.bidang, usulan.cost) == ("Sumur bor Dusun 2", "infrastructure", 150_000_000)
    assert (usulan.volume, usulan.unit, usulan.men, usulan.women, usulan.elderly) == (2, "unit", 20, 1015, 3)
    assert (usulan.land_status, usulan.pattern, usulan.kelompok) == ("village", "self_managed", kelompok)
    assert usulan.funding_options == ["apbd_kabupaten", "village_fund"]
    assert (str(written.musyawarah_on), written.women, written.goal) == ("2026-03-15", 17, "Air cukup.")
    assert LogEntry.objects.for_record(usulan).get().verb == "usulan.create"


def test_template_uploaded_twice_changes_nothing_and_once_more_with_a_change_changes_one(facilitator, now):
    template = usulan_template(make_desa(), 2027)
    once = filled(template, WELL, WELL | {"Usulan": "Jalan usaha tani"}, plan={"Tanggal musyawarah": "15 Maret 2026"})
    bring(once, by=facilitator, now=now)

    again = plan_of(once, facilitator)
    changed = plan_of(filled(once, WELL | {"Perkiraan biaya": 7}), facilitator)

    assert again.counts == {"read": 3, "new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert changed.counts == {"read": 3, "new": 0, "changed": 1, "unchanged": 2, "refused": 0}


def test_template_holds_the_drafts_and_takes_their_changes(facilitator, now):
    usulan = make_usulan(title="Perahu", fiscal_year=2027)
    make_usulan(title="Sudah diajukan", fiscal_year=2027, status="submitted")
    template = usulan_template(usulan.desa, 2027)

    assert plan_of(template, facilitator).counts["unchanged"] == 1
    bring(filled(template, {"Usulan": "Perahu fiber"}), by=facilitator, now=now)

    usulan.refresh_from_db()
    assert (usulan.title, usulan.version, Usulan.objects.count()) == ("Perahu fiber", 2, 2)
    refusal = plan_of(filled(template, {"Usulan": "Perahu kayu"}), facilitator).refusals[0]
    assert refusal.reason == "Isian ini sudah diubah sejak templat diunduh."


# A list of the village's own


def test_own_list_is_read_by_its_headings_and_is_one_list_however_often_it_comes(secretariat, now):
    make_desa()
    rows = {"No": 1, "Desa": "Desa Waiholo", "Judul": "Perahu", "Bidang": "perikanan", "Tahun": 2027, "Biaya": 5}

    bring(listed(rows, rows | {"Judul": "Jaring"}), by=secretariat, now=now)

    assert set(Usulan.objects.values_list("title", "cost")) == {("Perahu", 5), ("Jaring", 5)}
    assert plan_of(listed(rows), secretariat).counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("cells", "cell", "reason"),
    [
        ({"Desa": "Waihollo"}, "A2", "Desa ini tidak ada di kabupaten ini."),
        ({"Judul": None}, "B2", "Sel ini kosong."),
        ({"Judul": "=1+1"}, "B2", "Rumus di sel ini belum dihitung."),
        ({"Judul": "x" * 201}, "B2", "Terlalu panjang: paling banyak 200 huruf."),
        ({"Bidang": "Tambang"}, "C2", "Pilihan ini tidak dikenal."),
        ({"Tahun": 27}, "D2", "Tahun ini tidak terbaca."),
        ({"Biaya": "banyak"}, "E2", "Ini bukan jumlah dalam rupiah utuh."),
        ({"Volume": 0}, "F2", "Ini bukan angka lebih dari 0."),
        ({"Lansia": 4}, "G2", "Jumlah ini melebihi penerima manfaat."),
        ({"Kelompok": "Tani Lain"}, "H2", "Kelompok ini belum tercatat di Desa Waiholo."),
        ({"Sumber dana": "APBD kabupaten, Hibah"}, "I2", "Pilihan ini tidak dikenal."),
    ],
)
def test_faulty_cell_is_named_with_its_reason(secretariat, cells, cell, reason):
    good = {"Desa": "Waiholo", "Judul": "Perahu", "Bidang": "Perikanan", "Tahun": 2027, "Biaya": 5}
    good |= {"Volume": 1, "Lansia": None, "Kelompok": None, "Sumber dana": None}

    plan = plan_of(listed(good | cells, good | {"Judul": "Jaring"}), secretariat)

    (refusal,) = plan.refusals
    assert (refusal.cell, refusal.reason) == (cell, reason)
    assert plan.counts == {"read": 2, "new": 1, "changed": 0, "unchanged": 0, "refused": 1}


def test_row_that_stands_twice_is_refused(secretariat):
    row = {"Desa": "Waiholo", "Judul": "Perahu", "Bidang": "Perikanan", "Tahun": 2027}

    (refusal,) = plan_of(listed(row, row), secretariat).refusals

    assert (refusal.cell, refusal.reason) == ("B3", "Isian ini sudah ada pada baris 2 lembar Sheet.")


def test_what_was_submitted_stays_and_only_a_difference_is_refused(secretariat):
    usulan = complete_usulan(status="submitted", fiscal_year=2027)
    row = {"Nomor isian": str(usulan.uuid), "Desa": "Waiholo", "Judul": usulan.title, "Bidang": "Perikanan"}

    same = plan_of(listed(row | {"Tahun": 2027}), secretariat)
    (refusal,) = plan_of(listed(row | {"Tahun": 2027, "Judul": "Lain"}), secretariat).refusals

    assert same.counts["unchanged"] == 1
    assert refusal.reason == "Usulan ini sudah diajukan dan tidak dapat diubah."


def test_number_of_another_desa_is_refused(secretariat):
    usulan = make_usulan(desa=make_desa(name="Onggol"), fiscal_year=2027)
    row = {"Nomor isian": str(usulan.uuid), "Desa": "Waiholo", "Judul": "Perahu", "Bidang": "Perikanan", "Tahun": 2027}

    (refusal,) = plan_of(listed(row), secretariat).refusals

    assert refusal.reason == "Nomor isian ini milik desa lain."


def test_desa_of_somebody_else_is_refused(facilitator):
    make_desa(kecamatan=make_kecamatan(name="Loura"), name="Onggol")
    row = {"Desa": "Onggol", "Judul": "Perahu", "Bidang": "Perikanan", "Tahun": 2027}

    (refusal,) = plan_of(listed(row), facilitator).refusals

    assert refusal.reason == "Anda tidak mencatat untuk desa ini."


def test_plan_that_stands_is_not_written_over_by_a_new_one(secretariat):
    template = usulan_template(make_desa(), 2027)
    make_plan(fiscal_year=2027)

    (refusal,) = plan_of(filled(template, plan={"Tanggal musyawarah": "15 Maret 2026"}), secretariat).refusals

    assert refusal.reason == "Rencana Desa Waiholo tahun 2027 sudah tercatat."


def test_workbook_of_something_else_is_refused(secretariat):
    with pytest.raises(WorkbookRefused, match=NO_TABLE[:30]):
        plan_of(listed({"Nama": "x"}), secretariat)


def test_one_refused_row_stops_all(secretariat, now):
    row = {"Desa": "Waiholo", "Judul": "Perahu", "Bidang": "Perikanan", "Tahun": 2027}
    make_desa()

    with pytest.raises(MoveRefused, match="tidak ada yang diterapkan"):
        bring(listed(row, row | {"Bidang": "Tambang"}), by=secretariat, now=now)

    assert (Usulan.objects.count(), Import.objects.get().applied_at) == (0, None)


def test_thousand_usulan_take_few_queries(secretariat, now, django_assert_max_num_queries):
    make_desa()
    row = {"Desa": "Waiholo", "Bidang": "Perikanan", "Tahun": 2027}
    data = listed(*(row | {"Judul": f"Perahu {number}"} for number in range(1_000)))

    with django_assert_max_num_queries(80):
        bring(data, by=secretariat, now=now)

    assert Usulan.objects.count() == LogEntry.objects.filter(verb="usulan.create").count() == 1_000


# Pages


def test_template_page_asks_for_desa_and_year_then_gives_the_workbook(client, facilitator):
    client.force_login(facilitator)

    asked = client.get(TEMPLATE)
    given = client.get(TEMPLATE, {"desa": make_desa().pk, "fiscal_year": 2027})
    wrong = client.get(TEMPLATE, {"desa": make_desa(name="Onggol").pk, "fiscal_year": 2027})

    assert (asked.status_code, wrong.status_code) == (200, 422)
    assert given["Content-Disposition"] == f'attachment; filename="usulan-{make_desa().code}-2027.xlsx"'
    assert load_workbook(io.BytesIO(given.content)).sheetnames[1] == "Usulan"


def test_upload_preview_and_confirm(client, facilitator):
    client.force_login(facilitator)
    data = filled(usulan_template(make_desa(), 2027), WELL)

    preview = client.post(UPLOAD, {"file": SimpleUploadedFile("usulan.xlsx", data)}, follow=True)
    import_ = Import.objects.get()
    assert Usulan.objects.count() == 0
    assert "1 baris dibaca: 1 baru, 0 berubah, 0 tetap, 0 ditolak." in preview.content.decode()
    assert "Sumur bor Dusun 2" in preview.content.decode()
    assert import_.get_absolute_url() in client.get(UPLOAD).content.decode()

    first = client.post(import_.get_absolute_url(), follow=True)
    second = client.post(import_.get_absolute_url(), follow=True)

    assert "Isi berkas diterapkan." in first.content.decode()
    assert "Berkas ini sudah diterapkan." in second.content.decode()
    assert Usulan.objects.count() == 1


def test_import_pages_are_for_those_who_enter(client, facilitator, observer, outsider):
    assert client.get(UPLOAD).url == f"{reverse('forum:login')}?next={UPLOAD}"
    client.force_login(observer)
    assert (client.get(UPLOAD).status_code, client.get(TEMPLATE).status_code) == (403, 403)
    client.force_login(facilitator)
    assert (client.put(UPLOAD).status_code, client.post(TEMPLATE).status_code) == (405, 405)
    assert client.get(UPLOAD).status_code == 200


# Command


@pytest.fixture
def run(db, tmp_path, capsys):
    def command(data, *options):
        file = tmp_path / "usulan.xlsx"
        file.write_bytes(data)
        code = 0
        try:
            call_command("import_usulan", file, "--kabupaten", "53.18", *options)
        except SystemExit as stop:
            code = stop.code
        return json.loads(capsys.readouterr().out), code

    return command


def test_command_tells_first_and_applies_when_asked(run):
    data = filled(usulan_template(make_desa(), 2027), WELL)
    nothing = {"changed": 0, "refused": [], "notes": []}

    told = run(data)
    assert Usulan.objects.count() == 0
    applied = run(data, "--apply")
    again = run(data, "--apply")

    assert told == ({"read": 1, "new": 1, "unchanged": 0, "applied": False, **nothing}, 0)
    assert applied == ({"read": 1, "new": 1, "unchanged": 0, "applied": True, **nothing}, 0)
    assert again == ({"read": 1, "new": 0, "unchanged": 1, "applied": True, **nothing}, 0)
    assert Usulan.objects.count() == 1
    assert {import_.by for import_ in Import.objects.all()} == {User.objects.system()}


def test_command_applies_nothing_when_a_row_is_refused(run):
    told, code = run(filled(usulan_template(make_desa(), 2027), WELL, {"Usulan": "Jalan"}), "--apply")

    assert (code, told["read"], told["new"], told["applied"], Usulan.objects.count()) == (1, 2, 1, False, 0)
    (refusal,) = told["refused"]
    assert refusal.keys() == {"sheet", "cell", "value", "reason"}
    assert (refusal["sheet"], refusal["reason"]) == ("Usulan", "Sel ini kosong. Isi bidang penghidupan.")


@pytest.mark.parametrize(
    ("data", "kabupaten", "sentence"),
    [
        (b"bukan Excel", "53.18", "Berkas ini bukan buku kerja Excel"),
        (b"", "99.99", "Kabupaten 99.99 belum ada"),
        (None, "53.18", "tidak dapat dibaca"),
    ],
)
def test_command_stops_with_one_sentence(db, tmp_path, data, kabupaten, sentence):
    make_desa()
    file = tmp_path / "usulan.xlsx"
    if data is not None:
        file.write_bytes(data)

    with pytest.raises(CommandError, match=sentence):
        call_command("import_usulan", file, "--kabupaten", kabupaten)
