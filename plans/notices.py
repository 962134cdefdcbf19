"""Whom a change in plans reaches: usulan and packages."""

from django.db.models import Q

from forum.models import Jabatan, Opd
from forum.notices import register
from forum.rules import enters_for_villages, is_secretariat
from plans.models import Outcome, Portion, Referral, Support, Usulan


def usulan_concerning(user, today):
    """
    A change of a usulan reaches whoever enters for its desa, its camat, the OPD that it was put to, redirected to or
    served by, and the secretariat once it was handed in.

    What the villages of a facilitator ask for he may always see; the others are asked what is visible to them.
    """
    if enters_for_villages(user):
        return _of_own_places(Usulan.objects, user)
    rows = Usulan.objects.visible_to(user)
    if is_secretariat(user):
        return rows.ever_submitted()
    mine = Q(desa__kecamatan=user.kecamatan_id) if user.kecamatan_id else Q()
    if user.opd_id or user.person_id:
        offices = _offices_of(user, today).values("pk")
        mine |= Q(pk__in=Referral.objects.filter(opd__in=offices).values("usulan"))
        mine |= Q(pk__in=Outcome.objects.filter(target_opd__in=offices).values("usulan"))
        mine |= Q(pk__in=Portion.objects.filter(activity__opd__in=offices).values("outcome__usulan"))
    return rows.filter(mine) if mine else rows.none()


def _offices_of(user, today):
    """The OPD whose account the user has, with those that it goes on for, and those in which he holds a jabatan."""
    mine = Q(pk__in=Opd.objects.continued_by(user.opd_id).values("pk")) if user.opd_id else Q()
    if user.person_id:
        mine |= Q(jabatan__in=Jabatan.objects.held_by(user.person_id, today))
    return Opd.objects.filter(mine)


def support_concerning(user, today):
    """A change of a package or training reaches whoever enters for its desa, its camat and the secretariat."""
    if is_secretariat(user):
        return Support.objects.visible_to(user)
    return _of_own_places(Support.objects, user)


def _of_own_places(rows, user):
    """Those of the user's kecamatan, or of the desa one by one; without asking first which these are."""
    if user.kecamatan_id:
        return rows.filter(desa__kecamatan=user.kecamatan_id)
    return rows.filter(desa__in=user.desa.values("pk")) if enters_for_villages(user) else rows.none()


def _with_place(rows):
    return rows.select_related("desa")


def _label(record) -> str:
    return f"{record}, {record.desa.full_name}"


register("Usulan", Usulan, usulan_concerning, load=_with_place, label=_label)
register("Stimulan dan pelatihan", Support, support_concerning, load=_with_place, label=_label)
