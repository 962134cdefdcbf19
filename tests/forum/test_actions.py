import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum import actions
from forum.choices import IncumbencyKind, Position, Role, Zone
from forum.models import Incumbency, Kabupaten, LogEntry, Opd, PasswordSlip, Person, Seat, User
from forum.transitions import MoveRefused
from tests.factories import (
    make_decree,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_kabupaten,
    make_opd,
    make_person,
    make_seat,
    make_user,
)

NOW = datetime.datetime(2024, 1, 31, 9, 30, tzinfo=datetime.UTC)
NEW_PASSWORD = "kata-sandi-baru-2024"


def told(obj) -> list[str]:
    return [entry.sentence for entry in LogEntry.objects.for_record(obj).order_by("pk")]


# Regions


def test_add_kabupaten_brings_all_that_lies_in_it(db):
    kabupaten = actions.add_kabupaten("53.18", by=User.objects.system())

    assert (kabupaten.name, kabupaten.zone) == ("Kabupaten Sumba Barat Daya", Zone.WITA)
    assert (kabupaten.kecamatan.count(), kabupaten.desa.count()) == (11, 175)
    assert kabupaten.desa.get(code="53.18.07.2001").kecamatan.name == "Kodi"
    assert told(kabupaten) == ["Wilayah dimuat: 11 kecamatan, 175 desa dan kelurahan"]


def test_add_kabupaten_twice_is_refused(db):
    actions.add_kabupaten("53.18", by=User.objects.system())

    with pytest.raises(MoveRefused, match=r"^Kabupaten Sumba Barat Daya \(53.18\) sudah ada\.$"):
        actions.add_kabupaten("53.18", by=User.objects.system())

    assert Kabupaten.objects.count() == 1


def test_add_kabupaten_of_unknown_code_is_refused(db):
    with pytest.raises(MoveRefused, match=r"^Kode 53.99 bukan kode kabupaten"):
        actions.add_kabupaten("53.99", by=User.objects.system())

    assert not Kabupaten.objects.exists()


def test_add_kabupaten_is_not_for_a_secretariat(secretariat):
    with pytest.raises(PermissionDenied):
        actions.add_kabupaten("81.05", by=secretariat)


# Books


def test_record_opd_tells_what_changed(secretariat):
    opd = Opd(kabupaten=secretariat.kabupaten, name="Dinas Pertanian", short_name="Distan")
    actions.record_opd(opd, by=secretariat)
    opd.name, opd.short_name = "Dinas Pertanian dan Pangan", ""

    actions.record_opd(opd, by=secretariat)

    assert Opd.objects.get().name == "Dinas Pertanian dan Pangan"
    assert told(opd) == [
        "OPD dicatat",
        "Diubah: nama dari “Dinas Pertanian” menjadi “Dinas Pertanian dan Pangan”; "
        "singkatan dikosongkan, semula “Distan”",
    ]


def test_record_opd_without_a_change_tells_nothing(secretariat):
    opd = make_opd()

    actions.record_opd(opd, by=secretariat)

    assert told(opd) == []


@pytest.mark.parametrize("who", ["opd_officer", "observer", "outsider"])
def test_record_opd_is_for_its_secretariat(request, who, kabupaten):
    opd = make_opd(name="Dinas Sosial")
    opd.name = "Dinas Lain"

    with pytest.raises(PermissionDenied):
        actions.record_opd(opd, by=request.getfixturevalue(who))

    assert Opd.objects.get(pk=opd.pk).name == "Dinas Sosial"


def test_record_jabatan_tells_names_and_not_keys(secretariat):
    jabatan = make_jabatan(opd=make_opd())
    jabatan.opd, jabatan.is_head = make_opd(name="Dinas Peternakan"), True

    actions.record_jabatan(jabatan, by=secretariat)

    assert told(jabatan) == [
        "Diubah: OPD dari “Dinas Pertanian” menjadi “Dinas Peternakan”; pimpinan dari “tidak” menjadi “ya”"
    ]


def test_record_person_keeps_personal_data_out_of_the_log(secretariat):
    person = Person(kabupaten=secretariat.kabupaten, name="Maria Contoh", sex="P", nip="198001012005011001")
    actions.record_person(person, by=secretariat)
    person.name, person.phone = "Maria Contoh, S.P.", "081234567890"

    actions.record_person(person, by=secretariat)

    assert told(person) == ["Orang dicatat", "Diubah: nama dengan gelar; nomor WhatsApp"]
    kept = str(list(LogEntry.objects.values_list("before", "after", "note")))
    assert not [secret for secret in ("Maria", "0812", "1980") if secret in kept]


