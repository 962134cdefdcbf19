"""
The trace of a usulan: what ever happened to it, in sentences that a villager reads, and what stands now.

Who acted is told as an office, never as a person: the page is open to whoever has the village's link.
"""

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone

from forum.choices import TonedChoices
from forum.log import sentence_of
from forum.models import LogEntry
from forum.templatetags.house import angka, lp, rupiah, tanggal
from meetings.models import Agreement
from plans.choices import OpenState, OutcomeKind
from plans.models import Outcome, Referral, Usulan
from plans.outlook import Outlook, outlook_of
from plans.status import UsulanStatus

# What the trace tells from the log; the desk's edits, drafts and rankings are left to the usulan's own history.
TOLD = (
    "usulan.create",
    "usulan.submit",
    "usulan.recall",
    "usulan.return",
    "usulan.verify",
    "usulan.join",
    "usulan.carry",
    "usulan.plan_merge",
    "usulan.undo_merge",
    "usulan.refer",
    "usulan.withdraw_referral",
    "usulan.hand_over_referral",
    "usulan.hand_over_promise",
    "usulan.answer",
    "usulan.support",
    "usulan.execute",
    "usulan.check",
    "usulan.escalate",
    "usulan.cut",
    "usulan.reopen",
    "usulan.restore",
)
TOLD_OF_AGREEMENT = ("agreement.finalise", "agreement.sign", "agreement.replace", "agreement.cancel")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `moment` orders what happened on one day."""

    on: datetime.date
    moment: datetime.datetime
    sentence: str
    note: str = ""
    actor: str = ""
    is_overtaken: bool = False
    agreement: Agreement | None = None
    verb: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands for one fiscal year, and what comes next."""

    year: int
    state: TonedChoices
    now: str
    next: str


@dataclass(frozen=True)
class Trace:
    events: list[Event]
    standings: list[Standing]
    outlook: Outlook  # what would have changed the result


def trace_of(usulan: Usulan, *, today: datetime.date) -> Trace:
    """
    Return the usulan's trace, oldest first, with days in the zone that is active.

    `usulan` was loaded with its desa and plan; the number of queries does not grow with what happened.
    """
    outcomes = list(usulan.outcomes.with_portions().select_related("decision__meeting").order_by("fiscal_year", "pk"))
    papers = _papers(usulan)
    logged = _logged(usulan)
    supported = next((event.sentence for event in reversed(logged) if event.verb == "usulan.support"), "")
    events = [
        *_musyawarah(usulan),
        *logged,
        *[_decided(outcome) for outcome in outcomes],
        *_merged(usulan),
        *_written_down(papers),
    ]
    standings = _standings(usulan, outcomes, papers, supported=supported, today=today)
    further = _in_joint(outcomes, today=today)
    return Trace(
        events=sorted([*events, *further.events], key=lambda event: (event.on, event.moment)),
        standings=[_led_on(standing, further) for standing in standings],
        outlook=outlook_of(usulan, [outcome for outcome in outcomes if outcome.is_current]),
    )


# --- events ---


def _start_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def _musyawarah(usulan: Usulan) -> list[Event]:
    plan = usulan.plan
    if plan is None:
        return []
    people = f", dihadiri {lp(plan.men, plan.women)}" if plan.men or plan.women else ""
    sentence = (
        f"Musyawarah {usulan.desa.full_name} menyusun Rencana Penghidupan Masyarakat Desa "
        f"untuk tahun {plan.fiscal_year}{people}"
    )
    return [Event(plan.musyawarah_on, _start_of(plan.musyawarah_on), sentence)]


def _logged(usulan: Usulan) -> list[Event]:
    entries = LogEntry.objects.for_record(usulan).filter(verb__in=TOLD).order_by("at", "pk")
    return [
        Event(timezone.localdate(entry.at), entry.at, sentence_of(entry), entry.note, entry.actor, verb=entry.verb)
        for entry in entries
    ]


def _decided(outcome: Outcome) -> Event:
    return Event(
        outcome.decided_on,
        _moment(outcome),
        _decision_sentence(outcome),
        note=outcome.explanation,
        is_overtaken=not outcome.is_current and not _has_lost_all(outcome),  # what it lost is told by itself
    )


def _moment(outcome: Outcome) -> datetime.datetime:
    """When on its day an outcome was decided; one that was written down later counts as the day's last."""
    at = outcome.decision.at if hasattr(outcome, "decision") else None
    return at if at and timezone.localdate(at) == outcome.decided_on else _end_of(outcome.decided_on)


def _decision_sentence(outcome: Outcome) -> str:
    where = f"dalam rapat “{outcome.decision.meeting.title}”" if hasattr(outcome, "decision") else "oleh forum"
    parts = [f"Diputuskan {where} untuk tahun {outcome.fiscal_year}: {outcome.get_kind_display()}"]
    if outcome.detail:
        parts.append(outcome.detail)
    parts += [
        f"{portion.activity.opd}, {portion.activity.name}, {_given(portion)}" for portion in outcome.portions.all()
    ]
    return "; ".join(parts)


