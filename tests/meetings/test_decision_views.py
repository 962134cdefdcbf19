"""The list of what a meeting may decide, and the screen on which the forum decides."""

import pytest
from django.urls import reverse

from meetings import actions
from plans.choices import Block, FundingSource, OutcomeKind
from plans.ledger import ledger_faults
from plans.models import AllocationRun, Outcome
from plans.status import AnswerStatus
from tests.factories import (
    make_activity,
    make_agreement,
    make_answer,
    make_desa,
    make_kecamatan,
    make_lokus,
    make_meeting,
    make_opd,
    make_outcome,
    make_referral,
    make_usulan,
    verified_usulan,
)
from tests.meetings.test_agreement_actions import NOW


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="running")


@pytest.fixture
def usulan(kabupaten):
    return verified_usulan(title="Sumur bor Dusun 2")


@pytest.fixture
def activity(kabupaten):
    return make_activity(name="Pembangunan Sumur Bor", lokus=2, pagu=200_000_000)


def url(meeting, usulan, year=2024):
    return reverse("meetings:decision", args=[meeting.pk, usulan.pk, year])


def filled(kind, *, portions=(), **fields) -> dict:
    """Return the posted form; each of `portions` is a dict of one row's values."""
    data = {"kind": kind, "portion-TOTAL_FORMS": 3, "portion-INITIAL_FORMS": 0} | fields
    for index, portion in enumerate(portions):
        data |= {f"portion-{index}-{name}": value for name, value in portion.items()}
    return data


def portion(activity, **values) -> dict:
    return {
        "activity": activity.pk,
        "volume": "1",
        "amount": "150.000.000",
        "funding_source": FundingSource.APBD_KABUPATEN,
    } | values


# The list


def titles(client, meeting, **query) -> list[str]:
    response = client.get(reverse("meetings:decision_list", args=[meeting.pk]), query)
    return [row.title for row, *_ in response.context["rows"]]


def test_list_shows_the_undecided_first_by_kecamatan_and_rank(client, secretariat, meeting):
    loura = make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni")
    verified_usulan(title="Kodi dua", kecamatan_rank=2)
    verified_usulan(title="Loura satu", desa=loura, kecamatan_rank=1)
    decided = verified_usulan(title="Kodi diputuskan", kecamatan_rank=1)
    verified_usulan(title="Kodi tiga", kecamatan_rank=3)
    make_usulan(title="Masih draf")
    make_outcome(usulan=decided)
    client.force_login(secretariat)

    assert titles(client, meeting) == ["Kodi dua", "Kodi tiga", "Loura satu", "Kodi diputuskan"]


def test_list_of_the_next_year_holds_what_came_to_it(client, secretariat, meeting):
    postponed = verified_usulan(title="Ditunda")
    make_outcome(usulan=postponed, kind=OutcomeKind.POSTPONED, target_year=2025, road="renja")
    make_referral(usulan=verified_usulan(title="Ditanyakan untuk 2025"), fiscal_year=2025)
    verified_usulan(title="Usulan 2025", fiscal_year=2025)
    verified_usulan(title="Hanya 2024")
    client.force_login(secretariat)

    assert sorted(titles(client, meeting, tahun="2025")) == ["Ditanyakan untuk 2025", "Ditunda", "Usulan 2025"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"keadaan": "undecided"}, ["Ditanyakan", "Loura"]),
        ({"keadaan": "decided"}, ["Diputuskan"]),
        ({"opd": "Dinas Pertanian"}, ["Ditanyakan"]),
        ({"kecamatan": "Loura"}, ["Loura"]),
    ],
)
def test_list_is_narrowed(client, secretariat, meeting, query, found):
    kecamatan = make_kecamatan(name="Loura")
    referral = make_referral(usulan=verified_usulan(title="Ditanyakan"))
    verified_usulan(title="Loura", desa=make_desa(kecamatan=kecamatan, name="Karuni"))
    make_outcome(usulan=verified_usulan(title="Diputuskan"), kind=OutcomeKind.REDIRECTED, target_source="csr")
    keys = {"Dinas Pertanian": referral.opd.pk, "Loura": kecamatan.pk}
    client.force_login(secretariat)

    assert titles(client, meeting, **{name: keys.get(value, value) for name, value in query.items()}) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    for number in range(rows):
        asked = verified_usulan(title="Perahu katinting", desa=make_desa(name=f"Desa {number}"))
        make_answer(referral=make_referral(usulan=asked), status=AnswerStatus.SENT)
        make_outcome(usulan=verified_usulan(title="Sumur bor", desa=asked.desa))
    client.force_login(secretariat)

    # session, user, meeting, count, page, referrals, answers, outcomes, portions, undecided, kecamatan, OPD,
    # what the allocation proposes
    with django_assert_num_queries(14):
        response = client.get(reverse("meetings:decision_list", args=[meeting.pk]))

    assert response.content.count(b"Perahu katinting") == rows


