import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from forum.models import Import, LogEntry
from forum.transitions import MoveRefused
from forum.workbook import NO_WORKBOOK
from plans.models import Activity, ActivityFigures, Nomenclature, Workplan
from plans.models.nomenclature import Level
from plans.workplan_changes import ChangeKind
from tests.factories import make_activity, make_kabupaten, make_opd, make_outcome
from tests.imports import apply, keep_workplan, plan_of
from tests.plans.workbooks import BRIDGE, IRRIGATION, row, workbook

UPLOAD = reverse("plans:workplan_import")


def keep(*rows, by, **chosen) -> Import:
    return keep_workplan(workbook(*rows), by=by, **chosen)


def bring(*rows, by, **chosen) -> Import:
    return apply(keep(*rows, by=by, **chosen), by=by)


def counts(import_) -> dict:
    return Import.objects.get(pk=import_.pk).report["counts"]


def pagu_of(code) -> tuple[str, int]:
    activity = Activity.objects.get(code=code)
    return Workplan.objects.of_activity(activity).stage, activity.pagu


def test_file_that_changes_nothing_has_nothing_to_apply(client, secretariat):
    bring(row(), by=secretariat)
    again = keep(row(), by=secretariat)
    client.force_login(secretariat)

    page = client.get(again.get_absolute_url()).content.decode()

    assert "tidak ada yang perlu diterapkan" in page
    assert "Terapkan seluruh isi" not in page


# Applying


def test_import_writes_activities_and_figures(secretariat):
    rows = row(source="DAU", location="Semua kecamatan"), row(BRIDGE, "Pembangunan Jembatan", 5)
    batch = bring(*rows, by=secretariat, subject="Dinas Pertanian, 2024")

    irrigation = Activity.objects.get(code=IRRIGATION)
    assert (irrigation.opd, irrigation.fiscal_year, irrigation.edition) == (make_opd(), 2024, "2023")
    assert (irrigation.name, irrigation.pagu) == ("Rehabilitasi Jaringan Irigasi Permukaan", 3_107_026_692)
    figures = irrigation.figures.get()
    assert (figures.stage, figures.funding_source, figures.location) == ("rkpd", "DAU", "Semua kecamatan")
    batch.refresh_from_db()
    assert batch.applied_at is not None
    assert counts(batch) == {"read": 2, "new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert LogEntry.objects.for_record(batch).get().sentence == (
        "Berkas “renja.xlsx” (Dinas Pertanian, 2024) diterapkan: 2 baris baru, 0 berubah, 0 tetap"
    )