def _given(portion) -> str:
    return f"{angka(portion.volume)} {portion.unit}".strip() + f", {rupiah(portion.amount)}"


def _merged(usulan: Usulan) -> list[Event]:
    return [
        Event(
            outcome.decided_on,
            _moment(outcome),
            f"Usulan “{outcome.usulan}” ({outcome.usulan.desa.full_name}) digabung ke usulan ini",
        )
        for outcome in usulan.merged_from.current().select_related("usulan__desa", "decision").order_by("pk")
    ]


@dataclass(frozen=True)
class _Further:
    """What becomes of the usulan into which one was merged, from then on."""

    events: list[Event]
    standings: list[Standing]


def _in_joint(outcomes: list[Outcome], *, today: datetime.date, since: int = 0) -> _Further:
    """Follow a merged usulan into its joint one, and on where that was merged itself in the same year or later."""
    merged = [one for one in outcomes if one.is_current and one.kind == OutcomeKind.MERGED and one.fiscal_year >= since]
    if not merged:
        return _Further([], [])
    way = merged[-1]
    joint = way.merged_into
    given = joint.outcomes.with_portions().select_related("decision__meeting").order_by("fiscal_year", "pk")
    given = [outcome for outcome in given if outcome.fiscal_year >= way.fiscal_year]
    papers = _papers(joint)
    events = [*(_decided(outcome) for outcome in given), *_written_down(papers)]
    standings = _standings(joint, given, papers, supported="", today=today)
    further = _in_joint(given, today=today, since=way.fiscal_year)
    told = [replace(event, sentence=f"Usulan gabungan “{joint}”: {event.sentence}") for event in events]
    return _Further([*told, *further.events], [_led_on(standing, further) for standing in standings])


def _led_on(standing: Standing, further: _Further) -> Standing:
    """Tell beside "digabung" what now stands for the joint usulan in that year, or the next one of which it is told."""
    later = next((one for one in further.standings if one.year >= standing.year), None)
    if standing.state != OutcomeKind.MERGED or later is None:
        return standing
    told = f"Usulan gabungan, tahun {later.year}: {later.now} {later.next}"
    return replace(standing, next=f"{standing.next} {told}".strip())


@dataclass(frozen=True)
class _Paper:
    """An agreement that speaks of the usulan: where in it, and of which outcomes."""

    agreement: Agreement
    places: list[str]
    outcomes: set[int]


def _papers(usulan: Usulan) -> list[_Paper]:
    """Every agreement that speaks of the usulan, oldest first."""
    papers: dict[int, _Paper] = {}
    for item in usulan.agreement_items.select_related("agreement").order_by("agreement", "annex", "number"):
        paper = papers.setdefault(item.agreement_id, _Paper(item.agreement, [], set()))
        paper.places.append(str(item))
        paper.outcomes.add(item.outcome_id)
    return list(papers.values())


def _written_down(papers: list[_Paper]) -> list[Event]:
    of_agreement = {paper.agreement.pk: paper for paper in papers}
    entries = LogEntry.objects.filter(
        record_type=Agreement._meta.label_lower, record_id__in=of_agreement, verb__in=TOLD_OF_AGREEMENT
    )
    return [
        Event(
            timezone.localdate(entry.at),
            entry.at,
            _paper_sentence(entry, of_agreement[entry.record_id]),
            note=entry.note,
            actor=entry.actor,
            agreement=of_agreement[entry.record_id].agreement,
        )
        for entry in entries.order_by("at", "pk")
    ]


def _paper_sentence(entry: LogEntry, paper: _Paper) -> str:
    agreement = paper.agreement
    name = f"Nomor {agreement.number}" if agreement.number else f"versi {agreement.version}"
    if entry.verb == "agreement.finalise":
        return (
            f"Tercantum pada {' dan '.join(paper.places)} berita acara “{agreement.title}”, versi {agreement.version}"
        )
    return f"{sentence_of(entry)} ({name})"


# --- what stands now ---


def _standings(
    usulan: Usulan, outcomes: list[Outcome], papers: list[_Paper], *, supported: str, today
) -> list[Standing]:
    """`supported` is the last sentence of the package that serves it, if one does."""
    if not usulan.is_verified:
        return [Standing(usulan.fiscal_year, usulan.state, *_on_the_way(usulan))]
    current = {outcome.fiscal_year: outcome for outcome in outcomes if outcome.is_current}
    referrals = list(usulan.referrals.open().with_answers().order_by("due_on", "pk"))
    returning = {outcome.target_year for outcome in current.values() if outcome.target_year}
    reopened = {outcome.fiscal_year: outcome for outcome in outcomes if _has_lost_all(outcome)}
    years = {usulan.fiscal_year, *current, *returning, *reopened, *usulan.years_asked_again()}
    years |= {referral.fiscal_year for referral in referrals}
    standings = []
    for year in sorted(years):
        asked = [referral for referral in referrals if referral.fiscal_year == year]
        if year in current:
            now, following = _decided_now(current[year], papers, asked, supported)
            standings.append(Standing(year, current[year].state, now, following))
        else:
            now, following = _undecided_now(asked, today=today)
            if year in reopened:
                now = f"{_lost_now(reopened[year])} {now}"
            standings.append(Standing(year, OpenState.UNDECIDED, now, following))
    return standings


