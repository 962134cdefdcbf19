import pytest

from forum import rules
from forum.choices import Role
from forum.models import User
from tests.factories import TODAY, make_desa, make_incumbency, make_jabatan, make_person, make_user

ROLES = ["secretariat", "opd_officer", "facilitator", "camat", "observer", "outsider"]


@pytest.fixture
def someone(request, kabupaten):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("someone", "allowed"), [(role, role == "secretariat") for role in ROLES], indirect=["someone"]
)
def test_books_and_accounts_are_the_secretariats(someone, allowed):
    account = make_user(username="akun.lain")

    assert [
        rules.can_manage_forum(someone),
        rules.can_manage_accounts(someone),
        rules.can_edit_account(someone, account),
        rules.can_close_account(someone, account),
        rules.can_issue_slip(someone, account),
    ] == [allowed] * 5


def test_secretariat_keeps_no_books_of_another_kabupaten(secretariat, outsider):
    assert not rules.is_secretariat(secretariat, outsider)
    assert not rules.can_edit_account(secretariat, outsider)


@pytest.mark.parametrize(
    ("is_active", "can_close", "can_reopen", "can_slip"), [(True, True, False, True), (False, False, True, False)]
)
def test_account_is_closed_open_and_reopened_closed(secretariat, is_active, can_close, can_reopen, can_slip):
    account = make_user(is_active=is_active)

    assert rules.can_close_account(secretariat, account) == can_close
    assert rules.can_reopen_account(secretariat, account) == can_reopen
    assert rules.can_issue_slip(secretariat, account) == can_slip


def test_secretariat_cannot_close_its_own_account(secretariat):
    assert not rules.can_close_account(secretariat, secretariat)


def test_system_account_is_never_touched(secretariat):
    system = User.objects.system()

    assert not rules.can_edit_account(system, system)
    assert not rules.can_reopen_account(system, system)
    assert not rules.can_edit_account(secretariat, system)


@pytest.mark.parametrize(
    ("someone", "allowed"), [(role, role == "secretariat") for role in ROLES], indirect=["someone"]
)
def test_contact_is_for_the_secretariat(someone, allowed):
    assert rules.can_see_contact(someone, make_person()) == allowed


def test_contact_is_for_the_person_himself(opd_head):
    assert rules.can_see_contact(opd_head, opd_head.person)


def test_every_role_of_a_person_has_a_scope():
    assert set(rules.SCOPE_FIELDS) == set(Role) - {Role.SYSTEM}


def test_plh_heads_the_opd_while_he_stands_in(opd_head):
    opd = opd_head.opd
    stand_in = make_user(person=make_person(name="Pengganti Contoh"))
    jabatan = make_jabatan(opd=opd, is_head=True)

    make_incumbency(jabatan=jabatan, person=stand_in.person, kind="plh", starts_on=TODAY, ends_on=TODAY)

    assert rules.heads_opd(stand_in, opd, today=TODAY)
    assert not rules.heads_opd(opd_head, opd, today=TODAY)


def test_facilitator_speaks_for_his_desa_alone(facilitator):
    assert rules.speaks_for_desa(facilitator, make_desa())
    assert not rules.speaks_for_desa(facilitator, make_desa(name="Onggol"))
