"""The order of priority: where each usulan comes to stand when somebody moves a few, and what its place is worth."""

from collections.abc import Hashable, Sequence

NEAR = 0.75  # of the best score
LIKELY = 0.4  # two times in five


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


def value_of(*, kecamatan_place: float, desa_place: float, score: float) -> float:
    """
    Return what it is worth to serve a usulan by an activity, from 0.0 to 1.0.

    Half is the place in the kecamatan's order, a quarter the place in the desa's, a quarter how well the activity
    answers the usulan: people's order weighs three times as much as any likeness of words.
    Source: README "Keputusan", 13.
    """
    return 0.5 * kecamatan_place + 0.25 * desa_place + 0.25 * score


def least_score(best: float, *, is_calibrated: bool) -> float:
    """
    Return from which score on an activity may serve a usulan, where its best candidate has `best`.

    What is much less alike is likely another thing, and would serve a desa only on paper. A calibrated score says
    how likely: then whatever proves right as often as `LIKELY` may take the place of a fuller one.
    Source: README "Keputusan", 13.
    """
    return min(NEAR * best, LIKELY) if is_calibrated else NEAR * best


def place_of(rank: int | None, last: int) -> float:
    """
    Return the place in an order that ends at `last`: 1.0 for its first, 1 / `last` for its last, 0.0 outside it.

    Where nobody has ordered anything (`last` is 0) all stand in the middle.
    """
    if not last:
        return 0.5
    return (last - rank + 1) / last if rank else 0.0
