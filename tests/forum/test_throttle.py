"""How often one visitor may do something."""

from django.core.cache import cache

from forum.throttle import is_too_often

RATE = {"most": 3, "seconds": 60}


def test_beyond_the_measure_it_is_too_often(rf):
    asked = [is_too_often(rf.get("/", REMOTE_ADDR="192.0.2.1"), "contoh", **RATE) for _ in range(5)]

    assert asked == [False, False, False, True, True]


def test_each_visitor_and_each_matter_counts_for_itself(rf):
    for _ in range(4):
        is_too_often(rf.get("/", REMOTE_ADDR="192.0.2.1"), "contoh", **RATE)

    assert not is_too_often(rf.get("/", REMOTE_ADDR="192.0.2.2"), "contoh", **RATE)
    assert not is_too_often(rf.get("/", REMOTE_ADDR="192.0.2.1"), "lain", **RATE)


def test_address_itself_is_not_kept(rf):
    is_too_often(rf.get("/", REMOTE_ADDR="192.0.2.1"), "contoh", **RATE)

    assert not any("192.0.2.1" in key for key in cache._cache)
