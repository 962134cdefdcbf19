"""The screen of a meeting that goes on: what it shows, how it follows, and how it decides."""

import datetime

import pytest
from django.urls import reverse

from forum.transitions import MoveRefused
from meetings import actions
from meetings.models import Floor
from plans.choices import OutcomeKind, Reason
from plans.ledger import ledger_faults
from plans.models import AllocationRun, Outcome
from plans.status import AnswerStatus
from tests.factories import (
    make_activity,
    make_answer,
    make_desa,
    make_kecamatan,
    make_meeting,
    make_opd,
    make_outcome,
    make_referral,
    verified_usulan,
)
from tests.meetings.test_decision_views import filled

NOW = datetime.datetime(2024, 1, 31, 2, tzinfo=datetime.UTC)


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="running")


def url(meeting, name="meetings:live"):
    return reverse(name, args=[meeting.pk])


def screen(client, meeting, **query) -> str:
    response = client.get(url(meeting), query)
    assert response.status_code == 200
    return response.content.decode()


def tag_and_board(client, meeting, tag="") -> tuple:
    response = client.get(url(meeting, "meetings:live_board"), headers={"If-None-Match": tag} if tag else {})
    return response.status_code, response["ETag"], response.content.decode()


def decide(client, meeting, usulan, kind, year=2024, **fields):
    return client.post(url(meeting), filled(kind, usulan=usulan.pk, tahun=year, **fields))


# What it shows


@pytest.mark.parametrize("who", ["secretariat", "opd_officer", "facilitator", "camat", "observer"])
def test_screen_shows_everyone_the_wish_the_answer_and_what_is_left(client, request, meeting, who):
    usulan = verified_usulan(title="Sumur bor Dusun 2", kecamatan_rank=1)
    following = verified_usulan(title="Jalan usaha tani", kecamatan_rank=2)
    activity = make_activity(name="Pembangunan Sumur Bor", lokus=2, pagu=200_000_000)
    make_answer(
        referral=make_referral(usulan=usulan), kind=OutcomeKind.AGREED, activity=activity, status=AnswerStatus.SENT,
        volume=1, amount=150_000_000, explanation="Titik air sudah diperiksa.",
    )  # fmt: skip
    client.force_login(request.getfixturevalue(who))

    page = screen(client, meeting)

    for text in ("Sumur bor Dusun 2, Desa Waiholo", "Titik air sudah diperiksa.", "Sisa pagu Rp200.000.000"):
        assert text in page
    assert "<strong>0 dari 2</strong> usulan 2024 diputuskan" in page
    assert f"<li>{following}, Desa Waiholo</li>" in page
    assert ("Simpan keputusan" in page) == (who == "secretariat")


def test_screen_without_any_usulan_says_so(client, secretariat, meeting):
    client.force_login(secretariat)

    assert "Tidak ada usulan 2024 untuk diputuskan" in screen(client, meeting)


def test_screen_says_when_all_is_decided(client, secretariat, meeting):
    make_outcome(usulan=verified_usulan(), kind=OutcomeKind.REDIRECTED, target_source="csr")
    client.force_login(secretariat)

    assert "Semua usulan 2024 sudah diputuskan" in screen(client, meeting)


def test_screen_is_404_outside_and_sends_visitors_to_the_log_in(client, outsider, meeting):
    assert client.get(url(meeting)).status_code == 302
    assert client.get(url(meeting, "meetings:live_board")).status_code == 302

    client.force_login(outsider)

    assert client.get(url(meeting)).status_code == 404
    assert client.get(url(meeting, "meetings:live_board")).status_code == 404
    assert client.post(url(meeting, "meetings:live_step")).status_code == 404


def test_deciding_and_moving_is_the_secretariats(client, opd_officer, meeting):
    usulan = verified_usulan()
    client.force_login(opd_officer)

    assert decide(client, meeting, usulan, "refused").status_code == 403
    assert client.post(url(meeting, "meetings:live_step")).status_code == 403


