"""A decree holds until it is replaced, ends or is revoked; the roster of any day stands on screen and on paper."""

import datetime

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum import actions
from forum.choices import DecreeState, IncumbencyKind, Position
from forum.models import Decree, LogEntry
from forum.pdf import roster_content
from forum.roster import roster_of
from tests.factories import make_decree, make_incumbency, make_jabatan, make_kabupaten, make_opd, make_person, make_seat

S = DecreeState
DAY = datetime.date(2024, 1, 31)
BASIS = "Keputusan Bupati Nomor 7 Tahun 2024"


@pytest.fixture
def desk(client, secretariat):
    """The browser of the secretariat."""
    client.force_login(secretariat)
    return client


def states(day) -> list[DecreeState]:
    return [decree.state_on(day) for decree in Decree.objects.with_replacement().order_by("pk")]


def in_force(day) -> Decree | None:
    return Decree.objects.filter(kabupaten=make_kabupaten()).in_force_on(day).first()


def test_second_decree_supersedes_the_first(secretariat, outsider):
    first = make_decree(valid_from=datetime.date(2023, 4, 12))
    second = make_decree(number="1/KEP/HK/2024", valid_from=datetime.date(2024, 2, 1))
    make_decree(kabupaten=outsider.kabupaten, valid_from=datetime.date(2023, 5, 1))

    assert states(datetime.date(2023, 4, 11))[:2] == [S.TO_COME, S.TO_COME]
    assert states(DAY)[:2] == [S.IN_FORCE, S.TO_COME]
    assert states(datetime.date(2024, 2, 1))[:2] == [S.REPLACED, S.IN_FORCE]
    assert [in_force(datetime.date(2023, 4, 11)), in_force(DAY)] == [None, first]
    assert in_force(datetime.date(2024, 2, 1)) == second


@pytest.mark.parametrize(
    ("until", "revocation", "state"),
    [(DAY, "", S.IN_FORCE), (datetime.date(2024, 1, 30), "", S.ENDED), (datetime.date(2024, 1, 30), BASIS, S.REVOKED)],
)
def test_decree_that_ended_holds_no_more(kabupaten, until, revocation, state):
    decree = make_decree(valid_until=until, revocation=revocation)

    assert states(DAY) == [state]
    assert in_force(DAY) == (decree if state == S.IN_FORCE else None)


def test_end_of_a_decree_does_not_bring_back_the_one_before(kabupaten):
    make_decree()
    make_decree(number="2", valid_from=datetime.date(2023, 9, 1), valid_until=datetime.date(2023, 12, 31))

    assert (states(DAY), in_force(DAY)) == ([S.REPLACED, S.ENDED], None)


def test_decree_that_ended_before_it_was_replaced_says_so(kabupaten):
    make_decree(valid_until=datetime.date(2023, 12, 31))
    make_decree(number="2", valid_from=datetime.date(2024, 1, 15))

    assert (states(DAY), in_force(datetime.date(2024, 1, 5))) == ([S.ENDED, S.IN_FORCE], None)


def test_decree_is_revoked_and_taken_back(desk):
    decree = make_decree()
    page = desk.post(
        reverse("forum:decree_revoke", args=[decree.pk]), {"last_day": "30 Januari 2024", "basis": BASIS}, follow=True
    ).content.decode()
    assert ("Dicabut, berlaku sampai 30 Januari 2024" in page, BASIS in page) == (True, True)

    entered = {"number": decree.number, "title": decree.title, "valid_from": "2023-04-12"}
    desk.post(reverse("forum:decree_edit", args=[decree.pk]), entered)

    decree.refresh_from_db()
    assert (decree.valid_until, decree.revocation) == (None, "")
    assert LogEntry.objects.for_record(decree).order_by("pk").first().sentence == (
        "SK dicabut; hari terakhir berlaku 30 Januari 2024"
    )


@pytest.mark.parametrize(
    ("last_day", "sentence"),
    [
        ("2023-04-11", "SK ini berlaku sejak 12 April 2023"),
        ("2024-12-31", "SK ini sudah berakhir pada 31 Desember 2024"),
    ],
)
def test_revoke_refused(desk, last_day, sentence):
    decree = make_decree(valid_until=datetime.date(2024, 12, 31))

    response = desk.post(reverse("forum:decree_revoke", args=[decree.pk]), {"last_day": last_day, "basis": BASIS})

    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["last_day"])
    assert Decree.objects.get().revocation == ""


def test_decree_pages_tell_what_replaced_a_decree(desk):
    first = make_decree()
    make_decree(number="1/KEP/HK/2024", valid_from=datetime.date(2024, 2, 1))

    for url in (reverse("forum:decree_list"), first.get_absolute_url()):
        assert "Diganti oleh SK Bupati Nomor 1/KEP/HK/2024 sejak 1 Februari 2024" in desk.get(url).content.decode()


# Seats


