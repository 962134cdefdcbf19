"""Coming in, going out, and one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions
from forum.forms import LoginForm, OwnPasswordForm, SlipForm
from forum.kept_post import ADDRESS, carried, words_of
from forum.transitions import MoveRefused
from forum.views.pages import form_page


class Login(views.LoginView):
    template_name = "forum/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        """Keep when the person was here before: his first page tells what has changed since."""
        seen_before = form.get_user().last_login
        response = super().form_valid(form)
        self.request.session["seen_before"] = seen_before.isoformat() if seen_before else ""
        if kept := carried(self.request.POST):
            page = {"address": kept[ADDRESS], "words": words_of(kept)}
            return TemplateResponse(self.request, "forum/send_again.html", page)
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(kept=carried(self.request.POST), **kwargs)

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        actions.change_password(request.user, form.cleaned_data["new_password1"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, "Kata sandi diganti. Perangkat lain yang masih masuk dengan akun ini dikeluarkan.")
        return redirect("home")
    return form_page(
        request, form, title="Ganti kata sandi", crumbs=[], submit_label="Ganti kata sandi", cancel_url=reverse("home")
    )


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_slip(request):
    form = SlipForm(request.POST or None)
    if form.is_valid():
        entered = form.cleaned_data
        try:
            actions.use_slip(entered["username"], entered["code"], entered["password"], now=timezone.now())
        except MoveRefused as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "Kata sandi disimpan. Masuk dengan kata sandi baru Anda.")
            return redirect("forum:login")
    return TemplateResponse(request, "forum/password_slip.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@login_not_required
@never_cache
def session(request):
    """Tell a script whose session this is (an empty string: nobody's), and with which token it may send."""
    user = str(request.user.pk) if request.user.is_authenticated else ""
    return JsonResponse({"user": user, "csrf": get_token(request)})
