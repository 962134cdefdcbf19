"""Accounts, slips and the door."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.backends import client_address
from forum.choices import Role
from forum.models import LogEntry, User
from tests.factories import PASSWORD, make_desa, make_kecamatan, make_opd, make_person, make_user

CODE = re.compile(r"\b(?:[A-Z2-9]{4}-){3}[A-Z2-9]{4}\b")
NEW_PASSWORD = "kata-sandi-baru-2024"


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def log_in(client, username="pengamat", password=PASSWORD, **kwargs):
    return client.post(reverse("forum:login"), {"username": username, "password": password}, **kwargs)


# Accounts


def test_account_create_shows_the_slip_once(desk, client):
    response = desk.post(
        reverse("forum:account_create"),
        {"username": "peternakan.operator", "role": Role.OPD_OFFICER, "opd": make_opd(name="Dinas Peternakan").pk},
    )

    content = response.content.decode()
    (code,) = CODE.findall(content)
    account = User.objects.get(username="peternakan.operator")
    assert (account.opd.name, account.has_usable_password()) == ("Dinas Peternakan", False)
    assert [text in content for text in ("peternakan.operator", "http://testserver/kata-sandi/slip/")] == [True, True]
    assert "no-store" in response.headers["Cache-Control"]
    assert code not in str(list(LogEntry.objects.values())) + str(list(account.slips.values()))
    assert not CODE.search(desk.get(account.get_absolute_url()).content.decode())


def test_account_create_for_a_facilitator_takes_his_desa(desk):
    desa = [make_desa(), make_desa(name="Onggol")]
    make_desa(name="Ate Dalo")

    desk.post(
        reverse("forum:account_create"),
        {"username": "fasilitator.kodi", "role": Role.FACILITATOR, "desa": [row.pk for row in desa]},
    )

    account = User.objects.get(username="fasilitator.kodi")
    assert sorted(row.name for row in account.desa.all()) == ["Onggol", "Waiholo"]


def test_account_edit_to_another_role_empties_the_old_scope(desk, opd_officer):
    desa = make_desa()
    entered = {"role": Role.FACILITATOR, "opd": opd_officer.opd_id, "desa": [desa.pk], "position": "Pendamping desa"}

    desk.post(reverse("forum:account_edit", args=[opd_officer.pk]), entered)

    account = User.objects.get(pk=opd_officer.pk)
    assert (account.role, account.opd, list(account.desa.all())) == (Role.FACILITATOR, None, [desa])
    assert [entry.sentence for entry in LogEntry.objects.for_record(account)] == [
        "Diubah: peran dari “Petugas OPD” menjadi “Fasilitator”; sebutan diisi “Pendamping desa”; "
        "OPD dikosongkan, semula “Dinas Pertanian”; desa diisi “Waiholo”"
    ]


def test_account_edit_of_ones_own_role_is_refused(desk, secretariat):
    response = desk.post(reverse("forum:account_edit", args=[secretariat.pk]), {"role": Role.OBSERVER})

    assert response.status_code == 422
    assert response.context["form"].errors["role"] == [
        "Peran akun sendiri tidak dapat diubah. Mintalah anggota sekretariat lain."
    ]
    secretariat.refresh_from_db()
    assert secretariat.role == Role.SECRETARIAT


@pytest.mark.parametrize(
    ("role", "field", "sentence"),
    [
        (Role.OPD_OFFICER, "opd", "Pilih OPD bagi peran Petugas OPD."),
        (Role.CAMAT, "kecamatan", "Pilih Kecamatan bagi peran Camat."),
        (Role.FACILITATOR, "desa", "Pilih Kecamatan atau Desa bagi peran Fasilitator."),
        ("", "role", "Pilih peran."),
        (Role.SYSTEM, "role", None),
    ],
)
def test_account_without_its_scope_comes_back(desk, role, field, sentence):
    entered = {"username": "akun.baru", "role": role, "position": "Petugas contoh"}

    response = desk.post(reverse("forum:account_create"), entered)

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    if sentence:
        assert form.errors[field] == [sentence]
    assert {name: form[name].value() for name in entered} == entered
    assert not User.objects.filter(username="akun.baru").exists()


def test_account_name_that_is_taken_comes_back(desk, outsider):
    response = desk.post(reverse("forum:account_create"), {"username": "orang.luar", "role": Role.OBSERVER})

    assert response.status_code == 422
    assert response.context["form"].errors == {"username": ["Nama pengguna ini sudah dipakai. Pilih nama lain."]}


def test_account_close_and_reopen(desk, client, observer):
    desk.post(reverse("forum:account_close", args=[observer.pk]))
    observer.refresh_from_db()
    assert not observer.is_active

    desk.post(reverse("forum:account_reopen", args=[observer.pk]))

    observer.refresh_from_db()
    assert observer.is_active


def test_account_close_is_not_for_ones_own(desk, secretariat):
    response = desk.post(reverse("forum:account_close", args=[secretariat.pk]))

    assert response.status_code == 403
    secretariat.refresh_from_db()
    assert secretariat.is_active


def test_account_slip_is_made_by_pressing_alone(desk, observer):
    assert not CODE.search(desk.get(reverse("forum:account_slip", args=[observer.pk])).content.decode())
    assert not observer.slips.exists()

    response = desk.post(reverse("forum:account_slip", args=[observer.pk]))

    assert len(CODE.findall(response.content.decode())) == 1
    assert observer.slips.count() == 1


def test_account_list_is_narrowed(desk, observer, opd_officer):
    make_user(username="lama", is_active=False)
    url = reverse("forum:account_list")

    def found(**query):
        return [account.username for account in desk.get(url, query).context["page"]]

    assert found() == ["lama", "pengamat", "pertanian", "sekretariat"]
    assert found(q="tani") == ["pertanian"]
    assert found(role=Role.OBSERVER) == ["lama", "pengamat"]
    assert found(state="closed") == ["lama"]


@pytest.mark.parametrize("rows", [1, 3])
def test_account_list_query_count(desk, django_assert_num_queries, rows):
    for _ in range(rows):
        make_user(role=Role.FACILITATOR, desa=[make_desa()], person=make_person(), kecamatan=make_kecamatan())

    with django_assert_num_queries(5):
        response = desk.get(reverse("forum:account_list"))

    assert len(response.context["page"]) == rows + 1


# The door


def test_login_lands_at_home(client, observer):
    response = log_in(client, " Pengamat ")

    assert response.headers["Location"] == reverse("home")
    assert client.get(reverse("forum:roster")).wsgi_request.user == observer


def test_login_follows_next_inside_the_app_alone(client, observer):
    assert log_in(client, QUERY_STRING="next=/keanggotaan/").headers["Location"] == "/keanggotaan/"
    client.logout()
    assert log_in(client, QUERY_STRING="next=https://jahat.example/").headers["Location"] == reverse("home")


@pytest.mark.parametrize("username", ["pengamat", "tidak.ada", "lama"])
def test_login_refusal_never_tells_whether_a_name_exists(client, observer, username):
    make_user(username="lama", is_active=False)
    password = PASSWORD if username == "lama" else "kata-sandi-keliru"

    response = log_in(client, username, password)

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "__all__": [
            "Nama pengguna dan kata sandi tidak cocok. Periksa lagi, atau mintalah slip kata sandi kepada sekretariat."
        ]
    }
    assert response.context["form"]["username"].value() == username
    assert password not in response.content.decode()


def test_login_asks_for_what_is_missing(client, db):
    response = log_in(client, "", "")

    assert response.status_code == 422
    assert response.context["form"].errors == {"username": ["Isi nama pengguna."], "password": ["Isi kata sandi."]}


def test_login_stops_after_five_failures_in_any_spelling(client, observer):
    for username in ("pengamat", "Pengamat", "PENGAMAT ", " pengamat", "pengamat"):
        response = log_in(client, username, "kata-sandi-keliru")

    assert response.status_code == 429
    content = response.content.decode()
    assert "Coba lagi 30 menit sesudah percobaan terakhir." in content
    assert reverse("forum:password_slip") in content
    assert log_in(client).status_code == 429


def test_lockout_is_alike_for_a_name_that_does_not_exist(client, db):
    for _ in range(5):
        response = log_in(client, "tidak.ada", "kata-sandi-keliru")

    assert response.status_code == 429


@pytest.mark.parametrize(("behind_proxy", "address"), [(True, "203.0.113.7"), (False, "127.0.0.1")])
def test_failed_logins_are_counted_for_the_visitor_that_the_proxy_names(rf, settings, behind_proxy, address):
    settings.BEHIND_PROXY = behind_proxy

    request = rf.post("/masuk/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})

    assert client_address(request) == address


def test_slip_lifts_the_lockout(client, secretariat, observer):
    for _ in range(5):
        log_in(client, password="kata-sandi-keliru")
    assert log_in(client).status_code == 429
    code = actions.issue_slip(observer, by=secretariat, now=timezone.now())

    response = client.post(
        reverse("forum:password_slip"),
        {"username": "pengamat", "code": code, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD},
    )

    assert response.headers["Location"] == reverse("forum:login")
    assert log_in(client, password=NEW_PASSWORD).headers["Location"] == reverse("home")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"code": "AAAA-AAAA-AAAA-AAAA"}, "__all__", "Nama pengguna dan kode slip tidak cocok"),
        ({"username": "tidak.ada"}, "__all__", "Nama pengguna dan kode slip tidak cocok"),
        ({"code": ""}, "code", "Isi kode slip, misalnya"),
        ({"password": "pendek", "password_again": "pendek"}, "password", "Kata sandi terlalu pendek"),
        ({"password_again": "lain-sama-sekali"}, "password_again", "Kedua kata sandi baru berbeda."),
    ],
)
def test_password_slip_refuses_with_a_sentence(client, secretariat, observer, changed, field, sentence):
    code = actions.issue_slip(observer, by=secretariat, now=timezone.now())
    entered = {"username": "pengamat", "code": code, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}

    response = client.post(reverse("forum:password_slip"), entered | changed)

    form = response.context["form"]
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(sentence)
    assert form["username"].value() == (entered | changed)["username"]
    assert User.objects.get(pk=observer.pk).check_password(PASSWORD)


def test_password_slip_is_open_to_visitors(client, db):
    assert client.get(reverse("forum:password_slip")).status_code == 200
    assert client.put(reverse("forum:password_slip")).status_code == 405


def test_password_change_keeps_this_session_and_ends_the_others(client, observer):
    elsewhere = Client()
    elsewhere.force_login(observer)
    client.force_login(observer)

    client.post(
        reverse("forum:password_change"),
        {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )

    assert User.objects.get(pk=observer.pk).check_password(NEW_PASSWORD)
    assert client.get(reverse("forum:roster")).status_code == 200
    assert elsewhere.get(reverse("forum:roster")).status_code == 302


def test_password_change_with_the_wrong_old_one_comes_back(client, observer):
    client.force_login(observer)

    response = client.post(
        reverse("forum:password_change"),
        {"old_password": "keliru", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {"old_password": ["Kata sandi lama tidak cocok. Ketik sekali lagi."]}


def test_logout_is_a_button_and_not_a_link(client, observer):
    client.force_login(observer)
    assert client.get(reverse("forum:logout")).status_code == 405

    response = client.post(reverse("forum:logout"))

    assert response.headers["Location"] == reverse("forum:login")
    assert client.get(reverse("forum:roster")).status_code == 302
