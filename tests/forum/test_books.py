"""The secretariat's books in the browser: what is entered is there, what is wrong comes back whole."""

import datetime

import pytest
from django.urls import reverse

from forum.choices import DesaKind, IncumbencyKind, Position, Zone
from forum.models import Decree, Incumbency, Jabatan, Kabupaten, LogEntry, Opd, Partner, Person, Seat
from tests.factories import (
    make_decree,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_kecamatan,
    make_opd,
    make_partner,
    make_person,
    make_seat,
)
from tests.forum.settings_form import settings_form


@pytest.fixture
def desk(client, secretariat):
    """The browser of the secretariat."""
    client.force_login(secretariat)
    return client


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


# Happy paths


def test_opd_create_and_edit(desk):
    response = desk.post(reverse("forum:opd_create"), {"name": "Dinas Perikanan", "bidang_codes": "3.25"})
    opd = Opd.objects.get()
    assert response.headers["Location"] == opd.get_absolute_url()

    desk.post(reverse("forum:opd_edit", args=[opd.pk]), {"name": "Dinas Perikanan", "short_name": "Diskan"})

    opd.refresh_from_db()
    assert (opd.bidang_codes, opd.short_name) == ("", "Diskan")
    assert verbs() == ["opd.create", "opd.edit"]


def test_partner_create_and_edit(desk):
    desk.post(reverse("forum:partner_create"), {"name": "Yayasan Contoh"})
    partner = Partner.objects.get()

    response = desk.post(reverse("forum:partner_edit", args=[partner.pk]), {"name": "Yayasan BaKTI"}, follow=True)

    assert Partner.objects.get().name == "Yayasan BaKTI"
    assert "Yayasan BaKTI disimpan." in response.content.decode()
    assert verbs() == ["partner.create", "partner.edit"]


def test_jabatan_create_and_edit(desk):
    opd = make_opd()
    desk.post(reverse("forum:jabatan_create"), {"name": "Kepala Dinas Pertanian", "opd": opd.pk, "is_head": "on"})
    jabatan = Jabatan.objects.get()
    assert (jabatan.opd, jabatan.is_head) == (opd, True)

    desk.post(reverse("forum:jabatan_edit", args=[jabatan.pk]), {"name": "Sekretaris Dinas Pertanian", "opd": opd.pk})

    jabatan.refresh_from_db()
    assert (jabatan.name, jabatan.is_head) == ("Sekretaris Dinas Pertanian", False)


def test_person_create_and_edit_read_numbers_as_written(desk):
    desk.post(
        reverse("forum:person_create"),
        {"name": "Maria Contoh, S.P.", "sex": "P", "nip": "19800101 200501 1 001", "phone": "0812-3456-7890"},
    )
    person = Person.objects.get()
    assert (person.nip, person.phone) == ("198001012005011001", "081234567890")

    desk.post(reverse("forum:person_edit", args=[person.pk]), {"name": "Maria Contoh, M.Si.", "sex": "P"})

    person.refresh_from_db()
    assert (person.name, person.nip) == ("Maria Contoh, M.Si.", "")


def test_person_form_lets_a_number_be_pasted_with_its_blanks(desk):
    assert b'maxlength="18"' not in desk.get(reverse("forum:person_create")).content


def test_person_asked_for_by_a_jabatan_is_then_offered_as_its_holder(desk):
    jabatan = make_jabatan()
    ask = reverse("forum:incumbency_create", args=[jabatan.pk])
    record = reverse("forum:person_create", query={"jabatan": jabatan.pk})
    assert f'href="{record}"' in desk.get(ask).content.decode()

    response = desk.post(record, {"name": "Maria Contoh, S.P.", "sex": "P"})

    person = Person.objects.get()
    assert response.headers["Location"] == f"{ask}?orang={person.pk}"
    assert f'<option value="{person.pk}" selected>' in desk.get(response.headers["Location"]).content.decode()


def test_person_asked_for_by_a_foreign_jabatan_is_simply_recorded(desk):
    foreign = make_jabatan(kabupaten=make_kabupaten(code="81.05"), name="Kepala Dinas Contoh")
    record = reverse("forum:person_create", query={"jabatan": foreign.pk})

    response = desk.post(record, {"name": "Maria Contoh, S.P.", "sex": "P"})

    assert response.headers["Location"] == Person.objects.get().get_absolute_url()


