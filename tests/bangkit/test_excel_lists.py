"""Every list as Excel: what its filters show, to whom it is shown, with nothing personal in it."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from forum.excel_output import DICTIONARY
from forum.models import Person
from forum.uploads import XLSX
from meetings.models import Attendance
from plans.choices import OutcomeKind, Reason
from tests.busy_day import build_busy_day
from tests.factories import (
    complete_usulan,
    delivered_support,
    make_activity,
    make_agreement,
    make_answer,
    make_decree,
    make_desa,
    make_follow_up,
    make_jabatan,
    make_kamus_entry,
    make_kecamatan,
    make_kelompok,
    make_lokus,
    make_meeting,
    make_opd,
    make_outcome,
    make_plan,
    make_referral,
    make_target,
    make_usulan,
    verified_usulan,
)

TEMPLATES = settings.BASE_DIR / "templates"
LISTS = [
    ("plans:usulan_list", "excel"),
    ("plans:usulan_list", "musrenbangcam"),
    ("plans:sync", "excel"),
    ("plans:activity_list", "excel"),
    ("plans:activity_list", "lokus"),
    ("plans:kelompok_list", "excel"),
    ("plans:support_list", "excel"),
    ("meetings:follow_up_list", "excel"),
    ("forum:target_list", "excel"),
    ("plans:inbox", "excel"),
    ("plans:plan_list", "excel"),
    ("plans:promise_list", "excel"),
    ("plans:kamus_list", "excel"),
    ("meetings:meeting_list", "excel"),
    ("meetings:agreement_list", "excel"),
    ("meetings:unfunded_list", "excel"),
    ("forum:opd_list", "excel"),
    ("forum:jabatan_list", "excel"),
    ("forum:decree_list", "excel"),
    ("forum:region_list", "excel"),
    ("plans:fairness", "excel"),
]
# Lists in pages that have no file of their own, and why.
WITHOUT_EXCEL = {
    "bangkit/public_desa.html": "anyone may read it; what a visitor may carry away is the page",
    "forum/breach_list.html": "what went wrong with personal data stays in the house",
    "forum/import_create.html": "files that were brought in; the files themselves are the lists",
    "forum/import_detail.html": "what a file would do; the file is with the person who sent it",
    "forum/notice_list.html": "what one person has not read yet",
    "forum/person_list.html": "names of persons leave the house beside their jabatan alone",
    "meetings/agreement_audit.html": "leaves as the audit that belongs to its papers",
    "meetings/agreement_detail.html": "its annexes are the files, from the same page",
    "meetings/attendance_form.html": "a form; the attendance leaves from the page of the meeting",
    "meetings/invitation_list.html": "whom to call, with telephone numbers",
    "meetings/wording_form.html": "a form with its history",
    "plans/_workplan_changes.html": "a preview of what a stage would change",
    "plans/allocation.html": "its usulan one by one are the list",
    "plans/plan_detail.html": "a record; its usulan leave from the list of usulan",
    "plans/priority_form.html": "a form; the order stands in the list of usulan",
    "plans/referral_several.html": "a form; the usulan leave from the list",
}


def test_every_list_in_pages_leaves_as_excel_or_says_why_not():
    lists = {
        str(file.relative_to(TEMPLATES)): "components/excel.html" in file.read_text()
        for file in TEMPLATES.rglob("*.html")
        if "components/pagination.html" in file.read_text()
    }

    assert {name for name, leaves in lists.items() if not leaves} == set(WITHOUT_EXCEL)


def workbook(client, url: str, **query):
    response = client.get(url, {"unduh": "excel", **query})
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    return load_workbook(io.BytesIO(response.getvalue()))


def rows(client, url: str, **query) -> list[dict]:
    """Return the first sheet as a dict a row."""
    sheet = workbook(client, url, **query).worksheets[0]
    heads, *values = sheet.values
    return [dict(zip(heads, row, strict=True)) for row in values]


def fill(opd, word: str) -> None:
    """One row for every list, in the kabupaten of this OPD; each says `word`."""
    kabupaten = opd.kabupaten
    desa = make_desa(kecamatan=make_kecamatan(kabupaten=kabupaten, name=f"Kecamatan {word}"), name=word)
    wished = {"desa": desa, "title": f"Sumur {word}"}
    make_referral(usulan=verified_usulan(**wished, kelompok=make_kelompok(desa=desa)), opd=opd)
    make_plan(desa=desa)
    make_target(desa=desa)
    delivered_support(desa=desa)
    make_kamus_entry(kabupaten=kabupaten, term=word)
    make_jabatan(opd=opd, name=f"Kepala {word}", is_head=True)
    activity = make_activity(opd=opd, name=f"Irigasi {word}", lokus=2)
    lost = make_outcome(usulan=verified_usulan(**wished), activity=activity)
    lost.portions.update(lost_on=datetime.date(2024, 9, 1), lost_in="perubahan")
    promised = {"kind": OutcomeKind.AGREED_NEXT_YEAR, "target_year": timezone.localdate().year + 1, "target_opd": opd}
    make_outcome(usulan=verified_usulan(**wished), **promised)
    meeting = make_meeting(kabupaten=kabupaten, title=f"Rapat {word}", status="approved")
    make_follow_up(meeting=meeting, opd=opd, what=f"Siapkan {word}")
    make_agreement(meeting=meeting, title=f"Kesepakatan {word}", status="final", snapshot={})
    make_decree(kabupaten=kabupaten, title=f"Forum {word}")


@pytest.mark.parametrize(("name", "what"), LISTS)
def test_list_leads_to_its_excel_and_keeps_its_filters(client, secretariat, name, what):
    fill(make_opd(), "Contoh")
    client.force_login(secretariat)

    page = client.get(reverse(name), {"saring": "ya", "page": "1"}).content.decode()

    assert f'href="?saring=ya&amp;unduh={what}"' in page


@pytest.mark.parametrize(("name", "what"), LISTS)
def test_excel_of_nothing_is_a_workbook_too(client, secretariat, name, what):
    client.force_login(secretariat)

    assert DICTIONARY in workbook(client, reverse(name), unduh=what).sheetnames


@pytest.mark.parametrize(("name", "what"), LISTS)
def test_excel_is_not_for_visitors(client, kabupaten, name, what):
    assert client.get(reverse(name), {"unduh": what}).url.startswith(reverse("forum:login"))


@pytest.mark.parametrize(("name", "what"), LISTS)
def test_excel_holds_nothing_of_another_kabupaten(client, opd_officer, outsider, name, what):
    fill(opd_officer.opd, "Waihuru")
    fill(outsider.opd, "Sesar")

    def cells(user) -> str:
        client.force_login(user)
        book = workbook(client, reverse(name), unduh=what)
        return " ".join([*book.sheetnames, *(str(cell) for sheet in book for row in sheet.values for cell in row)])

    mine, theirs = cells(opd_officer), cells(outsider)

    assert ("Waihuru" in mine, "Sesar" in mine) == (True, False)
    assert ("Waihuru" in theirs, "Sesar" in theirs) == (False, True)


def test_usulan_excel_holds_what_the_filters_show(client, secretariat):
    kodi, other = make_desa(), make_desa(kecamatan=make_kecamatan(name="Wewewa Barat"), name="Menne Ate")
    shown = complete_usulan(desa=kodi, title="=Sumur bor", kecamatan_rank=1)
    make_usulan(desa=other, title="Kambing")
    client.force_login(secretariat)

    found = rows(client, reverse("plans:usulan_list"), kecamatan=kodi.kecamatan_id)

    assert [(row["Usulan"], row["Volume"], row["Perkiraan biaya"], row["Urutan kecamatan"]) for row in found] == [
        ("=Sumur bor", 2, 50_000_000, 1)
    ]
    assert (found[0]["Nomor"], found[0]["Sumber dana"]) == (shown.pk, "APBD kabupaten")
    dictionary = workbook(client, reverse("plans:usulan_list"), kecamatan=kodi.kecamatan_id)[DICTIONARY]
    facts = {row[0]: row[1] for row in dictionary.values}
    assert facts["Kabupaten"] == "Kabupaten Sumba Barat Daya (53.18)"
    assert facts["Saringan: Kecamatan"] == "Kodi"
    assert re.fullmatch(r"\d+ \w+ \d{4}, \d\d\.\d\d WITA", facts["Diunduh"])


def test_usulan_excel_hides_a_draft_as_the_page_does(client, opd_officer):
    make_usulan(title="Draf rahasia")
    client.force_login(opd_officer)

    assert rows(client, reverse("plans:usulan_list")) == []


@pytest.mark.parametrize("count", [1, 3])
def test_usulan_excel_query_count(client, secretariat, count, django_assert_num_queries):
    for _ in range(count):
        verified_usulan()
    client.force_login(secretariat)

    with django_assert_num_queries(4):
        assert len(rows(client, reverse("plans:usulan_list"))) == count


def test_musrenbangcam_excel_has_a_sheet_for_each_kecamatan_with_what_was_handed_in(client, secretariat):
    first = verified_usulan(title="Kedua", kecamatan_rank=2)
    verified_usulan(title="Pertama", kecamatan_rank=1)
    make_usulan(title="Masih draf")
    verified_usulan(desa=make_desa(kecamatan=make_kecamatan(name="Wewewa Barat"), name="Menne Ate"), title="Babi")
    make_referral(usulan=first)
    client.force_login(secretariat)

    book = workbook(client, reverse("plans:usulan_list"), unduh="musrenbangcam")

    assert book.sheetnames == ["Kodi", "Wewewa Barat", DICTIONARY]
    heads, *found = book["Kodi"].values
    assert [row[:2] for row in found] == [(1, "Pertama"), (2, "Kedua")]
    assert found[1][heads.index("Perangkat daerah tujuan")] == "Dinas Pertanian"


def test_sync_excel_lays_usulan_beside_what_each_opd_said_and_the_forum_decided(client, secretariat):
    asked = verified_usulan(title="Sumur bor", kecamatan_rank=1)
    make_answer(
        referral=make_referral(usulan=asked),
        kind=OutcomeKind.REFUSED,
        reason=Reason.LOKUS_FULL,
        explanation="Habis.",
        status="sent",
    )
    make_referral(usulan=asked, opd=make_opd(name="Dinas Peternakan"), fiscal_year=2025)
    decided = verified_usulan(title="Kambing", kecamatan_rank=2)
    make_outcome(usulan=decided, amount=10_000_000)
    client.force_login(secretariat)

    one, two = rows(client, reverse("plans:sync", args=[2024]))

    assert one["Dinas Pertanian"] == "2024: Tidak disepakati, Lokus penuh, Habis."
    assert one["Dinas Peternakan"].startswith("2025: belum dijawab,")
    assert (one["Hasil 2024"], one["Disepakati 2024"]) == ("Belum dibahas", None)
    assert (two["Hasil 2024"], two["Disepakati 2024"], two["Hasil 2025"]) == ("Disepakati", 10_000_000, "Belum dibahas")
    assert "lokus 1, Rp10.000.000" in two["Rincian 2024"]


def test_sync_excel_tells_no_draft_of_an_answer(client, secretariat):
    make_answer(referral=make_referral(), explanation="Rahasia")
    client.force_login(secretariat)

    (row,) = rows(client, reverse("plans:sync", args=[2024]))

    assert "belum dijawab" in row["Dinas Pertanian"]
    assert "Rahasia" not in str(row)


@pytest.mark.parametrize("count", [1, 3])
def test_sync_excel_query_count(client, secretariat, count, django_assert_num_queries):
    for _ in range(count):
        make_answer(referral=make_referral(usulan=verified_usulan()), status="sent")
    client.force_login(secretariat)

    with django_assert_num_queries(7):
        assert len(rows(client, reverse("plans:sync", args=[2024]))) == count


def test_activity_excel_holds_pagu_and_lokus(client, secretariat):
    activity = make_activity(fiscal_year=2024, pagu=500, lokus=2)
    make_outcome(activity=activity, amount=200)
    make_activity(fiscal_year=2025)
    client.force_login(secretariat)

    (row,) = rows(client, reverse("plans:activity_list"), tahun=2024)

    names = ("Kode", "Pagu", "Disepakati", "Sisa pagu", "Lokus", "Lokus terbuka")
    assert [row[name] for name in names] == [activity.code, 500, 200, 300, 2, 1]


def test_open_lokus_excel_holds_only_what_can_still_be_given(client, secretariat):
    activity = make_activity(fiscal_year=2024, lokus=1)
    make_outcome(activity=activity)
    make_lokus(activity=activity, desa=make_desa(name="Onggol"), volume=2, unit="unit")
    make_lokus(activity=activity, withdrawn_at=datetime.datetime(2024, 2, 1, tzinfo=datetime.UTC))
    client.force_login(secretariat)

    found = rows(client, reverse("plans:activity_list"), tahun=2024, unduh="lokus")

    assert [(row["Lokus"], row["Tempat"], row["Volume"]) for row in found] == [(2, "Desa Onggol", 2)]


def test_inbox_excel_holds_what_the_tab_shows_and_no_draft(client, secretariat):
    make_answer(referral=make_referral(), explanation="Rahasia")
    sent = make_referral(usulan=verified_usulan(title="Kambing"))
    make_answer(referral=sent, kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Habis.", status="sent")
    client.force_login(secretariat)

    (drafted,) = rows(client, reverse("plans:inbox"), tab="draf")
    (answered,) = rows(client, reverse("plans:inbox"), tab="terkirim")

    assert (drafted["Jawaban"], "Rahasia" in str(drafted)) == (None, False)
    assert (answered["Usulan"], answered["Jawaban"]) == ("Kambing", "Tidak disepakati, Lokus penuh, Habis.")


def test_support_excel_holds_goods_and_check(client, secretariat):
    delivered_support(items=["Pipa", "Pompa"])
    client.force_login(secretariat)

    (row,) = rows(client, reverse("plans:support_list"))

    assert (row["Barang"], row["Serah terima"].date()) == ("Pipa, 2 unit; Pompa, 2 unit", datetime.date(2024, 1, 31))


@pytest.mark.parametrize("count", [1, 3])
def test_support_excel_query_count(client, secretariat, count, django_assert_num_queries):
    for _ in range(count):
        delivered_support(items=["Pipa"])
    client.force_login(secretariat)

    with django_assert_num_queries(5):
        assert len(rows(client, reverse("plans:support_list"))) == count


def test_follow_up_excel_holds_only_what_the_filters_show(client, secretariat):
    make_follow_up(what="Siapkan daftar", due_on=datetime.date(2024, 3, 1))
    make_follow_up(what="Sudah selesai", status="done")
    client.force_login(secretariat)

    (row,) = rows(client, reverse("meetings:follow_up_list"))

    assert (row["Tindak lanjut"], row["Penanggung jawab"]) == ("Siapkan daftar", "Dinas Pertanian")
    assert row["Tenggat"].date() == datetime.date(2024, 3, 1)


def test_target_and_kelompok_excel(client, secretariat):
    make_target(desa=make_desa(name="Onggol"))
    make_kelompok(name="Tani Maju", men=10)
    client.force_login(secretariat)

    (target,) = rows(client, reverse("forum:target_list"))
    (kelompok,) = rows(client, reverse("plans:kelompok_list"))

    assert (target["Desa"], target["Sejak"].date()) == ("Desa Onggol", datetime.date(2023, 2, 1))
    assert (kelompok["Kelompok"], kelompok["Laki-laki"]) == ("Tani Maju", 10)


def test_attendance_excel(client, observer, outsider):
    meeting = make_meeting(status="invited")
    Attendance.objects.create(
        kabupaten=meeting.kabupaten, meeting=meeting, name="Peserta Contoh", sex="L", jabatan_name="Camat Kodi",
        institution="Kecamatan Kodi", order=1,
    )  # fmt: skip
    url = reverse("meetings:meeting_detail", args=[meeting.pk])

    client.force_login(observer)
    assert b"?unduh=daftar-hadir" in client.get(url).content
    (row,) = rows(client, url, unduh="daftar-hadir")
    assert (row["Nama"], row["Jabatan"], row["Kehadiran"]) == ("Peserta Contoh", "Camat Kodi", "Hadir")
    client.force_login(outsider)
    assert client.get(url, {"unduh": "daftar-hadir"}).status_code == 404


def test_annexes_excel(client, secretariat, observer):
    meeting = make_meeting()
    outcomes = [
        make_outcome(amount=10_000_000),
        make_outcome(kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Habis."),
    ]
    for outcome in outcomes:
        meeting.decisions.create(kabupaten=meeting.kabupaten, outcome=outcome, at=datetime.datetime.now(datetime.UTC))
    agreement = make_agreement(meeting=meeting)
    url = reverse("meetings:agreement_detail", args=[agreement.pk])

    client.force_login(secretariat)
    assert b"?unduh=lampiran" in client.get(url).content
    book = workbook(client, url, unduh="lampiran")
    assert book.sheetnames == ["Lampiran II", "Lampiran III", DICTIONARY]
    heads, agreed = book["Lampiran II"].values
    assert [agreed[heads.index(name)] for name in ("Nomor", "Volume", "Pagu disepakati")] == [1, 1, 10_000_000]
    heads, refused = book["Lampiran III"].values
    assert [refused[heads.index(name)] for name in ("Hasil", "Alasan")] == ["Tidak disepakati", "Lokus penuh. Habis."]
    client.force_login(observer)  # a draft is the secretariat's own
    assert client.get(url, {"unduh": "lampiran"}).status_code == 404


def test_no_excel_holds_personal_numbers(client, db):
    """Of everything that the sample holds, no NIP, phone number or e-mail address leaves."""
    kabupaten = build_busy_day()
    person = Person.objects.filter(kabupaten=kabupaten).first()
    person.nip, person.phone, person.email = "196801011990031001", "081234567890", "orang@contoh.go.id"
    person.save()
    client.force_login(kabupaten.users.get(username="sekretariat"))

    cells = [
        str(cell)
        for name, what in LISTS
        for sheet in workbook(client, reverse(name), unduh=what)
        for row in sheet.values
        for cell in row
    ]

    assert len(cells) > 500
    assert [cell for cell in cells if re.search(r"\d{18}|08\d{9}|@", cell)] == []