# The screen


def test_agreed_usulan_holds_lokus_and_pagu(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)

    response = client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity)]))

    outcome = Outcome.objects.get()
    activity.refresh_from_db()
    assert response.url == reverse("meetings:decision_list", args=[meeting.pk]) + "?tahun=2024"
    assert (outcome.decision.meeting, outcome.kind, outcome.is_current) == (meeting, OutcomeKind.AGREED, True)
    assert (activity.committed, outcome.portions.get().lokus.number) == (150_000_000, 1)
    assert ledger_faults(secretariat.kabupaten) == []


def test_usulan_is_served_by_two_opd(client, secretariat, meeting, usulan, activity):
    other = make_activity(opd=make_opd(name="Dinas PU"), lokus=1)
    client.force_login(secretariat)

    client.post(
        url(meeting, usulan),
        filled("agreed", portions=[portion(activity), portion(other, amount="25 juta", volume="0,5")]),
    )

    given = Outcome.objects.get().portions.order_by("pk").values_list("activity", "amount", "volume")
    assert [(key, amount, str(volume)) for key, amount, volume in given] == [
        (activity.pk, 150_000_000, "1.00"),
        (other.pk, 25_000_000, "0.50"),
    ]


@pytest.mark.parametrize(
    ("kind", "fields", "carried"),
    [
        ("refused", {"reason": "land_unclear", "explanation": "Lahan sengketa."}, {"reason": "land_unclear"}),
        ("postponed", {"target_year": "2026", "road": "renja"}, {"target_year": 2026, "road": "renja"}),
        ("redirected", {"target_source": "village_fund"}, {"target_source": "village_fund"}),
        ("agreed_next_year", {"target_year": "2025", "target_opd": "opd"}, {"target_year": 2025}),
        ("merged", {"merged_into": "other"}, {}),
    ],
)
def test_every_other_kind_carries_its_own(client, secretariat, meeting, usulan, kind, fields, carried):
    keys = {"opd": make_opd().pk, "other": verified_usulan(title="Sumur bor Dusun 1").pk}
    client.force_login(secretariat)

    client.post(url(meeting, usulan), filled(kind, **{name: keys.get(value, value) for name, value in fields.items()}))

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.portions.count()) == (kind, 0)
    assert {name: getattr(outcome, name) for name in carried} == carried
    assert outcome.target_opd_id == (keys["opd"] if "target_opd" in fields else None)
    assert outcome.merged_into_id == (keys["other"] if kind == "merged" else None)


def test_what_the_kind_does_not_carry_is_left_out(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)

    client.post(
        url(meeting, usulan),
        filled(
            "redirected", portions=[portion(activity)], target_source="csr", reason="lokus_full", target_year="2026"
        ),
    )

    outcome = Outcome.objects.get()
    assert (outcome.reason, outcome.target_year, outcome.portions.count()) == ("", None, 0)


