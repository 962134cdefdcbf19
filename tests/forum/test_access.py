"""Who reaches which page of the forum: the secretariat keeps the books, the others read them."""

import pytest
from django.urls import reverse

from forum.choices import Role
from tests.factories import (
    make_breach,
    make_decree,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_opd,
    make_partner,
    make_person,
    make_seat,
    make_target,
    make_user,
)

READ = [
    ("forum:region_list", None),
    ("forum:kecamatan_detail", "kecamatan"),
    ("forum:desa_detail", "desa"),
    ("forum:target_list", None),
    ("forum:opd_list", None),
    ("forum:opd_detail", "opd"),
    ("forum:jabatan_list", None),
    ("forum:jabatan_detail", "jabatan"),
    ("forum:person_list", None),
    ("forum:person_detail", "person"),
    ("forum:decree_list", None),
    ("forum:decree_detail", "decree"),
    ("forum:roster", None),
]
SECRETARIAT_READS = [
    ("forum:account_list", None),
    ("forum:account_detail", "account"),
    ("forum:personal_data", "person"),
    ("forum:breach_list", None),
]
SECRETARIAT_FILES = [("forum:personal_data_export", "person"), ("forum:target_template", None)]
SECRETARIAT_WRITES = [
    ("forum:kabupaten_settings", None),
    ("forum:kecamatan_create", None),
    ("forum:kecamatan_rename", "kecamatan"),
    ("forum:desa_rename", "desa"),
    ("forum:desa_change_undo", "desa"),
    ("forum:desa_move", "desa"),
    ("forum:desa_merge", "desa"),
    ("forum:desa_split", "desa"),
    ("forum:target_create", None),
    ("forum:target_import", None),
    ("forum:target_edit", "target"),
    ("forum:target_remove", "target"),
    ("forum:personal_data_erase", "person"),
    ("forum:breach_create", None),
    ("forum:breach_edit", "breach"),
    ("forum:opd_create", None),
    ("forum:opd_edit", "opd"),
    ("forum:opd_rename", "opd"),
    ("forum:opd_rename_undo", "opd"),
    ("forum:opd_close", "opd"),
    ("forum:opd_reopen", "opd"),
    ("forum:partner_create", None),
    ("forum:partner_edit", "partner"),
    ("forum:jabatan_create", None),
    ("forum:jabatan_edit", "jabatan"),
    ("forum:incumbency_create", "jabatan"),
    ("forum:incumbency_edit", "incumbency"),
    ("forum:incumbency_end", "incumbency"),
    ("forum:person_create", None),
    ("forum:person_edit", "person"),
    ("forum:decree_create", None),
    ("forum:decree_edit", "decree"),
    ("forum:decree_revoke", "decree"),
    ("forum:decree_copy_seats", "decree"),
    ("forum:seat_create", "decree"),
    ("forum:seat_edit", "seat"),
    ("forum:seat_remove", "seat"),
    ("forum:account_create", None),
    ("forum:account_edit", "account"),
    ("forum:account_close", "account"),
    ("forum:account_reopen", "closed_account"),
    ("forum:account_slip", "account"),
]
OWN = [("forum:password_change", None)]
PAPERS = [("forum:roster_pdf", None)]
SECRETARIATS = SECRETARIAT_READS + SECRETARIAT_FILES + SECRETARIAT_WRITES
EVERY = READ + PAPERS + SECRETARIATS + OWN
OF_A_RECORD = [place for place in READ + SECRETARIATS if place[1]]
MEMBERS = ["secretariat", "opd_officer", "facilitator", "camat", "observer"]


@pytest.fixture
def records(kabupaten):
    opd = make_opd()
    jabatan = make_jabatan(opd=opd, is_head=True)
    decree = make_decree()
    desa = make_desa()
    return {
        "kecamatan": desa.kecamatan,
        "desa": desa,
        "target": make_target(desa=desa),
        "breach": make_breach(),
        "opd": opd,
        "partner": make_partner(),
        "jabatan": jabatan,
        "person": make_person(),
        "incumbency": make_incumbency(jabatan=jabatan),
        "decree": decree,
        "seat": make_seat(decree=decree, jabatan=jabatan),
        "account": make_user(username="akun"),
        "closed_account": make_user(username="akun.tutup", is_active=False),
    }


def address(place, records):
    name, record = place
    return reverse(name, args=[records[record].pk] if record else [])


@pytest.mark.parametrize("place", EVERY, ids=lambda place: place[0])
def test_page_sends_a_visitor_to_the_log_in(client, records, place):
    url = address(place, records)

    response = client.get(url)

    assert (response.status_code, response.headers["Location"]) == (302, f"{reverse('forum:login')}?next={url}")


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("place", READ + OWN, ids=lambda place: place[0])
def test_page_is_read_by_every_member(client, request, records, place, member):
    client.force_login(request.getfixturevalue(member))

    response = client.get(address(place, records))

    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("place", PAPERS, ids=lambda place: place[0])
def test_paper_is_read_by_every_member(client, request, records, place, member):
    client.force_login(request.getfixturevalue(member))

    response = client.get(address(place, records))

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")


@pytest.mark.parametrize("place", SECRETARIAT_READS + SECRETARIAT_WRITES, ids=lambda place: place[0])
def test_page_is_open_to_the_secretariat(client, secretariat, records, place):
    client.force_login(secretariat)

    response = client.get(address(place, records))

    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1


@pytest.mark.parametrize("member", MEMBERS[1:])
@pytest.mark.parametrize("place", SECRETARIATS, ids=lambda place: place[0])
def test_page_is_forbidden_to_other_roles(client, request, records, place, member):
    client.force_login(request.getfixturevalue(member))

    response = client.get(address(place, records))

    assert response.status_code == 403
    assert b"tidak" in response.content.lower()


@pytest.mark.parametrize("role", ["outsider", "stranger"])
@pytest.mark.parametrize("place", OF_A_RECORD, ids=lambda place: place[0])
def test_page_of_a_record_is_404_in_another_kabupaten(client, request, records, place, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(address(place, records)).status_code == 404


@pytest.fixture
def stranger(db):
    """The secretariat of another kabupaten."""
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    return make_user(username="sekretariat.sbt", role=Role.SECRETARIAT, kabupaten=other)


@pytest.mark.parametrize("place", [place for place in READ if not place[1]], ids=lambda place: place[0])
def test_list_shows_nothing_of_another_kabupaten(client, stranger, records, place):
    client.force_login(stranger)

    content = client.get(address(place, records)).content.decode()

    assert [text for text in ("Dinas Pertanian", "Yayasan BaKTI", "Pejabat Contoh", "289/KEP") if text in content] == []


@pytest.mark.parametrize("place", SECRETARIAT_FILES, ids=lambda place: place[0])
def test_file_is_handed_to_the_secretariat_as_a_download(client, secretariat, records, place):
    client.force_login(secretariat)

    response = client.get(address(place, records))

    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("place", READ + SECRETARIAT_READS + SECRETARIAT_FILES, ids=lambda place: place[0])
def test_reading_page_refuses_post(client, secretariat, records, place):
    client.force_login(secretariat)

    assert client.post(address(place, records)).status_code == 405


@pytest.mark.parametrize("place", SECRETARIAT_WRITES + OWN, ids=lambda place: place[0])
def test_form_page_refuses_put(client, secretariat, records, place):
    client.force_login(secretariat)

    assert client.put(address(place, records)).status_code == 405
