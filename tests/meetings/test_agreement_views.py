"""The berita acara as pages: from the draft to the scan."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings import actions
from meetings.choices import SignatoryPart
from meetings.models import Agreement, Paper, Signatory
from meetings.status import AgreementStatus
from plans.choices import OutcomeKind, Reason
from plans.models import Lokus, Outcome
from plans.models.workplan import LokusState
from tests.factories import (
    make_agreement,
    make_follow_up,
    make_jabatan,
    make_meeting,
    make_opd,
    make_referral,
    verified_usulan,
)
from tests.meetings.test_agreement_actions import NOW, NUMBER, decide

SCAN = b"%PDF-1.7 pindaian"


@pytest.fixture
def meeting(kabupaten):
    return make_meeting(chair=make_jabatan(name="Asisten Perekonomian"), status="minutes")


@pytest.fixture
def draft(meeting, secretariat):
    decide(meeting, by=secretariat)
    return actions.draft_agreement(meeting, by=secretariat)


@pytest.fixture
def final(draft, secretariat):
    actions.finalise_agreement(draft, by=secretariat, now=NOW)
    return draft


def post(client, name, record, data=None, **kwargs):
    return client.post(reverse(f"meetings:{name}", args=[record.pk]), data or {}, follow=True, **kwargs)


def scan(content=SCAN):
    return SimpleUploadedFile("pindaian.pdf", content)


# List and record


@pytest.mark.parametrize("rows", [1, 3])
def test_agreement_list_query_count(client, secretariat, rows, django_assert_num_queries):
    for _ in range(rows):
        make_agreement(meeting=make_meeting(), title="Kesepakatan Rakor")
    client.force_login(secretariat)

    with django_assert_num_queries(4):  # session, user, count, rows
        response = client.get(reverse("meetings:agreement_list"))

    assert response.content.count(b"Kesepakatan Rakor") == rows


@pytest.mark.parametrize(
    ("query", "titles"), [({"keadaan": "cancelled"}, ["Batal"]), ({"tahun": "2023"}, ["Tahun lalu"])]
)
def test_agreement_list_is_narrowed(client, secretariat, query, titles):
    make_agreement(meeting=make_meeting(), title="Batal", status=AgreementStatus.CANCELLED)
    make_agreement(meeting=make_meeting(fiscal_year=2023), title="Tahun lalu")
    client.force_login(secretariat)

    page = client.get(reverse("meetings:agreement_list"), query).context["page"]

    assert [row.title for row in page] == titles


@pytest.mark.parametrize("rows", [1, 3])
def test_draft_query_count(client, secretariat, meeting, rows, django_assert_num_queries):
    for _ in range(rows):
        decide(meeting, by=secretariat)
        make_referral(usulan=verified_usulan(title="Jalan usaha tani"))
        make_follow_up(meeting=meeting)
    draft = actions.draft_agreement(meeting, by=secretariat)
    client.force_login(secretariat)

    with django_assert_num_queries(28):
        response = client.get(draft.get_absolute_url())

    assert (response.context["agreed_count"], len(response.context["not_agreed"])) == (rows, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_final_query_count(client, observer, secretariat, meeting, rows, django_assert_num_queries):
    for _ in range(rows):
        decide(meeting, by=secretariat)
    final = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(final, by=secretariat, now=NOW)
    client.force_login(observer)

    # session, user, agreement, successor, overtaken, papers, versions, log
    with django_assert_num_queries(10):
        response = client.get(final.get_absolute_url())

    assert response.content.count(b"Sumur bor") == rows


def test_draft_shows_the_records_as_they_are_now(client, secretariat, draft, meeting):
    decide(
        meeting,
        by=secretariat,
        usulan=verified_usulan(title="Alat tenun"),
        kind=OutcomeKind.REFUSED,
        reason=Reason.NOT_IN_RENJA,
        explanation="Belum ada dalam Renja.",
    )
    client.force_login(secretariat)

    page = client.get(draft.get_absolute_url()).content.decode()

    assert "Jumlah Dinas Pertanian" in page
    assert "Rp150.000.000" in page
    assert "Tidak ada di Renja. Belum ada dalam Renja." in page


def test_final_is_drawn_from_its_snapshot(client, secretariat, final):
    make_follow_up(meeting=final.meeting, what="Sesudah final")
    final.meeting.title = "Judul baru"
    final.meeting.save()
    client.force_login(secretariat)

    page = client.get(final.get_absolute_url()).content.decode()

    assert "Sinkronisasi RKP 2024</a>, Rabu, 31 Januari 2024" in page
    assert "Sesudah final" not in page
    assert final.fingerprint in page


def test_what_changed_after_signing_is_marked(client, secretariat, final):
    actions.sign_agreement(final, upload=scan(), content_type="application/pdf", number=NUMBER, by=secretariat, now=NOW)
    client.force_login(secretariat)
    before = client.get(final.get_absolute_url()).content.decode()
    outcome = Outcome.objects.get()
    second = make_meeting(title="Rapat kedua")
    decide(
        second,
        by=secretariat,
        usulan=outcome.usulan,
        kind=OutcomeKind.REFUSED,
        reason=Reason.PAGU_SHORT,
        explanation="Pagu dipotong dalam Perubahan.",
        replaces=outcome,
    )

    after = client.get(final.get_absolute_url()).content.decode()

    assert ("kemudian berubah" in before, "kemudian berubah" in after) == (False, True)
    assert "1 hasil kemudian berubah. Buat versi baru" in after


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", {"can_edit", "can_finalise", "can_cancel"}),
        ("final", {"can_number", "can_sign", "can_renew", "can_cancel"}),
        ("signed", {"can_number", "can_renew"}),
        ("replaced", set()),
        ("cancelled", set()),
    ],
)
def test_agreement_offers_what_is_legal(client, secretariat, final, status, offered):
    Agreement.objects.filter(pk=final.pk).update(status=status)
    client.force_login(secretariat)

    context = client.get(final.get_absolute_url()).context

    names = ["can_edit", "can_finalise", "can_number", "can_sign", "can_renew", "can_cancel"]
    assert {name for name in names if context[name]} == offered


# Draft


def test_agreement_create_drafts_from_the_meeting(client, secretariat, meeting):
    head = make_jabatan(opd=make_opd(), is_head=True)
    decide(meeting, by=secretariat)
    client.force_login(secretariat)

    response = post(client, "agreement_create", meeting)

    agreement = Agreement.objects.get()
    assert response.redirect_chain[-1][0] == agreement.get_absolute_url()
    assert [row.jabatan for row in agreement.signatories.in_order()] == [meeting.chair, head]


def test_agreement_create_twice_is_refused(client, secretariat, draft):
    client.force_login(secretariat)

    response = post(client, "agreement_create", draft.meeting)

    assert "Rapat ini sudah mempunyai berita acara" in response.content.decode()
    assert Agreement.objects.count() == 1


def test_meeting_whose_new_version_was_cancelled_gets_another_agreement(client, secretariat, final):
    new = actions.renew_agreement(final, by=secretariat)
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    actions.cancel_agreement(new, reason="Salah daftar hadir.", by=secretariat)
    client.force_login(secretariat)

    post(client, "agreement_create", final.meeting)

    assert list(Agreement.objects.order_by("version").values_list("version", "status")) == [
        (1, "replaced"),
        (2, "cancelled"),
        (3, "draft"),
    ]


def test_agreement_edit(client, secretariat, draft):
    client.force_login(secretariat)

    post(client, "agreement_edit", draft, {"title": "Kesepakatan", "clauses": "Klausul sendiri.", "number": NUMBER})

    draft.refresh_from_db()
    assert (draft.title, draft.clauses, draft.number) == ("Kesepakatan", "Klausul sendiri.", NUMBER)


def test_agreement_edit_refuses_a_used_number_and_keeps_what_was_typed(client, secretariat, draft):
    make_agreement(meeting=make_meeting(), number=NUMBER)
    client.force_login(secretariat)

    response = post(
        client, "agreement_edit", draft, {"title": "Kesepakatan", "clauses": "Klausul sendiri.", "number": NUMBER}
    )

    draft.refresh_from_db()
    assert (response.status_code, draft.number) == (422, "")
    assert list(response.context["form"].errors) == ["number"]
    assert "sudah dipakai berita acara lain" in response.content.decode()
    assert b"Klausul sendiri." in response.content


def test_final_agreement_is_not_edited(client, secretariat, final):
    client.force_login(secretariat)

    assert post(client, "agreement_edit", final, {"title": "Lain"}).status_code == 403


def test_signatory_create(client, secretariat, draft):
    witness = make_jabatan(name="Bupati Sumba Barat Daya")
    client.force_login(secretariat)

    entered = {"jabatan": witness.pk, "part": SignatoryPart.WITNESS, "order": "1", "turn": "1"}
    post(client, "signatory_create", draft, entered)

    assert draft.signatories.filter(jabatan=witness, part=SignatoryPart.WITNESS).count() == 1


def test_signatory_stands_in_one_place_once(client, secretariat, draft):
    client.force_login(secretariat)

    response = post(
        client,
        "signatory_create",
        draft,
        {"jabatan": draft.meeting.chair_id, "part": SignatoryPart.CHAIR, "order": "1", "turn": "1"},
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "jabatan": ["Jabatan ini sudah tercatat di tempat itu. Pilih jabatan atau tempat lain."]
    }


def test_signatory_remove(client, secretariat, draft):
    client.force_login(secretariat)

    post(client, "signatory_remove", draft.signatories.get())

    assert Signatory.objects.count() == 0


# Final, number, signature


def test_agreement_finalise_says_what_is_still_empty(client, secretariat, draft):
    make_referral(usulan=verified_usulan(title="Jalan usaha tani"))
    client.force_login(secretariat)

    response = client.get(reverse("meetings:agreement_finalise", args=[draft.pk]))

    assert [missing.sentence for missing in response.context["warnings"]] == [
        "Asisten Perekonomian: belum ada pejabat pada hari rapat; nama dan NIP dicetak kosong.",
        "Dinas Pertanian melayani usulan tetapi tidak menandatangani. Tambahkan penanda tangannya bila perlu.",
        "SK yang menjadi dasar belum dipilih pada data rapat.",
        "Tempat rapat belum diisi.",
        "Kehadiran belum dicatat.",
        "Nomor belum diisi; naskah dicetak dengan titik-titik dan nomor diketik kemudian.",
        "1 usulan tercetak sebagai “Belum dibahas” pada Lampiran III.",
    ]


def test_agreement_finalise(client, secretariat, draft):
    client.force_login(secretariat)

    post(client, "agreement_finalise", draft)

    draft.refresh_from_db()
    assert (draft.status, bool(draft.snapshot), len(draft.fingerprint)) == (AgreementStatus.FINAL, True, 64)


def test_agreement_without_decisions_is_not_final(client, secretariat, meeting):
    draft = actions.draft_agreement(meeting, by=secretariat)
    client.force_login(secretariat)

    response = post(client, "agreement_finalise", draft)

    draft.refresh_from_db()
    assert draft.status == AgreementStatus.DRAFT
    assert b"Rapat ini belum memutuskan usulan apa pun." in response.content


def test_agreement_number(client, secretariat, final):
    client.force_login(secretariat)

    post(client, "agreement_number", final, {"number": NUMBER})

    final.refresh_from_db()
    assert final.number == NUMBER


def test_agreement_number_that_was_used_is_refused_beside_the_field(client, secretariat, final):
    make_agreement(meeting=make_meeting(), number=NUMBER, status=AgreementStatus.CANCELLED)
    client.force_login(secretariat)

    response = post(client, "agreement_number", final, {"number": NUMBER})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["number"])


def test_agreement_sign_keeps_the_scan_and_takes_the_lokus(client, secretariat, final):
    client.force_login(secretariat)

    everybody = list(final.signatories.values_list("pk", flat=True))
    post(client, "agreement_sign", final, {"number": NUMBER, "scan": scan(), "signatories": everybody})

    final.refresh_from_db()
    assert (final.status, final.number) == (AgreementStatus.SIGNED, NUMBER)
    paper = Paper.objects.get(kind="scan")
    assert (paper.content_type, paper.file.read()) == ("application/pdf", SCAN)
    assert Lokus.objects.get().state == LokusState.TAKEN


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"number": NUMBER}, {"scan": ["Pilih pindaian bertanda tangan."]}),
        ({"scan": SCAN}, {"number": ["Tulis nomor berita acara, misalnya 000.7/12/Bapperida/2024."]}),
        (
            {"number": NUMBER, "scan": b"<html>bukan pindaian"},
            {
                "scan": [
                    "Isi berkas ini bukan PDF, JPEG atau PNG. "
                    "Simpan ulang dalam salah satu bentuk itu, lalu unggah lagi."
                ]
            },
        ),
    ],
)
def test_agreement_sign_refuses_what_is_missing_or_no_scan(client, secretariat, final, data, fault):
    client.force_login(secretariat)

    everybody = {"signatories": list(final.signatories.values_list("pk", flat=True))}
    sent = {k: scan(v) if k == "scan" else v for k, v in data.items()}

    response = post(client, "agreement_sign", final, everybody | sent)

    final.refresh_from_db()
    assert (response.status_code, final.status) == (422, AgreementStatus.FINAL)
    assert response.context["form"].errors == fault


def test_agreement_cancel_needs_a_reason(client, secretariat, final):
    client.force_login(secretariat)

    refused = post(client, "agreement_cancel", final, {"note": " "})
    final.refresh_from_db()
    before = final.status
    post(client, "agreement_cancel", final, {"note": "Salah rapat."})

    final.refresh_from_db()
    assert (refused.status_code, before, final.status) == (422, AgreementStatus.FINAL, AgreementStatus.CANCELLED)
    assert refused.context["form"].errors == {"note": ["Isi alasan pembatalan."]}


def test_agreement_renew(client, secretariat, final):
    client.force_login(secretariat)

    response = post(client, "agreement_renew", final)

    new = Agreement.objects.get(version=2)
    assert response.redirect_chain[-1][0] == new.get_absolute_url()
    assert new.replaces == final
    assert client.get(final.get_absolute_url()).context["can_renew"] is False


def test_agreement_renew_twice_is_refused(client, secretariat, final):
    actions.renew_agreement(final, by=secretariat)
    client.force_login(secretariat)

    response = post(client, "agreement_renew", final)

    assert "Versi baru sudah dibuat" in response.content.decode()
    assert Agreement.objects.count() == 2