@pytest.mark.parametrize(
    ("kind", "faults"),
    [
        ("", {"kind": ["Pilih hasil pembahasan."]}),
        (
            "refused",
            {
                "reason": ["Pilih alasan tidak disepakati."],
                "explanation": ["Jelaskan dalam satu kalimat yang dapat dibaca warga desa."],
            },
        ),
        (
            "postponed",
            {
                "target_year": ["Isi tahun tujuan, misalnya tahun depan."],
                "road": ["Pilih jalur yang ditempuh usulan ini pada tahun tujuan."],
            },
        ),
        ("redirected", {"target_opd": ["Pilih satu tujuan: OPD lain atau sumber dana lain."]}),
        ("merged", {"merged_into": ["Pilih usulan tempat usulan ini digabung."]}),
        ("agreed", {"__all__": ["Lengkapi sub kegiatan yang melayani usulan ini."]}),
    ],
)
def test_what_is_missing_is_said_beside_the_field(client, secretariat, meeting, usulan, kind, faults):
    client.force_login(secretariat)

    response = client.post(url(meeting, usulan), filled(kind))

    assert (response.status_code, Outcome.objects.count()) == (422, 0)
    assert response.context["form"].errors == faults


def test_missing_portion_keeps_what_was_typed(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)
    data = filled("agreed", portions=[portion(activity, amount="", volume="dua")], explanation="Sudah disurvei.")

    response = client.post(url(meeting, usulan), data)

    page = response.content.decode()
    assert response.context["form"].portions.errors[0] == {
        "volume": ["Tulis angka, misalnya 2,5."],
        "amount": ["Isi pagu disepakati, misalnya 150.000.000."],
    }
    assert 'value="dua"' in page
    assert "Sudah disurvei." in page
    assert f'<option value="{activity.pk}" selected>' in page


def test_lokus_of_another_desa_is_refused_beside_the_field(client, secretariat, meeting, usulan, activity):
    make_lokus(activity=activity, desa=make_desa(name="Onggol"))
    client.force_login(secretariat)

    response = client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity, lokus_number="3")]))

    assert response.context["form"].portions.errors[0] == {
        "lokus_number": ["Lokus nomor 3 tidak terbuka bagi Desa Waiholo. Pilih yang lain atau kosongkan."]
    }


def test_chosen_lokus_is_held(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)

    client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity, lokus_number="2")]))

    assert Outcome.objects.get().portions.get().lokus.number == 2


def test_pagu_that_does_not_suffice_is_told_and_nothing_is_kept(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)

    response = client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity, amount="200.000.001")]))

    assert (response.status_code, Outcome.objects.count()) == (422, 0)
    assert "Sisa pagu Pembangunan Sumur Bor tidak cukup" in response.content.decode()
    assert ledger_faults(secretariat.kabupaten) == []


def test_activity_of_another_kabupaten_is_refused(client, secretariat, meeting, usulan, outsider):
    foreign = make_activity(opd=outsider.opd, lokus=1)
    client.force_login(secretariat)

    response = client.post(url(meeting, usulan), filled("agreed", portions=[portion(foreign)]))

    assert response.context["form"].portions.errors[0] == {"activity": ["Pilih salah satu dari daftar."]}


def test_of_two_who_decide_the_second_is_told(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)
    client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity)], replaces=""))

    response = client.post(url(meeting, usulan), filled("redirected", target_source="csr", replaces=""))

    assert response.status_code == 422
    assert "Usulan ini baru saja diputuskan: Disepakati." in response.content.decode()
    assert Outcome.objects.get().kind == OutcomeKind.AGREED


