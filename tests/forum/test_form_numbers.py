"""Numbers as people write them, in every form of the house."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from forum.form_bricks import CountField, QuantityField, read_number


@pytest.mark.parametrize(
    ("written", "number"),
    [("2", 2), ("2,5", Decimal("2.5")), ("1250", 1250), ("1.250", 1250), (" 1.250.000,75 ", Decimal("1250000.75"))],
)
def test_read_number_reads_what_people_write(written, number):
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["", "2.5", "1.25", "1,250.5", "-3", "dua", "1e3", "NaN", ","])
def test_read_number_refuses_what_may_mean_two_things(written):
    assert read_number(written) is None


def test_quantity_field_reads_and_shows_alike():
    field = QuantityField(max_digits=12, decimal_places=2)

    assert field.clean("1.250,5") == Decimal("1250.5")
    assert field.prepare_value(Decimal("1250.50")) == "1.250,5"
    assert field.prepare_value("1.25x") == "1.25x"
    assert not field.has_changed(Decimal("2.00"), "2")


def test_count_field_takes_whole_numbers_alone():
    field = CountField(required=False, min_value=0)

    assert (field.clean("1.020"), field.clean("0"), field.clean("")) == (1020, 0, None)
    assert field.prepare_value(1020) == "1.020"
    with pytest.raises(ValidationError):
        field.clean("2,5")
