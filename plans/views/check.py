"""What to look at before a meeting: how much there is, each list, and what was found to be no problem."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, form_page, page_of
from plans import actions, rules
from plans.actions.check import SECRETARIAT_ONLY
from plans.checks import checked_usulan, find
from plans.choices import CheckKind
from plans.exports import FINDING, Found
from plans.forms.check import DismissalForm
from plans.models import CheckDismissal, Usulan

NOT_YOURS = "Pemeriksaan sebelum rapat dibuka bagi sekretariat dan camat."


@require_safe
def checks(request, year=None):
    require(rules.can_see_checks(request.user), NOT_YOURS)
    year = year or Usulan.objects.visible_to(request.user).planning_year(timezone.localdate())
    return TemplateResponse(
        request,
        "plans/checks.html",
        {
            "year": year,
            "years": [year - 1, year, year + 1],
            "asked": checked_usulan(request.user, year).count(),
            "counts": [(kind, len(find(kind, request.user, year))) for kind in CheckKind],
            "crumbs": [_sync_crumb(year), ("Pemeriksaan sebelum rapat", None)],
        },
    )


@require_safe
def check_list(request, year, kind):
    require(rules.can_see_checks(request.user), NOT_YOURS)
    findings = find(kind, request.user, year)
    usulan = Usulan.objects.visible_to(request.user).select_related("desa__kecamatan", "kelompok")
    if wants_excel(request):
        loaded = usulan.in_bulk({key for one in findings for key in one.place if key})
        found = [Found(loaded[one.usulan], one.why, loaded.get(one.other)) for one in findings]
        return excel_response(request, f"pemeriksaan-{kind}-{year}", (FINDING, found))
    page = page_of(request, findings)
    loaded = usulan.in_bulk({key for one in page for key in one.place if key})
    dismissed = CheckDismissal.objects.visible_to(request.user).for_year(year).of_kind(kind).with_list_data()
    if request.user.kecamatan_id:
        dismissed = dismissed.for_kecamatan(request.user.kecamatan)
    return TemplateResponse(
        request,
        "plans/check_list.html",
        {
            "year": year,
            "kind": kind,
            "page": page,
            "rows": [_row(request.user, one, loaded, kind, year) for one in page],
            "dismissed": dismissed,
            "can_dismiss": rules.can_dismiss_check(request.user),
            "crumbs": [
                _sync_crumb(year),
                ("Pemeriksaan sebelum rapat", reverse("plans:checks", args=[year])),
                (kind.label, None),
            ],
        },
    )


def _row(user, finding, loaded, kind, year) -> dict:
    usulan, other = loaded[finding.usulan], loaded.get(finding.other)
    both = [usulan, other] if other else []
    dismiss_url = reverse("plans:check_dismiss", args=[year, kind, usulan.pk])
    return {
        "usulan": usulan,
        "other": other,
        "why": finding.why,
        "opd": finding.opd,
        "dismiss_url": f"{dismiss_url}?dengan={other.pk}" if other else dismiss_url,
        "can_merge": bool(both) and all(one.fiscal_year == year and rules.can_plan_merge(user, one) for one in both),
        "can_refer": finding.opd is not None and rules.can_refer_usulan(user, usulan),
        "can_return": rules.can_return_usulan(user, usulan),
    }


@require_http_methods(["GET", "POST"])
def check_dismiss(request, year, kind, pk):
    usulan = get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), pk=pk)
    require(rules.can_dismiss_check(request.user, usulan), SECRETARIAT_ONLY)
    other = _other(request)
    dismissal = CheckDismissal(kind=kind, fiscal_year=year, usulan=usulan, other=other)
    list_url = dismissal.get_absolute_url()
    form = DismissalForm(request.POST or None, instance=dismissal)
    if form.is_valid():
        try:
            actions.dismiss_check(form.instance, by=request.user, now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, f"“{usulan}” ditandai bukan masalah, dengan catatan Anda.")
            return redirect(list_url)
    beside = f" dan “{other}” ({other.desa.full_name}, {other.fiscal_year})" if other else ""
    return form_page(
        request,
        form,
        title="Tandai bukan masalah",
        lead=f"{kind.label}: “{usulan}” ({usulan.desa.full_name}){beside}.",
        submit_label="Tandai bukan masalah",
        crumbs=[(kind.label, list_url)],
        cancel_url=list_url,
    )


def _other(request) -> Usulan | None:
    """Return the usulan of the pair that the address names."""
    if not (key := request.GET.get("dengan", "")):
        return None
    if not key.isdecimal():
        raise Http404
    return get_object_or_404(Usulan.objects.visible_to(request.user).select_related("desa"), pk=key)


@require_http_methods(["GET", "POST"])
def check_restore(request, pk):
    rows = CheckDismissal.objects.visible_to(request.user).select_related("usulan__desa")
    dismissal = get_object_or_404(rows, pk=pk)
    require(rules.can_dismiss_check(request.user, dismissal.usulan), SECRETARIAT_ONLY)
    kind, list_url = dismissal.get_kind_display(), dismissal.get_absolute_url()
    if request.method == "POST":
        actions.restore_check(dismissal, by=request.user)
        messages.success(request, f"“{dismissal.usulan}” diperiksa lagi.")
        return redirect(list_url)
    return confirm_page(
        request,
        title=f"Periksa “{dismissal.usulan}” lagi?",
        consequence=f"{kind}: temuan ini kembali ke daftar. Catatan “{dismissal.note}” tinggal dalam riwayat.",
        submit_label="Periksa lagi",
        cancel_url=list_url,
        crumbs=[(kind, list_url), ("Periksa lagi", None)],
    )


def _sync_crumb(year):
    return f"Sinkronisasi {year}", reverse("plans:sync", args=[year])