def test_new_decision_replaces_what_stands_and_gives_its_lokus_back(client, secretariat, meeting, usulan, activity):
    client.force_login(secretariat)
    client.post(url(meeting, usulan), filled("agreed", portions=[portion(activity)]))
    standing = Outcome.objects.get()
    form = client.get(url(meeting, usulan)).context["form"]

    client.post(
        url(meeting, usulan),
        filled(
            "agreed_changed",
            portions=[portion(activity, lokus_number="1", amount="90 juta")],
            explanation="Satu unit.",
            replaces=standing.pk,
        ),
    )

    activity.refresh_from_db()
    assert (form["replaces"].value(), form["kind"].value()) == (standing.pk, OutcomeKind.AGREED)
    assert form.portions[0]["lokus_number"].value() == "1"
    assert (Outcome.objects.get(is_current=True).supersedes, activity.committed) == (standing, 90_000_000)
    assert ledger_faults(secretariat.kabupaten) == []


def test_answer_of_the_opd_fills_the_form(client, secretariat, meeting, usulan, activity):
    answer = make_answer(
        referral=make_referral(usulan=usulan),
        status=AnswerStatus.SENT,
        kind=OutcomeKind.AGREED,
        activity=activity,
        volume=1,
        amount=120_000_000,
        funding_source=FundingSource.APBN,
    )
    client.force_login(secretariat)

    form = client.get(url(meeting, usulan), {"jawaban": answer.pk}).context["form"]

    assert form["kind"].value() == OutcomeKind.AGREED
    assert {name: form.portions[0].initial[name] for name in ("activity", "amount", "funding_source")} == {
        "activity": activity.pk,
        "amount": 120_000_000,
        "funding_source": FundingSource.APBN,
    }


def test_promise_for_the_next_renja_names_the_opd_that_answered(client, secretariat, meeting, usulan):
    answer = make_answer(referral=make_referral(usulan=usulan), status=AnswerStatus.SENT)
    client.force_login(secretariat)

    form = client.get(url(meeting, usulan), {"jawaban": answer.pk}).context["form"]

    assert (form["target_year"].value(), form["target_opd"].value()) == (2025, answer.referral.opd_id)


def test_draft_of_an_answer_is_not_shown(client, secretariat, meeting, usulan):
    answer = make_answer(referral=make_referral(usulan=usulan), explanation="Masih ditimbang.")
    client.force_login(secretariat)

    response = client.get(url(meeting, usulan), {"jawaban": answer.pk})

    assert "Masih ditimbang." not in response.content.decode()
    assert response.context["form"]["kind"].value() == ""


def test_activities_of_another_opd_are_offered_when_asked_for(client, secretariat, meeting, usulan, activity):
    other = make_activity(opd=make_opd(name="Dinas PU"), name="Drainase perkotaan", lokus=1)
    client.force_login(secretariat)

    plain = client.get(url(meeting, usulan))
    asked = client.get(url(meeting, usulan), {"opd": other.opd.pk})

    assert "Drainase perkotaan" not in plain.content.decode()
    assert "Drainase perkotaan (1 lokus tersisa, sisa pagu Rp500.000.000)" in asked.content.decode()


def test_year_that_the_meeting_does_not_decide_is_404(client, secretariat, meeting, usulan):
    client.force_login(secretariat)

    assert client.get(url(meeting, usulan, year=2026)).status_code == 404


def test_unverified_usulan_cannot_be_decided(client, secretariat, meeting):
    client.force_login(secretariat)

    assert client.get(url(meeting, make_usulan())).status_code == 403


def test_outcome_in_a_paper_that_waits_for_signatures_is_not_changed(client, secretariat, meeting, usulan):
    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=OutcomeKind.REDIRECTED, target_source="csr")
    actions.decide(meeting, outcome, by=secretariat, now=NOW)
    paper = make_agreement(meeting=meeting, status="final", snapshot={})
    paper.items.create(usulan=usulan, outcome=outcome, annex="III", number=1)
    client.force_login(secretariat)

    page = client.get(url(meeting, usulan)).content.decode()
    assert ("sedang menunggu tanda tangan" in page, "Simpan keputusan" in page) == (True, False)
    response = client.post(url(meeting, usulan), filled("redirected", target_source="apbn", replaces=outcome.pk))

    assert response.status_code == 422
    assert "sedang menunggu tanda tangan" in response.content.decode()


