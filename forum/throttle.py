"""How often one visitor may do something that costs the server work, counted in the cache for a short while."""

import hashlib

from django.core.cache import cache

from forum.backends import client_address


def is_too_often(request, what: str, *, most: int, seconds: int) -> bool:
    """
    Count one more `what` of this visitor, and say whether that is more than `most` within `seconds`.

    Only a hash of the address is kept, and only that long. Each process of the server counts for itself.
    """
    visitor = hashlib.sha256(f"{what} {client_address(request)}".encode()).hexdigest()
    key = f"throttle:{visitor}"
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out just now
        return False
