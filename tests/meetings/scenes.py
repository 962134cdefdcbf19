"""A meeting of 15 March 2024 with a yes, a no with its reason and one not yet discussed, and its berita acara."""

import datetime

from forum.choices import Sex
from meetings import actions
from meetings.models import Attendance
from plans.actions import PortionDraft
from plans.choices import FundingSource, OutcomeKind, Reason
from plans.models import Outcome
from tests.factories import (
    make_activity,
    make_decree,
    make_follow_up,
    make_incumbency,
    make_jabatan,
    make_meeting,
    make_opd,
    make_person,
    make_referral,
    verified_usulan,
)

NOW = datetime.datetime(2024, 3, 16, 3, tzinfo=datetime.UTC)
NUMBER = "000.7/12/Bapperida/2024"


def make_rakor(**fields):
    """The meeting, with chair, decree, place and hours."""
    chair = make_jabatan(name="Asisten Perekonomian dan Pembangunan")
    make_incumbency(jabatan=chair, person=make_person(name="Pimpinan Contoh", nip="196801011990031001"))
    filled = {
        "title": "Rapat Koordinasi Sinkronisasi RKP 2024",
        "held_on": datetime.date(2024, 3, 15),
        "starts_at": datetime.time(9),
        "place": "Aula Bapperida",
        "chair": chair,
        "decree": make_decree(),
    }
    return make_meeting(**(filled | fields))


def decide(meeting, *, by, usulan=None, opd="Dinas Pertanian", kind=OutcomeKind.AGREED, amount=150_000_000, **fields):
    """Decide on a usulan in the meeting; what is agreed gets an activity of its own. Returns the Decision."""
    usulan = usulan or verified_usulan(title="Sumur bor")
    replaces = fields.pop("replaces", None)
    outcome = Outcome(usulan=usulan, fiscal_year=2024, kind=kind, **fields)
    portions = []
    if outcome.serves:
        activity = make_activity(opd=make_opd(name=opd), lokus=1)
        portions = [
            PortionDraft(activity=activity, volume=2, amount=amount, funding_source=FundingSource.APBD_KABUPATEN)
        ]
    return actions.decide(meeting, outcome, portions, replaces=replaces, by=by, now=NOW)


def refuse(meeting, *, by, title="Rabat beton", explanation="Menjadi kewenangan desa."):
    return decide(
        meeting,
        by=by,
        usulan=verified_usulan(title=title),
        kind=OutcomeKind.REFUSED,
        reason=Reason.NOT_AUTHORITY,
        explanation=explanation,
    )


def make_draft(*, by, meeting=None):
    """The draft of a whole berita acara: two OPD, a no, one not discussed, a follow-up, a person present."""
    meeting = meeting or make_rakor()
    make_jabatan(opd=make_opd(name="Dinas Peternakan"), name="Kepala Dinas Peternakan", is_head=True)
    decide(meeting, by=by)
    decide(meeting, by=by, usulan=verified_usulan(title="Ternak kambing"), opd="Dinas Peternakan", amount=75_000_000)
    refuse(meeting, by=by)
    make_referral(usulan=verified_usulan(title="Pasar desa"))
    make_follow_up(meeting=meeting, what="Lengkapi surat hibah lahan")
    Attendance.objects.create(
        kabupaten=meeting.kabupaten,
        meeting=meeting,
        name="Peserta Contoh",
        sex=Sex.FEMALE,
        jabatan_name="Kepala Bidang",
        institution="Dinas Pertanian",
    )
    return actions.draft_agreement(meeting, by=by)


def make_final(*, by, meeting=None):
    agreement = make_draft(by=by, meeting=meeting)
    actions.finalise_agreement(agreement, by=by, now=NOW)
    return agreement