def test_wrong_methods(client, secretariat, meeting):
    client.force_login(secretariat)

    assert client.put(url(meeting)).status_code == 405
    assert client.post(url(meeting, "meetings:live_board")).status_code == 405
    assert client.get(url(meeting, "meetings:live_step")).status_code == 405


def test_meeting_page_leads_to_the_screen_until_it_is_approved(client, observer, meeting):
    client.force_login(observer)
    assert url(meeting) in client.get(meeting.get_absolute_url()).content.decode()

    assert url(meeting) in client.get(reverse("meetings:meeting_list")).content.decode()
    approved = make_meeting(title="Sudah disahkan", status="approved")

    assert url(approved) not in client.get(approved.get_absolute_url()).content.decode()


# The order


@pytest.fixture
def four(meeting):
    """Two in Kodi, one in Loura; of Kodi the second lies with Dinas Peternakan, that of Loura with Dinas Pertanian."""
    loura = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni")
    rows = {
        "kodi 1": verified_usulan(title="kodi 1", kecamatan_rank=1),
        "kodi 2": verified_usulan(title="kodi 2", kecamatan_rank=2),
        "loura 1": verified_usulan(title="loura 1", desa=loura, kecamatan_rank=1),
        "tahun 2025": verified_usulan(title="tahun 2025", fiscal_year=2025),
    }
    make_referral(usulan=rows["kodi 2"], opd=make_opd(name="Dinas Peternakan"))
    make_referral(usulan=rows["loura 1"])
    return rows


@pytest.mark.parametrize(
    ("order", "titles", "groups"),
    [
        ("kecamatan", ["kodi 1", "kodi 2", "loura 1"], [("Kodi", 2), ("Loura", 1)]),
        (
            "opd",
            ["loura 1", "kodi 2", "kodi 1"],
            [("Dinas Pertanian", 1), ("Dinas Peternakan", 1), ("Belum diteruskan ke OPD", 1)],
        ),
    ],
)
def test_usulan_come_by_kecamatan_or_by_opd(client, secretariat, meeting, four, order, titles, groups):
    client.force_login(secretariat)
    client.post(url(meeting, "meetings:live_step"), {"tahun": 2024, "urut": order})

    board = client.get(url(meeting)).context["board"]

    assert [board.usulan.title, *(row.title for row in board.upcoming)] == titles
    assert [(group, count) for group, count, _ in board.queue.groups()] == groups


def test_secretariat_skips_goes_back_and_chooses_a_group(client, secretariat, meeting, four):
    client.force_login(secretariat)

    def go_to(usulan, year=2024):
        client.post(url(meeting, "meetings:live_step"), {"usulan": usulan.pk, "tahun": year, "urut": "kecamatan"})
        return client.get(url(meeting)).context["board"]

    board = go_to(four["kodi 2"])
    assert (board.usulan, board.previous, board.following) == (
        four["kodi 2"], four["kodi 1"].pk, four["loura 1"].pk,
    )  # fmt: skip
    assert go_to(four["loura 1"]).following == four["kodi 1"].pk  # after the last it begins anew
    assert go_to(four["tahun 2025"], 2025).usulan == four["tahun 2025"]


@pytest.mark.parametrize("change", [{"usulan": 0}, {"tahun": 2030}, {"urut": "abjad"}, {"tahun": ""}])
def test_step_to_what_is_not_there_moves_nothing(client, secretariat, meeting, four, change):
    client.force_login(secretariat)
    step = {"usulan": four["kodi 2"].pk, "tahun": 2024, "urut": "kecamatan"} | change

    response = client.post(url(meeting, "meetings:live_step"), step, follow=True)

    assert "Usulan itu tidak dapat dibahas lagi." in response.content.decode()
    assert not Floor.objects.exists()


