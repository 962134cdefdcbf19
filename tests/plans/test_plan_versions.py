"""The yearly pemutakhiran: what a new version takes over, what it asks again, and how its page tells the two apart."""

import datetime
import html
import threading
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from forum.choices import Role
from forum.models import LogEntry
from forum.transitions import MoveRefused
from plans import actions
from plans.choices import CarryMark, OutcomeKind, Reason, Road
from plans.models import CarriedUsulan, LivelihoodPlan, Portion, Usulan
from tests.factories import (
    make_desa,
    make_execution,
    make_kabupaten,
    make_outcome,
    make_plan,
    make_user,
    make_usulan,
    verified_usulan,
)

REVISE, DETAIL = "plans:plan_revise", "plans:plan_detail"
MUSYAWARAH = datetime.date(2024, 11, 8)


def text_of(response):
    return html.unescape(response.content.decode())


def version_after(previous, **fields):
    values = {"fiscal_year": previous.fiscal_year + 1, "revision": previous.revision + 1, "musyawarah_on": MUSYAWARAH}
    return LivelihoodPlan(desa=previous.desa, **(values | fields))


def refused(**fields):
    usulan = verified_usulan(**fields)
    make_outcome(
        usulan=usulan, kind=OutcomeKind.REFUSED, reason=Reason.LAND_UNCLEAR, explanation="Lahan belum dihibahkan."
    )
    return usulan


def postponed(**fields):
    usulan = verified_usulan(**fields)
    make_outcome(usulan=usulan, kind=OutcomeKind.POSTPONED, target_year=usulan.fiscal_year + 1, road=Road.MUSRENBANGCAM)
    return usulan


def agreed(**fields):
    usulan = verified_usulan(**fields)
    make_outcome(usulan=usulan)
    return usulan


def filled(previous, **changes):
    return {
        "uuid": uuid.uuid4(),
        "version": 1,
        "fiscal_year": previous.fiscal_year + 1,
        "revision": previous.revision + 1,
        "musyawarah_on": "8 November 2024",
        "men": "20",
        "women": "11",
        "goal": "Air cukup.",
        "potential": "",
        "challenges": "",
    } | changes


# --- the action ---


def test_revise_carries_what_was_agreed_and_never_asks_it_again(facilitator):
    previous = make_plan()
    usulan = agreed(plan=previous, title="Sumur bor")

    plan = actions.revise_plan(previous, version_after(previous), {usulan.pk: "Diminta lagi."}, by=facilitator)

    carried = CarriedUsulan.objects.get()
    assert LogEntry.objects.for_record(plan).latest("pk").sentence == (
        "Rencana 2024 dimutakhirkan: 1 usulan terbawa tanpa diminta lagi, 0 diminta lagi"
    )
    assert (carried.plan, carried.usulan, carried.mark) == (plan, usulan, CarryMark.AGREED)
    assert not Usulan.objects.for_year(plan.fiscal_year).exists()
    assert LogEntry.objects.for_record(usulan).get(verb="usulan.carry").sentence == (
        "Dibawa ke rencana 2025, pemutakhiran ke-1: sudah disepakati, tidak diminta lagi"
    )


def test_revise_asks_again_only_what_was_chosen_and_it_stays_one_usulan(facilitator):
    previous = make_plan()
    again, left = verified_usulan(plan=previous, title="Perahu"), verified_usulan(plan=previous, title="Jaring")

    plan = actions.revise_plan(previous, version_after(previous), {again.pk: ""}, by=facilitator)

    assert list(Usulan.objects.for_year(2025)) == [again]
    assert set(Usulan.objects.years()) == {2024, 2025}
    assert list(Usulan.objects.in_plan(plan)) == [again]
    assert set(Usulan.objects.all()) == {again, left}
    again.refresh_from_db()
    assert (again.plan, again.fiscal_year) == (previous, 2024)


