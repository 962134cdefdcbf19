"""The OPD's inbox: waiting, drafted, sent; whose it is, and what of a draft others may know."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.choices import IncumbencyKind, Role
from plans import rules
from plans.choices import OutcomeKind, Reason
from plans.status import AnswerStatus
from tests.factories import (
    TODAY,
    make_answer,
    make_incumbency,
    make_jabatan,
    make_opd,
    make_outcome,
    make_person,
    make_referral,
    make_user,
    verified_usulan,
)

pytestmark = pytest.mark.django_db
URL = reverse("plans:inbox")


def referral(title, **fields):
    return make_referral(usulan=verified_usulan(title=title), **fields)


def titles(client, tab="menunggu", **address):
    response = client.get(URL, {"tab": tab, **address})
    return [row.question.referral.usulan.title for row in response.context_data["rows"]]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("secretariat", True),
        ("opd_officer", True),
        ("opd_head", True),
        ("facilitator", False),
        ("camat", False),
        ("observer", False),
    ],
)
def test_inbox_is_the_opds_and_the_secretariats(client, who, may, request):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert rules.can_use_inbox(user, today=TODAY) is may
    assert client.get(URL).status_code == (200 if may else 403)


def test_inbox_sorts_into_three_tabs(client, opd_officer):
    referral("Menunggu")
    make_answer(referral=referral("Draf"))
    make_answer(referral=referral("Terkirim"), status=AnswerStatus.SENT)
    client.force_login(opd_officer)

    assert {tab: titles(client, tab) for tab in ("menunggu", "draf", "terkirim")} == {
        "menunggu": ["Menunggu"],
        "draf": ["Draf"],
        "terkirim": ["Terkirim"],
    }
    page = client.get(URL).content.decode()
    assert page.count('<span class="num">(1)</span>') == 3


def test_inbox_keeps_an_answer_under_revision_in_both_tabs(client, opd_officer):
    asked = referral("Diubah")
    make_answer(referral=asked, status=AnswerStatus.SENT)
    make_answer(referral=asked, kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Habis.")
    client.force_login(opd_officer)

    assert titles(client, "menunggu") == []
    assert titles(client, "draf") == titles(client, "terkirim") == ["Diubah"]


def test_inbox_of_an_officer_holds_his_opd_only(client, opd_officer):
    referral("Pertanian")
    referral("Perikanan", opd=make_opd(name="Dinas Perikanan"))
    client.force_login(opd_officer)

    assert titles(client) == ["Pertanian"]


def test_inbox_of_the_secretariat_holds_all_and_narrows_by_opd_and_year(client, secretariat):
    fishing = make_opd(name="Dinas Perikanan")
    year = timezone.localdate().year
    referral("Pertanian", fiscal_year=year)
    referral("Perikanan", opd=fishing, fiscal_year=year + 1)
    client.force_login(secretariat)

    assert titles(client) == ["Pertanian", "Perikanan"]
    assert titles(client, opd=fishing.pk) == titles(client, year=year + 1) == ["Perikanan"]


def test_inbox_follows_the_jabatan_as_plt_in_a_second_opd(client):
    farming, fishing = make_opd(), make_opd(name="Dinas Perikanan")
    person = make_person()
    make_incumbency(
        jabatan=make_jabatan(name="Kepala Dinas Perikanan", opd=fishing, is_head=True),
        person=person,
        kind=IncumbencyKind.PLT,
    )
    client.force_login(make_user(role=Role.OPD_OFFICER, opd=farming, person=person))
    referral("Pertanian")
    referral("Perikanan", opd=fishing)

    assert titles(client) == ["Pertanian", "Perikanan"]


def test_inbox_puts_what_is_due_first_on_top_and_says_what_is_late(client, opd_officer):
    today = timezone.localdate()
    referral("Nanti", asked_on=today, due_on=today + datetime.timedelta(days=5))
    referral("Lewat", asked_on=today - datetime.timedelta(days=9), due_on=today - datetime.timedelta(days=2))
    client.force_login(opd_officer)

    assert titles(client) == ["Lewat", "Nanti"]
    page = client.get(URL).content.decode()
    assert "belum dijawab, 9 hari" in page
    assert page.count("lewat 2 hari") == 1


def test_inbox_tells_the_head_first_what_waits_for_him(client, opd_head, opd_officer):
    asked = referral("Draf")
    make_answer(referral=asked)
    line = "draf jawaban menunggu Anda baca dan kirim"

    for user, told in ((opd_head, True), (opd_officer, False)):
        client.force_login(user)
        assert (line in client.get(URL).content.decode()) is told
        page = client.get(URL, {"tab": "draf"}).content.decode()
        assert (reverse("plans:answer_accept", args=[asked.pk]) in page) is told


def test_inbox_shows_the_wording_of_a_draft_to_its_opd_only(client, opd_officer, secretariat):
    make_answer(
        referral=referral("Draf"), kind=OutcomeKind.REFUSED, reason=Reason.LOKUS_FULL, explanation="Lokus habis."
    )

    for user, shown in ((opd_officer, True), (secretariat, False)):
        client.force_login(user)
        page = client.get(URL, {"tab": "draf"})
        assert "Draf" in [row.question.referral.usulan.title for row in page.context_data["rows"]]
        assert ("Tidak disepakati" in page.content.decode()) is shown


def test_inbox_leaves_out_what_was_withdrawn_or_decided(client, opd_officer):
    referral("Ditarik", closed_on=TODAY)
    make_outcome(usulan=referral("Diputuskan").usulan)
    client.force_login(opd_officer)

    assert titles(client) == []
    assert "Tidak ada usulan yang menunggu jawaban." in client.get(URL).content.decode()


@pytest.mark.parametrize("tab", ["draf", "terkirim"])
def test_inbox_empty_tabs_say_what_belongs_there(client, opd_officer, tab):
    client.force_login(opd_officer)

    assert 'class="empty"' in client.get(URL, {"tab": tab}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("tab", "queries"), [("menunggu", 10), ("draf", 10), ("terkirim", 10)])
def test_inbox_query_count(client, opd_officer, rows, tab, queries, django_assert_num_queries):
    for number in range(rows):
        referral(f"Menunggu {number}")
        make_answer(referral=referral(f"Draf {number}"))
        make_answer(referral=referral(f"Terkirim {number}"), status=AnswerStatus.SENT)
    client.force_login(opd_officer)

    with django_assert_num_queries(queries):
        response = client.get(URL, {"tab": tab})

    assert response.content.count(tab.capitalize().encode() + b" ") >= rows
    assert len(response.context_data["rows"]) == rows


def test_inbox_pages_by_25(client, opd_officer):
    for number in range(26):
        referral(f"Usulan {number:02d}")
    client.force_login(opd_officer)

    assert (len(titles(client)), len(titles(client, page=2))) == (25, 1)


def test_inbox_of_another_kabupaten_is_empty(client, outsider):
    referral("Rahasia")
    client.force_login(outsider)

    assert titles(client) == []


def test_inbox_is_closed_and_read_only(client, opd_officer):
    assert client.get(URL)["Location"].startswith(reverse("forum:login"))
    client.force_login(opd_officer)
    assert client.post(URL).status_code == 405