def test_opd_page_leads_to_a_jabatan_of_that_opd(desk):
    opd = make_opd()
    url = f"{reverse('forum:jabatan_create')}?opd={opd.pk}"

    assert f'href="{url}"' in desk.get(opd.get_absolute_url()).content.decode()
    assert f'<option value="{opd.pk}" selected>' in desk.get(url).content.decode()


def test_incumbency_create_edit_and_end(desk):
    jabatan, person = make_jabatan(), make_person()
    entered = {"person": person.pk, "kind": IncumbencyKind.PLT, "starts_on": "2 Januari 2024"}
    desk.post(reverse("forum:incumbency_create", args=[jabatan.pk]), entered)
    incumbency = Incumbency.objects.get()
    assert (incumbency.jabatan, incumbency.precedence) == (jabatan, 1)

    desk.post(reverse("forum:incumbency_edit", args=[incumbency.pk]), {**entered, "starts_on": "2024-01-03"})
    desk.post(reverse("forum:incumbency_end", args=[incumbency.pk]), {"ends_on": "2024-01-31"})

    incumbency.refresh_from_db()
    assert (incumbency.starts_on, incumbency.ends_on) == (datetime.date(2024, 1, 3), datetime.date(2024, 1, 31))
    assert verbs() == ["incumbency.create", "incumbency.edit", "incumbency.end"]


def test_successor_ends_the_term_of_his_like_alone(desk):
    jabatan = make_jabatan()
    former = make_incumbency(jabatan=jabatan)
    acting = make_incumbency(jabatan=jabatan, kind=IncumbencyKind.PLH, ends_on=datetime.date(2024, 3, 1))
    entered = {"person": make_person().pk, "kind": "definitive", "starts_on": "2024-02-01", "succeeds": "on"}

    desk.post(reverse("forum:incumbency_create", args=[jabatan.pk]), entered)

    for term in (former, acting):
        term.refresh_from_db()
    assert (former.ends_on, acting.ends_on) == (datetime.date(2024, 1, 31), datetime.date(2024, 3, 1))
    assert jabatan.signatory_on(datetime.date(2024, 3, 2)).starts_on == datetime.date(2024, 2, 1)
    assert verbs() == ["incumbency.end", "incumbency.create"]


def test_nobody_succeeds_one_who_came_later_or_whose_end_is_known(desk):
    later = make_incumbency(jabatan=make_jabatan(name="Bupati"), starts_on=datetime.date(2024, 3, 1))
    ending = make_incumbency(jabatan=make_jabatan(name="Camat Kodi"), ends_on=datetime.date(2024, 12, 31))
    entered = {"person": make_person().pk, "kind": "definitive", "starts_on": "2024-02-01", "succeeds": "on"}

    for term in (later, ending):
        assert desk.post(reverse("forum:incumbency_create", args=[term.jabatan_id]), entered).status_code == 422

    assert (Incumbency.objects.count(), verbs()) == (2, [])


def test_decree_create_and_edit(desk):
    desk.post(
        reverse("forum:decree_create"),
        {"number": "289/KEP/HK/2023", "title": "Forum BangKIT", "valid_from": "12 April 2023"},
    )
    decree = Decree.objects.get()
    assert decree.valid_from == datetime.date(2023, 4, 12)

    desk.post(
        reverse("forum:decree_edit", args=[decree.pk]),
        {"number": "289/KEP/HK/2023", "title": "Pembentukan Forum BangKIT", "valid_from": "2023-04-12"},
    )

    assert Decree.objects.get().title == "Pembentukan Forum BangKIT"


def test_seat_create_edit_and_remove(desk):
    decree, jabatan = make_decree(), make_jabatan()
    make_seat(decree=decree, jabatan=make_jabatan(name="Bupati"), order=1)
    form = desk.get(reverse("forum:seat_create", args=[decree.pk])).context["form"]
    assert form["order"].value() == 2
    desk.post(
        reverse("forum:seat_create", args=[decree.pk]),
        {"jabatan": jabatan.pk, "position": Position.CHAIR, "order": 2},
    )
    seat = Seat.objects.get(order=2)

    desk.post(
        reverse("forum:seat_edit", args=[seat.pk]),
        {"jabatan": jabatan.pk, "position": Position.SECRETARY, "order": 3, "note": "contoh"},
    )
    seat.refresh_from_db()
    assert (seat.position, seat.order, seat.note) == (Position.SECRETARY, 3, "contoh")
    desk.post(reverse("forum:seat_remove", args=[seat.pk]))

    assert [row.order for row in decree.seats.all()] == [1]
    assert verbs() == ["seat.create", "seat.edit", "seat.remove"]