def test_record_kabupaten_saves_the_changed_settings(secretariat):
    kabupaten = secretariat.kabupaten
    kabupaten.zone, kabupaten.forum_name = Zone.WIT, "Pokja"

    actions.record_kabupaten(kabupaten, ["zone"], by=secretariat)

    stored = Kabupaten.objects.get()
    assert (stored.zone, stored.forum_name) == (Zone.WIT, "Forum BangKIT")
    assert told(kabupaten) == ["Diubah: zona waktu dari “WITA” menjadi “WIT”"]


def test_seat_is_told_on_its_decree(secretariat):
    decree, jabatan = make_decree(), make_jabatan()
    seat = Seat(
        kabupaten=decree.kabupaten, decree=decree, jabatan=jabatan, position=Position.CHAIR, order=decree.next_order()
    )
    actions.record_seat(seat, by=secretariat)
    seat.position = Position.VICE_CHAIR
    actions.record_seat(seat, by=secretariat)

    actions.remove_seat(seat, by=secretariat)

    assert not decree.seats.exists()
    assert told(decree) == [
        "Anggota ditambahkan: Kepala Dinas Pertanian sebagai Ketua, nomor urut 1",
        "Kepala Dinas Pertanian: kedudukan dalam forum dari “Ketua” menjadi “Wakil Ketua”",
        "Anggota dikeluarkan: Kepala Dinas Pertanian sebagai Wakil Ketua, nomor urut 1",
    ]


def test_next_order_follows_the_last_seat(kabupaten):
    decree = make_decree()
    make_seat(decree=decree, order=7)

    assert decree.next_order() == 8


# Who holds a jabatan


def held(jabatan, kind=IncumbencyKind.DEFINITIVE, *, starts_on, ends_on=None):
    return Incumbency(
        kabupaten=jabatan.kabupaten,
        jabatan=jabatan,
        person=make_person(name="Pengganti Contoh"),
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_record_incumbency_sets_who_signs_first(secretariat):
    jabatan = make_jabatan()
    make_incumbency(jabatan=jabatan)

    actions.record_incumbency(held(jabatan, IncumbencyKind.PLH, starts_on=datetime.date(2024, 1, 30)), by=secretariat)

    assert jabatan.signatory_on(datetime.date(2024, 1, 31)).kind == IncumbencyKind.PLH
    assert jabatan.signatory_on(datetime.date(2024, 1, 29)).kind == IncumbencyKind.DEFINITIVE
    assert told(jabatan) == ["Dicatat: pejabat plh. sejak 30 Januari 2024"]


def test_record_incumbency_beside_a_present_holder_names_him(secretariat):
    jabatan = make_jabatan()
    make_incumbency(jabatan=jabatan, person=make_person(name="Pejabat Lama Contoh"))

    with pytest.raises(MoveRefused) as refusal:
        actions.record_incumbency(held(jabatan, starts_on=datetime.date(2024, 1, 1)), by=secretariat)

    assert str(refusal.value) == (
        "Kepala Dinas Pertanian dijabat Pejabat Lama Contoh sejak 1 Januari 2023. "
        "Akhiri dahulu masa jabatannya, atau centang bahwa ia digantikan."
    )
    assert jabatan.incumbencies.count() == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "fits"),
    [
        ((2022, 1, 1), (2022, 12, 31), True),
        ((2022, 1, 1), (2023, 1, 1), False),
        ((2022, 1, 1), None, False),
        ((2023, 6, 1), (2023, 7, 1), False),
        ((2023, 12, 31), None, False),
        ((2024, 1, 1), None, True),
    ],
)
def test_terms_of_one_kind_do_not_overlap(secretariat, starts_on, ends_on, fits):
    jabatan = make_jabatan()
    make_incumbency(jabatan=jabatan, starts_on=datetime.date(2023, 1, 1), ends_on=datetime.date(2023, 12, 31))
    term = held(jabatan, starts_on=datetime.date(*starts_on), ends_on=ends_on and datetime.date(*ends_on))

    if fits:
        actions.record_incumbency(term, by=secretariat)
    else:
        with pytest.raises(MoveRefused, match=r"tidak bertumpang tindih\.$"):
            actions.record_incumbency(term, by=secretariat)

    assert jabatan.incumbencies.count() == 1 + fits


