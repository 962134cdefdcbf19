"""The pages of usulan: list, record, form, and each step from draft to verified."""

import datetime
import gzip
import html
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum.models import LogEntry
from forum.uploads import PDF
from plans import actions
from plans.choices import OutcomeKind, Road
from plans.models import Usulan
from plans.status import UsulanStatus
from tests.factories import (
    complete_usulan,
    make_answer,
    make_desa,
    make_kabupaten,
    make_kecamatan,
    make_kelompok,
    make_opd,
    make_outcome,
    make_plan,
    make_referral,
    make_usulan,
    verified_usulan,
)

NOW = datetime.datetime(2024, 1, 10, 8, tzinfo=datetime.UTC)
LIST, CREATE = "plans:usulan_list", "plans:usulan_create"
STEPS = {
    "plans:usulan_detail": "get",
    "plans:usulan_edit": "get",
    "plans:usulan_submit": "post",
    "plans:usulan_recall": "post",
    "plans:usulan_return": "get",
    "plans:usulan_verify": "get",
    "plans:usulan_discard": "get",
}


def address(name, usulan):
    return reverse(name, args=[usulan.pk])


def text_of(response):
    return html.unescape(response.content.decode())


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


# The list


@pytest.mark.parametrize("rows", [1, 3])
def test_usulan_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for number in range(rows):
        verified_usulan(desa=make_desa(name=f"Desa {number}"))
    client.force_login(secretariat)

    with django_assert_num_queries(6):
        response = client.get(reverse(LIST))

    assert response.content.count(b"Perahu katinting") == rows


def test_usulan_list_shows_state_and_outcome(client, secretariat):
    verified_usulan(title="Belum dibahas siapa pun")
    make_outcome(usulan=verified_usulan(title="Sudah disepakati", volume="2.5", unit="unit"))
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST)))

    assert "<h1>Usulan</h1>" in page
    assert "2 usulan." in page
    assert "Belum dibahas</span>" in page
    assert "Disepakati</span>" in page
    assert "2,5 unit" in page


def test_usulan_list_of_a_year_shows_what_came_back_to_it(client, secretariat):
    postponed = verified_usulan(title="Ditunda ke 2025")
    make_outcome(usulan=postponed, kind=OutcomeKind.POSTPONED, target_year=2025, road=Road.RENJA)
    make_usulan(title="Hanya 2024")
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST), {"tahun": 2025}))

    assert "Ditunda ke 2025" in page
    assert "Hanya 2024" not in page
    assert "Belum dibahas</span>" in page


def test_usulan_list_narrows_by_each_filter(client, secretariat):
    loura = make_kecamatan(name="Loura")
    karuni = make_desa(kecamatan=loura, name="Karuni")
    wanted = make_usulan(title="Alat tenun", desa=karuni, bidang="home_industry", fiscal_year=2026, status="submitted")
    make_usulan(title="Perahu katinting")
    client.force_login(secretariat)
    filters = [
        {"q": "tenun karuni"},
        {"tahun": 2026},
        {"kecamatan": loura.pk},
        {"kecamatan": loura.pk, "desa": karuni.pk},
        {"bidang": "home_industry"},
        {"status": "submitted"},
    ]

    for chosen in filters:
        page = client.get(reverse(LIST), chosen).context["page"]
        assert list(page) == [wanted], chosen


def test_usulan_list_ignores_a_filter_that_cannot_be_read(client, secretariat):
    make_usulan()
    client.force_login(secretariat)

    response = client.get(reverse(LIST), {"tahun": "dua ribu", "kecamatan": "x", "status": "apa", "page": "z"})

    assert response.status_code == 200
    assert response.context["page"].paginator.count == 1


def test_usulan_list_has_25_rows_and_keeps_the_filter(client, secretariat):
    for number in range(26):
        make_usulan(title=f"Perahu katinting {number}")
    client.force_login(secretariat)

    page = text_of(client.get(reverse(LIST), {"q": "katinting"}))

    assert page.count('scope="row"') == 25
    assert "?q=katinting&page=2" in page


def test_usulan_list_stands_in_order_of_priority(client, secretariat):
    make_usulan(title="Tanpa urutan")
    make_usulan(title="Kedua di desa", desa_rank=2)
    make_usulan(title="Pertama di desa", desa_rank=1)
    make_usulan(title="Pertama di kecamatan", kecamatan_rank=1)
    client.force_login(secretariat)

    titles = [row.title for row in client.get(reverse(LIST)).context["page"]]

    assert titles == ["Pertama di kecamatan", "Pertama di desa", "Kedua di desa", "Tanpa urutan"]


