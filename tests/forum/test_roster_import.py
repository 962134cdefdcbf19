"""The members that a decree seats, from Excel: known by their jabatan, applied whole."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from forum.choices import Position
from forum.models import Import, Jabatan, LogEntry, Seat
from forum.roster_import import read_roster
from forum.workbook import WorkbookRefused
from tests.factories import TODAY, make_decree, make_jabatan, make_kecamatan, make_opd, make_seat
from tests.imports import bring, keep
from tests.plans.workbooks import as_bytes, listed

UPLOAD, TEMPLATE = reverse("forum:roster_import"), reverse("forum:roster_template")


def member(jabatan="Kepala Dinas Pertanian", position="Anggota", **cells) -> dict:
    return {"Jabatan": jabatan, "Kedudukan": position, **cells}


def plan_for(decree, *rows, by):
    return read_roster(listed(*rows), kabupaten=decree.kabupaten, by=by, today=TODAY, decree=decree.pk)


def seats(decree) -> list[tuple]:
    rows = decree.seats.order_by("order").values_list("order", "jabatan__name", "position")
    return list(rows)


def test_members_are_seated_and_their_jabatan_recorded(secretariat):
    decree, opd, kodi = make_decree(), make_opd(name="Dinas Pertanian"), make_kecamatan(name="Kodi")
    rows = [
        member("Bupati Sumba Barat Daya", "Pengarah", Instansi="Kabupaten Sumba Barat Daya"),
        member("Kepala Dinas Pertanian", "Ketua"),
        member("Kepala Bidang Hortikultura", Instansi="dinas pertanian"),
        member("Camat Kodi", Instansi="Kecamatan Kodi"),
    ]

    import_ = bring("roster", listed(*rows), by=secretariat, decree=decree.pk)

    assert import_.report["counts"] == {"read": 4, "new": 4, "changed": 0, "unchanged": 0, "refused": 0}
    assert seats(decree) == [
        (1, "Bupati Sumba Barat Daya", Position.STEERING),
        (2, "Kepala Dinas Pertanian", Position.CHAIR),
        (3, "Kepala Bidang Hortikultura", Position.MEMBER),
        (4, "Camat Kodi", Position.MEMBER),
    ]
    found = Jabatan.objects.order_by("pk").values_list("opd", "kecamatan", "is_head")
    assert list(found) == [(None, None, False), (opd.pk, None, True), (opd.pk, None, False), (None, kodi.pk, True)]


def test_members_change_places_and_are_told_on_the_decree(secretariat):
    decree = make_decree()
    first = make_seat(decree=decree, order=1)
    second = make_seat(decree=decree, jabatan=make_jabatan(name="Sekretaris Daerah"), order=2)
    rows = [
        member(first.jabatan.name, first.get_position_display(), **{"Nomor urut": 2}),
        member(second.jabatan.name, "Ketua", **{"Nomor urut": 1}),
    ]

    bring("roster", listed(*rows), by=secretariat, decree=decree.pk)

    assert [name for _, name, _ in seats(decree)] == [second.jabatan.name, first.jabatan.name]
    told = LogEntry.objects.for_record(decree).filter(verb="seat.edit").order_by("pk")
    assert [(entry.before["order"], entry.after["order"]) for entry in told] == [(1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([member("Kepala Dinas Sosial")], ("A2", "Jabatan ini belum tercatat.")),
        ([member(position="Bendahara")], ("B2", "Pilihan ini tidak dikenal.")),
        ([member(position=None)], ("B2", "Sel ini kosong.")),
        ([member(), member(" kepala  dinas pertanian")], ("A3", "Jabatan ini sudah ada pada baris 2.")),
        ([member(No=0)], ("C2", "Ini bukan nomor urut.")),
        ([member(No=1)], ("C2", "Nomor urut ini juga milik Sekretaris Daerah.")),
    ],
)
def test_wrong_row_is_named_with_cell_and_reason(secretariat, rows, fault):
    decree = make_decree()
    make_opd(name="Dinas Pertanian")
    make_seat(decree=decree, jabatan=make_jabatan(name="Sekretaris Daerah"), order=1)

    (refusal,) = plan_for(decree, *rows, by=secretariat).refusals

    assert (refusal.cell, refusal.reason, refusal.remedy != "") == (*fault, True)


@pytest.mark.parametrize("rows", [[{"Nama": "x", "Umur": 4}], [member(None, None)]])
def test_list_without_members_is_refused(secretariat, rows):
    with pytest.raises(WorkbookRefused):
        plan_for(make_decree(), *rows, by=secretariat)


def test_template_is_filled_in_and_comes_back_unchanged(client, secretariat):
    decree = make_decree()
    make_seat(decree=decree, jabatan=make_jabatan(name="Sekretaris Daerah"), order=7)
    make_opd(name="Dinas Pertanian")
    client.force_login(secretariat)
    book = load_workbook(io.BytesIO(client.get(TEMPLATE, {"decree": decree.pk}).content))
    sheet = book["Anggota"]
    assert (book.sheetnames[0], book.sheetnames[-1], book["Pilihan"].sheet_state) == (
        "Petunjuk",
        "Kamus data",
        "hidden",
    )
    assert [cell.value for cell in sheet[2]][:2] == [7, "Sekretaris Daerah"]
    for column, value in zip("BCD", ("Kepala Dinas Pertanian", "Dinas Pertanian", "Ketua"), strict=True):
        sheet[f"{column}3"] = value

    first = bring("roster", as_bytes(book), by=secretariat, decree=decree.pk)
    again = keep("roster", as_bytes(book), by=secretariat, decree=decree.pk)

    assert first.report["counts"] == {"read": 2, "new": 1, "changed": 0, "unchanged": 1, "refused": 0}
    assert again.report["counts"] == {"read": 2, "new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert seats(decree)[1] == (8, "Kepala Dinas Pertanian", Position.CHAIR)


def test_upload_of_a_decree_leads_to_its_members(client, secretariat):
    decree = make_decree()
    make_opd(name="Dinas Pertanian")
    client.force_login(secretariat)
    form = client.get(UPLOAD, {"decree": decree.pk})
    file = io.BytesIO(listed(member()))
    file.name = "anggota.xlsx"

    preview = client.post(UPLOAD, {"decree": decree.pk, "file": file}, follow=True)
    applied = client.post(preview.redirect_chain[-1][0], follow=True)

    assert f"{TEMPLATE}?decree={decree.pk}" in form.content.decode()
    assert "1 baris dibaca: 1 baru" in preview.content.decode()
    assert f'href="{decree.get_absolute_url()}">Lihat anggota' in applied.content.decode()
    assert Seat.objects.get().decree == decree


@pytest.mark.parametrize("url", [UPLOAD, TEMPLATE])
def test_roster_is_brought_by_the_secretariat_for_its_own_decrees(client, facilitator, outsider, secretariat, url):
    decree = make_decree()

    assert client.get(url).url == f"{reverse('forum:login')}?next={url}"
    client.force_login(facilitator)
    assert client.get(url).status_code == 403
    client.force_login(secretariat)
    assert client.put(url).status_code == 405
    assert client.get(TEMPLATE, {"decree": decree.pk}).status_code == 200


def test_decree_of_another_kabupaten_is_nobodys_choice(client, outsider, secretariat):
    theirs = make_decree(kabupaten=outsider.kabupaten)
    file = io.BytesIO(listed(member()))
    file.name = "anggota.xlsx"
    client.force_login(secretariat)

    response = client.post(UPLOAD, {"decree": theirs.pk, "file": file})

    assert (response.status_code, Import.objects.count()) == (422, 0)
    assert client.get(TEMPLATE, {"decree": theirs.pk}).status_code == 404


def test_template_without_a_decree_is_404(client, secretariat):
    client.force_login(secretariat)

    assert client.get(TEMPLATE).status_code == 404