def test_same_file_again_changes_nothing(secretariat):
    bring(row(), row(BRIDGE), by=secretariat)
    entries = LogEntry.objects.filter(verb__startswith="activity").count()

    again = bring(row(), row(BRIDGE), by=secretariat)

    assert counts(again) == {"read": 2, "new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert LogEntry.objects.filter(verb__startswith="activity").count() == entries


def test_same_stage_mends_figures_and_name(secretariat):
    bring(row(pagu=100), by=secretariat)

    again = bring(row(name="Rehabilitasi Irigasi", pagu=200), by=secretariat)

    assert counts(again)["changed"] == 1
    assert pagu_of(IRRIGATION) == ("rkpd", 200)
    activity = Activity.objects.get()
    assert activity.name == "Rehabilitasi Irigasi"
    entry = LogEntry.objects.for_record(activity).get(verb="activity.edit")
    assert (entry.before["pagu"], entry.after["pagu"]) == (100, 200)


def test_column_that_the_file_lacks_stays_as_it_was(secretariat):
    activity = make_activity(code=IRRIGATION, name="Rehabilitasi Jaringan Irigasi Permukaan", pagu=100)
    activity.figures.update(target_group="Petani", next_pagu=300)

    bring(row(pagu=200), by=secretariat)

    figures = activity.figures.get()
    assert (figures.pagu, figures.target_group, figures.next_pagu) == (200, "Petani", 300)


def test_later_stage_takes_force_and_drops_what_it_no_longer_names(secretariat):
    bring(row(pagu=100), row(BRIDGE, pagu=50), by=secretariat)

    batch = bring(row(pagu=80), by=secretariat, stage="apbd")

    assert counts(batch) == {"read": 1, "new": 0, "changed": 1, "unchanged": 0, "refused": 0, "dropped": 1}
    assert (pagu_of(IRRIGATION), pagu_of(BRIDGE)) == (("apbd", 80), ("apbd", 0))
    kept = ActivityFigures.objects.filter(stage="rkpd").order_by("activity__code")
    assert [figures.pagu for figures in kept] == [100, 50]


def test_earlier_stage_only_stores_its_figures(secretariat):
    bring(row(pagu=80), by=secretariat, stage="apbd")

    batch = bring(row(pagu=100), row(BRIDGE, pagu=50), by=secretariat, stage="rkpd")

    assert "dropped" not in counts(batch)
    assert (pagu_of(IRRIGATION), pagu_of(BRIDGE)) == (("apbd", 80), ("apbd", 0))
    assert ActivityFigures.objects.get(activity__code=IRRIGATION, stage="rkpd").pagu == 100


def test_cut_below_what_is_agreed_is_recorded_and_foretold(secretariat):
    activity = make_activity(code=IRRIGATION, pagu=100_000_000, lokus=1)
    make_outcome(activity=activity, amount=60_000_000)
    batch = keep(row(pagu=40_000_000), by=secretariat)

    (change,) = plan_of(batch).found.changes
    apply(batch, by=secretariat)

    assert (change.kind, change.rise, change.overcommitted) == (ChangeKind.CHANGED, -60_000_000, 20_000_000)
    activity.refresh_from_db()
    assert (activity.pagu, activity.committed, activity.overcommitted) == (40_000_000, 60_000_000, 20_000_000)


def test_one_refused_row_stops_the_whole_file(secretariat):
    batch = keep(row(), row("1.03"), by=secretariat)

    with pytest.raises(MoveRefused, match="tidak ada yang diterapkan"):
        apply(batch, by=secretariat)

    batch.refresh_from_db()
    assert (Activity.objects.count(), batch.applied_at) == (0, None)


def test_file_is_applied_once(secretariat):
    batch = bring(row(pagu=100), by=secretariat)
    bring(row(pagu=200), by=secretariat)

    with pytest.raises(MoveRefused, match="sudah diterapkan"):
        apply(Import.objects.get(pk=batch.pk), by=secretariat)

    assert pagu_of(IRRIGATION) == ("rkpd", 200)


def test_new_upload_takes_the_place_of_an_unapplied_one(secretariat, opd_officer, django_capture_on_commit_callbacks):
    mine = keep(row(), by=secretariat)
    theirs = keep(row(), by=opd_officer)
    applied = bring(row(), by=secretariat, opd=make_opd(name="Dinas Sosial"))
    other_year = keep(row(), by=secretariat, fiscal_year=2025)

    with django_capture_on_commit_callbacks(execute=True):
        newer = keep(row(), by=secretariat)

    assert set(Import.objects.all()) == {theirs, applied, other_year, newer}
    assert not mine.file.storage.exists(mine.file.name)
    assert newer.file.storage.exists(newer.file.name)


def test_import_of_another_opd_is_refused(opd_officer):
    with pytest.raises(PermissionDenied):
        keep(row(), by=opd_officer, opd=make_opd(name="Dinas Sosial"))


def test_code_of_another_edition_is_refused_and_one_of_none_is_noted(secretariat):
    def know(code, edition):
        Nomenclature.objects.create(edition=edition, code=code, level=Level.SUB_KEGIATAN, name="Nama baku")

    know(IRRIGATION, "2023")
    know("X.XX.01.2.01.0001", "2023")
    know(BRIDGE, "2025")
    batch = keep(row(), row("1.03.01.2.01.0001"), row(BRIDGE), row("1.03.99.2.01.0001"), by=secretariat)

    reading = plan_of(batch).found.reading

    (refusal,) = reading.refusals
    assert (refusal.cell, refusal.value) == ("A4", BRIDGE)
    assert refusal.reason == (
        "Kode ini tidak ada dalam Kepmendagri 900.1.15.5-1317/2023, tetapi ada dalam Kepmendagri 900.1-2850/2025."
    )
    assert reading.notes == ["1 kode tidak ada dalam nomenklatur: 1.03.99.2.01.0001. Periksa kodenya."]
    assert reading.count == 4


# Pages


def upload(data=None, **fields) -> dict:
    file = SimpleUploadedFile("renja.xlsx", workbook(row()) if data is None else data)
    return {"opd": make_opd().pk, "fiscal_year": 2024, "stage": "rkpd", "edition": "2023", "file": file} | fields


def test_upload_leads_to_a_preview_that_changes_nothing(client, opd_officer):
    client.force_login(opd_officer)

    response = client.post(UPLOAD, upload(), follow=True)

    batch = Import.objects.get()
    assert response.redirect_chain == [(reverse("forum:import_detail", args=[batch.pk]), 302)]
    assert "1 baris dibaca: 1 baru, 0 berubah, 0 tetap, 0 ditolak." in response.content.decode()
    assert "Rp3.107.026.692" in response.content.decode()
    assert (batch.name, batch.by, batch.applied_at) == ("renja.xlsx", opd_officer, None)
    assert Activity.objects.count() == 0


def test_confirm_applies_and_a_second_press_changes_nothing(client, opd_officer):
    client.force_login(opd_officer)
    client.post(UPLOAD, upload())
    url = Import.objects.get().get_absolute_url()

    first = client.post(url, follow=True)
    second = client.post(url, follow=True)

    assert Activity.objects.get().pagu == 3_107_026_692
    assert "Isi berkas diterapkan." in first.content.decode()
    assert "Berkas ini sudah diterapkan." in second.content.decode()
    assert LogEntry.objects.filter(verb="activity.create").count() == 1


def test_preview_shows_old_and_new_pagu_and_what_drops(client, secretariat):
    bring(row(pagu=100), row(BRIDGE, "Pembangunan Jembatan", 50), by=secretariat)
    batch = keep(row(pagu=80), by=secretariat, stage="apbd")
    client.force_login(secretariat)

    text = client.get(batch.get_absolute_url()).content.decode()

    assert "1 sub kegiatan tidak disebut berkas ini: pagunya menjadi Rp0." in text
    assert text.index("Pembangunan Jembatan") < text.index("Rehabilitasi Jaringan") < text.rindex("Rp80")


def test_preview_of_a_refused_file_names_sheet_cell_value_and_reason(client, secretariat):
    batch = keep(row(), row(BRIDGE, pagu="banyak"), by=secretariat)
    client.force_login(secretariat)

    text = client.get(batch.get_absolute_url()).content.decode()
    response = client.post(batch.get_absolute_url(), follow=True)

    assert "Renja, sel I3" in text
    assert "banyak" in text
    assert "Ini bukan jumlah dalam rupiah utuh." in text
    assert "Terapkan seluruh isi" not in text
    assert "Ada baris yang ditolak." in response.content.decode()
    assert Activity.objects.count() == 0


def test_upload_that_is_no_workbook_leads_back_with_what_was_chosen(client, secretariat):
    client.force_login(secretariat)

    response = client.post(UPLOAD, upload(b"KODE;PAGU", fiscal_year=2025, stage="perubahan"), follow=True)

    assert (response.status_code, NO_WORKBOOK in response.content.decode()) == (422, True)
    form = client.get(response.context["upload_url"]).context["form"]
    assert (form["opd"].value(), form["fiscal_year"].value(), form["stage"].value()) == (
        str(make_opd().pk),
        "2025",
        "perubahan",
    )
    assert not Import.objects.get().can_be_applied


def test_upload_of_another_opd_is_422(client, opd_officer):
    client.force_login(opd_officer)

    response = client.post(UPLOAD, upload(opd=make_opd(name="Dinas Sosial").pk))

    assert response.status_code == 422
    assert Import.objects.count() == 0


def test_import_pages_are_for_those_who_keep_workplans(client, secretariat, opd_officer, facilitator, outsider):
    of_colleague = keep(row(), by=secretariat).get_absolute_url()
    own = keep(row(), by=opd_officer).get_absolute_url()

    assert client.get(UPLOAD).url == f"{reverse('forum:login')}?next={UPLOAD}"
    assert client.get(own).url == f"{reverse('forum:login')}?next={own}"
    client.force_login(facilitator)
    assert (client.get(UPLOAD).status_code, client.post(own).status_code) == (403, 404)
    client.force_login(opd_officer)
    assert (client.get(own).status_code, client.get(of_colleague).status_code) == (200, 404)
    assert (client.put(UPLOAD).status_code, client.delete(own).status_code) == (405, 405)
    client.force_login(outsider)
    assert (client.get(own).status_code, client.post(own).status_code) == (404, 404)
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_import_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        bring(row(), by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(8):
        response = client.get(UPLOAD)

    assert response.content.count(b"renja.xlsx") == rows


def test_officer_who_left_the_opd_applies_nothing_for_it(client, opd_officer):
    own = keep(row(), by=opd_officer)
    opd_officer.opd = make_opd(name="Dinas Sosial")
    opd_officer.save()
    client.force_login(opd_officer)

    assert client.post(own.get_absolute_url()).status_code == 403
    assert Activity.objects.count() == 0


def test_import_page_leads_back_to_ones_own_file_that_waits(client, secretariat, opd_officer):
    batch = keep(row(), by=secretariat)

    def shown(user) -> bool:
        client.force_login(user)
        return batch.get_absolute_url() in client.get(UPLOAD).content.decode()

    assert shown(secretariat)
    assert not shown(opd_officer)


@pytest.mark.parametrize("rows", [1, 3])
def test_import_preview_query_count(client, secretariat, rows, django_assert_num_queries):
    codes = [f"1.03.02.2.02.{number:04d}" for number in range(rows)]
    bring(*(row(code) for code in codes), by=secretariat)
    batch = keep(*(row(code, pagu=7) for code in codes), by=secretariat, stage="apbd")
    client.force_login(secretariat)

    with django_assert_num_queries(3):
        response = client.get(batch.get_absolute_url())

    assert response.content.count(b"Berubah") == rows


# Command


@pytest.fixture
def run(db, tmp_path, capsys):
    """Run the command on a workbook and return its JSON with the exit code."""

    def command(data, *options, opd="Dinas Pertanian", stage="RKPD"):
        file = tmp_path / "renja.xlsx"
        file.write_bytes(data)
        code = 0
        asked = ["--kabupaten", "53.18", "--opd", opd, "--year", "2024", "--stage", stage]
        try:
            call_command("import_workplan", file, *asked, *options)
        except SystemExit as stop:
            code = stop.code
        return json.loads(capsys.readouterr().out), code

    return command


def test_command_tells_first_and_applies_when_asked(run):
    make_opd(aliases="Dinas Pertanian dan Pangan\nDispertan")

    told = run(workbook(row(), row(BRIDGE)), opd="dinas  pertanian DAN pangan")
    assert Activity.objects.count() == 0
    applied = run(workbook(row(), row(BRIDGE)), "--apply")
    again = run(workbook(row(), row(BRIDGE, pagu=1)), "--apply")

    nothing = {"refused": [], "dropped": 0, "skipped_sheets": [], "notes": []}
    assert told == ({"read": 2, "new": 2, "changed": 0, "unchanged": 0, "applied": False, **nothing}, 0)
    assert applied == ({"read": 2, "new": 2, "changed": 0, "unchanged": 0, "applied": True, **nothing}, 0)
    assert again == ({"read": 2, "new": 0, "changed": 1, "unchanged": 1, "applied": True, **nothing}, 0)
    assert pagu_of(BRIDGE) == ("rkpd", 1)
    assert [batch.by.username for batch in Import.objects.all()] == ["sistem", "sistem"]


def test_command_applies_nothing_when_a_row_is_refused(run):
    make_opd()

    told, code = run(workbook(row(), row(BRIDGE, pagu="banyak")), "--apply")

    assert code == 1
    assert told == {
        "read": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": [
            {
                "sheet": "Renja",
                "cell": "I3",
                "value": "banyak",
                "reason": ("Ini bukan jumlah dalam rupiah utuh. Tulis misalnya 3674068000 atau Rp 3.674.068.000,00."),
            }
        ],
        "dropped": 0,
        "skipped_sheets": [],
        "notes": [],
        "applied": False,
    }
    assert (Activity.objects.count(), Import.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("data", "opd", "sentence"),
    [
        (b"bukan Excel", "Dinas Pertanian", "Berkas ini bukan buku kerja Excel"),
        (workbook(row()), "Dinas Sosial", "OPD “Dinas Sosial” tidak ada di Kabupaten Sumba Barat Daya."),
    ],
)
def test_command_stops_with_one_sentence(run, data, opd, sentence):
    make_opd()
    make_opd(kabupaten=make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur"), name="Dinas Sosial")

    with pytest.raises(CommandError, match=sentence):
        run(data, opd=opd)


def test_command_stops_without_its_kabupaten(run):
    with pytest.raises(CommandError, match=r"Kabupaten 53\.18 belum ada"):
        run(workbook(row()))
