"""Who may do what with plans and usulan: role by role, status by status."""

import pytest

from forum.choices import Role
from plans import rules
from plans.status import UsulanStatus
from tests.factories import make_desa, make_kecamatan, make_user, make_usulan

EVERYBODY = (
    "secretariat", "opd_officer", "opd_head", "facilitator", "kecamatan_staff", "other_facilitator",
    "camat", "other_camat", "observer", "outsider",
)  # fmt: skip


@pytest.fixture
def people(secretariat, opd_officer, facilitator, camat, observer, outsider, request):
    """Everybody by name; the "other" ones work in Kecamatan Loura, the kecamatan staff in all of Kodi."""
    loura = make_kecamatan(name="Loura")
    return {
        "secretariat": secretariat,
        "opd_officer": opd_officer,
        "opd_head": request.getfixturevalue("opd_head"),
        "facilitator": facilitator,
        "kecamatan_staff": make_user(role=Role.FACILITATOR, kecamatan=make_kecamatan(name="Kodi")),
        "other_facilitator": make_user(role=Role.FACILITATOR, desa=[make_desa(kecamatan=loura, name="Karuni")]),
        "camat": camat,
        "other_camat": make_user(role=Role.CAMAT, kecamatan=loura),
        "observer": observer,
        "outsider": outsider,
    }


WRITERS = {"secretariat", "facilitator", "kecamatan_staff"}
CHECKERS = {"secretariat", "camat"}
TABLE = {
    rules.can_edit_usulan: {"draft": WRITERS, "returned": WRITERS},
    rules.can_submit_usulan: {"draft": WRITERS, "returned": WRITERS},
    rules.can_recall_usulan: {"submitted": WRITERS},
    rules.can_discard_usulan: {"draft": WRITERS, "returned": WRITERS},
    rules.can_return_usulan: {"submitted": CHECKERS, "verified": CHECKERS},
    rules.can_verify_usulan: {"submitted": CHECKERS},
}


@pytest.mark.parametrize("status", UsulanStatus.values)
@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.__name__)
def test_usulan_rule_by_role_and_status(people, rule, status):
    usulan = make_usulan(status=status)

    allowed = {name for name in EVERYBODY if rule(people[name], usulan)}

    assert allowed == TABLE[rule].get(status, set())


def test_entering_and_ordering_by_role(people):
    desa = make_desa()

    def allowed(rule, *args):
        return {name for name in EVERYBODY if rule(people[name], *args)}

    assert allowed(rules.can_enter_for_desa, desa) == WRITERS
    assert allowed(rules.can_order_desa, desa) == WRITERS
    assert allowed(rules.can_enter_usulan) == WRITERS | {"other_facilitator"}
    assert allowed(rules.can_order_kecamatan, desa.kecamatan) == CHECKERS


def test_verification_is_explained_by_all_but_the_camat_of_the_place(people):
    usulan = make_usulan(status="submitted")

    explains = {name for name in EVERYBODY if rules.must_explain_verification(people[name], usulan)}

    assert explains == set(EVERYBODY) - {"camat"}
