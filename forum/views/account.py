"""Accounts: opened, changed and closed by the secretariat."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions, rules
from forum.exports import ACCOUNT
from forum.forms import AccountFilter, AccountForm
from forum.models import User
from forum.rules import require
from forum.transitions import MoveRefused
from forum.views.excel import excel_response, wants_excel
from forum.views.pages import confirm_page, form_page, history_of, page_of


@require_safe
def account_list(request):
    require(rules.can_manage_accounts(request.user))
    filter_form = AccountFilter(request.GET)
    accounts = User.objects.visible_to(request.user).with_scope().prefetch_related("desa").order_by("username")
    listed = filter_form.narrow(accounts)
    if wants_excel(request):
        return excel_response(request, "akun", (ACCOUNT, listed), filter_form=filter_form)
    return TemplateResponse(
        request, "forum/account_list.html", {"page": page_of(request, listed), "filter_form": filter_form}
    )


@require_safe
def account_detail(request, pk):
    account = _account(request, pk)
    return TemplateResponse(
        request,
        "forum/account_detail.html",
        {
            "account": account,
            "desa": account.desa.select_related("kecamatan").order_by("kecamatan__name", "name"),
            "can_close": rules.can_close_account(request.user, account),
            "can_reopen": rules.can_reopen_account(request.user, account),
            "can_issue_slip": rules.can_issue_slip(request.user, account),
            "history": history_of(account),
            "crumbs": [_list_crumb(), (account.username, None)],
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account_create(request):
    require(rules.can_manage_accounts(request.user))
    form = AccountForm(request.POST or None, instance=User(), user=request.user)
    if form.is_valid():
        account = form.instance
        code = actions.open_account(account, desa=form.cleaned_data["desa"], by=request.user, now=timezone.now())
        return _slip(request, account, code)
    return form_page(
        request,
        form,
        title="Buka akun",
        lead="Sesudah disimpan, slip kata sandi tampil satu kali untuk dicetak dan diserahkan kepada pemegang akun.",
        crumbs=[_list_crumb()],
        submit_label="Buka akun dan buat slip",
        cancel_url=reverse("forum:account_list"),
    )


@require_http_methods(["GET", "POST"])
def account_edit(request, pk):
    account = _account(request, pk)
    title = f"Ubah akun {account.username}"
    form = AccountForm(request.POST or None, instance=account, user=request.user)
    if form.is_valid():
        changed = {*form.changed_data, "opd", "kecamatan"}  # another role may have emptied these
        try:
            actions.record_account(form.instance, changed, desa=form.cleaned_data["desa"], by=request.user)
        except MoveRefused as exc:
            form.add_error("role", str(exc))
        else:
            messages.success(
                request, "Akun disimpan. Perubahan berlaku mulai halaman berikutnya yang dibuka pemegangnya."
            )
            return redirect(account)
    return form_page(
        request, form, title=title, crumbs=[_list_crumb(), _crumb(account)], cancel_url=account.get_absolute_url()
    )


@require_http_methods(["GET", "POST"])
def account_close(request, pk):
    account = _account(request, pk)
    require(rules.can_close_account(request.user, account), "Akun ini tidak dapat Anda tutup.")
    if request.method == "POST":
        actions.close_account(account, by=request.user)
        messages.success(request, f"Akun {account.username} ditutup. Riwayatnya tetap tersimpan.")
        return redirect(account)
    return confirm_page(
        request,
        title=f"Tutup akun {account.username}?",
        consequence="Pemegang akun langsung keluar dan tidak dapat masuk lagi; slipnya tidak berlaku. "
        "Catatan dan riwayat akun tetap ada, dan akun dapat dibuka kembali.",
        submit_label="Tutup akun",
        cancel_url=account.get_absolute_url(),
        crumbs=[_list_crumb(), _crumb(account), ("Tutup", None)],
    )


@require_http_methods(["GET", "POST"])
def account_reopen(request, pk):
    account = _account(request, pk)
    require(rules.can_reopen_account(request.user, account), "Akun ini tidak sedang ditutup.")
    if request.method == "POST":
        actions.reopen_account(account, by=request.user)
        messages.success(request, f"Akun {account.username} dibuka kembali dengan kata sandinya yang lama.")
        return redirect(account)
    return confirm_page(
        request,
        title=f"Buka kembali akun {account.username}?",
        consequence="Pemegang akun dapat masuk lagi dengan kata sandinya yang lama. "
        "Bila pemegangnya berganti, cetak slip kata sandi sesudah akun dibuka.",
        submit_label="Buka kembali akun",
        cancel_url=account.get_absolute_url(),
        crumbs=[_list_crumb(), _crumb(account), ("Buka kembali", None)],
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account_slip(request, pk):
    account = _account(request, pk)
    require(rules.can_issue_slip(request.user, account), "Akun ini ditutup. Buka kembali akun sebelum membuat slip.")
    if request.method == "POST":
        return _slip(request, account, actions.issue_slip(account, by=request.user, now=timezone.now()))
    return confirm_page(
        request,
        title=f"Buat slip kata sandi untuk {account.username}?",
        consequence="Slip tampil satu kali untuk dicetak; slip sebelumnya tidak berlaku lagi. "
        "Kata sandi yang sekarang tetap berlaku sampai slip dipakai.",
        submit_label="Buat slip",
        cancel_url=account.get_absolute_url(),
        crumbs=[_list_crumb(), _crumb(account), ("Slip kata sandi", None)],
    )


def _account(request, pk) -> User:
    account = get_object_or_404(User.objects.visible_to(request.user).with_scope(), pk=pk)
    require(rules.can_edit_account(request.user, account))
    return account


def _slip(request, account, code):
    """Show the code once: it is in this answer and nowhere else."""
    return TemplateResponse(
        request,
        "forum/slip.html",
        {
            "account": account,
            "code": code,
            "expires_at": timezone.now() + actions.SLIP_LIFE,
            "address": request.build_absolute_uri(reverse("forum:password_slip")),
            "crumbs": [_list_crumb(), _crumb(account), ("Slip kata sandi", None)],
        },
    )


def _list_crumb():
    return "Akun", reverse("forum:account_list")


def _crumb(account):
    return account.username, account.get_absolute_url()
