"""The papers of the whole house; one function per paper, returning bytes."""

from datetime import date

from bangkit.figures import OpdFigures, ReasonCount
from bangkit.overview import Line, Overview
from forum.paper import paper

# The report is a sheet of two pages: tables are cut there, and say how many rows they leave out.
MOST_PLACES, MOST_OPD = 11, 8


def overview_pdf(overview: Overview, kabupaten, *, today: date) -> bytes:
    """
    Return the page of figures as a report of two pages.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper("bangkit/pdf/overview.html", overview_content(overview, kabupaten, today=today), kabupaten)


def overview_content(overview: Overview, kabupaten, *, today: date) -> dict:
    """Return what the report says, as plain values."""
    total = overview.total
    return {
        "title": f"Gambaran Usulan Tahun {overview.year} {kabupaten}",
        "year": overview.year,
        "forum": kabupaten.forum_name,
        "kabupaten": kabupaten.name,
        "within": overview.within,
        "day": today,
        "total": {
            "asked": total.asked,
            "agreed": total.agreed,
            "done": total.done,
            "cost": total.cost,
            "given": total.given,
        },
        "fates": [
            {"code": fate.value, "label": fate.label, "count": cell.count, "share": share}
            for fate, cell, share in overview.fates
        ],
        "years": [_row(line) for line in overview.years],
        "bidang": [_row(line) for line in overview.bidang],
        "places_are_desa": overview.places_are_desa,
        "places": [_row(line) for line in overview.places[:MOST_PLACES]],
        "places_more": len(overview.places[MOST_PLACES:]),
        "opd": [_opd_row(row) for row, _ in overview.opd[:MOST_OPD]],
        "opd_more": len(overview.opd[MOST_OPD:]),
        "preventable": [_reason(row) for row, _ in overview.reasons if row.remedy],
        "other_reasons": [_reason(row) for row, _ in overview.reasons if not row.remedy],
        "progress": [
            {"desa": row.desa.full_name, "done": row.progress.done, "grown": row.progress.grown}
            for row in overview.progress
        ],
        "never_served": len(overview.never_served),
        "never_shown": [desa.name for desa in overview.never_shown],
        "never_more": overview.never_more,
        "desa_count": overview.desa_count,
    }


def _row(line: Line) -> dict:
    tally = line.tally
    return {
        "label": line.label,
        "counts": [tally.asked, tally.agreed, tally.done, tally.later, tally.refused, tally.waiting],
        "cost": tally.cost,
        "given": tally.given,
    }


def _opd_row(row: OpdFigures) -> dict:
    return {
        "name": str(row.opd),
        "counts": [row.asked, row.agreed, row.unanswered, row.overdue],
        "days": row.days,
        "given": row.given,
    }


def _reason(row: ReasonCount) -> str:
    return f"{row.reason.label} ({row.count})"
