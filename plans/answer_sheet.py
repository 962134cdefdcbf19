"""What an OPD is asked, on paper: with room for its answers in ink, to be copied into the inbox afterwards."""

from datetime import date
from itertools import groupby

from forum.paper import paper
from forum.templatetags.house import angka
from plans.models import Referral

TEMPLATE = "plans/pdf/answer_sheet.html"


def answer_sheet_pdf(referrals, kabupaten, *, today: date) -> bytes:
    """
    Return the questions as PDF, each OPD beginning a page; they need `with_list_data()`.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    :raises forum.confined.Confined: if there are too many to draw.
    """
    return paper(TEMPLATE, answer_sheet_content(referrals, today=today), kabupaten, is_long=True)


def answer_sheet_content(referrals, *, today: date) -> dict:
    """Return what the sheets say, as plain values."""
    rows = sorted(referrals, key=lambda row: (row.opd.name, row.due_on, row.pk))
    return {
        "title": f"Lembar jawaban OPD, {today:%d-%m-%Y}",
        "today": today,
        "across": True,
        "sheets": [
            {"opd": opd, "rows": [_asked(row) for row in members]}
            for opd, members in groupby(rows, key=lambda row: row.opd.name)
        ],
    }


def _asked(referral: Referral) -> dict:
    usulan = referral.usulan
    return {
        "usulan": usulan.title,
        "volume": f"{angka(usulan.volume)} {usulan.unit}".strip(),
        "desa": usulan.desa.full_name,
        "kecamatan": usulan.desa.kecamatan.name,
        "fiscal_year": referral.fiscal_year,
        "due_on": referral.due_on,
    }
