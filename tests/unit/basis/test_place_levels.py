"""Numbers of places: how tables write them, their levels, and the range of what lies in a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbao.basis.place_numbers import (
    number_written,
    numbers_above,
    place_code,
    place_end,
    place_level,
    place_number,
)
from canbao.basis.places import ancestors

PARTS = (("11", "43", "99"), ("00", "01", "99"), ("00", "02", "91"), ("000", "001", "901"), ("000", "001", "912"))
DIVISIONS = st.builds(lambda *parts: int("".join(parts)), *map(st.sampled_from, PARTS))
"""Numbers of every level, also such that leave a level out."""


@pytest.mark.parametrize(
    ("number", "level", "end"),
    [
        (0, "country", 10**12),
        (430000_000000, "province", 440000_000000),
        (430100_000000, "city", 430200_000000),
        (430102_000000, "county", 430103_000000),
        (430102_001000, "township", 430102_002000),
        (430102_001003, "village", 430102_001004),
        (441900_003000, "township", 441900_004000),  # a city without counties
        (990000_000000, "province", 10**12),
    ],
)
def test_the_zeros_at_the_end_tell_level_and_range(number: int, level: str, end: int) -> None:
    assert (place_level(number), place_end(number)) == (level, end)


@given(DIVISIONS, DIVISIONS)
def test_a_place_lies_in_another_exactly_when_its_number_lies_in_the_range(one: int, other: int) -> None:
    assert (other <= one < place_end(other)) == (other in (one, *numbers_above(one)))


@given(DIVISIONS)
def test_places_above_a_number_are_those_above_its_code(number: int) -> None:
    above = [place_number(code) for code in ancestors(place_code(number))]
    assert [number, *numbers_above(number)] == list(dict.fromkeys(above))


def test_nothing_lies_above_the_country() -> None:
    assert numbers_above(0) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("43", 430000_000000),
        ("4301", 430100_000000),
        ("430102", 430102_000000),
        ("430102001", 430102_001000),
        ("430102001003", 430102_001003),
        (" 430102 ", 430102_000000),
        ("４３０１０２", 430102_000000),
        ("4301 02\u200b", 430102_000000),
        ("000000", 0),
    ],
)
def test_tables_write_codes_of_two_four_six_nine_or_twelve_digits(text: str, number: int) -> None:
    assert number_written(text) == number


@pytest.mark.parametrize(
    "text", ["", "4", "430", "43010", "4301021", "4301020010030", "43010a", "4.30102E+11", "-43", "四三", "٤٣", "4301²"]
)
def test_anything_else_is_no_code(text: str) -> None:
    assert number_written(text) is None


@given(DIVISIONS)
def test_a_code_written_is_read_as_the_same_number(number: int) -> None:
    assert place_number(place_code(number)) == number
    assert number_written(place_code(number)) == number
