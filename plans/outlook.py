"""What would have changed the result of a usulan, for its village: computed from the match, the lokus and the pagu."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans import candidates
from plans.choices import OutcomeKind, Reason
from plans.models import Activity, Outcome, Proposal, Usulan
from plans.prospect import Candidate
from plans.sync import with_ranks

WEIGHED = 5
# What a village or its OPD could change, where the reason of a no is none that lokus, pagu or words tell.
IF_ONLY = {
    Reason.NOT_AUTHORITY: "Bila diajukan kepada yang berwenang (provinsi, pusat, atau desa sendiri), usulan ini dapat "
    "dibahas di sana.",
    Reason.LAND_UNCLEAR: "Bila status lahannya sudah jelas, dengan surat hibah atau izin pemilik, usulan ini dapat "
    "dibahas lagi.",
    Reason.DATA_INCOMPLETE: "Bila datanya dilengkapi, usulan ini dapat dibahas lagi.",
    Reason.DUPLICATE: "Bila permintaannya berbeda dari usulan yang sudah ada, usulan ini dapat dibahas sendiri.",
    Reason.GROUP_UNREGISTERED: "Bila kelompoknya sudah terdaftar, usulan ini dapat dibahas lagi.",
    Reason.ALREADY_HELPED: "Bila diminta kelompok yang belum pernah dibantu, usulan ini dapat dibahas lagi.",
}
# After these the usulan is on its way; nothing is left to be told.
SETTLED = frozenset({OutcomeKind.AGREED, OutcomeKind.AGREED_CHANGED, OutcomeKind.MERGED})


@dataclass(frozen=True)
class Outlook:
    """What is to be told: the applied allocation's word on the usulan, and sentences. Names no person."""

    proposal: Proposal | None = None
    sentences: Sequence[str] = ()


def outlook_of(usulan: Usulan, outcomes: Sequence[Outcome]) -> Outlook:
    """
    Return what stands in the way of a usulan in its year, and what would change that.

    `outcomes` are those that stand; where one serves the usulan, or it still lies with its desa, nothing is told.
    """
    if usulan.is_editable or any(outcome.state in SETTLED for outcome in outcomes):
        return Outlook()
    year = max([usulan.fiscal_year, *(outcome.target_year or 0 for outcome in outcomes)])
    refused = [IF_ONLY[one.reason] for one in outcomes if one.state == OutcomeKind.REFUSED and one.reason in IF_ONLY]
    proposal = Proposal.objects.of_current(year).for_usulan([usulan]).first()
    found = candidates.suggest(usulan.kabupaten_id, {year: [usulan]}, top=WEIGHED).get((year, usulan.pk))
    if found is None:
        told = [
            f"Tahun {year} belum ada rencana kerja OPD. Bila rencana kerja itu masuk, calon kegiatannya dicari dengan "
            "sendirinya."
        ]
    else:
        told = _told(usulan, year, with_ranks(found, proposal))
    return Outlook(proposal, [*refused, *told])


def _told(usulan: Usulan, year: int, found: list[Candidate]) -> list[str]:
    if not found:
        return [
            f"Tidak ada kegiatan OPD tahun {year} yang cukup mirip dengan usulan ini.",
            *_wording(usulan, year, candidates.nearest(usulan, year)),
        ]
    first = found[0]
    told = [
        f"Kegiatan tahun {year} yang paling mirip: {_named(first)}. {first.standing if first.block else first.what_if}"
    ]
    free = next((one for one in found if not one.block and not one.warning), None)
    if first.block and free:
        told.append(f"Bila diteruskan ke {free.activity.opd}: {free.activity.name} masih mempunyai lokus dan pagu.")
        told += _wording(usulan, year, free.activity)
    return told


def _wording(usulan: Usulan, year: int, activity: Activity | None) -> list[str]:
    if activity is None or not (words := candidates.words_that_lead(usulan, year, activity)):
        return []
    return [f"Bila kata “{words[0]}” dipakai dalam judul, calon pertamanya {activity.name} ({activity.opd})."]


def _named(candidate: Candidate) -> str:
    return f"{candidate.activity.name} ({candidate.activity.opd})"
