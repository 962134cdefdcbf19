"""From decisions to a frozen, numbered, signed agreement; a signed document never changes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from forum.transitions import MoveRefused
from meetings import actions
from meetings.choices import SignatoryPart
from meetings.models import Signatory
from meetings.snapshot import fingerprint, take_snapshot
from meetings.status import AgreementStatus
from plans.actions import PortionDraft
from plans.choices import FundingSource, OutcomeKind, Reason
from plans.ledger import ledger_faults
from plans.models import Outcome
from plans.models.workplan import LokusState
from tests.factories import (
    make_activity,
    make_desa,
    make_incumbency,
    make_jabatan,
    make_meeting,
    make_opd,
    make_person,
    make_referral,
    verified_usulan,
)

NOW = datetime.datetime(2024, 2, 1, 3, tzinfo=datetime.UTC)
NUMBER = "000.7/12/Bapperida/2024"


@pytest.fixture
def chair(kabupaten):
    jabatan = make_jabatan(kabupaten=kabupaten, name="Asisten Perekonomian dan Pembangunan")
    make_incumbency(jabatan=jabatan, person=make_person(name="Pimpinan Contoh", nip="196801011990031001"))
    return jabatan


@pytest.fixture
def meeting(chair):
    return make_meeting(chair=chair)


def scan():
    return SimpleUploadedFile("pindaian.pdf", b"%PDF-1.7 pindaian")


def decide(meeting, *, by, usulan=None, activity=None, kind=OutcomeKind.AGREED, replaces=None, **fields):
    usulan = usulan or verified_usulan(title="Sumur bor")
    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=kind, **fields)
    portions = []
    if outcome.serves:
        activity = activity or make_activity(lokus=1)
        portions = [
            PortionDraft(activity=activity, volume=1, amount=150_000_000, funding_source=FundingSource.APBD_KABUPATEN)
        ]
    return actions.decide(meeting, outcome, portions, replaces=replaces, by=by, now=NOW)


def sign(agreement, *, by, number=NUMBER):
    return actions.sign_agreement(
        agreement, upload=scan(), content_type="application/pdf", number=number, by=by, now=NOW
    )


@pytest.fixture
def final(meeting, secretariat):
    decide(meeting, by=secretariat)
    agreement = actions.draft_agreement(meeting, by=secretariat)
    actions.finalise_agreement(agreement, by=secretariat, now=NOW)
    return agreement


def test_draft_proposes_chair_and_heads_of_the_serving_opd(meeting, secretariat):
    head = make_jabatan(opd=make_opd(), is_head=True)
    decide(meeting, by=secretariat)

    agreement = actions.draft_agreement(meeting, by=secretariat)

    assert list(agreement.signatories.order_by("pk").values_list("jabatan", "part")) == [
        (meeting.chair.pk, SignatoryPart.CHAIR),
        (head.pk, SignatoryPart.PARTY),
    ]


def test_snapshot_groups_by_opd_and_gives_every_no_its_reason(meeting, secretariat):
    decide(meeting, by=secretariat)
    decide(
        meeting,
        by=secretariat,
        usulan=verified_usulan(title="Rabat beton"),
        kind=OutcomeKind.REFUSED,
        reason=Reason.NOT_AUTHORITY,
        explanation="Menjadi kewenangan desa.",
    )
    make_referral(usulan=verified_usulan(title="Pasar desa"))
    agreement = actions.draft_agreement(meeting, by=secretariat)

    content = take_snapshot(agreement)

    assert [(group["opd"], group["subtotal"]) for group in content["agreed"]] == [("Dinas Pertanian", 150_000_000)]
    assert [(row["title"], row["result"], row["reason"]) for row in content["not_agreed"]] == [
        ("Rabat beton", "Tidak disepakati", "Bukan kewenangan kabupaten. Menjadi kewenangan desa."),
        ("Pasar desa", "Belum dibahas", "Belum dibahas untuk tahun 2024; dibahas pada rapat berikutnya."),
    ]


def test_snapshot_names_every_desa_of_a_joint_usulan(meeting, secretariat):
    joint = verified_usulan(title="Sumur bor")
    for desa in ("Onggol", "Ate Dalo"):
        original = verified_usulan(title=f"Sumur {desa}", desa=make_desa(name=desa))
        decide(meeting, by=secretariat, usulan=original, kind=OutcomeKind.MERGED, merged_into=joint)
    decide(meeting, by=secretariat, usulan=joint)

    content = take_snapshot(actions.draft_agreement(meeting, by=secretariat))

    assert [row["desa"] for row in content["agreed"][0]["rows"]] == ["Desa Waiholo, Desa Ate Dalo, Desa Onggol"]
    assert [(row["desa"], row["result"], row["reason"]) for row in content["not_agreed"]] == [
        ("Desa Ate Dalo", "Digabung", "Ke usulan “Sumur bor” (Desa Waiholo)."),
        ("Desa Onggol", "Digabung", "Ke usulan “Sumur bor” (Desa Waiholo)."),
    ]


def test_final_content_does_not_follow_the_records(final, secretariat):
    final.meeting.place = "Tempat lain"
    final.meeting.save()

    final.refresh_from_db()
    assert final.status == AgreementStatus.FINAL
    assert final.fingerprint == fingerprint(final.snapshot)
    assert final.snapshot["meeting"]["place"] == ""
    assert [(item.annex, item.number, item.usulan.title) for item in final.items.all()] == [("II", 1, "Sumur bor")]


def test_final_agreement_cannot_be_edited(final, secretariat):
    final.title = "Judul lain"

    with pytest.raises(PermissionDenied):
        actions.record_agreement(final, ["title"], by=secretariat)


def test_finalise_without_decisions_is_refused(meeting, secretariat):
    agreement = actions.draft_agreement(meeting, by=secretariat)

    with pytest.raises(MoveRefused, match="belum memutuskan"):
        actions.finalise_agreement(agreement, by=secretariat, now=NOW)


def test_finalise_without_chair_is_refused(secretariat):
    meeting = make_meeting()
    decide(meeting, by=secretariat)
    agreement = actions.draft_agreement(meeting, by=secretariat)

    with pytest.raises(MoveRefused, match="pimpinan rapat"):
        actions.finalise_agreement(agreement, by=secretariat, now=NOW)


def test_signing_takes_the_lokus_and_keeps_the_scan(final, secretariat):
    paper = sign(final, by=secretariat)

    final.refresh_from_db()
    slot = Outcome.objects.get().portions.get().lokus
    assert (final.status, final.number, slot.state) == (AgreementStatus.SIGNED, NUMBER, LokusState.TAKEN)
    assert paper.file.read() == b"%PDF-1.7 pindaian"
    assert ledger_faults(final.kabupaten) == []


def test_signing_without_number_is_refused(final, secretariat):
    with pytest.raises(MoveRefused, match="Tulis nomor"):
        sign(final, by=secretariat, number=" ")

    final.refresh_from_db()
    assert final.status == AgreementStatus.FINAL


def test_number_of_a_cancelled_agreement_is_never_used_again(final, chair, secretariat):
    actions.number_agreement(final, NUMBER, by=secretariat, now=NOW)
    actions.cancel_agreement(final, reason="Salah rapat.", by=secretariat)
    other = make_meeting(title="Rapat kedua", chair=chair)
    decide(other, by=secretariat, usulan=verified_usulan(title="Jalan usaha tani"))
    agreement = actions.draft_agreement(other, by=secretariat)
    actions.finalise_agreement(agreement, by=secretariat, now=NOW)

    with pytest.raises(MoveRefused, match="sudah dipakai"):
        actions.number_agreement(agreement, NUMBER, by=secretariat, now=NOW)


def test_number_is_typed_once(final, secretariat):
    actions.number_agreement(final, NUMBER, by=secretariat, now=NOW)

    with pytest.raises(PermissionDenied):
        actions.number_agreement(final, "000.7/13/Bapperida/2024", by=secretariat, now=NOW)


def test_outcome_in_a_paper_awaiting_signature_cannot_be_changed(final, secretariat):
    standing = Outcome.objects.get()

    with pytest.raises(MoveRefused, match="menunggu tanda tangan"):
        decide(
            final.meeting,
            by=secretariat,
            usulan=standing.usulan,
            kind=OutcomeKind.REFUSED,
            reason=Reason.LAND_UNCLEAR,
            explanation="Lahan sengketa.",
            replaces=standing,
        )


def test_new_version_replaces_the_signed_one_only_when_it_is_signed(final, secretariat):
    sign(final, by=secretariat)
    new = actions.renew_agreement(final, by=secretariat)
    actions.finalise_agreement(new, by=secretariat, now=NOW)
    final.refresh_from_db()
    before = final.status

    sign(new, by=secretariat, number="000.7/13/Bapperida/2024")

    final.refresh_from_db()
    assert (before, final.status) == (AgreementStatus.SIGNED, AgreementStatus.REPLACED)
    assert Signatory.objects.filter(agreement=new).count() == final.signatories.count()
    assert ledger_faults(final.kabupaten) == []


def test_new_version_made_final_replaces_one_that_waited_unsigned(final, secretariat):
    new = actions.renew_agreement(final, by=secretariat)

    actions.finalise_agreement(new, by=secretariat, now=NOW)

    final.refresh_from_db()
    assert (final.status, new.status) == (AgreementStatus.REPLACED, AgreementStatus.FINAL)


def test_paper_is_issued_once(final, secretariat):
    first = actions.issue_paper(final, b"%PDF-1.7 satu", by=secretariat, now=NOW)

    assert actions.issue_paper(final, b"%PDF-1.7 dua", by=secretariat, now=NOW) == first
