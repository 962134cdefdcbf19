"""The order of priority: where each usulan comes to stand when somebody moves a few of them."""

from collections.abc import Hashable, Sequence


def reorder(order: Sequence[Hashable], wishes: dict[Hashable, int | None]) -> list[Hashable]:
    """
    Return the keys in their new order.

    `wishes` are the moved keys with the place each is to have, from 1, or None to leave the order. The others
    keep their order and move aside; a place past the end is the end; of two for one place the first named wins.
    """
    result = [key for key in order if key not in wishes]
    last = -1
    for key, place in sorted(_placed(wishes), key=lambda wish: wish[1]):
        last = min(max(place - 1, last + 1), len(result))
        result.insert(last, key)
    return result


def _placed(wishes):
    return [(key, place) for key, place in wishes.items() if place is not None]
