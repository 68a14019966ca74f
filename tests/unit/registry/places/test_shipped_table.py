"""The table that comes with the program agrees with itself; a synthetic county is seen to be one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from canbao.basis.errors import BadInputError
from canbao.basis.place_numbers import place_code, place_end, place_level
from canbao.population.synthetic.village_codes import village_below
from canbao.registry.places.faults import faulty
from canbao.registry.places.shipped import AS_OF, shipped_table
from canbao.registry.places.synthetic import numeral, synthetic_county

ROWS = {row.place: row for row in shipped_table().rows}
IN_FORCE = [row for row in ROWS.values() if row.valid_until is None]
COUNTRY = 0


def test_every_place_lies_in_another_and_every_former_code_is_there() -> None:
    assert list(faulty(shipped_table(), {COUNTRY: None})) == []  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("province", "cities", "counties"), [(430000, 14, 122), (140000, 11, 117), (330000, 11, 90), (110000, 0, 0)]
)
def test_so_many_cities_and_counties_are_in_force(province: int, cities: int, counties: int) -> None:
    """As the three provinces had at the end of 2025; of the others only the province is there."""
    number = province * 1_000_000
    levels = Counter(place_level(row.place) for row in IN_FORCE if number <= row.place < place_end(number))
    assert (levels["province"], levels["city"], levels["county"]) == (1, cities, counties)


def test_there_are_thirty_four_provinces() -> None:
    assert sum(place_level(row.place) == "province" for row in IN_FORCE) == 34


def test_a_code_ends_on_the_day_on_which_others_take_it_over() -> None:
    taken = {former.place: former.on_day for row in ROWS.values() for former in row.former}
    for row in ROWS.values():
        if row.valid_until is not None:
            days = [former.on_day for one in ROWS.values() for former in one.former if former.place == row.place]
            assert max(day for day in days if day) == row.valid_until, place_code(row.place)
            assert row.valid_until <= AS_OF
    assert all(day is not None for day in taken.values())


def test_a_code_that_began_with_a_change_took_something_over_that_day() -> None:
    """But two that were split off what no code stood for."""
    new = [row for row in ROWS.values() if row.valid_from and row.valid_from not in {one.on_day for one in row.former}]
    assert [place_code(row.place) for row in new] == ["330502", "330503"]


def test_every_change_names_its_source() -> None:
    assert all(row.source for row in ROWS.values() if row.former or row.valid_until or row.valid_from)


def test_lines_say_which_days_are_certain() -> None:
    """A day at the end of a year is that of the year's table, any other is a day that was checked."""
    for row in ROWS.values():
        for former in row.former:
            assert former.on_day is not None
            is_year_end = (former.on_day.month, former.on_day.day) == (12, 31)
            assert is_year_end == (f"{former.on_day.year}年末代码表" in (row.source or "")), place_code(row.place)


# --- a synthetic county


def test_a_synthetic_county_has_townships_villages_and_one_to_three_grids_each() -> None:
    above, county = synthetic_county("430191")
    assert [place_code(row.place) for row in above.rows] == ["430000", "430100"]
    levels = Counter(place_level(row.place) for row in county.rows)
    assert levels == {"county": 1, "township": 20, "village": 240}
    grids = Counter(grid.place for grid in county.grids)
    assert len(grids) == 240
    assert Counter(grids.values()) == {1: 80, 2: 80, 3: 80}
    assert county.is_synthetic
    assert not above.is_synthetic
    assert all("合成" in row.name for row in county.rows)
    assert len({row.name for row in county.rows}) == 261


def test_the_villages_are_those_of_synthetic_people() -> None:
    _, county = synthetic_county("439191")
    villages = {row.place for row in county.rows if place_level(row.place) == "village"}
    assert {village_below(439191, key, 0) for key in range(5_000)} == villages


def test_above_a_county_of_a_synthetic_city_the_city_is_made_too() -> None:
    above, county = synthetic_county("439192")
    assert [place_code(row.place) for row in above.rows] == ["430000"]
    assert [(place_code(row.place), row.name) for row in county.rows[:2]] == [
        ("439100", "合成市91"),
        ("439192", "合成县9192"),
    ]


@pytest.mark.parametrize("code", ["430102", "430190", "430100", "430191901", "43019x", ""])
def test_a_code_that_may_be_real_is_refused(code: str) -> None:
    with pytest.raises(BadInputError) as raised:
        synthetic_county(code)
    assert [one.code for one in raised.value.findings] == ["place_not_synthetic_code"]


def test_numerals() -> None:
    assert [numeral(one) for one in (1, 9, 10, 11, 19, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "二十一",
        "九十九",
    ]
    assert len({numeral(one) for one in range(1, 100)}) == 99


def test_the_table_is_as_of_the_end_of_2025() -> None:
    assert (shipped_table().as_of, len(ROWS)) == (date(2025, 12, 31), 445)
