"""The pages before a berita acara is drafted, and between two of its versions."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from meetings import actions
from meetings.drafting import groups_of, thought_of
from meetings.models import Agreement, Signatory
from meetings.snapshot import take_snapshot
from plans.models import Outcome
from tests.factories import make_jabatan, make_meeting, make_opd
from tests.meetings.scenes import NOW, NUMBER, decide, make_draft, make_final, make_rakor, refuse

pytestmark = pytest.mark.django_db


def preview_url(meeting):
    return reverse("meetings:agreement_preview", args=[meeting.pk])


def differences_url(agreement):
    return reverse("meetings:agreement_differences", args=[agreement.pk])


@pytest.fixture
def meeting(secretariat):
    """A meeting as it is before its berita acara is drafted."""
    draft = make_draft(by=secretariat, meeting=make_rakor(status="minutes"))
    meeting = draft.meeting
    draft.delete()
    return meeting


@pytest.fixture
def versions(secretariat):
    """A final version, and the draft of the next one, in which a yes became a no and a word was added."""
    old = make_final(by=secretariat)
    scan = SimpleUploadedFile("pindaian.pdf", b"%PDF-1.7 pindaian")
    actions.sign_agreement(old, upload=scan, content_type="application/pdf", number=NUMBER, by=secretariat, now=NOW)
    outcome = Outcome.objects.get(usulan__title="Ternak kambing")
    decide(
        old.meeting,
        by=secretariat,
        usulan=outcome.usulan,
        kind="refused",
        reason="land_unclear",
        explanation="Padang belum dihibahkan.",
        replaces=outcome,
    )
    new = actions.renew_agreement(old, by=secretariat)
    new.clauses = "Ditinjau tiap enam bulan."
    actions.record_agreement(new, ["clauses"], by=secretariat)
    return old, new


# Before drafting


def test_what_is_thought_of_is_what_will_be_drafted(meeting, secretariat):
    thought = thought_of(meeting)
    assert not Agreement.objects.exists()
    assert not Signatory.objects.exists()

    drafted = take_snapshot(actions.draft_agreement(meeting, by=secretariat))

    assert thought == drafted


def test_groups_hold_every_row_by_result_with_its_sum(meeting):
    groups = groups_of(thought_of(meeting))

    assert [(group.label, len(group.rows), group.total) for group in groups] == [
        ("Disepakati", 2, 225_000_000),
        ("Tidak disepakati", 1, 0),
        ("Belum dibahas", 1, 0),
    ]


def test_preview_shows_rows_reasons_totals_and_who_would_sign(client, secretariat, meeting):
    client.force_login(secretariat)

    page = client.get(preview_url(meeting)).content.decode()

    assert "Dinas Peternakan, Rp75.000.000" in page
    assert "Bukan kewenangan kabupaten. Menjadi kewenangan desa." in page
    assert "<strong>Rp225.000.000</strong>" in page
    assert "Kepala Dinas Peternakan: belum ada pejabat" in page
    assert f'action="{reverse("meetings:agreement_create", args=[meeting.pk])}"' in page
    assert not Agreement.objects.exists()


def test_preview_names_what_is_missing_with_the_way_there(client, secretariat):
    meeting = make_meeting(chair=None, decree=None)
    client.force_login(secretariat)

    missing = client.get(preview_url(meeting)).context["missing"]

    meeting_url = reverse("meetings:meeting_edit", args=[meeting.pk])
    assert [(one.sentence, one.url) for one in missing] == [
        ("Rapat ini belum memutuskan usulan apa pun.", reverse("meetings:decision_list", args=[meeting.pk])),
        ("Pimpinan rapat belum menjadi penanda tangan. Pilih pada data rapat.", meeting_url),
        ("SK yang menjadi dasar belum dipilih pada data rapat.", meeting_url),
        ("Tempat rapat belum diisi.", meeting_url),
        ("Kehadiran belum dicatat.", reverse("meetings:attendance_edit", args=[meeting.pk])),
        ("Nomor belum diisi; naskah dicetak dengan titik-titik dan nomor diketik kemudian.", ""),
    ]


def test_preview_of_many_shows_some_and_leads_to_the_rest(client, secretariat):
    meeting = make_rakor()
    for number in range(17):
        refuse(meeting, by=secretariat, title=f"Usulan {number}")
    client.force_login(secretariat)

    page = client.get(preview_url(meeting)).content.decode()

    assert page.count("Menjadi kewenangan desa.") == 15
    assert ">2 lainnya pada daftar keputusan</a>" in page


def test_preview_of_a_meeting_that_has_its_paper_leads_there(client, secretariat):
    draft = make_draft(by=secretariat)
    client.force_login(secretariat)

    page = client.get(preview_url(draft.meeting)).content.decode()

    assert f'Rapat ini sudah mempunyai <a href="{draft.get_absolute_url()}">berita acara versi 1</a>' in page
    assert "Susun draf" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_query_count(client, secretariat, rows, django_assert_num_queries):
    meeting = make_rakor()
    for number in range(rows):
        decide(meeting, by=secretariat, opd=f"Dinas {number}")
        make_jabatan(opd=make_opd(name=f"Dinas {number}"), name=f"Kepala Dinas {number}", is_head=True)
        refuse(meeting, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(29):
        page = client.get(preview_url(meeting)).content.decode()

    assert page.count("Menjadi kewenangan desa.") == rows


@pytest.mark.parametrize("who", ["opd_officer", "facilitator", "camat", "observer"])
def test_preview_of_others_is_403(client, who, meeting, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(preview_url(meeting)).status_code == 403


def test_preview_of_a_cancelled_meeting_is_403(client, secretariat):
    client.force_login(secretariat)

    assert client.get(preview_url(make_meeting(status="cancelled"))).status_code == 403


# Between versions


def test_differences_to_the_version_it_replaces(client, secretariat, versions):
    old, new = versions
    client.force_login(secretariat)

    response = client.get(differences_url(new))

    page = response.content.decode()
    assert response.context["other"] == old
    assert f"antara versi 1 Nomor {NUMBER}, ditandatangani, dan versi 2, draf." in page
    assert "Ditinjau tiap enam bulan." in page
    changed = next(row for section in response.context["sections"] for row in section.altered if "kambing" in row.name)
    changes = {change.label: (change.old, change.new) for change in changed.changes}
    assert changes["Hasil"] == ("Disepakati", "Tidak disepakati")
    assert changes["Pagu disepakati"] == ("Rp75.000.000", "–")
    assert changes["Alasan atau penjelasan"] == ("–", "Lahan belum jelas. Padang belum dihibahkan.")


def test_differences_as_excel(client, secretariat, versions):
    client.force_login(secretariat)

    response = client.get(differences_url(versions[1]), {"unduh": "excel"})

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)))["Perbedaan"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert ("Klausul tambahan", "baru", "Ditinjau tiap enam bulan.", None, None, None) in rows
    assert ("Jumlah", "berubah", "Baris Lampiran III", "Baris Lampiran III", "2", "3") in rows


def test_any_version_of_the_meeting_can_be_chosen_and_no_other(client, secretariat, versions):
    old, new = versions
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    third = actions.renew_agreement(new, by=secretariat)
    elsewhere = actions.draft_agreement(make_meeting(title="Rapat lain"), by=secretariat)
    client.force_login(secretariat)

    def other(**query):
        return client.get(differences_url(third), query).context["other"]

    assert other() == new
    assert other(dengan=old.pk) == old
    assert other(dengan=elsewhere.pk) == new
    assert other(dengan="x") == new
    assert client.get(differences_url(old)).context["other"] == third


def test_new_version_without_change_says_so(client, secretariat):
    old = make_final(by=secretariat)
    new = actions.renew_agreement(old, by=secretariat)
    client.force_login(secretariat)

    page = client.get(differences_url(new)).content.decode()

    assert "Tidak ada perbedaan antara versi 1" in page


def test_only_version_has_nothing_to_compare(client, secretariat):
    agreement = make_final(by=secretariat)
    client.force_login(secretariat)

    assert "Tidak ada versi lain yang dapat dibandingkan." in client.get(differences_url(agreement)).content.decode()
    assert "Perbedaan dengan versi lain" not in client.get(agreement.get_absolute_url()).content.decode()


def test_draft_that_was_cancelled_has_nothing_to_compare(client, secretariat, versions):
    old, new = versions
    actions.cancel_agreement(new, reason="Keliru.", by=secretariat)
    client.force_login(secretariat)

    assert client.get(differences_url(old)).context["other"] is None
    assert "Tidak ada versi lain yang dapat dibandingkan." in client.get(differences_url(new)).content.decode()


def test_observer_compares_final_versions_and_never_a_draft(client, observer, versions, secretariat):
    old, new = versions
    client.force_login(observer)

    assert client.get(differences_url(new)).status_code == 404
    assert client.get(differences_url(old)).context["other"] is None

    actions.finalise_agreement(new, by=secretariat, now=NOW)
    assert client.get(differences_url(new)).context["other"] == old


def test_differences_are_shown_before_a_new_version_is_final(client, secretariat, versions):
    _, new = versions
    client.force_login(secretariat)

    page = client.get(reverse("meetings:agreement_finalise", args=[new.pk])).content.decode()

    assert "Perbedaan dengan versi 1" in page
    assert "Ditinjau tiap enam bulan." in page


def test_first_version_is_made_final_without_comparing(client, secretariat):
    client.force_login(secretariat)

    page = client.get(reverse("meetings:agreement_finalise", args=[make_draft(by=secretariat).pk])).content.decode()

    assert "Perbedaan dengan versi" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_differences_query_count(client, secretariat, rows, django_assert_num_queries):
    meeting = make_rakor()
    for _ in range(rows):
        refuse(meeting, by=secretariat)
    old = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(old, by=secretariat, now=NOW)
    new = actions.renew_agreement(old, by=secretariat)
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    client.force_login(secretariat)

    with django_assert_num_queries(4):
        client.get(differences_url(new))


@pytest.mark.parametrize("page", ["preview", "differences"])
def test_pages_are_closed_to_strangers(client, outsider, secretariat, page):
    agreement = make_final(by=secretariat)
    url = preview_url(agreement.meeting) if page == "preview" else differences_url(agreement)

    assert client.get(url)["Location"].startswith(reverse("forum:login"))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 405
