"""The check number is told apart from every slip of the hand, and the mark of a page is read back."""

import itertools

import pytest

from meetings.check_code import (
    LENGTH,
    PageMark,
    check_address,
    grouped,
    new_code,
    page_mark_prefix,
    read_code,
    read_page_mark,
)


def test_new_codes_are_valid_digits_and_differ():
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(read_code(code) == code and len(code) == LENGTH for code in codes)


def test_every_single_wrong_digit_is_noticed():
    code = new_code()

    slips = [
        code[:place] + digit + code[place + 1 :]
        for place, digit in itertools.product(range(LENGTH), "0123456789")
        if digit != code[place]
    ]

    assert [slip for slip in slips if read_code(slip)] == []


def test_every_swap_of_neighbours_is_noticed():
    for code in (new_code() for _ in range(50)):
        swaps = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(LENGTH - 1)}

        assert [swap for swap in swaps - {code} if read_code(swap)] == []


def test_code_is_read_as_it_is_printed_and_as_people_type_it():
    code = new_code()

    assert read_code(grouped(code)) == read_code(f" {code[:4]} {code[4:8]}.{code[8:]} ") == code


@pytest.mark.parametrize("typed", ["", "123", "abcdefghijkl", "١٢٣٤٥٦٧٨٩٠١٢", "0" * 13, "²" * 12])
def test_what_is_no_code_is_empty(typed):
    assert read_code(typed) == ""


def test_address_is_in_capitals_and_bare_without_a_site():
    assert check_address("000000000000", "https://forum.contoh.go.id") == "HTTPS://FORUM.CONTOH.GO.ID/C/000000000000/"
    assert check_address("000000000000", "") == "000000000000"


def test_page_mark_is_read_back():
    code = new_code()

    assert read_page_mark(f"{page_mark_prefix(code, 3)}00120030") == PageMark(code, 3, 12, 30)


@pytest.mark.parametrize("text", ["", "https://contoh.go.id", "1" * 23, "0" * 22, "0" * 12 + "x" * 11])
def test_other_codes_are_no_page_mark(text):
    assert read_page_mark(text) is None
