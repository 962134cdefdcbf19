"""The paper on which a village writes down what it asks for."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.confined import Confined
from forum.models import Desa
from forum.paper import PdfUnavailable
from forum.views.pages import pdf_response
from plans.entry_sheet import entry_sheet_pdf
from plans.models import Usulan

CLOSED = "Desa ini tidak ada lagi. Cetak lembar isian desa penerusnya."
TOO_MANY = "Lembar isian ini tidak selesai dibuat. Coba lagi sesaat lagi."


@require_safe
def entry_sheet(request, pk):
    """For next year: what this person may see of what the desa asks for since this year, and empty blocks."""
    desa = get_object_or_404(Desa.objects.visible_to(request.user).select_related("kecamatan", "kabupaten"), pk=pk)
    if desa.closed_on:
        messages.error(request, CLOSED)
        return redirect(desa)
    year = timezone.localdate().year
    usulan = Usulan.objects.visible_to(request.user).for_desa(desa).since_year(year).with_list_data()
    page = reverse("plans:usulan_create", query={"desa": desa.pk, "tahun": year + 1})
    address = f"{settings.PUBLIC_URL}{page}" if settings.PUBLIC_URL else request.build_absolute_uri(page)
    try:
        content = entry_sheet_pdf(desa, usulan.newest_first(), fiscal_year=year + 1, address=address)
    except PdfUnavailable as exc:
        messages.error(request, str(exc))
    except Confined:
        messages.error(request, TOO_MANY)
    else:
        return pdf_response(content, f"lembar-isian-{desa.code}")
    return redirect(desa)
