"""Who may come in, and what time it is there."""

import zoneinfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from forum.forms import LoginForm
from forum.kept_post import keep
from forum.views.pages import wants_json


class LoginMiddleware(LoginRequiredMiddleware):
    """Everybody logs in first; a script is told so, where a person is led to the log-in page with what he sent."""

    def handle_no_permission(self, request, view_func):
        if wants_json(request):
            return JsonResponse({"said": ["Masuk dahulu."]}, status=401)
        if kept := keep(request):
            page = {"form": LoginForm(request), "next": request.path, "kept": kept}
            return TemplateResponse(request, "forum/login.html", page, status=401)
        return super().handle_no_permission(request, view_func)


class KabupatenMiddleware:
    """Each page speaks the time of its user's kabupaten."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.kabupaten.zone)):
                return self.get_response(request)
        return self.get_response(request)