def test_what_is_not_this_meetings_is_never_brought_before_it(secretariat, meeting, outsider):
    foreign = verified_usulan(desa=make_desa(kecamatan=make_kecamatan(kabupaten=outsider.kabupaten, name="Bula")))

    for usulan, year in [(foreign, 2024), (None, 2026)]:
        with pytest.raises(MoveRefused, match="Rapat ini memutuskan usulan untuk tahun 2024 dan 2025"):
            actions.take_up(meeting, usulan, fiscal_year=year, order="opd", by=secretariat)

    assert not Floor.objects.exists()


# Deciding


def test_answer_of_the_opd_is_decided_with_one_press(client, secretariat, meeting):
    usulan, following = (verified_usulan(title=title, kecamatan_rank=n) for n, title in enumerate("AB", 1))
    activity = make_activity(name="Pembangunan Sumur Bor", lokus=1, pagu=200_000_000)
    make_answer(
        referral=make_referral(usulan=usulan), kind=OutcomeKind.AGREED, activity=activity, status=AnswerStatus.SENT,
        volume=1, amount=150_000_000, funding_source="apbd_kabupaten",
    )  # fmt: skip
    client.force_login(secretariat)
    form = client.get(url(meeting)).context["form"]
    shown = {field.html_name: field.value() for one in form.all_forms for field in one if field.value() is not None}

    response = client.post(url(meeting), filled(shown.pop("kind"), usulan=usulan.pk, tahun=2024) | shown, follow=True)

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.portions.get().activity, outcome.portions.get().amount) == (
        "agreed", activity, 150_000_000,
    )  # fmt: skip
    assert response.context["board"].usulan == following
    counts = "<strong>1 dari 2</strong> usulan 2024 diputuskan · Disepakati <strong>1</strong>"
    assert counts in response.content.decode()
    assert ledger_faults(meeting.kabupaten) == []


def test_proposal_of_the_allocation_is_filled_in(client, secretariat, meeting):
    usulan, activity = verified_usulan(), make_activity(lokus=1)
    run = AllocationRun.objects.create(
        kabupaten=meeting.kabupaten, fiscal_year=2024, by=secretariat, at=NOW, ended_at=NOW, applied_at=NOW,
        is_current=True,
    )  # fmt: skip
    run.proposals.create(usulan=usulan, activity=activity, cost=50_000_000, is_ticked=True)
    client.force_login(secretariat)

    form = client.get(url(meeting)).context["form"]

    assert form["kind"].value() == OutcomeKind.AGREED
    assert form.portions[0]["activity"].value() == activity.pk


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (OutcomeKind.REFUSED, {"reason": Reason.NOT_AUTHORITY, "explanation": "Menjadi kewenangan desa."}),
        (OutcomeKind.POSTPONED, {"target_year": 2025, "road": "renja"}),
        (OutcomeKind.REDIRECTED, {"target_source": "csr"}),
        (OutcomeKind.AGREED_NEXT_YEAR, {"target_year": 2025, "target_opd": "Dinas Pertanian"}),
    ],
)
def test_other_outcomes_are_decided_with_what_they_carry(client, secretariat, meeting, kind, fields):
    usulan = verified_usulan()
    if "target_opd" in fields:
        fields = fields | {"target_opd": make_opd(name=fields["target_opd"]).pk}
    client.force_login(secretariat)

    assert decide(client, meeting, usulan, kind, **fields).status_code == 302
    assert Outcome.objects.get().kind == kind


def test_incomplete_decision_stays_on_the_screen(client, secretariat, meeting):
    usulan = verified_usulan(title="Rabat beton")
    client.force_login(secretariat)

    response = decide(client, meeting, usulan, OutcomeKind.REFUSED, explanation="Kewenangan desa.")

    assert response.status_code == 422
    assert response.context["form"]["explanation"].value() == "Kewenangan desa."
    assert not Outcome.objects.exists()


def test_second_decision_is_explained_and_keeps_what_was_filled_in(client, secretariat, meeting):
    usulan, following = (verified_usulan(title=title, kecamatan_rank=n) for n, title in enumerate("AB", 1))
    client.force_login(secretariat)
    decide(client, meeting, usulan, OutcomeKind.REDIRECTED, target_source="csr")

    response = decide(client, meeting, usulan, OutcomeKind.POSTPONED, target_year=2025, road="renja")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Usulan ini baru saja diputuskan: Dialihkan." in page
    assert "Layar rapat sudah membahas yang lain." in page
    assert response.context["form"]["road"].value() == "renja"
    assert response.context["board"].usulan == following
    assert Outcome.objects.get().kind == OutcomeKind.REDIRECTED


