"""The ralat: a typing error of a signed berita acara, mended on a sheet of its own."""

from django.db import transaction
from django.db.models import Max

from forum.log import log
from forum.models import Jabatan
from forum.rules import require
from forum.transitions import MoveRefused, apply_move
from meetings import rules
from meetings.actions.paper import keep_paper
from meetings.actions.record import SECRETARIAT_ONLY
from meetings.choices import PaperKind, SignatoryPart
from meetings.models import Agreement, Paper, Ralat
from meetings.models.signatory import office_of

SIGNED_ONLY = "Ralat hanya dibuat sekretariat untuk berita acara yang sudah ditandatangani."


class SameSeat(MoveRefused):
    """One jabatan cannot stand for chair and secretary: two signatures would be one."""


@transaction.atomic
def record_ralat(ralat: Ralat, *, secretary: Jabatan, by, now, today) -> Ralat:
    """
    Write a new ralat of a signed agreement; it holds once chair and secretary have signed it.

    The chair is whoever signed as such; the secretary whoever holds that jabatan today.

    :raises MoveRefused: if it changes nothing, or one jabatan would sign in both places.
    """
    require(rules.can_record_ralat(by, ralat.agreement), SIGNED_ONLY)
    if ralat.before.split() == ralat.after.split():
        raise MoveRefused("Yang tertulis dan yang seharusnya dibaca masih sama.")
    agreement = Agreement.objects.select_for_update().get(pk=ralat.agreement_id)
    chair = agreement.signatories.standing().filter(part=SignatoryPart.CHAIR).by_turn().first()
    if chair.jabatan_id == secretary.pk:
        raise SameSeat(
            f"{secretary} sudah menandatangani sebagai pimpinan rapat. Pilih jabatan lain sebagai sekretaris forum."
        )
    ralat.kabupaten_id = agreement.kabupaten_id
    ralat.number = (agreement.ralat.aggregate(last=Max("number"))["last"] or 0) + 1
    ralat.chair, ralat.chair_name = chair.office, chair.name
    incumbency = secretary.signatory_on(today)
    ralat.secretary = office_of(secretary, incumbency.prefix if incumbency else "")
    ralat.secretary_name = incumbency.person.name if incumbency else ""
    ralat.by, ralat.at = by, now
    ralat.save()
    log("ralat.create", ralat, by=by, after={"number": ralat.number})
    return ralat


@transaction.atomic
def sign_ralat(ralat: Ralat, *, upload, content_type: str, by, now) -> Paper:
    """Keep the scan of a ralat that chair and secretary signed in ink: from now on it holds."""
    require(rules.can_move_ralat(by, ralat, "sign"), SECRETARIAT_ONLY)
    apply_move(ralat, "sign", by=by, signed_at=now)
    scan = upload.read()
    return keep_paper(ralat.agreement, PaperKind.RALAT_SCAN, scan, content_type, ralat=ralat, by=by, now=now)


def cancel_ralat(ralat: Ralat, *, reason: str, by) -> None:
    """Drop a ralat that is not yet signed; its number is not used again."""
    require(rules.can_move_ralat(by, ralat, "cancel"), SECRETARIAT_ONLY)
    if not reason.strip():
        raise MoveRefused("Tulis alasan pembatalan.")
    apply_move(ralat, "cancel", by=by, note=reason.strip())
