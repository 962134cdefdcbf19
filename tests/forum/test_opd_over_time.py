"""An OPD renamed, merged, split or closed: papers of each day call it as it was, and nobody is left behind."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum import actions
from forum.choices import Role
from forum.models import Incumbency, LogEntry, Opd
from forum.transitions import MoveRefused
from tests.factories import (
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_kecamatan,
    make_opd,
    make_seat,
    make_user,
)

TODAY = datetime.date(2024, 9, 1)
FIRST = datetime.date(2024, 7, 1)
EVE = datetime.date(2024, 6, 30)
BASIS = "Perda Nomor 3 Tahun 2024"


def told(obj) -> list[str]:
    return [entry.sentence for entry in LogEntry.objects.for_record(obj).order_by("pk")]


def rename(opd, name="Dinas Pertanian dan Pangan", *, by, since=FIRST, **fields):
    actions.rename_opd(opd, name=name, since=since, basis=BASIS, by=by, today=TODAY, **fields)


def close(opd, *successors, by, on=FIRST):
    return actions.close_opd(opd, on=on, basis=BASIS, successors=successors, by=by, today=TODAY)


# Another name


def test_renamed_opd_is_called_as_it_was_on_each_day(secretariat):
    opd = make_opd(name="Dinas Pertanian", short_name="Distan")
    rename(opd, by=secretariat, short_name="Distanpan")
    rename(opd, "Dinas Pangan", by=secretariat, since=datetime.date(2024, 8, 1))

    names = [opd.name_on(day) for day in (EVE, FIRST, datetime.date(2024, 7, 31), datetime.date(2024, 8, 1))]

    assert names == ["Dinas Pertanian", "Dinas Pertanian dan Pangan", "Dinas Pertanian dan Pangan", "Dinas Pangan"]
    assert str(Opd.objects.get()) == "Dinas Pangan"
    assert told(opd) == [
        "Berganti nama sejak 1 Juli 2024: “Dinas Pertanian” menjadi “Dinas Pertanian dan Pangan”",
        "Berganti nama sejak 1 Agustus 2024: “Dinas Pertanian dan Pangan” menjadi “Dinas Pangan”",
    ]


def test_renamed_opd_is_still_found_by_its_old_names(secretariat):
    opd = make_opd(name="Dinas Pertanian", short_name="Distan", aliases="Dispertan")

    rename(opd, by=secretariat)
    rename(opd, "Dinas Pertanian", by=secretariat, since=datetime.date(2024, 8, 1))

    opd.refresh_from_db()
    assert opd.names == ["Dinas Pertanian", "Dinas Pertanian dan Pangan", "Distan", "Dispertan"]


def test_renaming_recorded_by_mistake_is_taken_back(client, secretariat):
    opd = make_opd(name="Dinas Pertanian", short_name="Distan", aliases="Dispertan")
    head = make_jabatan(opd=opd, name="Kepala Dinas Pertanian")
    rename(opd, by=secretariat)
    client.force_login(secretariat)
    url = reverse("forum:opd_rename_undo", args=[opd.pk])
    assert url in client.get(opd.get_absolute_url()).content.decode()
    assert "Batalkan penggantian nama menjadi Dinas Pertanian dan Pangan?" in client.get(url).content.decode()

    page = client.post(url, follow=True).content.decode()

    opd.refresh_from_db()
    head.refresh_from_db()
    assert "OPD ini kembali bernama Dinas Pertanian." in page
    assert (opd.names, head.name) == (["Dinas Pertanian", "Distan", "Dispertan"], "Kepala Dinas Pertanian")
    assert (opd.former.count(), url in page) == (0, False)
    assert told(opd)[-1] == (
        "Penggantian nama menjadi “Dinas Pertanian dan Pangan” sejak 1 Juli 2024 dibatalkan karena tercatat keliru; "
        "kembali bernama “Dinas Pertanian”"
    )


def test_only_the_last_renaming_is_taken_back(secretariat):
    opd = make_opd(name="Dinas Pertanian")
    rename(opd, by=secretariat)
    rename(opd, "Dinas Pangan", by=secretariat, since=datetime.date(2024, 8, 1))

    actions.undo_opd_rename(opd, by=secretariat)

    opd.refresh_from_db()
    assert (opd.name, opd.name_on(FIRST), opd.name_on(EVE)) == (
        "Dinas Pertanian dan Pangan",
        "Dinas Pertanian dan Pangan",
        "Dinas Pertanian",
    )


@pytest.mark.parametrize(
    ("renamed", "taken", "closed", "sentence"),
    [
        (False, False, False, "OPD ini belum pernah berganti nama"),
        (True, True, False, "OPD lain sudah memakai nama ini: “Dinas Pertanian”"),
        (True, False, True, "OPD ini sudah ditutup"),
    ],
)
def test_renaming_that_cannot_be_taken_back_stays(client, secretariat, renamed, taken, closed, sentence):
    opd = make_opd(name="Dinas Pertanian")
    if renamed:
        rename(opd, by=secretariat)
    if taken:
        make_opd(name="Dinas Pertanian")
    if closed:
        close(opd, by=secretariat)
    before = opd.names
    client.force_login(secretariat)

    page = client.post(reverse("forum:opd_rename_undo", args=[opd.pk]), follow=True).content.decode()

    opd.refresh_from_db()
    assert sentence in page
    assert (opd.names, opd.former.count()) == (before, int(renamed))


def test_jabatan_takes_the_new_name_and_keeps_the_old_one_for_the_time_before(secretariat):
    opd = make_opd()
    head = make_jabatan(opd=opd, name="Kepala Dinas Pertanian")
    make_jabatan(opd=opd, name="Kepala Bidang Hortikultura")

    rename(opd, by=secretariat)

    head.refresh_from_db()
    assert (head.name, head.name_on(FIRST), head.name_on(EVE)) == (
        "Kepala Dinas Pertanian dan Pangan",
        "Kepala Dinas Pertanian dan Pangan",
        "Kepala Dinas Pertanian",
    )
    assert (head.institution_on(FIRST), head.institution_on(EVE)) == ("Dinas Pertanian dan Pangan", "Dinas Pertanian")
    assert [jabatan.name for jabatan in opd.jabatan.order_by("name")] == [
        "Kepala Bidang Hortikultura",
        "Kepala Dinas Pertanian dan Pangan",
    ]


def test_names_on_a_day_cost_two_queries(secretariat, django_assert_num_queries):
    for number in range(3):
        rename(make_opd(name=f"Dinas {number}"), f"Dinas Baru {number}", by=secretariat)

    with django_assert_num_queries(2):
        names = secretariat.kabupaten.opd.names_on(EVE)

    assert sorted(names.values()) == ["Dinas 0", "Dinas 1", "Dinas 2"]


@pytest.mark.parametrize(
    ("name", "since", "sentence"),
    [
        ("Dinas Pangan", datetime.date(2024, 9, 2), "Tanggal itu belum tiba"),
        ("Dinas Pertanian dan Pangan", FIRST, "OPD ini sudah bernama demikian"),
        ("dinas kesehatan", datetime.date(2024, 8, 1), "OPD lain sudah memakai nama ini"),
        ("Dinas Pangan", FIRST, "Nama yang sekarang berlaku sejak 1 Juli 2024"),
        ("Dinas Pangan", datetime.date(2024, 8, 1), "Jabatan “Kepala Dinas Pangan” sudah ada"),
    ],
)
def test_rename_refused(secretariat, name, since, sentence):
    make_opd(name="Dinas Kesehatan")
    opd = make_opd()
    make_jabatan(opd=opd, name="Kepala Dinas Pertanian")
    make_jabatan(name="Kepala Dinas Pangan")
    rename(opd, by=secretariat)

    with pytest.raises(MoveRefused, match=sentence):
        rename(opd, name, by=secretariat, since=since)

    assert Opd.objects.get(pk=opd.pk).name == "Dinas Pertanian dan Pangan"
    assert opd.former.count() == 1


def test_only_the_secretariat_of_its_kabupaten_changes_an_opd(opd_officer, outsider):
    opd = opd_officer.opd
    stranger = make_user(role=Role.SECRETARIAT, kabupaten=outsider.kabupaten)

    for user in (opd_officer, stranger):
        with pytest.raises(PermissionDenied):
            rename(opd, by=user)
        with pytest.raises(PermissionDenied):
            close(opd, by=user)
        with pytest.raises(PermissionDenied):
            actions.reopen_opd(opd, by=user)


# Merged, split, closed


def test_merged_opd_gives_its_accounts_to_its_successor_and_its_terms_end(secretariat, opd_head):
    opd, successor = opd_head.opd, make_opd(name="Dinas Pertanian dan Peternakan")
    seat = make_seat(jabatan=opd.jabatan.get())

    assert close(opd, successor, by=secretariat) == 1

    opd_head.refresh_from_db()
    assert (opd_head.opd, opd.closed_on, opd.closing_basis) == (successor, FIRST, BASIS)
    assert Incumbency.objects.get().ends_on == EVE
    assert (seat.jabatan.signatory_on(EVE).person, seat.jabatan.signatory_on(FIRST)) == (opd_head.person, None)
    assert told(opd) == ["Ditutup sejak 1 Juli 2024, diteruskan Dinas Pertanian dan Peternakan"]
    assert told(successor) == ["Meneruskan Dinas Pertanian sejak 1 Juli 2024"]
    assert told(seat.jabatan) == ["Diakhiri pada 30 Juni 2024: pejabat definitif sejak 1 Januari 2023"]


def test_split_opd_leaves_its_accounts_to_be_chosen(client, secretariat, opd_officer):
    opd = opd_officer.opd

    assert close(opd, make_opd(name="Dinas Pangan"), make_opd(name="Dinas Perkebunan"), by=secretariat) == 0

    client.force_login(secretariat)
    page = client.get(opd.get_absolute_url()).content.decode()
    assert "1 akun masih berada pada OPD yang sudah ditutup ini" in page
    assert f'href="{opd_officer.get_absolute_url()}"' in page
    assert 'diteruskan <a href="' in page


def test_term_that_was_to_end_later_ends_with_its_opd_and_an_ended_one_stays(secretariat):
    opd = make_opd()
    jabatan = make_jabatan(opd=opd)
    ended = make_incumbency(jabatan=jabatan, ends_on=datetime.date(2023, 12, 31))
    standing = make_incumbency(
        jabatan=jabatan, starts_on=datetime.date(2024, 1, 1), ends_on=datetime.date(2025, 12, 31)
    )

    close(opd, by=secretariat)

    for term in (ended, standing):
        term.refresh_from_db()
    assert (ended.ends_on, standing.ends_on) == (datetime.date(2023, 12, 31), EVE)


@pytest.mark.parametrize("case", ["future", "itself", "closed", "foreign", "late term"])
def test_close_refused_leaves_everything_as_it_was(secretariat, outsider, case):
    opd, successor, on = make_opd(), make_opd(name="Dinas Pangan"), FIRST
    make_incumbency(jabatan=make_jabatan(opd=opd), starts_on=FIRST if case == "late term" else EVE)
    if case == "future":
        on = datetime.date(2024, 9, 2)
    elif case == "itself":
        successor = opd
    elif case == "closed":
        close(successor, by=secretariat)
    elif case == "foreign":
        successor = outsider.opd

    with pytest.raises(MoveRefused):
        close(opd, successor, by=secretariat, on=on)

    opd.refresh_from_db()
    assert (opd.closed_on, opd.successions.count(), Incumbency.objects.get().ends_on) == (None, 0, None)


def test_opd_is_closed_once(secretariat):
    opd = make_opd()
    close(opd, by=secretariat)

    with pytest.raises(MoveRefused, match="sudah ditutup"):
        close(opd, by=secretariat)
    with pytest.raises(MoveRefused, match="sudah ditutup"):
        rename(opd, by=secretariat)


def test_nobody_holds_a_jabatan_in_a_closed_opd(secretariat):
    opd = make_opd()
    jabatan = make_jabatan(opd=opd)
    close(opd, by=secretariat)
    term = make_incumbency(jabatan=jabatan, starts_on=datetime.date(2023, 1, 1), ends_on=EVE)
    term.ends_on = FIRST

    with pytest.raises(MoveRefused, match="Dinas Pertanian ditutup sejak 1 Juli 2024"):
        actions.record_incumbency(term, by=secretariat)


def test_opd_closed_by_mistake_is_reopened(client, secretariat):
    opd = make_opd()
    close(opd, by=secretariat)
    client.force_login(secretariat)
    url = reverse("forum:opd_reopen", args=[opd.pk])
    assert "Buka kembali Dinas Pertanian?" in client.get(url).content.decode()

    client.post(url)

    opd.refresh_from_db()
    assert (opd.closed_on, opd.closing_basis) == (None, "")
    assert told(opd)[-1] == "Dibuka kembali; penutupannya tercatat keliru"


def test_succeeded_opd_stays_closed(client, secretariat):
    opd = make_opd()
    close(opd, make_opd(name="Dinas Pangan"), by=secretariat)
    client.force_login(secretariat)

    page = client.post(reverse("forum:opd_reopen", args=[opd.pk]), follow=True).content.decode()

    assert "sudah diteruskan OPD lain" in page
    assert Opd.objects.get(pk=opd.pk).closed_on == FIRST


def test_closed_opd_is_not_offered_for_anything_new(client, secretariat, opd_officer):
    opd = opd_officer.opd
    jabatan = make_jabatan(opd=opd)
    close(opd, by=secretariat)
    client.force_login(secretariat)

    def offered(name, *args):
        return client.get(reverse(name, args=args)).context["form"].fields["opd"].queryset.filter(pk=opd.pk).exists()

    assert [offered("forum:jabatan_create"), offered("forum:account_create")] == [False, False]
    # What is there already stays as it is when something else of it is mended.
    assert [offered("forum:jabatan_edit", jabatan.pk), offered("forum:account_edit", opd_officer.pk)] == [True, True]


# Pages


def test_opd_is_renamed_on_its_page_which_then_tells_its_names(client, secretariat):
    opd = make_opd(short_name="Distan")
    client.force_login(secretariat)
    entered = {"name": "Dinas Pertanian dan Pangan", "since": "1 Juli 2024", "basis": BASIS}

    page = client.post(reverse("forum:opd_rename", args=[opd.pk]), entered, follow=True).content.decode()

    assert "Dinas Pertanian bernama Dinas Pertanian dan Pangan." in page
    assert "Nama dari masa ke masa" in page
    assert (BASIS in page, "1 Juli 2024" in page, "Distan" in page) == (True, True, True)


def test_opd_is_closed_on_its_page_which_then_tells_its_successor(client, secretariat):
    opd, successor = make_opd(), make_opd(name="Dinas Pangan")
    client.force_login(secretariat)
    entered = {"on": "1 Juli 2024", "basis": BASIS, "successors": [successor.pk]}

    page = client.post(reverse("forum:opd_close", args=[opd.pk]), entered, follow=True).content.decode()

    assert f"Ditutup sejak 1 Juli 2024 menurut {BASIS}, diteruskan" in page
    assert "Meneruskan" in client.get(successor.get_absolute_url()).content.decode()
    assert client.get(reverse("forum:opd_close", args=[opd.pk])).status_code == 403


@pytest.mark.parametrize(
    ("page", "entered", "field", "sentence"),
    [
        ("rename", {"name": "", "since": "2024-07-01", "basis": BASIS}, "name", "Isi nama baru, misalnya"),
        ("rename", {"name": "Dinas Pangan", "since": "2999-01-01", "basis": BASIS}, "__all__", "belum tiba"),
        ("close", {"on": "kemarin dulu", "basis": BASIS}, "on", "Tulis tanggal seperti"),
        ("close", {"on": "2024-07-01", "basis": ""}, "basis", "Isi dasar penutupan"),
        ("close", {"on": "2999-01-01", "basis": BASIS}, "__all__", "belum tiba"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(client, secretariat, page, entered, field, sentence):
    opd = make_opd()
    client.force_login(secretariat)

    response = client.post(reverse(f"forum:opd_{page}", args=[opd.pk]), entered)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert sentence in str(response.context["form"].errors[field])
    assert not LogEntry.objects.exists()


def test_foreign_opd_is_no_successor(client, secretariat, outsider):
    opd = make_opd()
    client.force_login(secretariat)
    entered = {"on": "2024-07-01", "basis": BASIS, "successors": [outsider.opd.pk]}

    response = client.post(reverse("forum:opd_close", args=[opd.pk]), entered)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["successors"])


@pytest.mark.parametrize("rows", [1, 3])
def test_opd_detail_query_count(client, secretariat, django_assert_num_queries, rows):
    opd, other = make_opd(), make_kabupaten()
    for number in range(rows):
        rename(opd, f"Dinas {number}", by=secretariat, since=datetime.date(2024, 1 + number, 1))
        make_jabatan(opd=opd, name=f"Kepala Bidang {number}")
        close(make_opd(kabupaten=other, name=f"Dinas Lama {number}"), opd, by=secretariat)
    make_kecamatan()
    client.force_login(secretariat)

    with django_assert_num_queries(9):
        client.get(opd.get_absolute_url())
