"""The pages on which usulan that mean the same are chosen, laid before the forum as one, and taken apart again."""

import pytest
from django.urls import reverse

from plans.choices import OutcomeKind
from plans.forms.merge import joint_values
from plans.models import PlannedMerge, Usulan
from tests.factories import complete_usulan, make_desa, make_kecamatan, make_outcome, verified_usulan
from tests.plans.test_merge import decided, joint_of, plan, text_of

MERGE, CHOOSE = "plans:usulan_merge", "plans:usulan_merge_choose"
INTO, UNDO = "plans:usulan_merge_into", "plans:usulan_unmerge"


@pytest.fixture
def waiholo(db):
    return verified_usulan(title="Sumur bor Dusun 2", volume=2)


@pytest.fixture
def onggol(db):
    return verified_usulan(desa=make_desa(name="Onggol"), title="Sumur bor Onggol", volume=1)


def query(*usulan):
    return {"usulan": [one.pk for one in usulan]}


def filled(originals, **changes):
    values = joint_values(originals)
    values |= {"title": "Sumur bor dua desa", "volume": "3", "cost": "100.000.000"}
    return values | changes


def test_usulan_merge_choose_offers_what_may_mean_the_same(client, camat, waiholo, onggol):
    verified_usulan(desa=make_desa(kecamatan=make_kecamatan(name="Loura"), name="Karuni"), title="Jauh")
    decided(waiholo)
    client.force_login(camat)
    url = reverse(CHOOSE, args=[waiholo.pk])

    offered = client.get(url)
    unanswered = client.get(url, {"usulan": "x"})
    answered = client.get(url, query(onggol))

    assert list(offered.context["likely"]) == [onggol]
    assert unanswered.status_code == 422
    assert answered.url == f"{reverse(MERGE)}?usulan={waiholo.pk}&usulan={onggol.pk}"


@pytest.mark.parametrize("rows", [1, 3])
def test_usulan_merge_choose_query_count(client, camat, waiholo, rows, django_assert_num_queries):
    for number in range(rows):
        verified_usulan(title=f"Sumur {number}")
    client.force_login(camat)

    with django_assert_num_queries(5):
        response = client.get(reverse(CHOOSE, args=[waiholo.pk]))

    assert response.content.count(b'type="checkbox"') == rows


def test_usulan_merge_makes_one_out_of_several(client, camat, waiholo, onggol):
    client.force_login(camat)
    url = f"{reverse(MERGE)}?usulan={waiholo.pk}&usulan={onggol.pk}"

    shown = client.get(url)
    response = client.post(url, filled([waiholo, onggol], desa=onggol.desa_id), follow=True)

    joint = Usulan.objects.get(is_joint=True)
    assert shown.context["form"]["volume"].value() == "3"
    assert (joint.title, joint.desa, joint.volume) == ("Sumur bor dua desa", onggol.desa, 3)
    assert response.redirect_chain == [(joint.get_absolute_url(), 302)]
    assert "Jumlah: 3 unit, 2 desa (Desa Onggol, Desa Waiholo)." in text_of(response)
    assert "Pisahkan kembali" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"volume": ""}, "Isi volume, misalnya 3."),
        ({"volume": "0"}, "Isi volume lebih dari 0"),
        ({"desa": 0}, "Pilih salah satu dari daftar."),
        ({"title": ""}, "Isi usulan, misalnya Sumur bor di tiga desa."),
    ],
)
def test_usulan_merge_says_what_is_wrong(client, camat, waiholo, onggol, changes, sentence):
    client.force_login(camat)
    url = f"{reverse(MERGE)}?usulan={waiholo.pk}&usulan={onggol.pk}"

    response = client.post(url, filled([waiholo, onggol], **changes))

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Usulan.objects.filter(is_joint=True).exists()


def test_usulan_merge_refuses_what_was_decided_meanwhile(client, camat, waiholo, onggol):
    make_outcome(usulan=onggol)
    client.force_login(camat)

    response = client.post(f"{reverse(MERGE)}?usulan={waiholo.pk}&usulan={onggol.pk}", filled([waiholo, onggol]))

    assert response.status_code == 422
    assert "“Sumur bor Onggol” sudah diputuskan untuk tahun 2024: Disepakati." in text_of(response)


@pytest.mark.parametrize("rows", [2, 4])
def test_usulan_merge_query_count(client, camat, rows, django_assert_num_queries):
    chosen = [verified_usulan(title=f"Sumur {number}") for number in range(rows)]
    client.force_login(camat)

    with django_assert_num_queries(4):
        response = client.get(reverse(MERGE), query(*chosen))

    assert response.content.count(b'scope="row"') == rows


@pytest.mark.parametrize("keys", [[], ["1"], ["1", "999999"], ["1", "x"], ["1", "1"], ["9" * 30, "1"]])
def test_usulan_merge_of_fewer_than_two_is_404(client, camat, waiholo, keys):
    client.force_login(camat)
    keys = [str(waiholo.pk) if key == "1" else key for key in keys]

    assert client.get(reverse(MERGE), {"usulan": keys}).status_code == 404


