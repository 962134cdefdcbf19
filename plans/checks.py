"""What to look at in a year's usulan before the forum meets: likely duplicates, help twice, wrong OPD, gaps."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz import fuzz, process

from plans import candidates
from plans.choices import CheckKind, LandStatus
from plans.matching.words import stems
from plans.models import CheckDismissal, EarlierHelp, Outcome, PlannedMerge, Referral, Support, Usulan

ALIKE = 85  # of 100: titles of one desa that ask for the same in other words
SAME_NAME = 90  # a kelompok written in another way
WEIGHED = 5  # candidates among which the asked OPD should be


@dataclass(frozen=True)
class Finding:
    """One usulan to look at and why, by key; with `other` a pair, of which `usulan` is the later."""

    usulan: int
    why: str
    other: int | None = None
    opd: int | None = None  # to which it could be referred instead

    @property
    def place(self) -> tuple[int, int | None]:
        return self.usulan, self.other


def checked_usulan(user, fiscal_year: int):
    """Return what is checked for this user: all that the forum may still decide for the year, a camat's own only."""
    rows = Usulan.objects.visible_to(user).asked().for_year(fiscal_year).undecided(fiscal_year)
    return rows.for_kecamatan(user.kecamatan) if user.kecamatan_id else rows


def find(kind: CheckKind, user, fiscal_year: int) -> list[Finding]:
    """Return what is found and not dismissed, in the forum's order; the same few queries for any number of rows."""
    dismissed = set(
        CheckDismissal.objects.visible_to(user).for_year(fiscal_year).of_kind(kind).values_list("usulan", "other")
    )
    found = FINDERS[kind](checked_usulan(user, fiscal_year).in_order(), user.kabupaten_id, fiscal_year)
    return [one for one in found if one.place not in dismissed]


# --- Pairs ---


def _duplicates(rows, kabupaten: int, year: int) -> Iterator[Finding]:
    """Pairs of one desa that ask for the same, within the year and with earlier years; not what is to become one."""
    columns = "pk", "desa", "title", "fiscal_year"
    asked = list(rows.values_list(*columns))
    here = {pk for pk, *_ in asked}
    others = Usulan.objects.for_kabupaten(kabupaten).asked().not_merged().filter(fiscal_year__lte=year)
    joint = dict(
        PlannedMerge.objects.filter(kabupaten=kabupaten).waiting().for_year(year).values_list("original", "joint")
    )
    by_desa = defaultdict(list)
    for row in (*(row for row in others.order_by("pk").values_list(*columns) if row[0] not in here), *asked):
        by_desa[row[1]].append(row)
    pairs = defaultdict(list)
    for block in by_desa.values():
        for (one, *_), (other, _, _, when) in _alike(block, here):
            if joint.get(one, one) != joint.get(other, other):
                why = "Diminta juga tahun yang sama." if when >= year else f"Sudah diminta untuk tahun {when}."
                pairs[one].append(Finding(one, why, other))
    for key, *_ in asked:
        yield from pairs[key]


def _alike(block: Sequence[tuple], here: set[int]) -> Iterator[tuple[tuple, tuple]]:
    """Yield pairs of rows with much the same title, each once: one that is checked, and one that stands before it."""
    texts = [" ".join(sorted(stems(title))) for _, _, title, _ in block]
    numbers = [{word for word in text.split() if word.isdigit()} for text in texts]
    likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
    for one, other in zip(*likeness.nonzero(), strict=True):
        # "Sumur bor Dusun 2" is not "Sumur bor Dusun 3".
        if other < one and block[one][0] in here and numbers[one] == numbers[other] and texts[one]:
            yield block[one], block[other]


# --- A kelompok that was helped before ---


