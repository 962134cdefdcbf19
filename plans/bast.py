"""The BAST of a package on paper: one page, its two parties by office."""

from django.utils import timezone

from forum.paper import letterhead_of, paper, paper_html
from forum.templatetags.house import angka
from plans.models import Support

TEMPLATE = "plans/pdf/bast.html"


def bast_pdf(support: Support) -> bytes:
    """
    Return the BAST as PDF: to be signed in ink, with dots for what is not known yet.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    return paper(TEMPLATE, _content(support), support.kabupaten)


def bast_html(support: Support) -> str:
    """Return the HTML that `bast_pdf` draws."""
    return paper_html(TEMPLATE, _content(support), letterhead_of(support.kabupaten))


def _content(support: Support) -> dict:
    day = support.handed_over_on or timezone.localdate()
    return {
        "title": f"BAST {support.title}, {support.desa.full_name_on(day)}",
        "goods": "perlengkapan pelatihan" if support.is_training else "paket stimulan",
        "initiative": support.title,
        "bidang": support.get_bidang_display(),
        "source": support.source,
        "fiscal_year": support.fiscal_year,
        "desa": support.desa.full_name_on(day),
        "kecamatan": support.desa.kecamatan.name_on(day),
        "kelompok": support.kelompok.name if support.kelompok else "",
        "number": support.bast_number,
        "day": support.handed_over_on,
        "first": support.first_party,
        "second": support.second_party,
        "parties": [["PIHAK KESATU,", support.first_party], ["PIHAK KEDUA,", support.second_party]],
        "witness": support.witness_on(day),
        "items": [
            {"name": item.name, "quantity": angka(item.quantity), "unit": item.unit}
            for item in support.items.order_by("pk")
        ],
    }