def test_seat_is_not_removed_by_looking(desk):
    seat = make_seat()

    response = desk.get(reverse("forum:seat_remove", args=[seat.pk]))

    assert "Keluarkan Kepala Dinas Pertanian?" in response.content.decode()
    assert Seat.objects.filter(pk=seat.pk).exists()


def test_kabupaten_settings_change_the_zone(desk):
    entered = settings_form(forum_name="Pokja BangKIT", zone=Zone.WIT, answer_days=7)

    desk.post(reverse("forum:kabupaten_settings"), entered)

    kabupaten = Kabupaten.objects.get()
    assert (kabupaten.forum_name, kabupaten.zone, kabupaten.answer_days) == ("Pokja BangKIT", Zone.WIT, 7)
    history = desk.get(reverse("forum:kabupaten_settings")).content.decode()
    assert "nama forum dari “Forum BangKIT” menjadi “Pokja BangKIT”" in history


# Bad input


def _opd(records):
    return reverse("forum:opd_create"), {"name": "DINAS PERTANIAN", "short_name": "Distan"}


def _decree_date(records):
    entered = {"number": "1/KEP/HK/2024", "title": "Forum BangKIT", "valid_from": "kemarin dulu"}
    return reverse("forum:decree_create"), entered


def _decree_ends_first(records):
    entered = {"number": "1/KEP/HK/2024", "title": "Forum", "valid_from": "2024-01-02", "valid_until": "2024-01-01"}
    return reverse("forum:decree_create"), entered


def _partner(records):
    return reverse("forum:partner_create"), {"name": "Yayasan BaKTI"}


def _jabatan_name(records):
    return reverse("forum:jabatan_create"), {"name": ""}


def _jabatan_places(records):
    places = {"opd": records["opd"].pk, "kecamatan": records["kecamatan"].pk}
    return reverse("forum:jabatan_create"), {"name": "Kepala Bidang", **places}


def _jabatan_foreign(records):
    return reverse("forum:jabatan_create"), {"name": "Kepala Bidang", "opd": records["foreign_opd"].pk}


def _person_nip(records):
    return reverse("forum:person_create"), {"name": "Maria Contoh", "sex": "P", "nip": "12345"}


def _person_nip_taken(records):
    return reverse("forum:person_create"), {"name": "Maria Contoh", "sex": "P", "nip": "198001012005011001"}


def _person_sex(records):
    return reverse("forum:person_create"), {"name": "Maria Contoh"}


def _incumbency(records):
    entered = {"person": records["person"].pk, "kind": "definitive", "starts_on": "2024-01-01"}
    return reverse("forum:incumbency_create", args=[records["jabatan"].pk]), entered


def _incumbency_ends_first(records):
    entered = {"person": records["person"].pk, "kind": "plh", "starts_on": "2024-01-02", "ends_on": "2024-01-01"}
    return reverse("forum:incumbency_create", args=[records["jabatan"].pk]), entered


def _incumbency_end(records):
    return reverse("forum:incumbency_end", args=[records["incumbency"].pk]), {"ends_on": "2022-12-31"}


def _decree(records):
    entered = {"number": "289/KEP/HK/2023", "title": "Forum BangKIT", "valid_from": "2024-01-01"}
    return reverse("forum:decree_create"), entered


def _seat_jabatan(records):
    entered = {"jabatan": records["jabatan"].pk, "position": "member", "order": 9}
    return reverse("forum:seat_create", args=[records["decree"].pk]), entered


def _seat_order(records):
    entered = {"jabatan": records["other_jabatan"].pk, "position": "member", "order": 1}
    return reverse("forum:seat_create", args=[records["decree"].pk]), entered


def _kabupaten(records):
    return reverse("forum:kabupaten_settings"), settings_form(forum_name="")


