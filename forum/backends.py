"""Log-in by user name; the account comes with its scope in the one query that every page needs."""

from django.conf import settings
from django.contrib.auth.backends import BaseBackend

from forum.models import User


class ForumBackend(BaseBackend):
    def authenticate(self, request, username=None, password=None):
        user = User.objects.with_scope().filter(username=(username or "").strip().lower()).first()
        if user is None:
            User().set_password(password)  # the same work as for a real account: no telling which names exist
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id):
        return User.objects.with_scope().filter(pk=user_id, is_active=True).first()


def client_address(request) -> str | None:
    """
    Return the address that a failed log-in is counted for.

    Behind a proxy every request comes from the proxy: one person's mistakes would then lock a name for all.
    Only the last entry of X-Forwarded-For is the proxy's own word; what stands before it the visitor wrote.
    """
    if settings.BEHIND_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR")  # none in a request that no server made