def _on_the_way(usulan: Usulan) -> tuple[str, str]:
    sentences = {
        UsulanStatus.DRAFT: ("Usulan ini belum diajukan.", "Desa melengkapi lalu mengajukannya ke kecamatan."),
        UsulanStatus.SUBMITTED: ("Usulan ini sudah diajukan.", "Menunggu verifikasi kecamatan."),
        UsulanStatus.RETURNED: ("Usulan ini dikembalikan ke desa.", "Desa memperbaiki lalu mengajukannya lagi."),
    }
    return sentences[usulan.state]


def _has_lost_all(outcome: Outcome) -> bool:
    """Say whether it ended because nothing it gave has pagu any more."""
    portions = outcome.portions.all()
    return not outcome.is_current and bool(portions) and all(portion.lost_on for portion in portions)


def _lost_now(outcome: Outcome) -> str:
    document = outcome.portions.all()[0].lost_document
    return f"Pagu yang disepakati hilang dalam {document}; usulan dibahas kembali."


def _undecided_now(asked: list[Referral], *, today) -> tuple[str, str]:
    if not asked:
        return "Belum diteruskan ke OPD.", "Menunggu dibahas forum."
    waiting = [referral for referral in asked if not referral.is_answered]
    now = f"Diteruskan ke {_listed(referral.opd.name for referral in asked)}."
    if not waiting:
        return f"{now} Sudah dijawab.", "Menunggu keputusan rapat forum."
    return now, f"Menunggu jawaban {_listed(_owed(referral, today=today) for referral in waiting)}."


def _owed(referral: Referral, *, today) -> str:
    if late := referral.days_overdue(today):
        return f"{referral.opd} (lewat tenggat {angka(late)} hari)"
    return f"{referral.opd} paling lambat {tanggal(referral.due_on)}"


def _listed(names) -> str:
    return " dan ".join(dict.fromkeys(names))


def _decided_now(outcome: Outcome, papers: list[_Paper], asked: list[Referral], supported: str) -> tuple[str, str]:
    gifts = [f"{portion.activity.opd}, {_given(portion)}" for portion in outcome.portions.all()]
    carried = "; ".join(filter(None, [*gifts, outcome.detail]))
    told = f"{outcome.get_kind_display()}{': ' if carried else ''}{carried}"
    now = ". ".join(filter(None, [told, outcome.explanation.strip().rstrip(".")])) + "."
    return now, " ".join(filter(None, [_paper_now(outcome, papers), _afterwards(outcome, asked, supported)]))


def _paper_now(outcome: Outcome, papers: list[_Paper]) -> str:
    standing = [p.agreement for p in papers if outcome.pk in p.outcomes and p.agreement.is_standing]
    if not standing:
        return "Menunggu berita acara disusun."
    if signed := [agreement for agreement in standing if agreement.signed_at]:
        return f"Berita acara Nomor {signed[-1].number} sudah ditandatangani."
    return "Menunggu berita acara ditandatangani."


def _afterwards(outcome: Outcome, asked: list[Referral], supported: str) -> str:
    if outcome.goes_to_stimulan:
        return f"{supported or 'Menunggu paket stimulan atau pelatihannya dicatat'}."
    sentences = {
        OutcomeKind.AGREED_NEXT_YEAR: "Kegiatan dan lokus dilekatkan setelah Renja tahun tujuan ada.",
        OutcomeKind.POSTPONED: "Dibahas kembali pada tahun tujuan tanpa diajukan ulang.",
    }
    if asked:
        return f"Menunggu jawaban {_listed(referral.opd.name for referral in asked)}."
    if any(portion.activity.overcommitted for portion in outcome.portions.all()):
        return "Pagu kegiatannya dipotong: forum membahas kesepakatan mana yang kehilangan pagu."
    if outcome.serves:
        return " ".join(_carried_out(portion) for portion in outcome.portions.all() if portion.execution)
    return sentences.get(outcome.state, "")


def _carried_out(portion) -> str:
    report = portion.execution
    parts = [f"{portion.activity.opd}: {portion.execution_state.label.lower()}"]
    if report.is_done:
        parts += [f"{angka(report.volume)} {portion.unit}".strip(), rupiah(report.amount)]
    return f"{', '.join(parts)}."
