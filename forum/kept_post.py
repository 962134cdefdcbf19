"""What somebody sent after his session had ended: carried through the log-in, and sent once more by himself."""

import json

from django.http import QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

FIELD, ADDRESS = "kept", "kept_url"


def keep(request) -> dict[str, str]:
    """Return what the log-in page carries as hidden inputs; nothing where there is nothing to lose, or a password."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    words = [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
    if not words or request.FILES or any("password" in name for name, _ in words):
        return {}
    return {FIELD: json.dumps(words), ADDRESS: request.get_full_path()}


def carried(post: QueryDict) -> dict[str, str]:
    """Return what a log-in page that was sent carries on."""
    address = post.get(ADDRESS, "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return {}
    return {FIELD: post.get(FIELD, "[]"), ADDRESS: address}


def words_of(kept: dict[str, str]) -> list[tuple[str, str]]:
    """Return (name, value) of everything that was kept; nothing if somebody wrote something else there."""
    try:
        return [(str(name), str(value)) for name, value in json.loads(kept[FIELD])]
    except (ValueError, TypeError):
        return []