def test_record_incumbency_edit_leaves_the_person_out_of_the_log(secretariat):
    incumbency = make_incumbency()
    incumbency.person = make_person(name="Maria Contoh")
    incumbency.kind = IncumbencyKind.PLT

    actions.record_incumbency(incumbency, by=secretariat)

    incumbency.refresh_from_db()
    assert (incumbency.person.name, incumbency.precedence) == ("Maria Contoh", 1)
    assert told(incumbency.jabatan) == [
        "Pejabat plt. sejak 1 Januari 2023: orang; sebagai dari “Definitif” menjadi “Plt.”"
    ]


def test_end_incumbency_frees_the_jabatan_from_the_next_day(secretariat):
    incumbency = make_incumbency()

    actions.end_incumbency(incumbency, ends_on=datetime.date(2024, 1, 31), by=secretariat)

    jabatan = incumbency.jabatan
    assert jabatan.signatory_on(datetime.date(2024, 1, 31)) == incumbency
    assert jabatan.signatory_on(datetime.date(2024, 2, 1)) is None
    assert told(jabatan) == ["Diakhiri pada 31 Januari 2024: pejabat definitif sejak 1 Januari 2023"]


def test_end_incumbency_twice_is_refused(secretariat):
    incumbency = make_incumbency(ends_on=datetime.date(2023, 12, 31))

    with pytest.raises(MoveRefused, match="sudah diakhiri"):
        actions.end_incumbency(incumbency, ends_on=datetime.date(2024, 1, 31), by=secretariat)

    assert Incumbency.objects.get().ends_on == datetime.date(2023, 12, 31)


def test_end_incumbency_before_it_began_is_refused(secretariat):
    incumbency = make_incumbency()

    with pytest.raises(MoveRefused, match=r"^Masa jabatan ini mulai 1 Januari 2023\."):
        actions.end_incumbency(incumbency, ends_on=datetime.date(2022, 12, 31), by=secretariat)


# Accounts and slips


def test_open_account_gives_a_slip_and_no_password(secretariat):
    account = User(kabupaten=secretariat.kabupaten, username="fasilitator.kodi", role=Role.FACILITATOR)

    code = actions.open_account(account, desa=[make_desa()], by=secretariat, now=NOW)

    assert not account.has_usable_password()
    assert [desa.name for desa in account.desa.all()] == ["Waiholo"]
    assert told(account) == [
        "Akun dibuka sebagai Fasilitator",
        "Slip kata sandi dibuat; slip sebelumnya tidak berlaku lagi",
    ]
    slip = account.slips.get()
    assert slip.expires_at == NOW + datetime.timedelta(days=7)
    assert code.replace("-", "") not in slip.code_hash


@pytest.mark.parametrize("who", ["opd_officer", "outsider"])
def test_open_account_is_for_the_secretariat_of_the_kabupaten(request, who, kabupaten):
    account = User(kabupaten=kabupaten, username="penyusup", role=Role.OBSERVER)

    with pytest.raises(PermissionDenied):
        actions.open_account(account, by=request.getfixturevalue(who), now=NOW)

    assert not User.objects.filter(username="penyusup").exists()


def test_record_account_tells_its_scope(secretariat):
    account = make_user(role=Role.FACILITATOR, desa=[make_desa()])
    account.person = make_person(name="Maria Contoh")

    actions.record_account(account, ["person", "opd"], desa=[make_desa(name="Onggol")], by=secretariat)

    assert [desa.name for desa in account.desa.all()] == ["Onggol"]
    assert told(account) == ["Diubah: orang; desa dari “Waiholo” menjadi “Onggol”"]
    assert "Maria" not in str(LogEntry.objects.values_list("before", "after"))


def test_record_account_leaves_ones_own_role(secretariat):
    secretariat.role = Role.OBSERVER
    me = User.objects.get(pk=secretariat.pk)

    with pytest.raises(MoveRefused, match="Peran akun sendiri"):
        actions.record_account(secretariat, ["role"], desa=[], by=me)

    assert User.objects.get(pk=secretariat.pk).role == Role.SECRETARIAT


