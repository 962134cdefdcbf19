"""What plans shows of records of the forum."""

from django.urls import reverse

from forum.links import register
from forum.models import Desa


def _usulan_of(desa: Desa) -> str:
    return reverse("plans:usulan_list", query={"kecamatan": desa.kecamatan_id, "desa": desa.pk})


def _plans_of(desa: Desa) -> str:
    return reverse("plans:plan_list", query={"q": desa.name})


def _entry_sheet_of(desa: Desa) -> str | None:
    return None if desa.closed_on else reverse("plans:entry_sheet", args=[desa.pk])


register("forum.opd", "Alihkan kegiatan dan penerusan", "plans:succession")
register("forum.desa", "Usulan desa ini", _usulan_of)
register("forum.desa", "Rencana desa ini", _plans_of)
register("forum.desa", "Cetak lembar isian usulan", _entry_sheet_of)
