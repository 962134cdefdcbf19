"""What people write on the form of a usulan is stored as they wrote it, or comes back with what is wrong."""

import uuid

import pytest
from django.urls import reverse

from forum.models import LogEntry
from plans.actions.usulan import SUBMITTED_MEANWHILE
from plans.models import Usulan
from plans.status import UsulanStatus
from tests.factories import (
    complete_usulan,
    make_desa,
    make_kelompok,
    make_plan,
)
from tests.plans.test_usulan import CREATE, address, text_of


def filled(**changes):
    """What a browser sends from a new form on which everything is filled in."""
    return {
        "uuid": uuid.uuid4(),
        "version": 1,
        "title": "Sumur bor Dusun 2",
        "bidang": "infrastructure",
        "problem": "Mata air kering pada bulan Agustus.",
        "fiscal_year": "2027",
        "location": "Dusun 2",
        "land_status": "granted",
        "volume": "1.250,5",
        "unit": "meter",
        "cost": "150.000.000",
        "men": "1.020",
        "women": "35",
        "disabled": "2",
        "elderly": "",
        "female_headed": "4",
        "funding_options": ["apbd_kabupaten", "village_fund"],
        "pattern": "contracted",
        "sipd_id": "",
    } | changes


def refilled(usulan, **changes):
    """What a browser sends from the form of a stored usulan."""
    names = ("title", "bidang", "problem", "fiscal_year", "location", "land_status", "unit", "pattern", "sipd_id")
    stored = {name: getattr(usulan, name) for name in names}
    numbers = {name: getattr(usulan, name) or "" for name in ("volume", "cost", "men", "women")}
    numbers["volume"] = str(numbers["volume"]).replace(".", ",")
    more = {"uuid": usulan.uuid, "version": usulan.version, "funding_options": usulan.funding_options}
    return stored | numbers | more | changes


def test_usulan_create_stores_what_was_written(client, facilitator):
    desa = facilitator.desa.get()
    plan, kelompok = make_plan(desa=desa, fiscal_year=2027), make_kelompok(desa=desa)
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled(plan=plan.pk, kelompok=kelompok.pk))

    usulan = Usulan.objects.get()
    assert response.url == usulan.get_absolute_url()
    assert (usulan.desa, usulan.plan, usulan.kelompok, usulan.state) == (desa, plan, kelompok, UsulanStatus.DRAFT)
    assert (str(usulan.volume), usulan.cost, usulan.beneficiaries) == ("1250.50", 150_000_000, (1020, 35))
    assert usulan.funding_options == ["apbd_kabupaten", "village_fund"]
    assert usulan.missing_for_submission() == []
    assert LogEntry.objects.for_record(usulan).get().verb == "usulan.create"


@pytest.mark.parametrize(
    ("written", "stored"), [("2", "2.00"), ("2,5", "2.50"), ("1.250", "1250.00"), (" 1.250,75 ", "1250.75")]
)
def test_usulan_volume_is_read_as_people_write_it(client, facilitator, written, stored):
    client.force_login(facilitator)

    client.post(reverse(CREATE), filled(volume=written))

    assert str(Usulan.objects.get().volume) == stored


def test_usulan_form_shows_numbers_as_people_write_them(client, facilitator):
    usulan = complete_usulan(volume="1250.5", men=1020)
    client.force_login(facilitator)

    page = text_of(client.get(address("plans:usulan_edit", usulan)))

    assert 'value="1.250,5"' in page
    assert 'value="1.020"' in page
    assert 'value="50.000.000"' in page


def test_usulan_create_keeps_everything_typed_when_something_is_wrong(client, facilitator):
    client.force_login(facilitator)
    wrong = filled(title="", volume="2.5", men="banyak", disabled="9.000", fiscal_year="27", funding_options=["csr"])

    response = client.post(reverse(CREATE), wrong)

    page = text_of(response)
    assert response.status_code == 422
    assert not Usulan.objects.exists()
    for sentence in (
        "Isi usulan, misalnya Sumur bor Dusun 2.",
        "Tulis angka, misalnya 2,5.",
        "Tulis angka bulat, misalnya 12.",
        "Jumlah ini melebihi seluruh penerima manfaat laki-laki dan perempuan.",
        "Tulis tahun anggaran dengan empat angka, misalnya 2027.",
    ):
        assert sentence in page
    for kept in (
        'value="2.5"', 'value="banyak"', 'value="9.000"', 'value="27"', "Mata air kering pada bulan Agustus.",
        'value="150.000.000"', f'value="{wrong["uuid"]}"', '<option value="granted" selected>',
    ):  # fmt: skip
        assert kept in page
    assert 'value="csr"' in page.split("checked")[0].rsplit("<input", 1)[1]


@pytest.mark.parametrize("volume", ["0", "0,0"])
def test_usulan_volume_is_more_than_nothing(client, facilitator, volume):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled(volume=volume))

    assert response.status_code == 422
    assert "Isi volume lebih dari 0, misalnya 2." in text_of(response)


def test_usulan_sent_twice_is_stored_once(client, facilitator):
    client.force_login(facilitator)
    sent = filled()

    first = client.post(reverse(CREATE), sent)
    second = client.post(reverse(CREATE), sent)

    usulan = Usulan.objects.get()
    assert first.url == second.url == usulan.get_absolute_url()
    assert usulan.uuid == sent["uuid"]
    assert LogEntry.objects.for_record(usulan).count() == 1


def test_usulan_form_carries_a_fresh_key_each_time(client, facilitator):
    client.force_login(facilitator)

    keys = {client.get(reverse(CREATE)).context["form"]["uuid"].value() for _ in range(2)}

    assert len(keys) == 2