def test_seats_of_the_former_decree_are_copied_in_one_step(desk):
    former, decree = make_decree(), make_decree(number="1/KEP/HK/2024", valid_from=datetime.date(2024, 2, 1))
    make_seat(
        decree=former, jabatan=make_jabatan(name="Bupati"), position=Position.STEERING, order=1, note="ex officio"
    )
    make_seat(decree=former, jabatan=make_jabatan(name="Camat Kodi"), order=2)
    url = reverse("forum:decree_copy_seats", args=[decree.pk])
    assert f'href="{url}"' in desk.get(decree.get_absolute_url()).content.decode()

    page = desk.post(url, {"source": former.pk}, follow=True).content.decode()

    copied = [(seat.jabatan.name, seat.position, seat.order, seat.note) for seat in decree.seats.order_by("order")]
    assert copied == [("Bupati", "steering", 1, "ex officio"), ("Camat Kodi", "member", 2, "")]
    assert former.seats.count() == 2
    assert "2 anggota disalin dari SK Bupati Nomor 289/KEP/HK/2023" in page
    assert f'href="{url}"' not in page


def test_seats_are_not_copied_over_others(desk, secretariat):
    former, decree = make_decree(), make_decree(number="2")
    make_seat(decree=former)
    make_seat(decree=decree, jabatan=make_jabatan(name="Bupati"))

    response = desk.post(reverse("forum:decree_copy_seats", args=[decree.pk]), {"source": former.pk})

    assert response.status_code == 422
    assert "SK ini sudah mempunyai anggota" in str(response.context["form"].non_field_errors())
    assert decree.seats.count() == 1


def test_seats_of_another_kabupaten_are_not_copied(desk, secretariat, outsider):
    decree, foreign = make_decree(), make_decree(kabupaten=outsider.kabupaten)
    make_seat(decree=foreign)

    assert desk.post(reverse("forum:decree_copy_seats", args=[decree.pk]), {"source": foreign.pk}).status_code == 422
    with pytest.raises(PermissionDenied):
        actions.copy_seats(decree, source=foreign, by=secretariat)


def test_revoke_needs_the_secretariat(camat):
    with pytest.raises(PermissionDenied):
        actions.revoke_decree(make_decree(), last_day=DAY, basis=BASIS, by=camat)


def test_decree_in_force_warns_of_seats_without_a_person(desk):
    decree = make_decree()
    make_incumbency(jabatan=make_seat(decree=decree).jabatan)
    make_seat(decree=decree, jabatan=make_jabatan(name="Camat Kodi"), order=2)

    assert "1 dari 2 jabatan hari ini tanpa pejabat" in desk.get(decree.get_absolute_url()).content.decode()


# The roster on paper


@pytest.fixture
def seated(kabupaten, secretariat):
    """Three seats: a Plh. in an OPD that was renamed later, one of the kabupaten's own, one without a person."""
    decree = make_decree()
    head = make_jabatan(opd=make_opd(), is_head=True)
    make_incumbency(jabatan=head, person=make_person(name="Kepala Contoh", nip="198001012005011001"))
    make_incumbency(jabatan=head, person=make_person(name="Wakil Contoh"), kind=IncumbencyKind.PLH)
    make_incumbency(jabatan=make_jabatan(name="Bupati"), person=make_person(name="Bupati Contoh"))
    make_seat(decree=decree, jabatan=head, position=Position.CHAIR, order=2)
    make_seat(decree=decree, jabatan=make_jabatan(name="Bupati"), position=Position.STEERING, order=1)
    make_seat(decree=decree, jabatan=make_jabatan(name="Camat Kodi"), order=3)
    first = datetime.date(2024, 2, 1)
    name = "Dinas Pertanian dan Pangan"
    actions.rename_opd(head.opd, name=name, since=first, basis=BASIS, by=secretariat, today=first)
    return decree


def test_roster_names_everything_as_of_its_day(seated, kabupaten):
    before, after = (
        [(row["jabatan"], row["institution"], row["prefix"], row["name"]) for row in content["rows"]]
        for content in (roster_content(roster_of(seated, day), kabupaten) for day in (DAY, datetime.date(2024, 2, 1)))
    )

    assert before == [
        ("Bupati", "Kabupaten Sumba Barat Daya", "", "Bupati Contoh"),
        ("Kepala Dinas Pertanian", "Dinas Pertanian", "Plh.", "Wakil Contoh"),
        ("Camat Kodi", "Kabupaten Sumba Barat Daya", "", ""),
    ]
    assert after[1][:2] == ("Kepala Dinas Pertanian dan Pangan", "Dinas Pertanian dan Pangan")


def test_roster_page_leads_to_its_paper_of_the_same_day(desk, seated):
    page = desk.get(reverse("forum:roster"), {"tanggal": "31 Januari 2024"}).content.decode()

    assert f'href="{reverse("forum:roster_pdf")}?tanggal=2024-01-31"' in page
    assert "1 jabatan tanpa pejabat pada tanggal itu" in page
    assert ("Kepala Dinas Pertanian<" in page, "Pangan" in page) == (True, False)


def test_roster_is_printed_without_personal_data(desk, seated):
    response = desk.get(reverse("forum:roster_pdf"), {"tanggal": "2024-01-31"})

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'inline; filename="anggota-2024-01-31.pdf"'
    pages = pypdfium2.PdfDocument(response.content)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    for words in (
        "KEADAAN PADA 31 JANUARI 2024",
        "Nomor 289/KEP/HK/2023",
        "3 jabatan, 1 di antaranya tanpa pejabat",
        "Plh. Wakil Contoh",
        "tanpa pejabat",
    ):
        assert words in text
    assert "198001012005011001" not in text


def test_there_is_no_roster_paper_of_a_day_without_a_decree(desk, seated):
    assert desk.get(reverse("forum:roster_pdf"), {"tanggal": "2023-01-01"}).status_code == 404
