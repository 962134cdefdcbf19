"""What a closed OPD planned and was asked goes on with its successors; the day before, it was still its own."""

import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from forum import actions as forum_actions
from forum.models import LogEntry, User
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import OutcomeKind, Stage
from plans.models import Activity, ActivityFigures, Referral, Workplan
from plans.status import AnswerStatus
from plans.succession import ACTIVITY, PROMISE, REFERRAL, offices_on, shares_of
from tests.factories import (
    make_activity,
    make_answer,
    make_opd,
    make_outcome,
    make_referral,
    verified_usulan,
)
from tests.imports import apply, keep_workplan
from tests.plans.workbooks import row, workbook

FIRST = datetime.date(2024, 7, 1)
EVE = datetime.date(2024, 6, 30)
NOW = datetime.datetime(2024, 7, 1, 3, tzinfo=datetime.UTC)
CODE = "3.27.03.2.02.0011"


def close(opd, *successors, by):
    forum_actions.close_opd(opd, on=FIRST, basis="Perda Nomor 3", successors=successors, by=by, today=FIRST)


def hand_over(opd, successor, *, by):
    """Let everything that can go on with this successor go."""
    shares = [share for share in shares_of(opd, [successor]) if share.successors]
    return actions.hand_over(opd, [(share, successor) for share in shares], by=by)


def keys(shares) -> list[tuple]:
    return [(share.verb, share.record, [opd.name for opd in share.successors]) for share in shares]


@pytest.fixture
def old(kabupaten):
    return make_opd(name="Dinas Pertanian")


@pytest.fixture
def new(kabupaten):
    return make_opd(name="Dinas Pertanian dan Peternakan")


def test_all_of_the_closing_year_and_later_is_to_go_on(secretariat, old, new):
    make_activity(opd=old, fiscal_year=2023)
    this, later = make_activity(opd=old, fiscal_year=2024), make_activity(opd=old, fiscal_year=2025)
    make_referral(opd=old, closed_on=EVE)
    open_one = make_referral(opd=old, usulan=verified_usulan(title="Jalan usaha tani"))
    promise = make_outcome(kind=OutcomeKind.AGREED_NEXT_YEAR, target_year=2025, target_opd=old)
    close(old, new, by=secretariat)

    found = keys(shares_of(old, [new]))

    assert found == [
        (ACTIVITY, this, [new.name]),
        (ACTIVITY, later, [new.name]),
        (REFERRAL, open_one, [new.name]),
        (PROMISE, promise, [new.name]),
    ]


def test_merged_opd_hands_over_with_figures_lokus_portions_and_drafts(secretariat, old, new):
    activity = make_activity(opd=old, lokus=2)
    outcome = make_outcome(activity=activity)
    referral = make_referral(opd=old, usulan=verified_usulan(title="Jalan usaha tani"))
    draft = make_answer(referral=referral, status=AnswerStatus.DRAFT)
    promise = make_outcome(
        usulan=verified_usulan(title="Traktor"), kind=OutcomeKind.AGREED_NEXT_YEAR, target_year=2025, target_opd=old
    )
    close(old, new, by=secretariat)

    counts = hand_over(old, new, by=secretariat)

    for record in (activity, referral, promise, draft):
        record.refresh_from_db()
    assert counts == {ACTIVITY: 1, REFERRAL: 1, PROMISE: 1}
    assert (activity.opd, referral.opd, promise.target_opd) == (new, new, new)
    assert (activity.committed, activity.figures.count(), activity.lokus.count()) == (10_000_000, 1, 2)
    assert (outcome.portions.get().activity.opd, referral.answers.get()) == (new, draft)
    assert shares_of(old, [new]) == []
    told = {entry.verb: entry.sentence for entry in LogEntry.objects.filter(verb__contains="hand_over")}
    assert told == {
        ACTIVITY: "Dialihkan dari Dinas Pertanian ke Dinas Pertanian dan Peternakan",
        REFERRAL: "Penerusan ke Dinas Pertanian untuk tahun 2024 dilanjutkan Dinas Pertanian dan Peternakan",
        PROMISE: "Kesepakatan untuk Renja 2025 dilanjutkan Dinas Pertanian dan Peternakan, penerus Dinas Pertanian",
    }


