"""What was laid before the forum as one is merged in one step of the meeting."""

import datetime
import html

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from meetings import actions
from plans import actions as plans_actions
from plans.choices import OutcomeKind
from tests.factories import make_desa, make_meeting, make_outcome, verified_usulan

NOW = datetime.datetime(2024, 1, 31, 8, tzinfo=datetime.UTC)


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(status="running")


@pytest.fixture
def joint(secretariat):
    """A usulan into which those of Onggol and Ate Dalo are to go."""
    joint = verified_usulan(title="Sumur bor")
    originals = [verified_usulan(title=f"Sumur {name}", desa=make_desa(name=name)) for name in ("Onggol", "Ate Dalo")]
    return plans_actions.plan_merge(originals, joint, fiscal_year=2024, by=secretariat, now=NOW)


def url(meeting, usulan, name="meetings:decision_merge"):
    return reverse(name, args=[meeting.pk, usulan.pk, 2024])


def test_decision_merge_merges_all_of_them_in_the_meeting(client, secretariat, meeting, joint):
    client.force_login(secretariat)
    offered = text_of(client.get(url(meeting, joint, "meetings:decision")))

    page = text_of(client.post(url(meeting, joint), follow=True))

    decided = [(one.outcome.usulan.title, one.outcome.kind, one.outcome.merged_into) for one in meeting.decisions.all()]
    assert sorted(decided, key=lambda row: row[0]) == [
        ("Sumur Ate Dalo", OutcomeKind.MERGED, joint),
        ("Sumur Onggol", OutcomeKind.MERGED, joint),
    ]
    assert "Gabungkan semuanya ke usulan ini" in offered
    assert "2 usulan digabung ke “Sumur bor”." in page
    assert "Gabungkan semuanya ke usulan ini" not in page


def test_decision_merge_is_all_or_nothing(client, secretariat, meeting, joint):
    elsewhere = make_outcome(usulan=verified_usulan(title="Lain"), kind=OutcomeKind.REDIRECTED, target_source="csr")
    make_outcome(usulan=joint, kind=OutcomeKind.MERGED, merged_into=elsewhere.usulan)
    client.force_login(secretariat)

    page = text_of(client.post(url(meeting, joint), follow=True))

    assert "Usulan tujuan sudah digabung ke usulan lain." in page
    assert not meeting.decisions.exists()


def test_decision_of_an_original_is_filled_in(client, secretariat, meeting, joint):
    original = joint.planned_originals.first().original
    client.force_login(secretariat)

    form = client.get(url(meeting, original, "meetings:decision")).context["form"]

    assert (form["kind"].value(), form["merged_into"].value()) == (OutcomeKind.MERGED, joint.pk)


@pytest.mark.parametrize("who", ["camat", "facilitator", "opd_officer", "observer"])
def test_decision_merge_of_wrong_role_is_403(client, request, meeting, joint, who):
    user = request.getfixturevalue(who)
    client.force_login(user)

    assert client.post(url(meeting, joint)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.decide_merge(meeting, joint, 2024, by=user, now=NOW)


def test_decision_merge_of_outsider_is_404(client, outsider, meeting, joint):
    client.force_login(outsider)

    assert client.post(url(meeting, joint)).status_code == 404


def test_decision_merge_wrong_method_is_405(client, secretariat, meeting, joint):
    client.force_login(secretariat)

    assert client.get(url(meeting, joint)).status_code == 405


def test_decision_merge_asks_visitors_to_log_in(client, meeting, joint):
    address = url(meeting, joint)

    assert client.post(address).url == f"/masuk/?next={address}"
