"""Personal data: what is held of a person is shown to him, handed out, and erased where the law allows."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.choices import BreachState
from forum.models import Breach, LogEntry, Person, User
from forum.transitions import MoveRefused
from tests.factories import make_breach, make_incumbency, make_jabatan, make_opd, make_person, make_user

TODAY = datetime.date(2026, 11, 24)
PRIVATE = {
    "name": "Maria Contoh",
    "nip": "198001012005011001",
    "rank": "Pembina, IV/a",
    "phone": "081234567890",
    "email": "maria@contoh.go.id",
}


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def person(kabupaten):
    """Somebody who was head of an OPD until the end of 2025, with an account."""
    person = make_person(**PRIVATE)
    make_incumbency(jabatan=make_jabatan(), person=person, ends_on=datetime.date(2025, 12, 31))
    return person


def stored_of(person) -> dict:
    return Person.objects.filter(pk=person.pk).values(*PRIVATE).get()


def test_page_shows_what_is_held_and_what_would_stay(desk, person):
    make_user(username="mantan.kadis", person=person)

    page = desk.get(reverse("forum:personal_data", args=[person.pk])).content.decode()

    assert [value for value in PRIVATE.values() if value not in page] == []
    assert "tetap: masa jabatan tetap, tanpa nama" in page
    assert "Akun mantan.kadis" in page


def test_person_sees_and_exports_his_own(client, opd_head):
    Person.objects.filter(pk=opd_head.person_id).update(phone="081234567890")
    client.force_login(opd_head)

    page = client.get(reverse("forum:personal_data", args=[opd_head.person_id])).content.decode()
    export = client.get(reverse("forum:personal_data_export", args=[opd_head.person_id]))

    assert "081234567890" in page
    assert "Hapus data pribadi" not in page
    assert json.loads(export.content)["data"]["nomor WhatsApp"] == "081234567890"


@pytest.mark.parametrize("name", ["personal_data", "personal_data_export", "personal_data_erase"])
def test_other_persons_data_are_closed(client, person, opd_head, name):
    client.force_login(opd_head)

    response = client.get(reverse(f"forum:{name}", args=[person.pk]))

    assert response.status_code == 403
    assert b"081234567890" not in response.content


def test_export_tells_everything_as_json(desk, person):
    response = desk.get(reverse("forum:personal_data_export", args=[person.pk]))

    assert response.headers["Content-Disposition"] == 'attachment; filename="data-pribadi.json"'
    assert json.loads(response.content) == {
        "kabupaten": "Kabupaten Sumba Barat Daya",
        "data": {
            "nama dengan gelar": "Maria Contoh",
            "jenis kelamin": "Laki-laki",
            "pangkat/golongan": "Pembina, IV/a",
            "NIP": "198001012005011001",
            "nomor WhatsApp": "081234567890",
            "surel": "maria@contoh.go.id",
        },
        "catatan": {
            "Jabatan": [
                {
                    "tentang": "Kepala Dinas Pertanian",
                    "sejak": "1 Januari 2023",
                    "sampai": "31 Desember 2025",
                    "tetap_disimpan_karena": "masa jabatan tetap, tanpa nama",
                }
            ]
        },
    }


def test_erasing_blanks_the_person_and_closes_his_account(secretariat, person):
    user = make_user(username="mantan.kadis", person=person)

    actions.erase_person(person, reason="Permintaan tertulis 20 November 2026", by=secretariat, today=TODAY)

    assert stored_of(person) == dict.fromkeys(PRIVATE, "")
    person.refresh_from_db()
    user.refresh_from_db()
    assert (person.erased_on, str(person), person.incumbencies.count()) == (TODAY, "Nama dihapus", 1)
    assert (user.is_active, user.person) == (False, None)


def test_erasing_leaves_nothing_in_the_log(secretariat, person):
    make_user(username="mantan.kadis", person=person)
    actions.erase_person(person, reason="Permintaan yang bersangkutan", by=secretariat, today=TODAY)

    written = json.dumps(list(LogEntry.objects.values("verb", "before", "after", "note", "actor")))
    assert [value for value in PRIVATE.values() if value in written] == []
    entry = LogEntry.objects.for_record(person).get()
    assert (entry.sentence, entry.note) == ("Data pribadi dihapus", "Permintaan yang bersangkutan")


def test_nobody_is_erased_while_he_holds_a_jabatan(secretariat, person):
    make_incumbency(jabatan=make_jabatan(name="Sekretaris Dinas"), person=person)

    with pytest.raises(MoveRefused, match=r"^Orang ini masih menjabat Sekretaris Dinas"):
        actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)

    assert stored_of(person) == PRIVATE


def test_page_of_one_who_holds_a_jabatan_says_what_comes_first(desk, person):
    make_incumbency(jabatan=make_jabatan(name="Sekretaris Dinas"), person=person)

    page = desk.get(reverse("forum:personal_data", args=[person.pk])).content.decode()

    assert "dapat dihapus sesudah masa jabatannya sebagai Sekretaris Dinas berakhir." in page
    assert reverse("forum:personal_data_erase", args=[person.pk]) not in page


@pytest.mark.parametrize("reason", ["", "   "])
def test_erasing_wants_a_reason(secretariat, person, reason):
    with pytest.raises(MoveRefused, match=r"^Tulis alasan penghapusan\.$"):
        actions.erase_person(person, reason=reason, by=secretariat, today=TODAY)

    assert stored_of(person) == PRIVATE


def test_erasing_twice_is_refused(secretariat, person):
    actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)

    with pytest.raises(MoveRefused, match=r"^Data orang ini sudah dihapus\.$"):
        actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)


@pytest.mark.parametrize("member", ["opd_officer", "facilitator", "camat", "observer", "outsider"])
def test_erasing_is_the_secretariats(request, person, member):
    with pytest.raises(PermissionDenied):
        actions.erase_person(person, reason="Permintaan", by=request.getfixturevalue(member), today=TODAY)

    assert stored_of(person) == PRIVATE


def test_nobody_erases_himself(secretariat, person):
    User.objects.filter(pk=secretariat.pk).update(person=person)
    secretariat.refresh_from_db()

    with pytest.raises(PermissionDenied, match="Mintalah anggota sekretariat lain"):
        actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)


def test_erase_page_asks_and_erases(desk, person):
    url = reverse("forum:personal_data_erase", args=[person.pk])
    asked = desk.get(url).content.decode()
    assert "Dikosongkan: nama dengan gelar, NIP, pangkat/golongan, nomor WhatsApp, surel." in asked
    assert "Tetap disimpan: jabatan (1);" in asked
    assert desk.post(url, {"reason": ""}).status_code == 422

    page = desk.post(url, {"reason": "Permintaan"}, follow=True).content.decode()

    assert "Data pribadi dihapus." in page
    assert stored_of(person) == dict.fromkeys(PRIVATE, "")


def test_erase_page_shows_the_refusal(desk, person):
    make_incumbency(jabatan=make_jabatan(name="Sekretaris Dinas"), person=person)

    response = desk.post(reverse("forum:personal_data_erase", args=[person.pk]), {"reason": "Permintaan"})

    assert response.status_code == 422
    assert "Akhiri dahulu masa jabatannya." in response.content.decode()


def test_erased_person_is_offered_and_listed_no_more(desk, person):
    person.erased_on, person.name = TODAY, ""
    person.save()
    jabatan = make_jabatan(name="Sekretaris Dinas", opd=make_opd())

    assert "Nama dihapus" not in desk.get(reverse("forum:person_list")).content.decode()
    assert "Nama dihapus" not in desk.get(reverse("forum:incumbency_create", args=[jabatan.pk])).content.decode()
    assert desk.get(reverse("forum:person_edit", args=[person.pk])).status_code == 403


def test_erased_person_is_not_filled_in_again(secretariat, person):
    actions.erase_person(person, reason="Permintaan", by=secretariat, today=TODAY)
    person.refresh_from_db()
    person.name = "Maria Contoh"

    with pytest.raises(PermissionDenied, match="Catat sebagai orang baru"):
        actions.record_person(person, by=secretariat)

    assert stored_of(person) == dict.fromkeys(PRIVATE, "")


def test_term_of_an_erased_person_can_still_be_mended(desk, person):
    person.erased_on, person.name = TODAY, ""
    person.save()
    row = person.incumbencies.get()
    entered = {"person": person.pk, "kind": "definitive", "starts_on": "2023-01-01", "ends_on": "2025-11-30"}

    desk.post(reverse("forum:incumbency_edit", args=[row.pk]), entered)

    row.refresh_from_db()
    assert row.ends_on == datetime.date(2025, 11, 30)


@pytest.mark.parametrize("rows", [1, 3])
def test_personal_data_query_count(desk, person, django_assert_num_queries, rows):
    for number in range(rows):
        jabatan = make_jabatan(name=f"Jabatan {number}")
        make_incumbency(jabatan=jabatan, person=person)

    with django_assert_num_queries(9):
        page = desk.get(reverse("forum:personal_data", args=[person.pk])).content.decode()

    assert page.count("Jabatan ") >= rows


# What went wrong


def test_breach_is_recorded_and_completed(desk):
    noticed = timezone.localdate() - datetime.timedelta(days=4)
    entered = {"noticed_on": noticed.isoformat(), "what": "Daftar nomor telepon terkirim ke grup umum"}
    page = desk.post(reverse("forum:breach_create"), entered, follow=True).content.decode()
    assert "Belum diberi tahu, lewat 3 hari" in page

    breach = Breach.objects.get()
    told = entered | {"told": "Tiga pejabat", "told_on": noticed.isoformat(), "done": "Pesan ditarik", "people": "3"}
    page = desk.post(reverse("forum:breach_edit", args=[breach.pk]), told, follow=True).content.decode()

    assert "Sudah diberi tahu" in page
    assert [entry.verb for entry in LogEntry.objects.for_record(breach).order_by("pk")] == [
        "breach.create", "breach.edit"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "told_on", "state"),
    [
        (0, None, BreachState.WAITING),
        (3, None, BreachState.WAITING),
        (4, None, BreachState.LATE),
        (9, TODAY, BreachState.TOLD),
    ],
)
def test_breach_is_late_after_three_days(days, told_on, state):
    breach = Breach(noticed_on=TODAY - datetime.timedelta(days=days), told_on=told_on)

    assert breach.state(TODAY) == state


def test_breach_told_without_whom_is_refused(desk):
    entered = {"noticed_on": "2024-01-31", "what": "Sesuatu", "told_on": "2024-02-01"}

    response = desk.post(reverse("forum:breach_create"), entered)

    assert response.context["form"].errors == {"told": ["Tulis siapa yang diberi tahu pada tanggal itu."]}


@pytest.mark.parametrize("rows", [1, 3])
def test_breach_list_query_count(desk, django_assert_num_queries, rows):
    for number in range(rows):
        make_breach(what=f"Kejadian ke-{number}")

    with django_assert_num_queries(4):
        page = desk.get(reverse("forum:breach_list")).content.decode()

    assert page.count("Kejadian ke-") == rows
