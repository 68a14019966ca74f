"""Place codes as numbers of twelve digits."""

from __future__ import annotations

import pytest

from canbao.basis.place_numbers import place_code, place_number


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("000000", 0),
        ("430000", 430_000_000_000),
        ("430102", 430_102_000_000),
        ("430102001000", 430_102_001_000),
        ("430102001003", 430_102_001_003),
        ("010000", 10_000_000_000),
    ],
)
def test_a_code_and_its_number_tell_the_same_place(code: str, number: int) -> None:
    assert place_number(code) == number
    assert place_code(number) == code


def test_a_county_in_twelve_digits_is_the_county() -> None:
    assert place_number("430102000000") == place_number("430102")
    assert place_code(place_number("430102000000")) == "430102"