def _helped(rows, kabupaten: int, year: int) -> Iterator[Finding]:
    help_of = _help_before(kabupaten, year)
    by_desa = defaultdict(list)
    for kelompok, (desa, name, _) in help_of.items():
        by_desa[desa].append((kelompok, name))
    for usulan, kelompok, name, desa in rows.exclude(kelompok=None).values_list(
        "pk", "kelompok", "kelompok__name", "kelompok__desa"
    ):
        if kelompok in help_of:
            yield Finding(usulan, f"{name} pernah menerima: {_listed(help_of[kelompok][2])}.")
            continue
        for other, other_name in by_desa[desa]:
            if fuzz.token_sort_ratio(name.casefold(), other_name.casefold()) >= SAME_NAME:
                told = _listed(help_of[other][2])
                yield Finding(usulan, f"{name} mungkin sama dengan {other_name}, yang pernah menerima: {told}.")
                break


def _help_before(kabupaten: int, year: int) -> dict[int, tuple[int, str, list[str]]]:
    """Return kelompok -> its desa, its name, and what it received before this year."""
    found: dict[int, tuple[int, str, list[str]]] = {}

    def add(kelompok, desa, name, what, when):
        found.setdefault(kelompok, (desa, name, []))[2].append(f"{what} ({when})" if when else what)

    helped = EarlierHelp.objects.filter(kelompok__kabupaten=kabupaten).filter(Q(year=None) | Q(year__lt=year))
    for row in helped.order_by("pk").values_list("kelompok", "kelompok__desa", "kelompok__name", "what", "year"):
        add(*row)
    served = Outcome.objects.filter(kabupaten=kabupaten, fiscal_year__lt=year).serving().but_undone()
    served = served.exclude(usulan__kelompok=None)
    for row in served.order_by("pk").values_list(
        "usulan__kelompok", "usulan__kelompok__desa", "usulan__kelompok__name", "usulan__title", "fiscal_year"
    ):
        add(*row)
    given = Support.objects.filter(kabupaten=kabupaten, fiscal_year__lt=year).counted().exclude(kelompok=None)
    for row in given.order_by("pk").values_list("kelompok", "desa", "kelompok__name", "title", "fiscal_year"):
        add(*row)
    return found


def _listed(what: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(what))


# --- Likely another OPD ---


def _wrong_opd(rows, kabupaten: int, year: int) -> Iterator[Finding]:
    asked = defaultdict(dict)
    for usulan, opd, name in (
        Referral.objects.open()
        .filter(fiscal_year=year, usulan__in=rows.order_by().values("pk"))
        .values_list("usulan", "opd", "opd__name")
    ):
        asked[usulan][opd] = name
    referred = list(rows.filter(pk__in=asked))
    found = candidates.suggest(kabupaten, {year: referred}, top=WEIGHED)
    for usulan in referred:
        likely = found.get((year, usulan.pk), [])
        if likely and not {one.activity.opd_id for one in likely} & set(asked[usulan.pk]):
            first = likely[0].activity
            why = f"Diteruskan ke {_listed(list(asked[usulan.pk].values()))}; yang mirip: {first.name} ({first.opd})."
            yield Finding(usulan.pk, why, opd=first.opd_id)


# --- What is not filled in ---


def _missing(condition: Q, why: str) -> Callable:
    def finder(rows, kabupaten: int, year: int) -> Iterator[Finding]:
        for pk in rows.filter(condition).values_list("pk", flat=True):
            yield Finding(pk, why)

    return finder


FINDERS = {
    CheckKind.DUPLICATE: _duplicates,
    CheckKind.HELPED: _helped,
    CheckKind.WRONG_OPD: _wrong_opd,
    CheckKind.PLACE: _missing(Q(location=""), "Dusun, RT/RW atau titik lokasinya belum ditulis."),
    CheckKind.VOLUME: _missing(Q(volume=None) | Q(unit=""), "Volume atau satuannya belum ditulis."),
    CheckKind.LAND: _missing(
        Q(land_status__in=["", LandStatus.UNCLEAR]), "Belum jelas tanah siapa, dan apakah pemiliknya mengizinkan."
    ),
}
