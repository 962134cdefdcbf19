"""Desa over time: what it is called, where it lies, in which others it goes on."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.choices import DesaKind, Role
from forum.models import Desa, FormerDesa, Incumbency, Kecamatan, LogEntry
from forum.transitions import MoveRefused
from tests.bench.bench_ledger import run_at_once
from tests.factories import (
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_kecamatan,
    make_person,
    make_target,
    make_user,
)

TODAY = datetime.date(2026, 11, 24)
NEW_YEAR = datetime.date(2025, 1, 1)
EVE = datetime.date(2024, 12, 31)
BASIS = "Perda Nomor 3 Tahun 2024"


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


def told(obj) -> list[str]:
    return [entry.sentence for entry in LogEntry.objects.for_record(obj).order_by("pk")]


def change(desa, secretariat, *, on=NEW_YEAR, today=TODAY, **fields):
    for name, value in fields.items():
        setattr(desa, name, value)
    actions.change_desa(desa, on=on, basis=BASIS, by=secretariat, today=today)
    return Desa.objects.get(pk=desa.pk)


# Name, bentuk and kecamatan


def test_renamed_desa_is_called_as_of_the_day(secretariat):
    desa = change(make_desa(name="Waiholo"), secretariat, name="Waiholo Raya", kind=DesaKind.KELURAHAN)

    assert (desa.full_name_on(EVE), desa.full_name_on(NEW_YEAR)) == ("Desa Waiholo", "Kelurahan Waiholo Raya")
    assert desa.full_name == "Kelurahan Waiholo Raya"
    assert told(desa) == [
        "Berubah sejak 1 Januari 2025: nama dari “Waiholo” menjadi “Waiholo Raya”; "
        "bentuk dari “Desa” menjadi “Kelurahan”"
    ]
    assert LogEntry.objects.get().note == BASIS


def test_desa_renamed_twice_keeps_both_old_names(secretariat):
    desa = change(make_desa(name="Pertama"), secretariat, name="Kedua")
    desa = change(desa, secretariat, name="Ketiga", on=TODAY)

    days = [EVE, NEW_YEAR, TODAY - datetime.timedelta(days=1), TODAY]
    assert [desa.full_name_on(day) for day in days] == ["Desa Pertama", "Desa Kedua", "Desa Kedua", "Desa Ketiga"]


def test_moved_desa_keeps_its_code_and_remembers_its_kecamatan(secretariat):
    desa = make_desa(kecamatan=make_kecamatan(name="Kodi"))
    code = desa.code
    desa = change(desa, secretariat, kecamatan=make_kecamatan(name="Kodi Utara"))

    assert (desa.code, desa.kecamatan.name, desa.state_on(EVE).kecamatan.name) == (code, "Kodi Utara", "Kodi")
    assert told(desa) == ["Berubah sejak 1 Januari 2025: kecamatan dari “Kodi” menjadi “Kodi Utara”"]


def test_correction_counts_for_the_past_too(secretariat):
    desa = change(make_desa(name="Waiholoo"), secretariat, name="Waiholo", on=None)

    assert desa.full_name_on(EVE) == "Desa Waiholo"
    assert FormerDesa.objects.count() == 0
    assert told(desa) == ["Catatan diperbaiki: nama dari “Waiholoo” menjadi “Waiholo”"]


def test_change_recorded_by_mistake_is_taken_back(desk, secretariat):
    desa = make_desa(name="Waiholo", kecamatan=make_kecamatan(name="Kodi"))
    head = make_jabatan(desa=desa, opd=None, name="Kepala Desa Waiholo")
    other = make_kecamatan(name="Kodi Utara")
    desa = change(desa, secretariat, name="Waiholo Raya", kecamatan=other)
    url = reverse("forum:desa_change_undo", args=[desa.pk])
    assert url in desk.get(desa.get_absolute_url()).content.decode()
    assert "Batalkan perubahan terakhir Desa Waiholo Raya?" in desk.get(url).content.decode()

    page = desk.post(url, follow=True).content.decode()

    desa.refresh_from_db()
    head.refresh_from_db()
    assert "Kembali tercatat sebagai Desa Waiholo, Kecamatan Kodi." in page
    assert (desa.full_name, desa.kecamatan.name, head.name) == ("Desa Waiholo", "Kodi", "Kepala Desa Waiholo")
    assert (FormerDesa.objects.count(), url in page) == (0, False)
    assert told(desa)[-1] == (
        "Perubahan sejak 1 Januari 2025 dibatalkan karena tercatat keliru: kecamatan dari “Kodi Utara” menjadi "
        "“Kodi”; nama dari “Waiholo Raya” menjadi “Waiholo”"
    )


def test_only_the_last_change_of_a_desa_is_taken_back(secretariat):
    desa = change(make_desa(name="Pertama"), secretariat, name="Kedua")
    desa = change(desa, secretariat, kind=DesaKind.KELURAHAN, on=TODAY)

    actions.undo_desa_change(desa, by=secretariat)

    desa.refresh_from_db()
    assert (desa.full_name, desa.full_name_on(EVE)) == ("Desa Kedua", "Desa Pertama")


def test_nothing_is_taken_back_of_a_desa_that_never_changed(desk):
    desa = make_desa(name="Waiholo")

    page = desk.post(reverse("forum:desa_change_undo", args=[desa.pk]), follow=True).content.decode()

    assert "belum pernah berubah." in page
    assert LogEntry.objects.for_record(desa).count() == 0


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (TODAY + datetime.timedelta(days=1), "Tanggal ini belum tiba."),
        (NEW_YEAR, "Perubahan yang terakhir berlaku sejak 1 Januari 2025."),
        (EVE, "Perubahan yang terakhir berlaku sejak 1 Januari 2025."),
    ],
)
def test_change_out_of_order_is_refused(secretariat, on, sentence):
    desa = change(make_desa(name="Pertama"), secretariat, name="Kedua")

    with pytest.raises(MoveRefused, match=f"^{sentence}"):
        change(desa, secretariat, name="Ketiga", on=on)

    assert Desa.objects.get().name == "Kedua"


def test_change_of_nothing_is_refused(secretariat):
    with pytest.raises(MoveRefused, match=r"^Tidak ada yang berubah"):
        change(make_desa(), secretariat)

    assert FormerDesa.objects.count() == 0


def test_kecamatan_is_called_as_of_the_day(secretariat):
    kecamatan = make_kecamatan(name="Kodi")
    kecamatan.name = "Kodi Induk"
    actions.rename_kecamatan(kecamatan, on=NEW_YEAR, basis=BASIS, by=secretariat, today=TODAY)

    kecamatan = Kecamatan.objects.get()
    assert (kecamatan.name_on(EVE), kecamatan.name_on(NEW_YEAR)) == ("Kodi", "Kodi Induk")
    assert told(kecamatan) == ["Berganti nama sejak 1 Januari 2025: nama dari “Kodi” menjadi “Kodi Induk”"]


@pytest.mark.parametrize("rows", [1, 3])
def test_names_on_a_day_cost_one_query_however_many(db, django_assert_num_queries, rows):
    for number in range(rows):
        desa = make_desa(name=f"Baru {number}")
        FormerDesa.objects.create(
            kabupaten=desa.kabupaten, desa=desa, kecamatan=desa.kecamatan, name=f"Lama {number}", kind="desa",
            until=NEW_YEAR, basis=BASIS,
        )  # fmt: skip

    with django_assert_num_queries(2):
        names = [desa.full_name_on(EVE) for desa in Desa.objects.prefetch_related("former").order_by("name")]

    assert names == [f"Desa Lama {number}" for number in range(rows)]


# Merged and split


def test_merged_desa_closes_with_all_that_hangs_on_it(secretariat):
    desa, heir = make_desa(name="Onggol"), make_desa(name="Waiholo")
    target = make_target(desa=desa)
    jabatan = make_jabatan(desa=desa, name="Kepala Desa Onggol")
    incumbency = make_incumbency(jabatan=jabatan)
    user = make_user(username="fasilitator", role=Role.FACILITATOR, desa=[desa])

    actions.merge_desa(desa, heir, on=NEW_YEAR, basis=BASIS, by=secretariat, today=TODAY)

    desa.refresh_from_db()
    target.refresh_from_db()
    incumbency.refresh_from_db()
    assert (desa.closed_on, desa.heirs()) == (NEW_YEAR, [heir])
    assert (target.until, incumbency.ends_on) == (EVE, EVE)
    assert sorted(row.name for row in user.desa.all()) == ["Onggol", "Waiholo"]
    assert told(desa) == [
        "Diteruskan Desa Waiholo sejak 1 Januari 2025",
        "Pendampingan BangKIT berakhir pada 31 Desember 2024",
        "Tidak ada lagi sejak 1 Januari 2025",
    ]
    assert told(heir) == ["Menerima bagian dari Desa Onggol sejak 1 Januari 2025"]
    assert told(user) == ["Diubah: desa dari “Onggol” menjadi “Onggol, Waiholo”"]
    assert told(jabatan) == ["Diakhiri pada 31 Desember 2024: pejabat definitif sejak 1 Januari 2023"]


def test_nobody_takes_office_in_a_closed_desa(secretariat):
    jabatan = make_jabatan(desa=make_desa(closed_on=NEW_YEAR), name="Kepala Desa Waiholo")
    incumbency = Incumbency(kabupaten=jabatan.kabupaten, jabatan=jabatan, person=make_person(), starts_on=TODAY)

    with pytest.raises(MoveRefused, match=r"^Desa Waiholo ditutup sejak 1 Januari 2025\."):
        actions.record_incumbency(incumbency, by=secretariat)

    assert Incumbency.objects.count() == 0


def test_account_form_says_which_desa_is_no_more(desk):
    make_desa(name="Onggol", closed_on=NEW_YEAR)

    assert "Onggol (tidak ada lagi)" in desk.get(reverse("forum:account_create")).content.decode()


def test_desa_is_merged_into_no_closed_one(secretariat):
    closed = make_desa(name="Onggol", closed_on=NEW_YEAR)

    with pytest.raises(MoveRefused, match=r"^Desa Onggol juga sudah tidak ada"):
        actions.merge_desa(make_desa(), closed, on=NEW_YEAR, basis=BASIS, by=secretariat, today=TODAY)

    assert Desa.objects.open().count() == 1


def test_closed_desa_changes_no_more(secretariat):
    desa = make_desa(closed_on=NEW_YEAR)

    with pytest.raises(MoveRefused, match=r"^Desa Waiholo tidak ada lagi sejak 1 Januari 2025\.$"):
        change(desa, secretariat, name="Lain", on=TODAY)

    assert Desa.objects.get().name == "Waiholo"


def split(desa, secretariat, name: str, *, closes: bool):
    new = Desa(kecamatan=desa.kecamatan, code=f"{desa.kecamatan.code}.29{len(name):02d}", name=name)
    actions.split_desa(desa, new, on=NEW_YEAR, basis=BASIS, closes=closes, by=secretariat, today=TODAY)
    return new


def test_split_desa_goes_on_beside_the_new_one(secretariat, facilitator):
    desa = make_desa()
    new = split(desa, secretariat, "Waiholo Timur", closes=False)

    desa.refresh_from_db()
    assert (desa.closed_on, new.valid_from, new.kabupaten) == (None, NEW_YEAR, desa.kabupaten)
    assert [row.successor for row in desa.successions.all()] == [new]
    assert new in facilitator.desa.all()


def test_desa_split_up_wholly_has_every_part_for_heir(secretariat):
    desa = make_desa()
    first = split(desa, secretariat, "Barat", closes=False)
    second = split(desa, secretariat, "Tengahan", closes=True)

    desa.refresh_from_db()
    assert (desa.closed_on, desa.heirs()) == (NEW_YEAR, [first, second])


@pytest.mark.parametrize("member", ["facilitator", "camat", "observer", "outsider"])
def test_desa_actions_are_the_secretariats(request, member):
    by, desa, other = request.getfixturevalue(member), make_desa(), make_desa(name="Onggol")
    desa.name = "Lain"

    with pytest.raises(PermissionDenied):
        actions.change_desa(desa, on=None, basis=BASIS, by=by, today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.merge_desa(desa, other, on=NEW_YEAR, basis=BASIS, by=by, today=TODAY)
    with pytest.raises(PermissionDenied):
        split(desa, by, "Barat", closes=True)
    with pytest.raises(PermissionDenied):
        actions.rename_kecamatan(desa.kecamatan, on=None, basis=BASIS, by=by, today=TODAY)
    with pytest.raises(PermissionDenied):
        actions.add_kecamatan(Kecamatan(kabupaten=desa.kabupaten, code="53.18.20", name="Baru"), by=by)

    assert sorted(Desa.objects.values_list("name", "closed_on")) == [("Onggol", None), ("Waiholo", None)]


# In the browser


def test_desa_page_tells_what_it_was_and_is(desk, secretariat):
    desa = change(make_desa(), secretariat, name="Waiholo Raya")
    make_target(desa=desa, since=datetime.date(2023, 5, 1))

    page = desk.get(desa.get_absolute_url()).content.decode()

    parts = "Desa Waiholo Raya", "Berlaku sebelum", "1 Januari 2025", BASIS, "BangKIT", "1 Mei 2023", "masih didampingi"
    assert [text for text in parts if text not in page] == []
    assert "Usulan desa ini" in page


def test_desa_rename_page_writes_and_shows(desk):
    desa = make_desa()

    entered = {"name": "Waiholo Raya", "kind": "kelurahan", "on": "1 Januari 2025", "basis": BASIS}
    response = desk.post(reverse("forum:desa_rename", args=[desa.pk]), entered, follow=True)

    assert "Kelurahan Waiholo Raya kini tercatat di Kecamatan Kodi." in response.content.decode()
    assert Desa.objects.get().full_name_on(EVE) == "Desa Waiholo"


def test_desa_move_page_shows_the_refusal_of_an_unchanged_kecamatan(desk):
    desa = make_desa()

    entered = {"kecamatan": desa.kecamatan_id, "on": "", "basis": BASIS}
    response = desk.post(reverse("forum:desa_move", args=[desa.pk]), entered)

    assert response.status_code == 422
    assert "Tidak ada yang berubah." in response.content.decode()


def test_desa_move_page_moves(desk):
    desa, north = make_desa(), make_kecamatan(name="Kodi Utara")

    desk.post(reverse("forum:desa_move", args=[desa.pk]), {"kecamatan": north.pk, "on": "", "basis": BASIS})

    assert Desa.objects.get().kecamatan == north


def test_desa_merge_page_closes_the_desa(desk):
    desa, heir = make_desa(name="Onggol"), make_desa(name="Waiholo")

    entered = {"successor": heir.pk, "on": "2025-01-01", "basis": BASIS}
    response = desk.post(reverse("forum:desa_merge", args=[desa.pk]), entered, follow=True)

    page = response.content.decode()
    assert "Tidak ada lagi sejak 1 Januari 2025." in page
    assert f'href="{heir.get_absolute_url()}"' in page
    assert reverse("forum:desa_merge", args=[desa.pk]) not in page


def test_desa_merge_page_offers_neither_itself_nor_closed_ones_nor_neighbours(desk):
    desa = make_desa(name="Onggol")
    make_desa(name="Tutup", closed_on=NEW_YEAR)
    make_desa(name="Sesar", kecamatan=make_kecamatan(kabupaten=make_kabupaten(code="81.05"), name="Bula"))
    make_desa(name="Waiholo")

    page = desk.get(reverse("forum:desa_merge", args=[desa.pk])).content.decode()

    offered = [name for name in ("Kodi: Onggol", "Kodi: Tutup", "Bula: Sesar", "Kodi: Waiholo") if name in page]
    assert offered == ["Kodi: Waiholo"]


def test_desa_split_page_founds_a_desa(desk):
    desa = make_desa()

    entered = {
        "code": "53.18.04.2999", "name": "Waiholo Timur", "kind": "desa", "kecamatan": desa.kecamatan_id,
        "on": "2025-01-01", "basis": BASIS,
    }  # fmt: skip
    response = desk.post(reverse("forum:desa_split", args=[desa.pk]), entered, follow=True)

    new = Desa.objects.get(name="Waiholo Timur")
    assert (new.code, new.valid_from) == ("53.18.04.2999", NEW_YEAR)
    assert "Desa pecahan" in response.content.decode()
    assert "Berasal dari" in desk.get(new.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("81.05.04.2999", "Kode wilayah kabupaten ini berawal 53.18. Periksa lagi."),
        ("53.18.04", "Tulis kode seperti 53.18.04.2011."),
        ("taken", "Kode ini sudah dipakai desa lain. Periksa pada daftar wilayah."),
    ],
)
def test_desa_split_page_refuses_a_wrong_code(desk, code, sentence):
    desa = make_desa()

    entered = {
        "code": desa.code if code == "taken" else code, "name": "Lain", "kind": "desa",
        "kecamatan": desa.kecamatan_id, "on": "2025-01-01", "basis": BASIS,
    }  # fmt: skip
    response = desk.post(reverse("forum:desa_split", args=[desa.pk]), entered)

    assert response.context["form"].errors["code"] == [sentence]
    assert Desa.objects.count() == 1


@pytest.mark.parametrize("name", ["desa_rename", "desa_move", "desa_merge", "desa_split"])
def test_closed_desa_has_no_form(desk, name):
    desa = make_desa(closed_on=NEW_YEAR)

    assert desk.get(reverse(f"forum:{name}", args=[desa.pk])).status_code == 403


def test_kecamatan_create_and_rename(desk):
    desk.post(reverse("forum:kecamatan_create"), {"code": "53.18.20", "name": "Kodi Tengah"})
    kecamatan = Kecamatan.objects.get()

    entered = {"name": "Kodi Pusat", "on": timezone.localdate().isoformat(), "basis": BASIS}
    response = desk.post(reverse("forum:kecamatan_rename", args=[kecamatan.pk]), entered, follow=True)

    page = response.content.decode()
    assert "Kecamatan Kodi Tengah kini bernama Kodi Pusat." in page
    assert "Kecamatan dicatat" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_kecamatan_page_query_count(desk, django_assert_num_queries, rows):
    kecamatan = make_kecamatan()
    for number in range(rows):
        make_desa(kecamatan=kecamatan, name=f"Desa ke-{number}")

    with django_assert_num_queries(6):
        page = desk.get(reverse("forum:kecamatan_detail", args=[kecamatan.pk])).content.decode()

    assert page.count("Desa ke-") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_desa_page_query_count(desk, django_assert_num_queries, rows):
    desa = make_desa()
    for number in range(rows):
        make_target(desa=desa, programme=f"Program {number}")
        make_incumbency(jabatan=make_jabatan(desa=desa, name=f"Perangkat {number}"))

    with django_assert_num_queries(10):
        page = desk.get(reverse("forum:desa_detail", args=[desa.pk])).content.decode()

    assert (page.count("Program "), page.count("Perangkat ")) == (rows + 1, rows)


def test_jabatan_follows_the_name_of_its_desa_and_kecamatan(secretariat):
    desa = make_desa()
    head = make_jabatan(desa=desa, name="Kepala Desa Waiholo")
    camat = make_jabatan(kecamatan=desa.kecamatan, name="Camat Kodi")

    change(desa, secretariat, name="Waiholo Raya")
    desa.kecamatan.name = "Kodi Induk"
    actions.rename_kecamatan(desa.kecamatan, on=NEW_YEAR, basis=BASIS, by=secretariat, today=TODAY)

    head.refresh_from_db()
    camat.refresh_from_db()
    assert (head.name, head.name_on(EVE)) == ("Kepala Desa Waiholo Raya", "Kepala Desa Waiholo")
    assert (camat.name, camat.name_on(EVE)) == ("Camat Kodi Induk", "Camat Kodi")


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_one_desa_at_once_close_it_once():
    secretariat = make_user(username="sekretariat", role=Role.SECRETARIAT)
    desa, heirs = make_desa(name="Onggol"), [make_desa(name="Waiholo"), make_desa(name="Tanjung Karoso")]

    def merging_into(heir):
        return lambda: actions.merge_desa(desa, heir, on=NEW_YEAR, basis=BASIS, by=secretariat, today=TODAY)

    ends = run_at_once([merging_into(heir) for heir in heirs])

    assert sorted(ends) == ["refused", "won"]
    desa.refresh_from_db()
    assert len(desa.heirs()) == 1