def test_decision_does_not_pull_the_room_away_from_what_it_moved_on_to(client, secretariat, meeting, four):
    client.force_login(secretariat)
    client.post(url(meeting, "meetings:live_step"), {"usulan": four["loura 1"].pk, "tahun": 2024, "urut": "kecamatan"})

    decide(client, meeting, four["kodi 1"], OutcomeKind.REDIRECTED, target_source="csr")

    assert client.get(url(meeting)).context["board"].usulan == four["loura 1"]


@pytest.mark.parametrize("change", [{"usulan": 0}, {"tahun": 2030}])
def test_decision_on_what_is_not_there_is_404(client, secretariat, meeting, change):
    client.force_login(secretariat)

    assert client.post(url(meeting), {"usulan": verified_usulan().pk, "tahun": 2024} | change).status_code == 404


# How it follows


def test_board_is_read_again_only_when_something_changed(client, secretariat, observer, meeting):
    usulan = verified_usulan(title="Sumur bor")
    activity = make_activity(lokus=1)
    client.force_login(observer)
    status, tag, board = tag_and_board(client, meeting)
    assert (status, "Sumur bor" in board) == (200, True)
    assert tag_and_board(client, meeting, tag) == (304, tag, "")

    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.REDIRECTED, target_source="csr")
    actions.decide(meeting, outcome, by=secretariat, now=NOW)

    status, later, board = tag_and_board(client, meeting, tag)
    assert (status, later == tag) == (200, False)
    assert "<strong>1 dari 1</strong> usulan 2024 diputuskan" in board
    make_outcome(usulan=verified_usulan(title="Dari tempat lain"), activity=activity, by=secretariat)
    assert tag_and_board(client, meeting, later)[0] == 200


def test_board_of_one_role_is_not_shown_to_another(client, secretariat, observer, meeting):
    usulan = verified_usulan()
    make_answer(referral=make_referral(usulan=usulan), status=AnswerStatus.SENT)
    client.force_login(secretariat)
    assert "Pakai jawaban ini" in tag_and_board(client, meeting)[2]

    client.force_login(observer)

    assert "Pakai jawaban ini" not in tag_and_board(client, meeting)[2]


@pytest.mark.parametrize("rows", [1, 3])
def test_stale_board_costs_the_same_queries_for_any_number(client, observer, meeting, rows, django_assert_num_queries):
    for n in range(rows):
        make_answer(referral=make_referral(usulan=verified_usulan(title=f"Perahu {n}")), status=AnswerStatus.SENT)
    make_activity(lokus=1)
    client.force_login(observer)

    # session, user, meeting with its floor; queue, usulan, who is present, sync.lay_out_year
    with django_assert_num_queries(21):
        response = client.get(url(meeting, "meetings:live_board"))

    assert response.content.decode().count("Perahu") == rows + 1


def test_fresh_board_costs_three_queries(client, observer, meeting, django_assert_num_queries):
    verified_usulan()
    client.force_login(observer)
    _, tag, _ = tag_and_board(client, meeting)

    with django_assert_num_queries(3):  # session, user, meeting with its floor
        assert tag_and_board(client, meeting, tag)[0] == 304


@pytest.mark.parametrize("rows", [1, 3])
def test_screen_of_the_secretariat_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    for n in range(rows):
        make_referral(usulan=verified_usulan(title=f"Perahu {n}"))
    client.force_login(secretariat)

    # session, user, meeting with its floor; queue of both years, usulan, who is present, sync.lay_out_year;
    # for the form: OPD, usulan it may go into, planned merges of it and into it, activities
    with django_assert_num_queries(18):
        client.get(url(meeting))
