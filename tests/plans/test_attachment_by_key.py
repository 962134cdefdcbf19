"""Photos that a device sends after their usulan: found by the usulan's key, and kept once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.models import LogEntry
from plans.models import Attachment
from tests.factories import make_desa, make_usulan
from tests.plans.test_attachment import picture
from tests.plans.test_merging import JSON, at_once

BY_KEY = "plans:attachment_add_by_key"


@pytest.fixture
def usulan(kabupaten):
    return make_usulan()


def address(usulan):
    return reverse(BY_KEY, args=[usulan.uuid])


def photo(**changes):
    file = SimpleUploadedFile("sumur.jpg", picture())
    return {"kind": "photo", "file": file, "entry": str(uuid.uuid4())} | changes


def test_photo_is_kept_beside_the_usulan_of_its_key(client, facilitator, usulan):
    client.force_login(facilitator)

    response = client.post(address(usulan), photo(), headers=JSON)

    assert response.json() == {"url": usulan.get_absolute_url()}
    assert Attachment.objects.get().usulan == usulan


def test_photo_sent_twice_is_kept_once(client, facilitator, usulan):
    client.force_login(facilitator)
    entry = str(uuid.uuid4())

    codes = [client.post(address(usulan), photo(entry=entry), headers=JSON).status_code for _ in range(2)]
    client.post(address(usulan), photo(), headers=JSON)

    assert codes == [200, 200]
    assert Attachment.objects.count() == 2
    assert LogEntry.objects.for_record(usulan).first().sentence == "Lampiran ditambahkan: Foto “sumur.jpg”"


@pytest.mark.django_db(transaction=True)
def test_six_sendings_of_one_photo_at_once_keep_one(facilitator):
    usulan, entry = make_usulan(), str(uuid.uuid4())

    codes = at_once(facilitator, *[(address(usulan), photo(entry=entry)) for _ in range(6)])

    assert codes == [200] * 6
    assert Attachment.objects.count() == 1


def test_script_is_told_why_a_photo_is_refused(client, facilitator, usulan):
    client.force_login(facilitator)

    response = client.post(address(usulan), photo(file=SimpleUploadedFile("a.jpg", b"teks")), headers=JSON)

    assert response.status_code == 422
    assert response.json()["said"][0].startswith("Isi berkas ini bukan JPEG atau PNG.")


def test_photo_by_key_of_outsider_is_404(client, outsider, facilitator, usulan):
    client.force_login(outsider)
    assert client.post(address(usulan), photo()).status_code == 404
    client.force_login(facilitator)
    assert client.post(reverse(BY_KEY, args=[uuid.uuid4()]), photo()).status_code == 404


def test_photo_by_key_of_wrong_role_is_403(client, camat, facilitator):
    usulan = make_usulan(desa=make_desa(name="Onggol"), status="submitted")

    for user in (camat, facilitator):
        client.force_login(user)
        assert client.post(address(usulan), photo()).status_code == 403


def test_photo_by_key_wrong_method_is_405(client, facilitator, usulan):
    client.force_login(facilitator)

    assert client.put(address(usulan)).status_code == 405


def test_photo_by_key_asks_visitors_to_log_in(client, usulan):
    assert client.get(address(usulan)).url == f"/masuk/?next={address(usulan)}"
