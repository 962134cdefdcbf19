import zoneinfo

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.trace import trace_of
from plans.models import Usulan


@require_safe
def trace(request, pk):
    """Everything that happened to a usulan, with the ways to its records."""
    usulan = get_object_or_404(_with_trace_data(Usulan.objects.visible_to(request.user)), pk=pk)
    context = {
        "usulan": usulan,
        "heirs": usulan.desa.heirs(),
        "trace": trace_of(usulan, today=timezone.localdate()),
        "has_records": True,
        "public_url": _public_url(request, usulan) if usulan.was_submitted else "",
        "crumbs": [
            ("Usulan", reverse("plans:usulan_list")),
            (usulan.title, usulan.get_absolute_url()),
            ("Jejak", None),
        ],
    }
    return render(request, "meetings/trace.html", context)


@login_not_required
@require_safe
def public_trace(request, key):
    """The same for whoever has the village's link: no log-in, no way into the house."""
    usulan = get_object_or_404(_with_trace_data(Usulan.objects.ever_submitted()), trace_key=key)
    with timezone.override(zoneinfo.ZoneInfo(usulan.kabupaten.zone)):
        context = {
            "usulan": usulan,
            "heirs": usulan.desa.heirs(),
            "trace": trace_of(usulan, today=timezone.localdate()),
            "kabupaten": usulan.kabupaten,
        }
        response = render(request, "meetings/trace.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _with_trace_data(usulan):
    return usulan.select_related("kabupaten", "desa__kecamatan", "plan")


def _public_url(request, usulan: Usulan) -> str:
    return request.build_absolute_uri(reverse("meetings:public_trace", args=[usulan.trace_key]))
