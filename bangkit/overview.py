"""The page of figures laid out: tables whose every number leads to its rows; the same tables are printed."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from bangkit.figures import (
    Counts,
    Fate,
    OpdFigures,
    Progress,
    ReasonCount,
    Tally,
    opd_figures,
    progress_of,
    refusals,
    tallies_of_years,
)
from bangkit.forms import OverviewFilter
from forum.models import Desa
from plans.fairness import fairness_of
from plans.models import Support

SHOWN = 6  # desa in each of the two short lists


@dataclass(frozen=True)
class Cell:
    """A number, and the address of the rows that it counts; none where it counts nothing."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One row of a table."""

    label: str
    hint: str
    url: str  # of the page of figures for this place or year alone
    cells: list[Cell]
    tally: Tally


@dataclass(frozen=True)
class DesaProgress:
    desa: Desa
    progress: Progress
    done_url: str
    support_url: str


@dataclass(frozen=True)
class Overview:
    """Everything of the page of figures, for one year and what it is narrowed to."""

    year: int
    within: list[str]  # what it is narrowed to, in words
    total: Tally
    fates: list[tuple[Fate, Cell, float]]
    years: list[Line]
    places: list[Line]
    places_are_desa: bool
    bidang: list[Line]
    opd: list[tuple[OpdFigures, list[Cell]]]
    reasons: list[tuple[ReasonCount, str]]
    never_served: list[Desa]
    desa_count: int
    fairness_url: str
    progress: list[DesaProgress]

    @property
    def never_shown(self) -> list[Desa]:
        return self.never_served[:SHOWN]

    @property
    def never_more(self) -> int:
        return len(self.never_served[SHOWN:])

    @property
    def preventable(self) -> int:
        return sum(row.count for row, _ in self.reasons if row.remedy)


def overview_of(user, form: OverviewFilter, *, today: date) -> Overview:
    """Return the figures of what the form asks for; the same number of queries whatever is stored."""
    scope, links, values = form.scope(), Links(form.query), form.values()
    counts, fairness = Counts(scope), fairness_of(user)
    all_desa = {row.place.pk: row.place for row in fairness.desa}
    within = [row for row in fairness.desa if _is_within(row.place, values, user)]
    total, is_near = counts.total, bool({"kecamatan", "desa", "desa_saya"} & values.keys())
    return Overview(
        year=scope.year,
        within=_words(form),
        total=total,
        fates=[(fate, links.cell(fate.label, count, hasil=fate), total.share(count)) for fate, count in total.cells],
        years=[links.line(str(year), tally, tahun=year) for year, tally in tallies_of_years(scope, form.years)],
        places=_places(counts, all_desa, links, is_near=is_near),
        places_are_desa=is_near,
        bidang=[links.line(bidang.label, tally, rows_only=True, bidang=bidang) for bidang, tally in counts.of_bidang()],
        opd=[(row, links.cells_of_opd(row)) for row in opd_figures(scope, today=today)],
        reasons=[(row, links.rows(hasil=Fate.REFUSED, alasan=row.reason)) for row in refusals(scope)],
        never_served=[row.place for row in within if not row.years_served and row.place.closed_on is None],
        desa_count=sum(row.place.closed_on is None for row in within),
        fairness_url=reverse("plans:fairness", query=_place(values)),
        progress=_progress(user, scope.usulan, {row.place.pk: row.place for row in within}),
    )


class Links:
    """Makes cells whose address repeats what the page is narrowed to."""

    def __init__(self, query: dict):
        self.query = query

    def rows(self, **narrower) -> str:
        return reverse("overview_rows", query=_chosen(self.query | narrower))

    def cell(self, label: str, count: int, **narrower) -> Cell:
        return Cell(label, count, self.rows(**narrower) if count else "")

    def line(self, label: str, tally: Tally, *, hint: str = "", rows_only: bool = False, **place) -> Line:
        url = self.rows(**place) if rows_only else reverse("overview", query=_chosen(self.query | place))
        cells = [
            self.cell("Diminta", tally.asked, **place),
            *(self.cell(fate.label, count, hasil=fate, **place) for fate, count in tally.cells),
            self.cell("Terlaksana", tally.done, hasil="done", **place),
        ]
        return Line(label, hint, url, cells, tally)

    def cells_of_opd(self, row: OpdFigures) -> list[Cell]:
        place = {"opd": row.opd.pk}
        return [
            self.cell("Ditanyakan", row.asked, **place),
            self.cell("Disepakati", row.agreed, hasil=Fate.AGREED, **place),
            self.cell("Terlaksana", row.done, hasil="done", **place),
            self.cell("Belum dijawab", row.unanswered, hasil=Fate.UNANSWERED, **place),
        ]


def _chosen(query: dict) -> dict:
    """Return a query with the empty choices kept: without them a person's own would be put in their place."""
    return {name: str(value) for name, value in query.items()}


def _places(counts: Counts, desa: dict[int, Desa], links: Links, *, is_near: bool) -> list[Line]:
    if is_near:
        found = [(desa[pk], tally) for pk, tally in counts.by(lambda place, bidang: place).items()]
        return [
            links.line(one.full_name, tally, hint=f"Kec. {one.kecamatan}", kecamatan=one.kecamatan_id, desa=one.pk)
            for one, tally in sorted(found, key=lambda row: (row[0].name, row[0].pk))
        ]
    found = counts.by(lambda place, bidang: desa[place].kecamatan)
    return [
        links.line(kecamatan.name, found[kecamatan], kecamatan=kecamatan.pk)
        for kecamatan in sorted(found, key=lambda one: one.name)
    ]


def _place(values: dict) -> dict:
    return {"kecamatan": values["kecamatan"].pk} if "kecamatan" in values else {}


def _is_within(desa: Desa, values: dict, user) -> bool:
    if "desa" in values:
        return desa == values["desa"]
    if "desa_saya" in values:
        return desa.pk in user.desa_ids
    return "kecamatan" not in values or desa.kecamatan_id == values["kecamatan"].pk


def _progress(user, usulan, within: dict[int, Desa]) -> list[DesaProgress]:
    found = [row for row in progress_of(usulan, Support.objects.visible_to(user)) if row.desa in within][:SHOWN]
    rows = []
    for row in found:
        desa = within[row.desa]
        place = {"kecamatan": desa.kecamatan_id, "desa": desa.pk}
        done_url = Links({"tahun": "", "opd": "", "desa_saya": ""} | place).rows(hasil="done")
        rows.append(DesaProgress(desa, row, done_url, reverse("plans:support_list", query=place)))
    return rows


def _words(form: OverviewFilter) -> list[str]:
    values = form.values()
    words = [str(values[name]) for name in ("opd",) if name in values]
    if "kecamatan" in values:
        words.append(f"Kecamatan {values['kecamatan']}")
    if "desa" in values:
        words.append(values["desa"].full_name)
    if "desa_saya" in values:
        words.append("desa yang Anda isi")
    return words