def test_revise_asks_a_refused_one_again_only_with_a_reason(facilitator):
    previous = make_plan()
    usulan = refused(plan=previous, title="Jalan usaha tani")

    with pytest.raises(MoveRefused, match="Tulis mengapa “Jalan usaha tani” diminta lagi"):
        actions.revise_plan(previous, version_after(previous), {usulan.pk: "  "}, by=facilitator)

    assert LivelihoodPlan.objects.count() == 1
    actions.revise_plan(previous, version_after(previous), {usulan.pk: "Lahan sudah dihibahkan."}, by=facilitator)
    assert CarriedUsulan.objects.get().reason == "Lahan sudah dihibahkan."
    assert LogEntry.objects.for_record(usulan).get(verb="usulan.carry").note == "Lahan sudah dihibahkan."


def test_revise_moves_a_draft_over_as_draft(facilitator):
    previous = make_plan()
    draft, left = make_usulan(plan=previous, title="Tenun"), make_usulan(plan=previous, title="Kios")

    plan = actions.revise_plan(previous, version_after(previous), {draft.pk: ""}, by=facilitator)

    draft.refresh_from_db()
    left.refresh_from_db()
    assert (draft.plan, draft.fiscal_year, draft.status) == (plan, 2025, "draft")
    assert (left.plan, left.fiscal_year) == (previous, 2024)
    assert not CarriedUsulan.objects.exists()


def test_revise_follows_a_merged_one_in_its_joint_usulan(facilitator):
    previous = make_plan()
    original = verified_usulan(plan=previous)
    make_outcome(usulan=original, kind=OutcomeKind.MERGED, merged_into=verified_usulan(title="Gabungan"))

    actions.revise_plan(previous, version_after(previous), {}, by=facilitator)

    assert CarriedUsulan.objects.get().mark == CarryMark.JOINED


def test_revise_again_carries_what_the_version_before_had_carried(facilitator):
    first = make_plan()
    usulan = agreed(plan=first)
    second = actions.revise_plan(first, version_after(first), {}, by=facilitator)

    third = actions.revise_plan(second, version_after(second), {}, by=facilitator)

    assert [row.plan for row in usulan.carried.order_by("pk")] == [second, third]


def test_revise_sent_twice_stores_once_and_a_second_version_is_refused(facilitator):
    previous = make_plan()
    usulan = agreed(plan=previous)
    sent = version_after(previous)
    twin = version_after(previous, uuid=sent.uuid)

    first = actions.revise_plan(previous, sent, {}, by=facilitator)
    second = actions.revise_plan(previous, twin, {}, by=facilitator)

    assert first == second
    assert usulan.carried.count() == 1
    with pytest.raises(MoveRefused, match="sudah dimutakhirkan menjadi 2025, pemutakhiran ke-1"):
        actions.revise_plan(previous, version_after(previous, revision=9), {}, by=facilitator)


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer", "outsider"])
def test_revise_is_for_those_who_enter_for_the_desa(request, facilitator, who):
    previous = make_plan()

    with pytest.raises(PermissionDenied):
        actions.revise_plan(previous, version_after(previous), {}, by=request.getfixturevalue(who))


