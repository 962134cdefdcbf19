"""What was carried out of what was agreed: reports, corrections, evidence, the check a year later."""

import datetime
import html
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from weasyprint import HTML

from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.checks import find
from plans.choices import CheckKind, ExecutionState, OutcomeKind
from plans.ledger import ledger_faults
from plans.models import Attachment, Execution, HeldAttachment, Lokus, Outcome, Portion
from plans.sync import lay_out
from plans.versions import find_for_revision
from tests.bangkit.test_excel_lists import rows as excel_rows
from tests.factories import (
    TODAY,
    make_activity,
    make_execution,
    make_kelompok,
    make_opd,
    make_outcome,
    make_plan,
    make_portion,
    verified_usulan,
)
from tests.plans.test_attachment import picture
from tests.plans.test_held_attachment import PHONE

LIST = reverse("plans:execution_list")
PAGES = {
    "detail": "plans:execution_detail",
    "report": "plans:execution_report",
    "evidence": "plans:execution_evidence",
    "check": "plans:execution_check",
}
STEPS = list(PAGES)
BAST = datetime.date(2024, 1, 15)
PRICE = 10_000_000


def url(step, portion):
    return reverse(PAGES[step], args=[portion.pk])


def typed(**fields) -> dict:
    """What somebody fills in who reports the portion of `make_portion` for the first time."""
    return {
        "seen": "",
        "is_done": "done",
        "volume": "1",
        "amount": "9.500.000",
        "bast_number": "027/15/BAST/2024",
        "bast_on": "2024-01-15",
        "explanation": "",
    } | fields


def again(portion) -> Portion:
    return Portion.objects.with_execution().get(pk=portion.pk)


def photo(name) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG"))


def text_of(response) -> str:
    return html.unescape(response.content.decode())


# --- The report ---


def test_report_says_what_was_carried_out(opd_officer):
    portion = make_portion()

    make_execution(portion=portion, amount=9_500_000, bast_number="027/15", bast_on=BAST, by=opd_officer)

    report = again(portion).execution
    entry = LogEntry.objects.for_record(portion.outcome.usulan).get(verb="usulan.execute")
    assert (report.is_done, report.volume, report.amount, report.reported_on) == (True, 1, 9_500_000, TODAY)
    assert report.check_due_on == datetime.date(2025, 1, 15)
    assert entry.sentence == (
        "Dinas Pertanian melaporkan untuk tahun 2024: Terlaksana, 1 unit, Rp9.500.000, "
        "BAST Nomor 027/15 tanggal 15 Januari 2024"
    )


def test_report_of_less_than_was_agreed_is_a_part_and_explained(db):
    portion = make_portion()
    less = {"portion": portion, "volume": Decimal("0.5"), "amount": 5_000_000}

    with pytest.raises(MoveRefused, match="Jelaskan mengapa kurang dari yang disepakati"):
        make_execution(**less)
    make_execution(**less, explanation="Satu dusun belum siap.")

    entry = LogEntry.objects.for_record(portion.outcome.usulan).get(verb="usulan.execute")
    assert again(portion).execution_state == ExecutionState.PARTLY
    assert (
        entry.sentence
        == "Dinas Pertanian melaporkan untuk tahun 2024: Terlaksana sebagian, 0,5 unit dari 1, Rp5.000.000"
    )
    assert entry.note == "Satu dusun belum siap."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_done": False, "explanation": " "}, "Jelaskan mengapa tidak terlaksana"),
        ({"volume": None}, "Isi volume yang terlaksana"),
        ({"amount": None}, "Isi realisasi dalam rupiah"),
        ({"bast_number": "027/15"}, "Isi tanggal BAST"),
        ({"bast_on": TODAY + datetime.timedelta(days=1)}, "paling lambat hari ini"),
    ],
)
def test_report_that_lacks_something_is_refused(db, fields, sentence):
    with pytest.raises(MoveRefused, match=sentence):
        make_execution(**fields)

    assert not Execution.objects.exists()


def test_report_before_its_year_is_refused(db):
    usulan = verified_usulan(fiscal_year=2025)

    with pytest.raises(MoveRefused, match="Tahun anggaran 2025 belum mulai"):
        make_execution(portion=make_portion(usulan=usulan))