def test_usulan_list_hides_drafts_of_others_and_other_kabupaten(client, opd_officer):
    make_usulan(title="Masih draf")
    make_usulan(title="Sudah diajukan", status="submitted")
    elsewhere = make_kecamatan(kabupaten=make_kabupaten(code="81.05"), name="Bula")
    make_usulan(title="Kabupaten lain", desa=make_desa(kecamatan=elsewhere, name="Bula Air"), status="submitted")
    client.force_login(opd_officer)

    assert [row.title for row in client.get(reverse(LIST)).context["page"]] == ["Sudah diajukan"]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("facilitator", "Catat usulan pertama"), ("observer", "Belum ada usulan yang diajukan desa.")],
)
def test_usulan_list_empty_says_how_to_begin(client, request, who, sentence):
    client.force_login(request.getfixturevalue(who))

    assert sentence in text_of(client.get(reverse(LIST)))


def test_usulan_list_leads_to_the_order_of_priority(client, camat, facilitator):
    usulan = make_usulan(status="submitted")
    at = {"tahun": usulan.fiscal_year}

    client.force_login(camat)
    by_camat = client.get(reverse(LIST), at).context["priority_url"]
    client.force_login(facilitator)
    by_facilitator = client.get(reverse(LIST), at | {"desa": usulan.desa_id}).context["priority_url"]

    assert by_camat == reverse("plans:priority_kecamatan", args=[camat.kecamatan_id, 2024])
    assert by_facilitator == reverse("plans:priority_desa", args=[usulan.desa_id, 2024])
    assert client.get(reverse(LIST), at).context["priority_url"] is None


# The record


def test_usulan_detail_query_count(client, secretariat, django_assert_num_queries):
    usulan = verified_usulan(kelompok=make_kelompok())
    for name in ("Dinas Pertanian", "Dinas Peternakan", "Dinas Perikanan"):
        make_answer(referral=make_referral(usulan=usulan, opd=make_opd(name=name)))
    make_outcome(usulan=usulan)
    client.force_login(secretariat)

    with django_assert_num_queries(16):
        client.get(address("plans:usulan_detail", usulan))


def test_usulan_detail_tells_a_draft_what_is_missing(client, facilitator):
    usulan = complete_usulan(problem="", volume=None)
    client.force_login(facilitator)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Lengkapi dahulu: masalah, volume." in page
    assert "Lengkapi usulan</a>" in page
    assert "Ajukan</button>" not in page


@pytest.mark.parametrize(
    ("who", "status", "offered"),
    [
        ("facilitator", "draft", {"submit", "edit", "discard", "attach"}),
        ("facilitator", "submitted", {"recall", "attach"}),
        ("facilitator", "returned", {"submit", "edit", "attach"}),
        ("facilitator", "verified", {"attach"}),
        ("camat", "submitted", {"verify", "return"}),
        ("camat", "verified", {"return"}),
        ("observer", "submitted", set()),
        ("opd_officer", "verified", set()),
        ("secretariat", "verified", {"refer", "return", "attach"}),
        ("secretariat", "submitted", {"verify", "return", "recall", "attach"}),
    ],
)
def test_usulan_detail_offers_what_may_be_done(client, request, who, status, offered):
    user = request.getfixturevalue(who)
    usulan = complete_usulan(status=status, submitted_at=None if status == "draft" else NOW)
    client.force_login(user)
    addresses = {
        "submit": address("plans:usulan_submit", usulan),
        "edit": address("plans:usulan_edit", usulan),
        "discard": address("plans:usulan_discard", usulan),
        "recall": address("plans:usulan_recall", usulan),
        "verify": address("plans:usulan_verify", usulan),
        "return": address("plans:usulan_return", usulan),
        "attach": reverse("plans:attachment_add", args=[usulan.pk]),
        "refer": reverse("plans:sync_usulan", args=[usulan.fiscal_year, usulan.pk]),
    }

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert {name for name, url in addresses.items() if f'"{url}"' in page} == offered