@pytest.mark.django_db(transaction=True)
def test_revise_by_two_at_once_gives_one_version():
    user = make_user(role=Role.FACILITATOR, desa=[make_desa()])
    previous = make_plan()
    usulan = agreed(plan=previous)
    ready, refusals = threading.Barrier(2), []

    def revise(revision):
        ready.wait()
        try:
            actions.revise_plan(previous, version_after(previous, revision=revision), {}, by=user)
        except MoveRefused as exc:
            refusals.append(str(exc))
        finally:
            connection.close()

    threads = [threading.Thread(target=revise, args=[revision]) for revision in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert LivelihoodPlan.objects.filter(previous=previous).count() == 1
    assert usulan.carried.count() == 1
    assert len(refusals) == 1


# --- the page of the pemutakhiran ---


def test_plan_revise_offers_each_usulan_in_its_place(client, facilitator):
    previous = make_plan(goal="Tujuan lama.", potential="Lahan jagung.")
    agreed(plan=previous, title="Sumur bor")
    open_one = verified_usulan(plan=previous, title="Perahu")
    late = postponed(plan=previous, title="Jaring")
    no = refused(plan=previous, title="Jalan")
    draft = make_usulan(plan=previous, title="Tenun")
    client.force_login(facilitator)

    response = client.get(reverse(REVISE, args=[previous.pk]))

    page, form = text_of(response), response.context["form"]
    assert "Sumur bor</a>: sudah disepakati" in page
    offered = {name for name in form.fields if name.startswith(("again", "reason"))}
    assert offered == {f"again_{one.pk}" for one in (open_one, late, no, draft)} | {f"reason_{no.pk}"}
    assert (form[f"again_{late.pk}"].value(), form[f"again_{open_one.pk}"].value()) == (True, False)
    assert (form["goal"].value(), form["fiscal_year"].value(), form["revision"].value()) == ("Tujuan lama.", 2025, 1)
    assert "Lahan jagung." in page


def test_plan_revise_stores_the_version_and_leads_to_it(client, facilitator):
    previous = make_plan()
    usulan = refused(plan=previous)
    client.force_login(facilitator)
    data = filled(previous, **{f"again_{usulan.pk}": "on", f"reason_{usulan.pk}": "Lahan sudah dihibahkan."})

    response = client.post(reverse(REVISE, args=[previous.pk]), data)

    plan = LivelihoodPlan.objects.get(previous=previous)
    assert response.url == plan.get_absolute_url()
    assert (plan.men, plan.women, plan.musyawarah_on) == (20, 11, MUSYAWARAH)
    assert plan.carried.get().reason == "Lahan sudah dihibahkan."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fiscal_year": 2023}, "Tulis tahun 2024 atau sesudahnya."),
        ({"fiscal_year": 2024, "revision": 0}, "sudah tercatat. Tulis nomor berikutnya."),
        ({"musyawarah_on": "kapan"}, "Tulis tanggal seperti 15 Maret 2024"),
    ],
)
def test_plan_revise_says_what_is_wrong_and_keeps_what_was_typed(client, facilitator, changes, sentence):
    previous = make_plan()
    client.force_login(facilitator)

    response = client.post(reverse(REVISE, args=[previous.pk]), filled(previous, **changes))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Air cukup." in text_of(response)


def test_plan_revise_asks_why_a_refused_one_is_asked_again(client, facilitator):
    previous = make_plan()
    usulan = refused(plan=previous, title="Jalan")
    client.force_login(facilitator)

    response = client.post(reverse(REVISE, args=[previous.pk]), filled(previous, **{f"again_{usulan.pk}": "on"}))

    assert response.status_code == 422
    assert "Tulis mengapa “Jalan” diminta lagi." in text_of(response)


def test_plan_revise_of_what_was_brought_up_to_date_already_says_so(client, facilitator):
    previous = make_plan()
    actions.revise_plan(previous, version_after(previous), {}, by=facilitator)
    client.force_login(facilitator)

    response = client.post(reverse(REVISE, args=[previous.pk]), filled(previous, revision=5))

    assert response.status_code == 422
    assert "Rencana ini sudah dimutakhirkan menjadi 2025, pemutakhiran ke-1." in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_plan_revise_query_count(client, facilitator, rows, django_assert_num_queries):
    previous = make_plan()
    for number in range(rows):
        refused(plan=previous, title=f"Jalan {number}")
        verified_usulan(plan=previous, title=f"Perahu {number}")
    client.force_login(facilitator)

    with django_assert_num_queries(5):
        response = client.get(reverse(REVISE, args=[previous.pk]))

    assert text_of(response).count("Mengapa “Jalan") == rows


def test_plan_revise_of_outsider_is_404(client, outsider):
    plan = make_plan()
    client.force_login(outsider)

    assert client.get(reverse(REVISE, args=[plan.pk])).status_code == 404


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer"])
def test_plan_revise_of_wrong_role_is_403(client, request, who):
    client.force_login(request.getfixturevalue(who))
    plan = make_plan()

    assert client.post(reverse(REVISE, args=[plan.pk]), filled(plan)).status_code == 403


def test_plan_revise_wrong_method_is_405(client, facilitator):
    client.force_login(facilitator)

    assert client.put(reverse(REVISE, args=[make_plan().pk])).status_code == 405