def test_report_is_corrected_and_the_earlier_one_stays(opd_officer):
    portion = make_portion()
    first = make_execution(portion=portion)

    make_execution(portion=again(portion), is_done=False, by=opd_officer)

    standing = again(portion).execution
    entry = LogEntry.objects.filter(verb="usulan.execute").latest("pk")
    assert (standing.is_done, standing.supersedes) == (False, first)
    assert list(portion.reports.superseded()) == [first]
    assert entry.sentence.startswith("Dinas Pertanian memperbaiki laporannya untuk tahun 2024: Tidak terlaksana")


def test_report_on_what_somebody_else_reported_meanwhile_is_refused(db):
    portion = make_portion()
    read_before = again(portion)
    first = make_execution(portion=portion)

    with pytest.raises(MoveRefused, match="baru saja diperbaiki orang lain"):
        make_execution(portion=read_before, is_done=False)

    assert again(portion).execution == first


@pytest.mark.django_db(transaction=True)
def test_of_two_who_report_at_once_one_is_told():
    portion = make_portion()
    gate = threading.Barrier(2)

    def report(amount):
        mine = again(portion)
        gate.wait()
        try:
            make_execution(portion=mine, amount=amount)
        except MoveRefused as exc:
            return str(exc)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(report, (1, 2)))

    assert told.count(None) == 1
    assert next(filter(None, told)).startswith("Laporan ini baru saja diperbaiki orang lain.")
    assert portion.reports.count() == 1


def test_report_on_what_stands_no_longer_is_refused(secretariat):
    portion = make_portion()
    Outcome.objects.filter(pk=portion.outcome_id).update(is_current=False)

    with pytest.raises(MoveRefused, match="tidak berlaku lagi"):
        make_execution(portion=portion, by=secretariat)


def test_what_was_checked_stays_checked_after_a_correction(secretariat):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    checked = {"checked_on": TODAY, "condition": "in_use", "finding": "Masih dipakai.", "next_on": None}
    actions.check_execution(again(portion).execution, **checked, by=secretariat, today=TODAY)

    make_execution(portion=again(portion), amount=1, bast_on=BAST)

    report = again(portion).execution
    assert (report.checked_on, report.condition, report.check_due_on) == (TODAY, "in_use", None)


# --- What it means elsewhere ---


def test_outcome_that_was_carried_out_is_not_replaced(secretariat):
    portion = make_portion()
    make_execution(portion=portion)
    change = Outcome(
        usulan=portion.outcome.usulan, fiscal_year=2024, kind=OutcomeKind.REDIRECTED, target_source="village_fund"
    )

    with pytest.raises(MoveRefused, match="sudah dilaporkan terlaksana"):
        actions.record_outcome(change, replaces=portion.outcome, by=secretariat, today=TODAY)

    assert portion.outcome.usulan.outcomes.current().get() == portion.outcome
    assert ledger_faults(secretariat.kabupaten) == []


def test_stage_that_drops_an_activity_leaves_what_was_carried_out(secretariat):
    activity = make_activity(lokus=2)
    done, open_ = (make_portion(usulan=verified_usulan(title=title), activity=activity) for title in "AB")
    make_execution(portion=done)

    make_activity(stage="perubahan")
    actions.put_stage_in_force(activity.opd, 2024, "perubahan", by=secretariat, today=TODAY)

    assert [again(one).lost_on for one in (done, open_)] == [None, TODAY]
    assert ledger_faults(secretariat.kabupaten) == []


def test_usulan_that_was_not_carried_out_may_be_asked_again(secretariat):
    plan = make_plan()
    undone, done, agreed = (verified_usulan(plan=plan, title=title) for title in ("Sumur", "Jalan", "Perahu"))
    portions = {usulan: make_portion(usulan=usulan) for usulan in (undone, done, agreed)}
    make_execution(portion=portions[undone], is_done=False)
    make_execution(portion=portions[done])

    found = find_for_revision(plan)

    assert (found.undecided, found.agreed) == ([undone], [done, agreed])


