"""What strangers send is read in a process that may not take much, and knows no secrets."""

import pytest

from forum.confined import Confined, confined

LIMITS = {"seconds": 20, "megabytes": 600}


def test_answer_comes_back_as_plain_values():
    assert confined("json:loads", '{"a": [1, null]}', **LIMITS) == {"a": [1, None]}


def test_error_names_itself_and_harms_nobody():
    with pytest.raises(Confined, match="ValueError"):
        confined("builtins:int", "bukan angka", **LIMITS)


def test_too_long_is_ended():
    with pytest.raises(Confined, match="longer than 1 s"):
        confined("time:sleep", 30, seconds=1, megabytes=600)


def test_too_much_memory_is_refused():
    with pytest.raises(Confined, match="MemoryError"):
        confined("builtins:bytearray", 2_000_000_000, **LIMITS)


def test_crash_is_told():
    with pytest.raises(Confined, match="-6"):
        confined("os:abort", **LIMITS)


def test_what_is_printed_is_not_taken_for_the_answer():
    assert confined("builtins:print", "bukan jawaban", **LIMITS) is None


@pytest.mark.parametrize("name", ["SECRET_KEY", "SEAL_KEY", "DATABASE_URL"])
def test_secrets_of_the_environment_stay_outside(monkeypatch, name):
    monkeypatch.setenv(name, "rahasia")

    assert confined("os:getenv", name, **LIMITS) is None