def test_usulan_detail_shows_the_note_it_came_back_with(client, facilitator, camat):
    usulan = complete_usulan(status="submitted")
    actions.return_usulan(usulan, note="Lampirkan surat hibah lahan.", by=camat)
    client.force_login(facilitator)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))
    form = text_of(client.get(address("plans:usulan_edit", usulan)))

    assert "Perbaiki menurut catatan di bawah, lalu ajukan lagi." in page
    assert page.index("Lampirkan surat hibah lahan.") < page.index("Bidang penghidupan")
    assert "Lampirkan surat hibah lahan." in form


def test_usulan_detail_shows_an_answer_only_once_the_head_sent_it(client, observer):
    usulan = verified_usulan()
    draft = make_referral(usulan=usulan, opd=make_opd(name="Dinas Pertanian"))
    make_answer(referral=draft, explanation="Rencana jawaban yang belum disetujui.")
    sent = make_referral(usulan=usulan, opd=make_opd(name="Dinas Peternakan"))
    make_answer(referral=sent, explanation="Masuk Renja tahun depan.", status="sent")
    client.force_login(observer)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Masuk Renja tahun depan." in page
    assert "belum dijawab, " in page
    assert "Rencana jawaban yang belum disetujui." not in page


def test_usulan_detail_shows_the_outcome_with_what_it_gives(client, observer):
    usulan = verified_usulan()
    make_outcome(usulan=usulan, amount=45_000_000)
    client.force_login(observer)

    page = text_of(client.get(address("plans:usulan_detail", usulan)))

    assert "Sudah diputuskan forum untuk tahun 2024." in page
    assert "Dinas Pertanian: 1 unit, Rp45.000.000 dari APBD kabupaten" in page
    assert "lokus 1." in page


def test_usulan_detail_is_light(client, secretariat):
    usulan = verified_usulan(kelompok=make_kelompok(), problem="Mata air kering. " * 40)
    make_outcome(usulan=usulan)
    client.force_login(secretariat)

    assert len(gzip.compress(client.get(address("plans:usulan_detail", usulan)).content)) < 10_000


# Writing


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
    usulan = complete_usulan(status="submitted")
    client.force_login(facilitator)

    response = client.post(address("plans:usulan_edit", usulan), refilled(usulan, location="Dusun 9"))

    usulan.refresh_from_db()
    assert response.status_code == 403
    assert "Usulan yang sudah diajukan tidak dapat diubah lagi." in text_of(response)
    assert usulan.location == "Dusun 2"


# The steps


def test_usulan_submit_hands_it_to_the_camat(client, facilitator):
    usulan = complete_usulan()
    client.force_login(facilitator)

    response = client.post(address("plans:usulan_submit", usulan), follow=True)

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.SUBMITTED
    assert usulan.submitted_at is not None
    assert "Usulan diajukan. Camat Kodi memverifikasinya." in text_of(response)
    assert "Menunggu verifikasi Camat Kodi." in text_of(response)


def test_usulan_submit_refuses_what_is_incomplete(client, facilitator):
    usulan = complete_usulan(problem="")
    client.force_login(facilitator)

    response = client.post(address("plans:usulan_submit", usulan), follow=True)

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.DRAFT
    assert text_of(response).count("Lengkapi dahulu: masalah.") == 2


def test_usulan_recall_makes_it_a_draft_again(client, facilitator):
    usulan = complete_usulan(status="submitted")
    client.force_login(facilitator)

    client.post(address("plans:usulan_recall", usulan))

    usulan.refresh_from_db()
    assert usulan.state == UsulanStatus.DRAFT


def test_usulan_return_sends_it_back_with_a_note(client, camat):
    usulan = complete_usulan(status="submitted")
    client.force_login(camat)
    url = address("plans:usulan_return", usulan)

    empty = client.post(url, {"note": " "})
    response = client.post(url, {"note": "Lengkapi RAB."})

    usulan.refresh_from_db()
    assert empty.status_code == 422
    assert "Tulis catatan: apa yang perlu diperbaiki desa." in text_of(empty)
    assert response.status_code == 302
    assert usulan.is_returned
    assert usulan.returned_with().note == "Lengkapi RAB."


def test_usulan_return_is_refused_while_an_opd_is_asked(client, camat):
    usulan = verified_usulan()
    make_referral(usulan=usulan)
    client.force_login(camat)

    response = client.post(address("plans:usulan_return", usulan), {"note": "Lengkapi RAB."})

    assert response.status_code == 422
    assert "Tarik dahulu penerusannya." in text_of(response)
    assert "Lengkapi RAB." in text_of(response)