def test_sync_page_waits_again_next_year_for_what_was_not_carried_out(secretariat):
    served, undone = verified_usulan(title="Jalan"), verified_usulan(title="Sumur")
    make_portion(usulan=served)
    make_execution(portion=make_portion(usulan=undone), is_done=False)

    rows = lay_out(secretariat, [served, undone], 2024, today=TODAY)

    assert [row.sides[1].served_in for row in rows] == [2024, None]


def test_check_of_help_before_knows_what_was_not_carried_out(secretariat):
    kelompok, other = make_kelompok(), make_kelompok(name="Ina Wola")
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=kelompok, title="Kios")), is_done=False)
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=other, title="Tenun")))
    for one in (kelompok, other):
        verified_usulan(kelompok=one, title="Sumur", fiscal_year=2025)

    assert [one.why for one in find(CheckKind.HELPED, secretariat, 2025)] == ["Ina Wola pernah menerima: Tenun (2024)."]


def test_kelompok_page_tells_what_was_carried_out(client, facilitator):
    kelompok = make_kelompok()
    make_execution(portion=make_portion(usulan=verified_usulan(kelompok=kelompok)), amount=9_500_000)
    client.force_login(facilitator)

    page = text_of(client.get(kelompok.get_absolute_url()))

    assert "Bantuan OPD yang sudah terlaksana" in page
    assert "1 unit, Rp9.500.000." in page


@pytest.mark.parametrize("page", ["usulan", "activity", "sync", "trace", "public"])
def test_what_was_carried_out_is_told_where_people_look(client, observer, page):
    portion = make_portion()
    make_execution(portion=portion, is_done=False, explanation="Tanah belum dihibahkan.")
    usulan = portion.outcome.usulan
    address = {
        "usulan": usulan.get_absolute_url(),
        "activity": portion.activity.get_absolute_url(),
        "sync": reverse("plans:sync", args=[2024]),
        "trace": reverse("meetings:trace", args=[usulan.pk]),
        "public": reverse("meetings:public_trace", args=[usulan.trace_key]),
    }[page]
    if page != "public":
        client.force_login(observer)

    text = text_of(client.get(address))

    assert (
        text.lower().count("tidak terlaksana") == {"usulan": 3, "activity": 1, "sync": 1, "trace": 2, "public": 2}[page]
    )
    assert ("Tanah belum dihibahkan." in text) is (page not in ("activity", "sync"))


# --- What is due ---


@pytest.mark.parametrize(
    ("today", "is_signed", "waits"),
    [
        (datetime.date(2023, 12, 1), True, False),  # the year has not begun
        (datetime.date(2024, 3, 1), False, False),
        (datetime.date(2024, 3, 1), True, True),
        (datetime.date(2024, 10, 1), False, True),
        (datetime.date(2025, 1, 1), False, True),
    ],
)
def test_agreement_waits_for_a_report_once_signed_or_when_the_year_ends(db, today, is_signed, waits):
    portion = make_portion()
    if is_signed:
        Lokus.objects.filter(portion=portion).update(taken_at=timezone.now())

    assert Portion.objects.due_for_report(today).exists() is waits


def test_agreement_that_was_reported_waits_no_longer(db):
    make_execution(is_done=False)

    assert not Portion.objects.due_for_report(datetime.date(2025, 1, 1)).exists()


def test_check_a_year_later_comes_due_and_can_be_repeated(facilitator):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    due_on = datetime.date(2025, 1, 15)
    eve = due_on - datetime.timedelta(days=1)
    assert [Portion.objects.due_for_check(day).count() for day in (eve, due_on)] == [0, 1]

    found = {"checked_on": due_on, "condition": "broken", "finding": "Pompanya rusak."}
    next_on = datetime.date(2025, 7, 1)
    actions.check_execution(again(portion).execution, **found, next_on=next_on, by=facilitator, today=due_on)

    entry = LogEntry.objects.get(verb="usulan.check")
    assert [Portion.objects.due_for_check(day).count() for day in (due_on, next_on)] == [0, 1]
    assert entry.sentence == (
        "Pembangunan Jaringan Irigasi Usaha Tani. Diperiksa 15 Januari 2025: Rusak, diperiksa lagi 1 Juli 2025"
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"finding": " "}, "Tulis apa yang ditemukan"),
        ({"checked_on": datetime.date(2024, 1, 14)}, "sesudah tanggal BAST"),
        ({"checked_on": TODAY + datetime.timedelta(days=1)}, "sesudah tanggal BAST"),
        ({"next_on": TODAY}, "harus sesudah pemeriksaan ini"),
    ],
)
def test_check_that_cannot_be_is_refused(secretariat, fields, sentence):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    found = {"checked_on": TODAY, "condition": "in_use", "finding": "Masih dipakai.", "next_on": None} | fields

    with pytest.raises(MoveRefused, match=sentence):
        actions.check_execution(again(portion).execution, **found, by=secretariat, today=TODAY)

    assert not LogEntry.objects.filter(verb="usulan.check").exists()