def test_plan_revise_asks_visitors_to_log_in(client, kabupaten):
    url = reverse("plans:plan_revise", args=[make_plan().pk])

    assert client.get(url).url == f"/masuk/?next={url}"


# --- the page of a version ---


def test_plan_detail_counts_what_was_asked_agreed_and_done(client, facilitator):
    plan = make_plan()
    agreed(plan=plan, title="Sumur bor")
    done = agreed(plan=plan, title="Jaring")
    make_execution(portion=Portion.objects.get(outcome__usulan=done))
    refused(plan=plan, title="Jalan")
    make_usulan(plan=plan, title="Masih draf")
    client.force_login(facilitator)

    response = client.get(plan.get_absolute_url())
    carried_out = client.get(plan.get_absolute_url(), {"bagian": "terlaksana"})

    counts = {part.label: len(part.rows) for part in response.context["asked"]}
    assert counts == {"Semua": 4, "Diminta": 3, "Disepakati": 2, "Terlaksana": 1}
    assert response.context["compared"] == []
    assert [row.usulan for row in carried_out.context["page"]] == [done]


def test_plan_detail_compares_with_the_version_before(client, facilitator):
    previous = make_plan()
    kept, again = agreed(plan=previous, title="Sumur bor"), postponed(plan=previous, title="Perahu")
    dropped = verified_usulan(plan=previous, title="Kios")
    plan = actions.revise_plan(previous, version_after(previous), {again.pk: ""}, by=facilitator)
    new = verified_usulan(plan=plan, title="Tenun", fiscal_year=2025)
    client.force_login(facilitator)

    response = client.get(plan.get_absolute_url(), {"bagian": "gugur"})

    parts = {part.label: [row.usulan for row in part.rows] for part in response.context["compared"]}
    assert parts == {
        "Baru": [new],
        "Diminta lagi": [again],
        "Dibawa, tidak diminta lagi": [kept],
        "Tidak dibawa": [dropped],
    }
    asked = {part.label: {row.usulan for row in part.rows} for part in response.context["asked"]}
    assert asked["Diminta"] == {new, again}
    assert asked["Disepakati"] == set()
    assert [row.usulan for row in response.context["page"]] == [dropped]


def test_plan_detail_leads_from_one_version_to_the_other(client, facilitator):
    previous = make_plan()
    client.force_login(facilitator)
    offered = text_of(client.get(previous.get_absolute_url()))

    plan = actions.revise_plan(previous, version_after(previous), {}, by=facilitator)
    before, after = (text_of(client.get(one.get_absolute_url())) for one in (previous, plan))

    assert reverse(REVISE, args=[previous.pk]) in offered
    assert reverse(REVISE, args=[previous.pk]) not in before
    assert plan.get_absolute_url() in before
    assert previous.get_absolute_url() in after


def test_plan_create_leads_to_the_pemutakhiran_where_there_is_a_plan(client, facilitator):
    plan = make_plan(desa=facilitator.desa.get())
    client.force_login(facilitator)

    assert reverse(REVISE, args=[plan.pk]) in text_of(client.get(reverse("plans:plan_create")))


def test_usulan_detail_names_every_version_that_holds_it(client, facilitator):
    previous = make_plan()
    usulan = refused(plan=previous)
    plan = actions.revise_plan(
        previous, version_after(previous), {usulan.pk: "Lahan sudah dihibahkan."}, by=facilitator
    )
    client.force_login(facilitator)

    page = text_of(client.get(usulan.get_absolute_url()))

    assert reverse(DETAIL, args=[previous.pk]) in page
    assert (
        f'{reverse(DETAIL, args=[plan.pk])}">2025, pemutakhiran ke-1</a>: diminta lagi (Lahan sudah dihibahkan.)'
        in page
    )


def test_plan_of_another_kabupaten_keeps_its_own_usulan(db):
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    plan = make_plan()
    usulan = agreed(plan=plan)

    assert list(Usulan.objects.in_plan(plan).for_kabupaten(other)) == []
    assert list(Usulan.objects.in_plan(plan)) == [usulan]
