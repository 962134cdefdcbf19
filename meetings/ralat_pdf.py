"""The sheet on which a typing error of a signed berita acara is mended."""

import datetime

from forum.paper import paper
from meetings.check_code import grouped
from meetings.models import Ralat


def ralat_pdf(ralat: Ralat) -> bytes:
    """
    Return the sheet as PDF, with room for the signatures of chair and secretary.

    :raises forum.paper.PdfUnavailable: if the machine lacks Pango.
    """
    agreement = ralat.agreement
    return paper(
        "meetings/pdf/ralat.html",
        {
            "title": f"Ralat {ralat.number} atas {agreement}",
            "ralat": {name: getattr(ralat, name) for name in ("number", "place", "before", "after")},
            "agreement": {"name": str(agreement), "number": agreement.number, "version": agreement.version},
            "held_on": datetime.date.fromisoformat(agreement.snapshot["meeting"]["held_on"]),
            "written_on": ralat.at,
            "town": agreement.kabupaten.seat_town,
            "code": grouped(agreement.check_code),
            "chair": {"jabatan": ralat.chair, "name": ralat.chair_name},
            "secretary": {"jabatan": ralat.secretary, "name": ralat.secretary_name},
        },
        agreement.kabupaten,
    )
