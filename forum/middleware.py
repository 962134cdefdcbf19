"""Each page speaks the time of its user's kabupaten."""

import zoneinfo

from django.utils import timezone


class KabupatenMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.kabupaten.zone)):
                return self.get_response(request)
        return self.get_response(request)
