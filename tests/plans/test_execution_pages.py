"""The pages on which an OPD tells what was carried out, and the list of what is still open."""

import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from weasyprint import HTML

from plans.choices import ExecutionState
from plans.models import Attachment, Execution, HeldAttachment, Outcome
from tests.bangkit.test_excel_lists import rows as excel_rows
from tests.factories import (
    TODAY,
    make_activity,
    make_execution,
    make_opd,
    make_outcome,
    make_portion,
    verified_usulan,
)
from tests.plans.test_attachment import picture
from tests.plans.test_execution import BAST, again, text_of
from tests.plans.test_held_attachment import PHONE

LIST = reverse("plans:execution_list")
PAGES = {
    "detail": "plans:execution_detail",
    "report": "plans:execution_report",
    "evidence": "plans:execution_evidence",
    "check": "plans:execution_check",
}
STEPS = list(PAGES)


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


def photo(name) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG"))


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