# --- Who may ---


@pytest.mark.parametrize(
    ("who", "may_report", "may_check"),
    [
        ("secretariat", True, True),
        ("opd_officer", True, True),
        ("opd_head", True, True),
        ("facilitator", False, True),
        ("camat", False, False),
        ("observer", False, False),
        ("outsider", False, False),
    ],
)
def test_rules_of_execution(request, who, may_report, may_check):
    user, portion = request.getfixturevalue(who), make_portion()
    make_execution(portion=portion, bast_on=BAST)
    portion = again(portion)

    assert rules.can_report_execution(user, portion, today=TODAY) is may_report
    assert rules.can_check_execution(user, portion, today=TODAY) is may_check
    if not may_report:
        with pytest.raises(PermissionDenied):
            make_execution(portion=portion, is_done=False, by=user)


def test_rules_of_execution_of_another_opd(opd_officer):
    portion = make_portion(activity=make_activity(opd=make_opd(name="Dinas Peternakan"), lokus=1))

    assert not rules.can_report_execution(opd_officer, portion, today=TODAY)


def test_check_needs_a_handover(secretariat):
    portion = make_portion()
    make_execution(portion=portion)

    assert not rules.can_check_execution(secretariat, again(portion), today=TODAY)


# --- Pages ---


def test_execution_report_is_stored(client, opd_officer):
    portion = make_portion()
    client.force_login(opd_officer)

    response = client.post(url("report", portion), typed(), follow=True)

    report = again(portion).execution
    assert (report.is_done, report.amount, report.bast_on, report.by) == (True, 9_500_000, BAST, opd_officer)
    assert "Terlaksana. Desa membacanya pada jejak usulannya." in text_of(response)


def test_execution_report_of_nothing_done_leaves_the_rest_out(client, opd_officer):
    portion = make_portion()
    client.force_login(opd_officer)

    client.post(url("report", portion), typed(is_done="not_done", amount="banyak", explanation="Tanah belum jelas."))

    report = again(portion).execution
    assert (report.is_done, report.volume, report.amount, report.bast_number, report.bast_on) == (
        False, None, None, "", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"is_done": ""}, "Pilih terlaksana atau tidak terlaksana."),
        ({"volume": ""}, "Isi volume yang terlaksana"),
        ({"volume": "dua"}, "Tulis angka, misalnya 2,5."),
        ({"amount": "banyak"}, "Tulis jumlah rupiah"),
        ({"bast_on": "2999-01-01"}, "Tanggal BAST paling lambat hari ini."),
        ({"bast_on": ""}, "Isi tanggal BAST."),
        ({"volume": "0,5"}, "Jelaskan mengapa kurang dari yang disepakati."),
        ({"is_done": "not_done"}, "Jelaskan mengapa tidak terlaksana"),
    ],
)
def test_execution_report_of_bad_input_says_what_to_do(client, opd_officer, fields, sentence):
    portion = make_portion()
    client.force_login(opd_officer)

    response = client.post(url("report", portion), typed(**fields))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Execution.objects.exists()


def test_execution_report_written_over_unseen_is_asked_again(client, opd_officer):
    portion = make_portion()
    first = make_execution(portion=portion)
    client.force_login(opd_officer)

    response = client.post(url("report", portion), typed())
    knowingly = client.post(url("report", portion), typed(seen=response.context["form"]["seen"].value()))

    assert response.status_code == 422
    assert "baru saja dilaporkan orang lain" in text_of(response)
    assert knowingly.status_code == 302
    assert again(portion).execution.supersedes == first


