"""The pages of packages and trainings."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import LogEntry
from plans.bast import bast_html
from plans.choices import Bidang, SupportKind
from plans.models import Support
from plans.status import SupportStatus
from tests.factories import (
    TODAY,
    delivered_support,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kecamatan,
    make_kelompok,
    make_person,
    make_support,
    redirected_usulan,
    verified_usulan,
)

LIST, CREATE, DETAIL, EDIT = "plans:support_list", "plans:support_create", "plans:support_detail", "plans:support_edit"
DELIVER, FINISH, CHECK = "plans:support_deliver", "plans:support_finish", "plans:support_check"
MOVE, BAST = "plans:support_move", "plans:support_bast"


def text_of(response):
    return html.unescape(response.content.decode())


def rows_of(*goods, prefix="items") -> dict:
    """Return the POST data of goods as (name, quantity, unit), in a formset that was shown with blank rows."""
    data = {f"{prefix}-TOTAL_FORMS": len(goods), f"{prefix}-INITIAL_FORMS": 0}
    for number, values in enumerate(goods):
        data |= {
            f"{prefix}-{number}-{name}": value for name, value in zip(("name", "quantity", "unit"), values, strict=True)
        }
    return data


def filled(**fields) -> dict:
    page = {
        "uuid": "8c2d0b62-2f2b-4d0c-9a39-3f7a4d4a1c55",
        "version": 1,
        "kind": SupportKind.STIMULAN,
        "title": "Kebun sayur",
        "bidang": Bidang.AGRICULTURE,
        "fiscal_year": 2024,
        "source": "BangKIT",
        "cost": "12.500.000",
        "men": "4",
        "women": "11",
    }
    return page | rows_of(("Selang", "2", "rol"), ("", "", ""), ("Tandon", "1,5", "unit")) | fields


# --- the list ---


@pytest.mark.parametrize("rows", [1, 3])
def test_support_list_query_count(client, facilitator, rows, django_assert_num_queries):
    for _ in range(rows):
        make_support(items=["Selang", "Tandon"])
    client.force_login(facilitator)

    # session, user, his desa; years, kecamatan, desa of the filter; count, rows, 3 of totals, due, awaiting
    with django_assert_num_queries(13):
        response = client.get(reverse(LIST))

    assert text_of(response).count("Kebun sayur beririgasi tetes") == rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"bidang": "seaweed"}, ["Rumput laut"]),
        ({"jenis": "training"}, ["Pelatihan tenun"]),
        ({"status": "delivered"}, ["Traktor"]),
        ({"tahun": 2023}, ["Lama"]),
        ({"q": "onggol"}, ["Rumput laut"]),
        ({"kecamatan": "Loura"}, ["Pelatihan tenun"]),
        ({"periksa": "on"}, ["Traktor"]),
    ],
)
def test_support_list_is_narrowed_and_its_totals_too(client, observer, query, found):
    loura = make_kecamatan(name="Loura")
    make_support(title="Rumput laut", bidang=Bidang.SEAWEED, desa=make_desa(name="Onggol"))
    make_support(title="Pelatihan tenun", kind=SupportKind.TRAINING, desa=make_desa(kecamatan=loura, name="Karuni"))
    delivered_support(title="Traktor", desa=make_desa())
    make_support(title="Lama", fiscal_year=2023)
    client.force_login(observer)

    response = client.get(reverse(LIST), {k: loura.pk if k == "kecamatan" else v for k, v in query.items()})

    assert [row.title for row in response.context["page"]] == found
    assert response.context["totals"][-1].initiatives == 1


def test_support_list_of_a_facilitator_can_be_his_own_villages_alone(client, facilitator, observer):
    make_support(title="Sendiri")
    make_support(title="Lain", desa=make_desa(name="Onggol"))

    client.force_login(facilitator)
    own = client.get(reverse(LIST), {"desa_saya": "on"}).context
    client.force_login(observer)
    everything = client.get(reverse(LIST), {"desa_saya": "on"}).context

    assert [row.title for row in own["page"]] == ["Sendiri"]
    assert len(everything["page"]) == 2
    assert "desa_saya" not in everything["filter_form"].fields


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("facilitator", "Catat yang pertama"), ("observer", "Belum ada paket stimulan atau pelatihan.")],
)
def test_support_list_empty_says_how_to_begin(client, request, who, sentence):
    client.force_login(request.getfixturevalue(who))

    assert sentence in text_of(client.get(reverse(LIST)))


def test_support_list_names_the_usulan_that_wait_for_a_package(client, observer):
    redirected_usulan(title="Mesin tenun")
    verified_usulan(title="Sumur bor")
    client.force_login(observer)

    assert [usulan.title for usulan in client.get(reverse(LIST)).context["awaiting"]] == ["Mesin tenun"]


# --- writing ---


def test_support_create_stores_what_was_written(client, facilitator):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled(), follow=True)

    support = Support.objects.get()
    assert (support.desa, support.title, support.cost, support.people) == (
        facilitator.desa.get(),
        "Kebun sayur",
        12_500_000,
        (4, 11),
    )
    assert [str(item) for item in support.items.order_by("pk")] == ["Selang, 2 rol", "Tandon, 1,5 unit"]
    assert "Dicatat sebagai proposal" in text_of(response)


def test_support_create_from_a_usulan_begins_with_what_it_asks_for(client, facilitator):
    usulan = redirected_usulan(title="Mesin tenun", kelompok=make_kelompok(name="Tenun Waiholo"))
    client.force_login(facilitator)
    assert f"{reverse(CREATE)}?usulan={usulan.pk}" in text_of(client.get(usulan.get_absolute_url()))

    url = reverse(CREATE, query={"usulan": usulan.pk})
    page = text_of(client.get(url))
    client.post(url, filled(served=[usulan.pk]))

    assert 'value="Mesin tenun"' in page
    assert "Tenun Waiholo" in page
    assert list(Support.objects.get().usulan.all()) == [usulan]
    assert "Kebun sayur" in text_of(client.get(usulan.get_absolute_url()))


def test_usulan_that_went_elsewhere_offers_no_package(client, facilitator):
    usulan = verified_usulan()
    client.force_login(facilitator)

    assert client.get(reverse(CREATE, query={"usulan": usulan.pk})).status_code == 404
    assert reverse(CREATE) not in text_of(client.get(usulan.get_absolute_url()))


def test_support_create_for_a_foreign_desa_is_403(client, facilitator):
    usulan = redirected_usulan(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    assert client.get(reverse(CREATE, query={"usulan": usulan.pk})).status_code == 403


def test_support_create_asks_for_the_desa_where_there_are_several(client, secretariat):
    make_desa()
    make_desa(name="Onggol")
    client.force_login(secretariat)

    assert "bagi desa mana?" in text_of(client.get(reverse(CREATE)))


@pytest.mark.parametrize(
    ("goods", "sentence"),
    [
        (("Selang", "", "rol"), "Isi jumlah lebih dari 0, misalnya 2."),
        (("Selang", "0", "rol"), "Isi jumlah lebih dari 0, misalnya 2."),
        (("Selang", "banyak", "rol"), "Tulis angka, misalnya 2,5."),
        (("", "2", "rol"), "Isi nama barang pada baris ini."),
        (("Selang", "2", ""), "Isi satuan, misalnya unit."),
    ],
)
def test_goods_that_say_too_little_are_refused(client, facilitator, goods, sentence):
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled() | rows_of(goods))

    assert (response.status_code, Support.objects.count()) == (422, 0)
    assert text_of(response).count(sentence) == 2  # in the summary and beside the field
    assert 'value="Kebun sayur"' in text_of(response)


def test_kelompok_of_another_desa_is_refused(client, facilitator):
    foreign = make_kelompok(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    response = client.post(reverse(CREATE), filled(kelompok=foreign.pk))

    assert (response.status_code, Support.objects.count()) == (422, 0)


def test_support_edit_shows_goods_and_writes_what_changed(client, facilitator):
    support = make_support(items=["Selang", "Tandon"])
    client.force_login(facilitator)
    url = reverse(EDIT, args=[support.pk])

    page = text_of(client.get(url))
    goods = rows_of(("Selang", "3", "rol"), ("", "", ""), ("", "", "")) | {"items-INITIAL_FORMS": 2}
    client.post(url, filled(uuid=str(support.uuid)) | goods)

    assert page.count('value="Selang"') == 1
    assert [str(item) for item in Support.objects.get().items.all()] == ["Selang, 3 rol"]
    assert Support.objects.get().title == "Kebun sayur"


def test_support_edit_of_an_old_page_shows_what_is_stored(client, facilitator):
    support = make_support(items=["Pompa"], version=2)
    client.force_login(facilitator)

    response = client.post(reverse(EDIT, args=[support.pk]), filled(uuid=str(support.uuid), version=1))

    assert response.status_code == 422
    assert "Inisiatif yang sekarang tersimpan: Kebun sayur beririgasi tetes." in text_of(response)
    assert "Barang yang sekarang tersimpan: Pompa, 2 unit." in text_of(response)


def test_support_edit_after_the_handover_is_403(client, facilitator):
    client.force_login(facilitator)

    assert client.get(reverse(EDIT, args=[delivered_support().pk])).status_code == 403


# --- handover, result, check, steps ---


def test_support_deliver_records_the_bast(client, facilitator):
    support, giver = make_support(), make_jabatan()
    client.force_login(facilitator)

    response = client.post(
        reverse(DELIVER, args=[support.pk]), {"handed_over_on": "31 Januari 2024", "giver": giver.pk}, follow=True
    )

    stored = Support.objects.get()
    assert (stored.status, stored.handed_over_on, stored.check_due_on) == (
        SupportStatus.DELIVERED,
        TODAY,
        datetime.date(2025, 1, 31),
    )
    assert "Serah terima dicatat." in text_of(response)
    assert "nomor BAST belum diisi" in text_of(response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"handed_over_on": ""}, "Isi tanggal serah terima."),
        ({"giver": ""}, "Pilih pihak yang menyerahkan."),
        ({"handed_over_on": "1 Januari 2099"}, "Tanggal serah terima belum tiba."),
        ({"check_due_on": "31 Januari 2024"}, "Tanggal pemeriksaan harus sesudah serah terima."),
    ],
)
def test_support_deliver_says_what_is_missing(client, facilitator, fields, sentence):
    support = make_support()
    client.force_login(facilitator)
    data = {"handed_over_on": "31 Januari 2024", "giver": make_jabatan().pk} | fields

    response = client.post(reverse(DELIVER, args=[support.pk]), data)

    assert (response.status_code, Support.objects.get().status) == (422, SupportStatus.PROPOSED)
    assert sentence in text_of(response)


def test_support_deliver_mends_a_number_that_came_late(client, facilitator):
    support = delivered_support()
    client.force_login(facilitator)
    data = {"handed_over_on": "31 Januari 2024", "giver": support.giver_id, "bast_number": "04/BAST/2024"}

    client.post(reverse(DELIVER, args=[support.pk]), data)

    assert Support.objects.get().bast_number == "04/BAST/2024"
    assert LogEntry.objects.for_record(support).get().verb == "support.handover"


def test_support_finish(client, facilitator):
    support = delivered_support()
    client.force_login(facilitator)

    response = client.post(
        reverse(FINISH, args=[support.pk]), {"result": "Panen dua kali.", "men": 4, "women": 11}, follow=True
    )

    assert Support.objects.get().status == SupportStatus.FINISHED
    assert "Panen dua kali." in text_of(response)


def test_support_finish_of_a_training_needs_its_people(client, facilitator):
    support = delivered_support(kind=SupportKind.TRAINING)
    client.force_login(facilitator)

    response = client.post(reverse(FINISH, args=[support.pk]), {"result": "Lulus semua."})

    assert (response.status_code, Support.objects.get().status) == (422, SupportStatus.DELIVERED)
    assert "Isi jumlah peserta pelatihan." in text_of(response)


def test_support_check(client, facilitator):
    support = delivered_support()
    client.force_login(facilitator)
    assert "Perlu diperiksa di lapangan sejak 31 Januari 2025." in text_of(client.get(support.get_absolute_url()))

    data = {"checked_on": "1 Februari 2025", "condition": "broken", "finding": "Pompa macet.", "next_on": "2099-01-01"}
    page = text_of(client.post(reverse(CHECK, args=[support.pk]), data, follow=True))

    assert "Pompa macet." in page
    assert "Rusak" in page
    assert "Perlu diperiksa" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"condition": ""}, "Pilih keadaan barang atau usaha."),
        ({"finding": ""}, "Isi temuan."),
        ({"checked_on": "1 Januari 2024"}, "Tanggal pemeriksaan harus sesudah serah terima"),
    ],
)
def test_support_check_says_what_is_missing(client, facilitator, fields, sentence):
    support = delivered_support()
    client.force_login(facilitator)
    data = {"checked_on": "1 Februari 2025", "condition": "broken", "finding": "Pompa macet."} | fields

    response = client.post(reverse(CHECK, args=[support.pk]), data)

    assert (response.status_code, Support.objects.get().condition) == (422, "")
    assert sentence in text_of(response)


def test_support_steps_of_the_secretariat(client, secretariat):
    support = make_support()
    client.force_login(secretariat)
    assert [step for step, *_ in client.get(support.get_absolute_url()).context["steps"]] == ["procure", "cancel"]

    client.post(reverse(MOVE, kwargs={"pk": support.pk, "move": "procure"}))
    refused = client.post(reverse(MOVE, kwargs={"pk": support.pk, "move": "cancel"}), {"reason": ""})
    was = Support.objects.get().status
    client.post(reverse(MOVE, kwargs={"pk": support.pk, "move": "cancel"}), {"reason": "Kelompok bubar."})

    assert (refused.status_code, was) == (422, SupportStatus.PROCURED)
    assert "Tulis alasannya." in text_of(refused)
    assert (Support.objects.get().status, Support.objects.get().result) == (SupportStatus.CANCELLED, "Kelompok bubar.")


def test_training_is_held_not_handed_out(client, observer):
    support = delivered_support(kind=SupportKind.TRAINING)
    client.force_login(observer)

    page = text_of(client.get(support.get_absolute_url()))

    assert "Dilaksanakan" in page
    assert "Didistribusi" not in page
    assert reverse(BAST, args=[support.pk]) not in page  # no goods, nothing to hand over


@pytest.mark.parametrize("rows", [1, 3])
def test_support_detail_query_count(client, observer, rows, django_assert_num_queries):
    support = delivered_support(
        items=[f"Tandon {number}" for number in range(rows)],
        usulan=[redirected_usulan(title=f"Usulan {number}") for number in range(rows)],
    )
    client.force_login(observer)

    with django_assert_num_queries(6):  # session, user, record, goods, usulan, history
        page = text_of(client.get(reverse(DETAIL, args=[support.pk])))

    assert (page.count("Tandon "), page.count("Usulan ")) == (rows, rows + 1)  # and the panel's title


# --- the paper ---


def test_bast_names_offices_and_no_person(client, observer):
    giver = make_jabatan()
    make_incumbency(jabatan=giver, person=make_person(name="Nama Rahasia", nip="197001012000011001"))
    support = delivered_support(giver=giver, bast_number="04/BAST/2024", items=["Selang", "Tandon"])
    client.force_login(observer)

    response = client.get(reverse(BAST, args=[support.pk]))
    paper = html.unescape(bast_html(support))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    for words in ("Kepala Dinas Pertanian", "Kepala Desa Waiholo", "Camat Kodi", "04/BAST/2024", "Selang", "Tandon"):
        assert words in paper
    assert "Rabu, 31 Januari 2024" in paper
    assert "Rahasia" not in paper
    assert "19700101" not in paper


def test_bast_before_the_handover_has_dots_for_the_pen(kabupaten):
    support = make_support(items=["Selang"])

    paper = bast_html(support)

    assert "NOMOR: ....." in paper
    assert str(timezone.localdate().year) not in paper


def test_bast_of_a_dozen_goods_stays_on_one_page(kabupaten):
    from pypdfium2 import PdfDocument

    from plans.bast import bast_pdf

    support = delivered_support(kelompok=make_kelompok(), items=[f"Barang {number}" for number in range(12)])

    assert len(PdfDocument(bast_pdf(support))) == 1


# --- access ---

OF_RECORD = [DETAIL, EDIT, DELIVER, FINISH, CHECK, BAST]
WRITING = [CREATE, EDIT, DELIVER, FINISH, CHECK, MOVE]


def url_of(name, support=None) -> str:
    support = support or delivered_support()
    if name == MOVE:
        return reverse(MOVE, kwargs={"pk": support.pk, "move": "retract"})
    return reverse(name, args=[] if name in (LIST, CREATE) else [support.pk])


@pytest.mark.parametrize("name", [*OF_RECORD, MOVE])
def test_support_of_outsider_is_404(client, outsider, name):
    url = url_of(name)
    client.force_login(outsider)

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["camat", "observer", "opd_officer"])
@pytest.mark.parametrize("name", WRITING)
def test_support_writing_of_wrong_role_is_403(client, request, who, name):
    client.force_login(request.getfixturevalue(who))
    url = url_of(name)

    assert client.post(url, filled()).status_code == 403


def test_support_step_of_facilitator_is_403(client, facilitator):
    url = url_of(MOVE)
    client.force_login(facilitator)

    assert client.post(url, {"reason": "x"}).status_code == 403
    assert Support.objects.get().status == SupportStatus.DELIVERED


@pytest.mark.parametrize("name", [LIST, CREATE, *OF_RECORD, MOVE])
def test_support_wrong_method_is_405(client, secretariat, name):
    url = url_of(name)
    client.force_login(secretariat)

    assert client.put(url).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, *OF_RECORD, MOVE])
def test_support_asks_visitors_to_log_in(client, kabupaten, name):
    url = url_of(name)

    assert client.get(url).url == f"/masuk/?next={url}"
