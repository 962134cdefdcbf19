"""What a village fills in with a pen where there is no signal: what it has asked for, and room for new usulan."""

import segno
from django.utils.safestring import SafeString, mark_safe

from forum.models import Desa
from forum.paper import paper
from forum.templatetags.house import angka
from plans.choices import Bidang, FundingSource, LandStatus, Pattern
from plans.models import Usulan

TEMPLATE = "plans/pdf/entry_sheet.html"
QR_MM = 22
NEW_USULAN = 4  # blocks for new ones; more are had by printing again


def entry_sheet_pdf(desa: Desa, usulan, *, fiscal_year: int, address: str) -> bytes:
    """
    Return the sheet as PDF; `usulan` (with `with_list_data()`) are those already known, `address` the entry page.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    :raises forum.confined.Confined: if there are too many to draw.
    """
    content = entry_sheet_content(desa, usulan, fiscal_year=fiscal_year, address=address)
    return paper(TEMPLATE, content, desa.kabupaten, is_long=True)


def entry_sheet_content(desa: Desa, usulan, *, fiscal_year: int, address: str) -> dict:
    """Return what the sheet says, as plain values; its questions are those of the form on the screen."""
    return {
        "title": f"Lembar isian usulan {desa.full_name}",
        "desa": desa.full_name,
        "code": desa.code,
        "kecamatan": desa.kecamatan.name,
        "fiscal_year": fiscal_year,
        "qr": _qr(address),
        "known": [_known(one) for one in usulan],
        "blocks": [{"number": number, "questions": QUESTIONS} for number in range(1, NEW_USULAN + 1)],
    }


def _known(usulan: Usulan) -> dict:
    return {
        "number": usulan.pk,
        "title": usulan.title,
        "fiscal_year": usulan.fiscal_year,
        "volume": f"{angka(usulan.volume)} {usulan.unit}".strip(),
        "cost": usulan.cost,
        "rank": usulan.desa_rank,
        "state": usulan.state.label,
        "missing": ", ".join(usulan.missing_for_submission()) if usulan.is_editable else "",
    }


def _question(*names: str, choices=None, lines: int = 1) -> dict:
    """One line of a block: the labels of these fields, with what may be ticked or how much room there is."""
    fields = [Usulan._meta.get_field(name) for name in names]
    labels = " / ".join(field.verbose_name for field in fields)
    return {
        "label": labels[0].upper() + labels[1:],
        "hint": fields[0].help_text,
        "choices": choices.labels if choices else [],
        "lines": lines,
    }


QUESTIONS = [
    _question("title"),
    _question("bidang", choices=Bidang),
    _question("problem", lines=2),
    _question("location"),
    _question("land_status", choices=LandStatus),
    _question("volume", "unit"),
    _question("cost"),
    _question("men", "women"),
    _question("disabled", "elderly", "female_headed"),
    _question("kelompok"),
    _question("funding_options", choices=FundingSource),
    _question("pattern", choices=Pattern),
]


def _qr(address: str) -> SafeString:
    """The address as inline SVG that a phone reads from a bad copy: level M, with its quiet zone."""
    symbol = segno.make(address, error="m", micro=False)
    modules = symbol.symbol_size()[0]
    return mark_safe(symbol.svg_inline(scale=QR_MM / modules, unit="mm", title="Kode QR halaman isian"))