def test_close_account_ends_its_session_and_its_slips(client, secretariat, observer):
    code = actions.issue_slip(observer, by=secretariat, now=timezone.now())
    client.force_login(observer)

    actions.close_account(observer, by=secretariat)

    assert client.get("/keanggotaan/").status_code == 302
    with pytest.raises(MoveRefused):
        actions.use_slip(observer.username, code, NEW_PASSWORD, now=timezone.now())
    assert told(observer)[-1] == "Akun ditutup"


def test_reopen_account_lets_in_again(secretariat, observer):
    actions.close_account(observer, by=secretariat)

    actions.reopen_account(observer, by=secretariat)

    assert User.objects.get(pk=observer.pk).is_active
    assert told(observer) == ["Akun ditutup", "Akun dibuka kembali"]


def test_use_slip_sets_the_password_once(secretariat, observer):
    code = actions.issue_slip(observer, by=secretariat, now=NOW)

    actions.use_slip(" Pengamat ", code.replace("-", " ").lower(), NEW_PASSWORD, now=NOW)

    observer.refresh_from_db()
    assert observer.check_password(NEW_PASSWORD)
    entry = LogEntry.objects.for_record(observer).latest("pk")
    assert (entry.sentence, entry.by) == ("Kata sandi dibuat dengan slip", observer)


def _wrong_name(code, secretariat, observer):
    return "orang.lain", code, NOW


def _wrong_code(code, secretariat, observer):
    return "pengamat", "AAAA-AAAA-AAAA-AAAA", NOW


def _used(code, secretariat, observer):
    actions.use_slip("pengamat", code, "dipakai-lebih-dulu", now=NOW)
    return "pengamat", code, NOW


def _expired(code, secretariat, observer):
    return "pengamat", code, NOW + datetime.timedelta(days=7)


def _replaced(code, secretariat, observer):
    actions.issue_slip(observer, by=secretariat, now=NOW)
    return "pengamat", code, NOW


def _closed(code, secretariat, observer):
    User.objects.filter(pk=observer.pk).update(is_active=False)
    return "pengamat", code, NOW


@pytest.mark.parametrize("spoil", [_wrong_name, _wrong_code, _used, _expired, _replaced, _closed])
def test_use_slip_refuses_with_one_sentence(secretariat, observer, spoil):
    code = actions.issue_slip(observer, by=secretariat, now=NOW)
    username, code, now = spoil(code, secretariat, observer)

    with pytest.raises(MoveRefused) as refusal:
        actions.use_slip(username, code, NEW_PASSWORD, now=now)

    assert str(refusal.value) == (
        "Nama pengguna dan kode slip tidak cocok, atau slip sudah dipakai atau lewat masa berlakunya. "
        "Periksa lagi slip Anda, atau mintalah slip baru kepada sekretariat."
    )
    observer.refresh_from_db()
    assert not observer.check_password(NEW_PASSWORD)


def test_use_slip_works_until_the_last_second(secretariat, observer):
    code = actions.issue_slip(observer, by=secretariat, now=NOW)

    actions.use_slip("pengamat", code, NEW_PASSWORD, now=NOW + datetime.timedelta(days=7, seconds=-1))

    assert PasswordSlip.objects.get().used_at is not None


def test_issue_slip_for_a_closed_account_is_refused(secretariat):
    account = make_user(is_active=False)

    with pytest.raises(PermissionDenied):
        actions.issue_slip(account, by=secretariat, now=NOW)


def test_change_password_is_ones_own(secretariat, observer):
    with pytest.raises(PermissionDenied):
        actions.change_password(observer, NEW_PASSWORD, by=secretariat)

    actions.change_password(observer, NEW_PASSWORD, by=observer)

    assert User.objects.get(pk=observer.pk).check_password(NEW_PASSWORD)
    assert told(observer) == ["Kata sandi diganti"]


def test_nothing_of_another_kabupaten_is_written(secretariat):
    other = make_kabupaten(code="81.05", name="Kabupaten Seram Bagian Timur")
    foreign = make_incumbency(jabatan=make_jabatan(kabupaten=other))

    for attempt in (
        lambda: actions.record_kabupaten(other, ["zone"], by=secretariat),
        lambda: actions.record_jabatan(foreign.jabatan, by=secretariat),
        lambda: actions.record_person(foreign.person, by=secretariat),
        lambda: actions.end_incumbency(foreign, ends_on=foreign.starts_on, by=secretariat),
        lambda: actions.close_account(make_user(kabupaten=other), by=secretariat),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