def test_day_before_it_was_still_held_by_the_old_opd(secretariat, old, new):
    last = make_opd(name="Dinas Pangan")
    activity, referral = make_activity(opd=old), make_referral(opd=old)
    close(old, new, by=secretariat)
    hand_over(old, new, by=secretariat)
    second = datetime.date(2024, 8, 1)
    forum_actions.close_opd(new, on=second, basis="Perda", successors=[last], by=secretariat, today=second)
    hand_over(new, last, by=secretariat)
    activity.refresh_from_db()
    referral.refresh_from_db()

    def held_on(day):
        offices = offices_on(day, secretariat.kabupaten, activities=[activity], usulan=[referral.usulan])
        return offices.names[offices.of_activity(activity)], offices.names[offices.of_referral(referral)]

    assert [held_on(day) for day in (EVE, FIRST, datetime.date(2024, 7, 31), second)] == [
        (old.name, old.name),
        (new.name, new.name),
        (new.name, new.name),
        (last.name, last.name),
    ]


def test_what_the_successor_has_already_stays_with_the_old_opd(client, secretariat, old, new):
    kept = make_activity(opd=old, code=CODE, name="Sumur bor")
    make_activity(opd=new, code=CODE)
    make_activity(opd=new, code="3.27.03.2.02.0012", fiscal_year=2025)
    going = make_activity(opd=old, code="3.27.03.2.02.0012", name="Embung")
    asked = make_referral(opd=old)
    make_referral(opd=new, usulan=asked.usulan)
    close(old, new, by=secretariat)
    client.force_login(secretariat)

    page = client.post(reverse("plans:succession", args=[old.pk]), follow=True).content.decode()

    for record in (kept, going, asked):
        record.refresh_from_db()
    assert (kept.opd, going.opd, asked.opd) == (old, new, old)
    assert "Dialihkan: 1 sub kegiatan." in page
    assert "2 berikut ini tidak dapat dialihkan" in page
    assert f'href="{kept.get_absolute_url()}"' in page


def test_split_opd_gives_each_to_whom_it_is_chosen_for(client, secretariat, old):
    crops = make_opd(name="Dinas Tanaman Pangan", bidang_codes="3.27")
    cattle = make_opd(name="Dinas Peternakan")
    irrigation, goats = make_activity(opd=old, code=CODE), make_activity(opd=old, code="2.09.03.2.02.0012")
    referral = make_referral(opd=old)
    close(old, crops, cattle, by=secretariat)
    client.force_login(secretariat)
    url = reverse("plans:succession", args=[old.pk])
    form = client.get(url).context["form"]
    initial = [field.initial for field in form.fields.values()]
    assert initial == [None, str(crops.pk), None]  # the code names the bidang urusan of one of them

    client.post(url, {f"{ACTIVITY}-{irrigation.pk}": crops.pk, f"{ACTIVITY}-{goats.pk}": cattle.pk})
    client.post(url, {f"{REFERRAL}-{referral.pk}": ""})

    assert {row.code: row.opd for row in Activity.objects.all()} == {irrigation.code: crops, goats.code: cattle}
    assert Referral.objects.get().opd == old


def test_split_opd_gives_nothing_to_a_stranger(client, secretariat, outsider, old):
    activity = make_activity(opd=old)
    close(old, make_opd(name="Dinas Pangan"), make_opd(name="Dinas Peternakan"), by=secretariat)
    client.force_login(secretariat)

    response = client.post(reverse("plans:succession", args=[old.pk]), {f"{ACTIVITY}-{activity.pk}": outsider.opd.pk})

    assert response.status_code == 422
    assert Activity.objects.get().opd == old
    share, *_ = shares_of(old, [make_opd(name="Dinas Pangan")])
    with pytest.raises(MoveRefused, match="bukan penerus Dinas Pertanian"):
        actions.hand_over(old, [(share, outsider.opd)], by=secretariat)


def test_workplans_at_different_stages_are_not_joined(client, secretariat, old, new):
    activity = make_activity(opd=old, stage=Stage.APBD)
    make_activity(opd=new, stage=Stage.RKPD)
    close(old, new, by=secretariat)
    client.force_login(secretariat)

    response = client.post(reverse("plans:succession", args=[old.pk]))

    assert response.status_code == 422
    assert "berada pada tahap APBD, sedangkan" in str(response.context["form"].non_field_errors())
    assert Activity.objects.get(pk=activity.pk).opd == old


def test_successor_without_a_workplan_takes_the_stage_over(secretariat, old, new):
    make_activity(opd=old, stage=Stage.APBD)
    close(old, new, by=secretariat)

    hand_over(old, new, by=secretariat)

    assert Workplan.objects.of(new, 2024).stage == Stage.APBD


def test_second_who_hands_over_is_told(secretariat, old, new):
    make_activity(opd=old)
    close(old, new, by=secretariat)
    seen = [(share, new) for share in shares_of(old, [new])]
    actions.hand_over(old, seen, by=secretariat)

    with pytest.raises(MoveRefused, match="Muat ulang halaman"):
        actions.hand_over(old, seen, by=secretariat)

    assert LogEntry.objects.filter(verb=ACTIVITY).count() == 1