def test_usulan_create_asks_for_the_desa_where_there_are_several(client, facilitator):
    onggol = make_desa(name="Onggol")
    facilitator.desa.add(onggol)
    make_desa(name="Wura Homba")
    client.force_login(facilitator)

    question = text_of(client.get(reverse(CREATE)))
    form = text_of(client.get(reverse(CREATE), {"desa": onggol.pk}))

    assert "Catat usulan: bagi desa mana?" in question
    assert "Kodi: Onggol" in question
    assert "Wura Homba" not in question
    assert "<h1>Catat usulan, Desa Onggol</h1>" in form


def test_usulan_create_takes_no_desa_that_is_not_his(client, facilitator):
    facilitator.desa.add(make_desa(name="Onggol"))
    other = make_desa(name="Wura Homba")
    client.force_login(facilitator)

    response = client.post(reverse(CREATE) + f"?desa={other.pk}", filled())

    assert response.status_code == 422
    assert "Pilih salah satu dari daftar." in text_of(response)
    assert not Usulan.objects.exists()


def test_usulan_form_offers_only_what_belongs_to_the_desa(client, facilitator):
    onggol = make_desa(name="Onggol")
    make_kelompok(desa=onggol, name="Kelompok Onggol")
    own = make_kelompok(desa=facilitator.desa.get(), name="Kelompok Waiholo")
    make_plan(desa=onggol, fiscal_year=2031)
    client.force_login(facilitator)

    form = client.get(reverse(CREATE)).context["form"]

    assert list(form.fields["kelompok"].queryset) == [own]
    assert not form.fields["plan"].queryset.exists()


def test_usulan_create_from_a_plan_is_for_its_year(client, facilitator):
    plan = make_plan(fiscal_year=2026)
    client.force_login(facilitator)

    page = text_of(client.get(reverse(CREATE), {"desa": plan.desa_id, "rencana": plan.pk, "tahun": 2026}))

    assert f'<option value="{plan.pk}" selected>2026</option>' in page
    assert 'value="2026"' in page


def test_secretariat_writes_in_the_name_of_the_desa(client, secretariat):
    desa = make_desa()
    client.force_login(secretariat)
    url = reverse(CREATE) + f"?desa={desa.pk}"

    page = text_of(client.get(url))
    client.post(url, filled())

    assert "Anda mencatat atas nama Desa Waiholo, Kecamatan Kodi." in page
    assert LogEntry.objects.for_record(Usulan.objects.get()).get().actor == "Sekretariat forum"


def test_facilitator_writes_in_no_other_name(client, facilitator):
    client.force_login(facilitator)

    assert "atas nama" not in text_of(client.get(reverse(CREATE)))


def test_usulan_edit_writes_what_changed_and_counts_the_version(client, facilitator):
    usulan = complete_usulan()
    client.force_login(facilitator)

    response = client.post(
        address("plans:usulan_edit", usulan), refilled(usulan, volume="3", funding_options=["village_fund"])
    )

    assert response.status_code == 302
    usulan.refresh_from_db()
    assert (usulan.volume, usulan.funding_options, usulan.version) == (3, ["village_fund"], 2)
    entry = LogEntry.objects.for_record(usulan).get(verb="usulan.edit")
    assert (entry.before, entry.after) == (
        {"volume": "2.00", "funding_options": ["apbd_kabupaten"]},
        {"volume": "3", "funding_options": ["village_fund"]},
    )


def test_usulan_edit_without_a_change_writes_nothing(client, facilitator):
    usulan = complete_usulan()
    usulan.refresh_from_db()
    client.force_login(facilitator)

    client.post(address("plans:usulan_edit", usulan), refilled(usulan))

    usulan.refresh_from_db()
    assert usulan.version == 1
    assert not LogEntry.objects.for_record(usulan).exists()


def test_usulan_edit_of_what_was_submitted_is_403(client, facilitator):
    client.force_login(facilitator)

    response = client.get(address("plans:usulan_edit", complete_usulan(status="submitted")))

    assert response.status_code == 403
    assert "Usulan yang sudah diajukan tidak dapat diubah lagi." in text_of(response)


def test_what_was_typed_before_it_was_submitted_stays_before_the_person(client, facilitator):
    usulan = complete_usulan(status="submitted")
    sent = refilled(usulan, location="Dusun 9")
    client.force_login(facilitator)

    page = client.post(address("plans:usulan_edit", usulan), sent)
    queue = client.post(address("plans:usulan_edit", usulan), sent, headers={"accept": "application/json"})
    client.post(address("plans:usulan_recall", usulan))
    again = client.post(address("plans:usulan_edit", usulan), sent)

    assert (page.status_code, queue.status_code, again.status_code) == (422, 422, 302)
    assert "Yang Anda tulis masih ada di sini: tarik kembali usulannya" in text_of(page)
    assert page.context["form"]["location"].value() == "Dusun 9"
    assert queue.json()["said"] == [SUBMITTED_MEANWHILE]
    usulan.refresh_from_db()
    assert usulan.location == "Dusun 9"


def test_edit_that_was_stored_before_it_was_submitted_and_lost_its_answer_is_stored(client, facilitator):
    usulan = complete_usulan()
    sent = refilled(usulan, location="Dusun 9") | {"entry": str(uuid.uuid4())}
    client.force_login(facilitator)
    codes = [
        client.post(address("plans:usulan_edit", usulan), sent, headers={"accept": "application/json"}).status_code
    ]
    Usulan.objects.update(status="submitted")

    codes.append(
        client.post(address("plans:usulan_edit", usulan), sent, headers={"accept": "application/json"}).status_code
    )

    assert codes == [200, 200]
