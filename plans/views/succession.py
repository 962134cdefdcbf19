"""What a closed OPD leaves goes on with its successors."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forum.models import Opd
from forum.rules import require
from forum.templatetags.house import angka
from forum.transitions import MoveRefused
from plans import actions, rules
from plans.actions.succession import STILL_OPEN
from plans.forms.succession import HandOverForm
from plans.succession import ACTIVITY, PROMISE, REFERRAL, shares_of

NOUNS = {ACTIVITY: "sub kegiatan", REFERRAL: "penerusan", PROMISE: "kesepakatan untuk Renja"}


@require_http_methods(["GET", "POST"])
def succession(request, pk):
    opd = get_object_or_404(Opd.objects.visible_to(request.user), pk=pk)
    require(rules.can_hand_over(request.user, opd), STILL_OPEN)
    successors = [row.successor for row in opd.successions.select_related("successor").order_by("pk")]
    shares = shares_of(opd, successors)
    moving, kept = [s for s in shares if s.successors], [s for s in shares if not s.successors]
    form = HandOverForm(request.POST if request.method == "POST" else None, shares=moving, successors=successors)
    if form.is_valid():
        try:
            counts = actions.hand_over(opd, form.chosen(), by=request.user)
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            told = ", ".join(f"{angka(counts[verb])} {noun}" for verb, noun in NOUNS.items() if counts[verb])
            messages.success(request, f"Dialihkan: {told}." if told else "Belum ada yang ditentukan penerusnya.")
            return redirect("plans:succession", opd.pk)
    context = {
        "opd": opd,
        "successors": successors,
        "groups": [(noun, [row for row in form.rows() if row[0].verb == verb]) for verb, noun in NOUNS.items()],
        "kept": kept,
        "form": form,
        "crumbs": [("OPD", reverse("forum:opd_list")), (str(opd), opd.get_absolute_url()), ("Pengalihan", None)],
    }
    return TemplateResponse(request, "plans/succession.html", context, status=422 if form.errors else 200)