def test_twin_that_came_meanwhile_is_told(secretariat, old, new):
    activity, referral = make_activity(opd=old, code=CODE), make_referral(opd=old)
    close(old, new, by=secretariat)
    seen = [(share, new) for share in shares_of(old, [new])]
    make_activity(opd=new, code=CODE)

    with pytest.raises(MoveRefused, match="Muat ulang halaman"):
        actions.hand_over(old, seen, by=secretariat)

    referral.refresh_from_db()
    assert (Activity.objects.get(pk=activity.pk).opd, referral.opd) == (old, old)


@pytest.mark.django_db(transaction=True)
def test_two_who_hand_over_at_once_move_each_activity_once():
    by = User.objects.system()
    old, new = make_opd(name="Dinas Pertanian"), make_opd(name="Dinas Pangan")
    for _ in range(4):
        make_activity(opd=old)
    close(old, new, by=by)
    start, ends = threading.Barrier(2), []

    def work():
        seen = [(share, new) for share in shares_of(old, [new])]
        start.wait()
        try:
            actions.hand_over(old, seen, by=by)
            ends.append("moved")
        except MoveRefused:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["moved", "refused"]
    assert Activity.objects.for_opd(new).count() == LogEntry.objects.filter(verb=ACTIVITY).count() == 4


def test_file_under_the_old_name_plans_no_year_of_the_successor(secretariat, old, new):
    close(old, new, by=secretariat)
    next_year = {"starts_on": datetime.date(2025, 1, 1), "ends_on": datetime.date(2025, 12, 31)}
    data = workbook(row(**next_year))
    import_ = keep_workplan(data, by=secretariat, opd=old, fiscal_year=2025, now=NOW, today=FIRST)

    with pytest.raises(MoveRefused, match="Rencana kerja 2025 dicatat pada OPD penerusnya"):
        apply(import_, by=secretariat, now=NOW, today=FIRST)
    activity = Activity(opd=old, fiscal_year=2025, code=CODE, name="Sumur bor")
    with pytest.raises(MoveRefused, match="ditutup sejak 1 Juli 2024"):
        actions.record_activity(activity, ActivityFigures(stage=Stage.RKPD, pagu=1), by=secretariat, today=FIRST)

    assert not Activity.objects.exists()


def test_what_stays_is_still_mended_by_the_secretariat(secretariat, old, new):
    kept = make_activity(opd=old, code=CODE, fiscal_year=2025)
    make_activity(opd=new, code=CODE, fiscal_year=2025)
    close(old, new, by=secretariat)
    kept.name = "Sumur bor"

    actions.record_activity(kept, kept.figures.get(), ["name"], by=secretariat, today=FIRST)

    assert Activity.objects.get(opd=old).name == "Sumur bor"


# Who, and where


def test_closed_opd_page_leads_to_the_hand_over(client, secretariat, old, new):
    close(old, new, by=secretariat)
    client.force_login(secretariat)

    assert f'href="{reverse("plans:succession", args=[old.pk])}"' in client.get(old.get_absolute_url()).content.decode()
    assert "Alihkan kegiatan" not in client.get(new.get_absolute_url()).content.decode()


def test_hand_over_is_the_secretariats_and_of_a_closed_opd(client, request, secretariat, outsider, old, new):
    url = reverse("plans:succession", args=[old.pk])
    client.force_login(secretariat)
    assert client.get(url).status_code == 403  # not closed
    close(old, new, by=secretariat)
    assert (client.get(url).status_code, client.put(url).status_code) == (200, 405)

    for who in ("opd_officer", "camat", "facilitator", "observer"):
        client.force_login(request.getfixturevalue(who))
        assert client.get(url).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.hand_over(old, [], by=request.getfixturevalue(who))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).headers["Location"].startswith(reverse("forum:login"))


@pytest.mark.parametrize("rows", [1, 3])
def test_succession_query_count(client, secretariat, old, new, django_assert_num_queries, rows):
    for number in range(rows):
        make_activity(opd=old)
        make_referral(opd=old, usulan=verified_usulan(title=f"Usulan {number}"))
        promised = verified_usulan(title=f"Janji {number}")
        make_outcome(usulan=promised, kind=OutcomeKind.AGREED_NEXT_YEAR, target_year=2025, target_opd=old)
    close(old, new, make_opd(name="Dinas Pangan"), by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(9):
        client.get(reverse("plans:succession", args=[old.pk]))