def propose(usulan, by, *, block="", activity=None):
    """An applied allocation of 2024 that says this of the usulan."""
    run = AllocationRun.objects.create(
        kabupaten=by.kabupaten, fiscal_year=2024, by=by, at=NOW, ended_at=NOW, applied_at=NOW, is_current=True
    )
    rank = 3 if block else None
    return run.proposals.create(
        usulan=usulan, activity=activity, cost=7_000_000, block=block, rank=rank, is_ticked=not block
    )


def test_decision_tells_a_year_without_workplan_from_one_without_anything_alike(client, secretariat, meeting, usulan):
    make_activity(name="Pelatihan Tenun", fiscal_year=2024)
    client.force_login(secretariat)

    alike, later = (client.get(url(meeting, usulan, year)).content.decode() for year in (2024, 2025))

    assert "Tidak ada kegiatan yang cukup mirip" in alike
    assert "Belum ada rencana kerja OPD untuk tahun ini" in later


def test_decision_is_filled_in_with_what_the_allocation_proposes(client, secretariat, meeting, usulan):
    activity = make_activity(name="Pembangunan Embung", lokus=1)
    propose(usulan, secretariat, activity=activity)
    client.force_login(secretariat)

    page = client.get(url(meeting, usulan))

    assert page.context["form"].portions[0]["activity"].value() == activity.pk
    assert not page.context["form"]["kind"].value()
    assert "Pembagian lokus mengusulkan Pembangunan Embung, Dinas Pertanian, Rp7.000.000." in page.content.decode()
    assert not usulan.outcomes.exists()


def test_decision_tells_what_blocked_the_usulan_in_the_allocation(client, secretariat, meeting, usulan):
    activity = make_activity(name="Pembangunan Embung")
    propose(usulan, secretariat, block=Block.LOKUS, activity=activity)
    client.force_login(secretariat)

    page = client.get(url(meeting, usulan))
    rows = client.get(reverse("meetings:decision_list", args=[meeting.pk]))

    sentence = "Pembagian lokus: lokus penuh pada Pembangunan Embung, Dinas Pertanian; urutan tunggu 3."
    assert sentence in page.content.decode()
    assert sentence in rows.content.decode()
    assert page.context["form"].portions[0]["activity"].value() is None


@pytest.mark.parametrize("rows", [1, 3])
def test_decision_query_count(client, secretariat, meeting, usulan, rows, django_assert_num_queries):
    for number in range(rows):
        opd = make_opd(name=f"Dinas {number}")
        make_activity(opd=opd, name="Pembangunan Sumur Bor", lokus=1)
        make_referral(usulan=usulan, opd=opd)
        verified_usulan(title=f"Sumur bor Dusun {number}")
    client.force_login(secretariat)
    client.get(url(meeting, usulan))  # the words of the activities are kept between pages

    # session, user, meeting, usulan, outcomes, referrals, answers, marks of the index, candidates,
    # activities to choose from, usulan to merge into, OPD of the form, OPD to show, decisions and refusals that the
    # match learns from, what the allocation proposes, into what it is to be merged and what into it
    with django_assert_num_queries(20):
        response = client.get(url(meeting, usulan))

    assert response.content.decode().count("Pembangunan Sumur Bor (1 lokus tersisa") == 3 * rows


def test_list_opens_at_the_year_that_has_something_to_decide(client, secretariat):
    meeting = make_meeting()
    verified_usulan(fiscal_year=2025, title="Tahun depan")
    client.force_login(secretariat)

    response = client.get(reverse("meetings:decision_list", args=[meeting.pk]))

    assert (response.context["year"], response.context["years"]) == (2025, [(2024, 0), (2025, 1)])