def test_usulan_merge_into_one_of_them_asks_first(client, camat, waiholo, onggol):
    client.force_login(camat)
    url = f"{reverse(INTO, args=[waiholo.pk])}?usulan={waiholo.pk}&usulan={onggol.pk}"

    question = text_of(client.get(url))
    assert "Gabungkan ke “Sumur bor Dusun 2”, Desa Waiholo?" in question
    assert not PlannedMerge.objects.exists()

    page = text_of(client.post(url, follow=True))

    assert PlannedMerge.objects.get().joint == waiholo
    assert "Jumlah: 3 unit, 2 desa (Desa Waiholo, Desa Onggol)." in page
    original = text_of(client.get(onggol.get_absolute_url()))
    assert "Disiapkan untuk digabung, menunggu keputusan forum, ke" in original
    assert waiholo.get_absolute_url() in original
    assert reverse(CHOOSE, args=[onggol.pk]) not in original


def test_usulan_merge_into_one_that_was_not_chosen_is_404(client, camat, waiholo, onggol):
    third = verified_usulan(title="Sumur ketiga")
    client.force_login(camat)

    assert client.post(f"{reverse(INTO, args=[third.pk])}?usulan={waiholo.pk}&usulan={onggol.pk}").status_code == 404


def test_usulan_merge_into_says_why_it_cannot(client, camat, waiholo, onggol):
    make_outcome(usulan=onggol)
    client.force_login(camat)
    url = f"{reverse(INTO, args=[waiholo.pk])}?usulan={waiholo.pk}&usulan={onggol.pk}"

    assert "“Sumur bor Onggol” sudah diputuskan" in text_of(client.post(url, follow=True))


def test_usulan_unmerge_asks_and_then_takes_it_apart(client, camat, waiholo, onggol):
    joint = plan([waiholo, onggol], joint_of([waiholo, onggol]), by=camat)
    client.force_login(camat)
    url = reverse(UNDO, args=[joint.pk])

    assert "Usulan gabungan ini dihapus; riwayat tetap menyebutnya." in text_of(client.get(url))
    response = client.post(url)

    assert response.url == waiholo.get_absolute_url()
    assert not Usulan.objects.filter(pk=joint.pk).exists()


def test_usulan_unmerge_where_nothing_is_merged_says_so(client, camat, waiholo):
    client.force_login(camat)

    response = client.post(reverse(UNDO, args=[waiholo.pk]), follow=True)

    assert "Tidak ada penggabungan yang menunggu keputusan." in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_usulan_detail_of_a_joint_one_query_count(client, observer, waiholo, rows, django_assert_num_queries):
    for number in range(rows):
        make_outcome(usulan=verified_usulan(title=f"Sumur {number}"), kind=OutcomeKind.MERGED, merged_into=waiholo)
    client.force_login(observer)

    with django_assert_num_queries(15):
        response = client.get(waiholo.get_absolute_url())

    assert response.content.count(b">Digabung</td>") == rows


def test_merge_says_what_is_still_to_be_verified(client, camat, waiholo):
    submitted = complete_usulan(title="Sumur lain", status="submitted")
    client.force_login(camat)

    response = client.get(reverse(MERGE), query(waiholo, submitted))

    assert response.status_code == 403
    assert "“Sumur lain” belum diverifikasi. Verifikasi dahulu, lalu gabungkan." in text_of(response)


# --- doors ---


def address_of(name, usulan, other):
    args = [] if name == MERGE else [usulan.pk]
    return f"{reverse(name, args=args)}?usulan={usulan.pk}&usulan={other.pk}"


@pytest.mark.parametrize("name", [MERGE, CHOOSE, INTO, UNDO])
def test_merge_of_outsider_is_404(client, outsider, waiholo, onggol, name):
    client.force_login(outsider)

    assert client.get(address_of(name, waiholo, onggol)).status_code == 404


@pytest.mark.parametrize("who", ["facilitator", "observer", "opd_officer"])
@pytest.mark.parametrize("name", [MERGE, CHOOSE, INTO, UNDO])
def test_merge_of_wrong_role_is_403(client, request, waiholo, onggol, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address_of(name, waiholo, onggol)).status_code == 403


@pytest.mark.parametrize("name", [MERGE, CHOOSE, INTO, UNDO])
def test_merge_wrong_method_is_405(client, camat, waiholo, onggol, name):
    client.force_login(camat)

    assert client.put(address_of(name, waiholo, onggol)).status_code == 405


@pytest.mark.parametrize(
    "name", ["plans:usulan_merge", "plans:usulan_merge_choose", "plans:usulan_merge_into", "plans:usulan_unmerge"]
)
def test_merge_asks_visitors_to_log_in(client, waiholo, onggol, name):
    url = address_of(name, waiholo, onggol)

    assert client.get(url).url.startswith("/masuk/?next=")