@pytest.mark.parametrize(
    ("case", "field", "sentence"),
    [
        (_opd, "name", "OPD dengan nama ini sudah ada. Ubah OPD itu, atau tulis nama lain."),
        (_decree_date, "valid_from", "Tulis tanggal seperti 15 Maret 2024 atau pilih dari kalender."),
        (_decree_ends_first, "valid_until", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
        (_partner, "name", "Mitra dengan nama ini sudah ada."),
        (_jabatan_name, "name", "Isi nama jabatan, misalnya Kepala Dinas Pertanian."),
        (_jabatan_places, "kecamatan", "Jabatan berada pada satu tempat saja. Kosongkan pilihan yang lain."),
        (_jabatan_foreign, "opd", None),
        (_person_nip, "nip", "NIP terdiri dari 18 angka. Periksa lagi."),
        (_person_nip_taken, "nip", "NIP ini sudah tercatat pada orang lain."),
        (_person_sex, "sex", "Pilih jenis kelamin."),
        (
            _incumbency,
            "__all__",
            "Kepala Dinas Pertanian dijabat Pejabat Contoh sejak 1 Januari 2023. "
            "Akhiri dahulu masa jabatannya, atau centang bahwa ia digantikan.",
        ),
        (_incumbency_ends_first, "ends_on", "Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
        (_incumbency_end, "ends_on", "Masa jabatan ini mulai 1 Januari 2023. Pilih tanggal sesudahnya."),
        (_decree, "number", "SK dengan nomor ini sudah ada."),
        (_seat_jabatan, "jabatan", "Jabatan ini sudah duduk dalam SK ini."),
        (_seat_order, "order", "Nomor urut ini sudah dipakai dalam SK ini. Tulis nomor lain."),
        (_kabupaten, "forum_name", "Isi nama forum."),
    ],
)
def test_bad_input_comes_back_with_a_sentence_and_all_that_was_typed(desk, outsider, case, field, sentence):
    opd = make_opd()
    jabatan = make_jabatan(opd=opd)
    decree = make_decree()
    records = {
        "opd": opd,
        "foreign_opd": outsider.opd,
        "kecamatan": make_kecamatan(),
        "partner": make_partner(),
        "jabatan": jabatan,
        "other_jabatan": make_jabatan(name="Camat Kodi"),
        "person": make_person(nip="198001012005011001"),
        "incumbency": make_incumbency(jabatan=jabatan),
        "decree": decree,
        "seat": make_seat(decree=decree, jabatan=jabatan, order=1),
    }
    url, entered = case(records)

    response = desk.post(url, entered)

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    if sentence:
        assert form.errors[field] == [sentence]
        assert response.content.decode().count(sentence) == 1 + (field != "__all__")  # in the summary, and beside it
    assert {name: str(form[name].value()) for name in entered} == {name: str(text) for name, text in entered.items()}
    assert verbs() == []


# What the pages tell


def test_roster_is_told_as_of_a_day(desk):
    decree = make_decree()
    head = make_jabatan(opd=make_opd(), is_head=True)
    make_seat(decree=decree, jabatan=head, position=Position.CHAIR, order=1)
    make_incumbency(jabatan=head, person=make_person(name="Kepala Lama"), ends_on=datetime.date(2023, 12, 31))
    make_incumbency(jabatan=head, person=make_person(name="Kepala Baru"), starts_on=datetime.date(2024, 2, 1))

    def shown(day):
        content = desk.get(reverse("forum:roster"), {"tanggal": day}).content.decode()
        return [text for text in ("Kepala Lama", "Kepala Baru", "Kosong", "belum ada SK") if text in content]

    assert shown("2023-12-31") == ["Kepala Lama"]
    assert shown("2024-01-15") == ["Kosong"]
    assert shown("1 Februari 2024") == ["Kepala Baru"]
    assert shown("2023-01-01") == ["belum ada SK"]


def test_roster_shows_who_acts(desk):
    seat = make_seat(jabatan=make_jabatan())
    make_incumbency(jabatan=seat.jabatan, person=make_person(name="Kepala Contoh"))
    make_incumbency(jabatan=seat.jabatan, person=make_person(name="Wakil Contoh"), kind=IncumbencyKind.PLH)

    content = desk.get(reverse("forum:roster")).content.decode()

    assert "Plh. <a" in content
    assert ("Wakil Contoh" in content, "Kepala Contoh" in content) == (True, False)


def test_roster_lists_positions_in_the_order_of_a_decree(desk):
    decree = make_decree()
    for order, position in enumerate([Position.MEMBER, Position.STEERING, Position.CHAIR], start=1):
        make_seat(decree=decree, jabatan=make_jabatan(name=f"Jabatan {order}"), position=position, order=order)

    groups = desk.get(reverse("forum:roster")).context["roster"].by_position()

    assert [(label, len(members)) for label, members in groups] == [("Pengarah", 1), ("Ketua", 1), ("Anggota", 1)]


@pytest.mark.parametrize(("who", "sees"), [("secretariat", True), ("opd_head", True), ("opd_officer", False)])
def test_person_detail_shows_contact_to_the_secretariat_and_himself(client, request, opd_head, who, sees):
    person = opd_head.person
    person.nip, person.phone, person.email = "198001012005011001", "081234567890", "kepala@contoh.id"
    person.save()
    client.force_login(request.getfixturevalue(who))

    content = client.get(person.get_absolute_url()).content.decode()

    assert "Kepala Contoh" in content
    assert [text in content for text in (person.nip, person.phone, person.email)] == [sees] * 3


def test_region_list_finds_a_desa(desk):
    make_desa(name="Onggol")
    make_desa(kecamatan=make_kecamatan(name="Loura"), name="Waitabula", kind=DesaKind.KELURAHAN)

    content = desk.get(reverse("forum:region_list"), {"q": "waita"}).content.decode()

    assert ("Waitabula" in content, "Loura" in content, "Onggol" in content) == (True, True, False)


def test_jabatan_list_finds_the_vacant_ones_of_an_opd(desk):
    opd = make_opd()
    make_incumbency(jabatan=make_jabatan(opd=opd))
    make_jabatan(opd=opd, name="Sekretaris Dinas Pertanian")
    make_jabatan(name="Camat Kodi", kecamatan=make_kecamatan())

    page = desk.get(reverse("forum:jabatan_list"), {"opd": opd.pk, "vacant": "on"}).context["page"]

    assert [row.name for row in page] == ["Sekretaris Dinas Pertanian"]


# Lists cost the same however long they are


def _opd_row(number):
    make_incumbency(jabatan=make_jabatan(name=f"Kepala {number}", opd=make_opd(name=f"Dinas {number}"), is_head=True))


def _jabatan_row(number):
    make_incumbency(jabatan=make_jabatan(name=f"Kepala {number}", opd=make_opd(name=f"Dinas {number}")))


def _person_row(number):
    make_incumbency(jabatan=make_jabatan(name=f"Kepala {number}"), person=make_person(name=f"Orang {number}"))


def _decree_row(number):
    make_seat(decree=make_decree(number=f"{number}/KEP/2023"))


def _seat_row(number):
    jabatan = make_jabatan(name=f"Kepala {number}", opd=make_opd(name=f"Dinas {number}"))
    make_incumbency(jabatan=jabatan)
    decree = Decree.objects.first() or make_decree()
    make_seat(decree=decree, jabatan=jabatan, order=number)


def _kecamatan_row(number):
    make_desa(kecamatan=make_kecamatan(name=f"Kecamatan {number}"), name=f"Desa {number}")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("make_row", "name", "queries"),
    [
        (_opd_row, "forum:opd_list", 7),
        (_jabatan_row, "forum:jabatan_list", 6),
        (_person_row, "forum:person_list", 5),
        (_decree_row, "forum:decree_list", 4),
        (_seat_row, "forum:roster", 7),
        (_kecamatan_row, "forum:region_list", 6),
    ],
)
def test_list_query_count(desk, django_assert_num_queries, make_row, name, queries, rows):
    for number in range(1, rows + 1):
        make_row(number)

    with django_assert_num_queries(queries):
        desk.get(reverse(name))


@pytest.mark.parametrize("rows", [1, 3])
def test_decree_detail_query_count(desk, django_assert_num_queries, rows):
    for number in range(1, rows + 1):
        _seat_row(number)
    url = Decree.objects.get().get_absolute_url()

    with django_assert_num_queries(8):
        desk.get(url)