def test_usulan_verify_by_the_camat_takes_one_press(client, camat):
    usulan = complete_usulan(status="submitted")
    client.force_login(camat)

    client.post(address("plans:usulan_verify", usulan))

    usulan.refresh_from_db()
    assert usulan.is_verified


def test_usulan_verify_by_the_secretariat_asks_why(client, secretariat):
    usulan = complete_usulan(status="submitted")
    client.force_login(secretariat)
    url = address("plans:usulan_verify", usulan)

    page = client.get(url)
    empty = client.post(url, {"note": ""})
    response = client.post(url, {"note": "Camat berhalangan."})

    usulan.refresh_from_db()
    assert "Alasan verifikasi tanpa camat" in text_of(page)
    assert empty.status_code == 422
    assert "misalnya camat berhalangan" in text_of(empty)
    assert response.status_code == 302
    assert usulan.is_verified


def test_usulan_discard_asks_and_then_deletes(client, facilitator):
    usulan = make_usulan()
    client.force_login(facilitator)
    url = address("plans:usulan_discard", usulan)

    question = text_of(client.get(url))
    assert "Hapus draf “Perahu katinting”?" in question
    assert Usulan.objects.exists()

    response = client.post(url)
    assert response.url == reverse(LIST)
    assert not Usulan.objects.exists()


def test_usulan_discard_takes_its_files_along(client, facilitator, django_capture_on_commit_callbacks):
    usulan = make_usulan()
    file = SimpleUploadedFile("rab.pdf", b"%PDF-1.4")
    paper = actions.add_attachment(usulan, upload=file, kind="rab", content_type=PDF, by=facilitator, now=NOW).file
    client.force_login(facilitator)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("plans:usulan_discard", usulan))

    assert not paper.storage.exists(paper.name)


# Who may not


@pytest.mark.parametrize("name", STEPS)
def test_usulan_of_outsider_is_404(client, outsider, name):
    usulan = complete_usulan(desa=make_desa(kecamatan=make_kecamatan(kabupaten=make_kabupaten())), status="submitted")
    client.force_login(outsider)

    assert getattr(client, STEPS[name])(address(name, usulan)).status_code == 404


@pytest.mark.parametrize("name", STEPS)
def test_usulan_draft_of_another_desa_is_404(client, facilitator, name):
    usulan = complete_usulan(desa=make_desa(name="Onggol"))
    client.force_login(facilitator)

    assert getattr(client, STEPS[name])(address(name, usulan)).status_code == 404


@pytest.mark.parametrize(
    ("name", "status", "who"),
    [
        ("plans:usulan_edit", "returned", "camat"),
        ("plans:usulan_edit", "returned", "opd_officer"),
        ("plans:usulan_submit", "returned", "camat"),
        ("plans:usulan_recall", "submitted", "observer"),
        ("plans:usulan_return", "submitted", "facilitator"),
        ("plans:usulan_verify", "submitted", "facilitator"),
        ("plans:usulan_discard", "returned", "opd_officer"),
    ],
)
def test_usulan_step_of_wrong_role_is_403(client, request, name, status, who):
    user = request.getfixturevalue(who)
    usulan = complete_usulan(status=status)
    client.force_login(user)

    response = client.post(address(name, usulan), {"note": "Catatan"})

    usulan.refresh_from_db()
    assert response.status_code == 403
    assert usulan.status == status


@pytest.mark.parametrize("who", ["opd_officer", "camat", "observer", "outsider"])
def test_usulan_create_of_wrong_role_is_403(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(reverse(CREATE), filled()).status_code == 403
    assert not Usulan.objects.exists()


@pytest.mark.parametrize("name", [LIST, CREATE, *STEPS])
def test_usulan_wrong_method_is_405(client, facilitator, name):
    args = [make_usulan().pk] if name in STEPS else []
    client.force_login(facilitator)

    assert client.put(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("name", ["plans:usulan_submit", "plans:usulan_recall"])
def test_usulan_moves_only_by_post(client, facilitator, name):
    client.force_login(facilitator)

    assert client.get(address(name, complete_usulan())).status_code == 405


@pytest.mark.parametrize("name", [LIST, CREATE, *STEPS])
def test_usulan_asks_visitors_to_log_in(client, kabupaten, name):
    args = [make_usulan().pk] if name in STEPS else []
    url = reverse(name, args=args)

    assert client.get(url).url == f"/masuk/?next={url}"