def test_execution_evidence_stays_beside_the_report(client, opd_officer):
    portion = make_portion()
    client.force_login(opd_officer)

    response = client.post(url("evidence", portion), {"file": photo("sumur.png")}, follow=True)

    paper = Attachment.objects.get()
    assert (paper.portion, paper.usulan, paper.kind) == (portion, portion.outcome.usulan, "evidence")
    assert response.redirect_chain[-1][0] == portion.get_absolute_url()
    assert "sumur.png" in text_of(response)


def test_execution_evidence_with_personal_numbers_is_held(client, opd_officer):
    portion = make_portion()
    client.force_login(opd_officer)

    paper = SimpleUploadedFile("bast.pdf", HTML(string=f"Hubungi {PHONE}").write_pdf())
    response = client.post(url("evidence", portion), {"file": paper})
    held = HeldAttachment.objects.get()
    kept = client.post(response.url, {"because": "BAST bertanda tangan."})

    assert response.url == held.get_absolute_url()
    assert kept.url == portion.get_absolute_url()
    assert Attachment.objects.get().portion == portion


@pytest.mark.parametrize(("who", "status"), [("opd_head", 302), ("secretariat", 302), ("facilitator", 403)])
def test_execution_evidence_that_was_mistaken_is_removed_by_who_reports(client, request, opd_officer, who, status):
    user = request.getfixturevalue(who)
    portion = make_portion()
    client.force_login(opd_officer)
    client.post(url("evidence", portion), {"file": photo("salah.png")})
    client.force_login(user)

    response = client.post(reverse("plans:attachment_remove", args=[Attachment.objects.get().pk]))

    assert response.status_code == status
    assert Attachment.objects.exists() is (status == 403)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Berkas ini kosong"), (b"MZ\x90 program", "Isi berkas ini bukan PDF, JPEG atau PNG")],
)
def test_execution_evidence_refuses_by_content(client, opd_officer, content, sentence):
    client.force_login(opd_officer)

    response = client.post(url("evidence", make_portion()), {"file": SimpleUploadedFile("bukti.pdf", content)})

    assert response.status_code == 422
    assert sentence in text_of(response)


def test_execution_check_is_recorded(client, facilitator):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    client.force_login(facilitator)
    found = {"checked_on": "2024-02-01", "condition": "in_use", "finding": "Masih dipakai.", "next_on": ""}

    response = client.post(url("check", portion), found, follow=True)
    empty = client.post(url("check", portion), found | {"finding": ""})

    assert again(portion).execution.condition == "in_use"
    assert "Masih dipakai: Masih dipakai." in text_of(response)
    assert empty.status_code == 422


def test_execution_detail_tells_the_reports(client, observer):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST, bast_number="027/15")
    make_execution(portion=again(portion), is_done=False, explanation="Dananya dialihkan.")
    client.force_login(observer)

    page = text_of(client.get(portion.get_absolute_url()))

    assert "Dananya dialihkan." in page
    assert "BAST Nomor 027/15 tanggal 15 Januari 2024" in page  # of the report that was corrected
    assert url("report", portion) not in page


@pytest.mark.parametrize("step", STEPS)
def test_execution_of_outsider_is_404(client, outsider, step):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    client.force_login(outsider)

    assert client.get(url(step, portion)).status_code == 404


@pytest.mark.parametrize("step", STEPS[1:])
def test_execution_of_wrong_role_is_403(client, observer, step):
    portion = make_portion()
    make_execution(portion=portion, bast_on=BAST)
    client.force_login(observer)

    assert client.post(url(step, portion), typed()).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_execution_wrong_method_is_405(client, secretariat, step):
    client.force_login(secretariat)

    assert client.put(url(step, make_portion())).status_code == 405
    assert client.post(LIST).status_code == 405


def test_execution_asks_visitors_to_log_in(client, kabupaten):
    addresses = [LIST, *(url(step, make_portion(usulan=verified_usulan(title=step))) for step in STEPS)]

    assert [client.get(one).url for one in addresses] == [f"/masuk/?next={one}" for one in addresses]


# --- The list ---


@pytest.mark.parametrize("rows", [1, 3])
def test_execution_list_query_count(client, opd_officer, rows, django_assert_num_queries):
    for number in range(rows):
        make_execution(portion=make_portion(usulan=verified_usulan(title=f"Perahu katinting {number}")))
    client.force_login(opd_officer)

    with django_assert_num_queries(8):
        response = client.get(LIST)

    assert response.content.count(b"Perahu katinting") == rows


def test_execution_list_shows_what_is_not_reported_first(client, opd_officer):
    done, undone, open_, ended = (make_portion(usulan=verified_usulan(title=title)) for title in "DUOE")
    make_execution(portion=done)
    make_execution(portion=undone, is_done=False, today=TODAY + datetime.timedelta(days=1))
    Outcome.objects.filter(pk=ended.outcome_id).update(is_current=False)
    client.force_login(opd_officer)

    response = client.get(LIST)

    assert list(response.context["page"]) == [open_, undone, done]
    assert response.context["counts"] == [
        (ExecutionState.UNREPORTED, 1), (ExecutionState.DONE, 1), (ExecutionState.NOT_DONE, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, "ABC"),
        ({"keadaan": "unreported"}, "C"),
        ({"keadaan": "done"}, ""),
        ({"keadaan": "partly"}, "A"),
        ({"keadaan": "not_done"}, "B"),
        ({"keadaan": "rusak"}, "ABC"),
        ({"q": "waiholo"}, "ABC"),
        ({"q": "B waiholo"}, "B"),
        ({"tahun": 2024}, "ABC"),
        ({"tunggu": "on"}, "C"),
        ({"periksa": "on"}, "A"),
        ({"desa_saya": "on"}, "ABC"),
    ],
)
def test_execution_list_is_narrowed(client, facilitator, query, shown):
    partly, undone, _ = (make_portion(usulan=verified_usulan(title=title)) for title in "ABC")
    make_execution(portion=partly, volume=Decimal("0.5"), explanation="Sebagian.", bast_on=BAST)
    make_execution(portion=undone, is_done=False)
    client.force_login(facilitator)

    page = client.get(LIST, query).context["page"]

    assert sorted(portion.outcome.usulan.title for portion in page) == list(shown)


def test_execution_list_of_one_opd_and_kecamatan(client, observer):
    portion = make_portion()
    make_portion(usulan=verified_usulan(title="Lain"), activity=make_activity(opd=make_opd(name="Dinas Lain"), lokus=1))
    client.force_login(observer)
    kecamatan = portion.outcome.usulan.desa.kecamatan_id

    page = client.get(LIST, {"opd": portion.activity.opd_id, "kecamatan": kecamatan}).context["page"]

    assert list(page) == [portion]


def test_execution_list_as_excel_holds_what_the_filters_show(client, observer):
    make_execution(portion=make_portion(usulan=verified_usulan(title="Sumur")), amount=9_500_000, bast_on=BAST)
    make_portion(usulan=verified_usulan(title="Jalan"))
    client.force_login(observer)

    (done,), (open_,) = (excel_rows(client, LIST, keadaan=state) for state in ("done", "unreported"))

    assert (done["Usulan"], done["Pelaksanaan"], done["Realisasi"]) == ("Sumur", "Terlaksana", 9_500_000)
    assert done["Tanggal BAST"].date() == BAST
    assert (open_["Usulan"], open_["Pelaksanaan"], open_["Realisasi"]) == ("Jalan", "Belum dilaporkan", None)


def test_execution_list_begins_empty(client, observer):
    client.force_login(observer)

    assert "Belum ada kesepakatan." in text_of(client.get(LIST))


def test_execution_of_a_usulan_with_two_opd_is_told_for_each(db):
    usulan = verified_usulan()
    outcome = make_outcome(usulan=usulan)
    portion = outcome.portions.get()

    assert not outcome.is_undone
    make_execution(portion=portion, is_done=False)

    assert usulan.outcomes.with_portions().get().is_undone
    assert not Outcome.objects.but_undone().exists()
