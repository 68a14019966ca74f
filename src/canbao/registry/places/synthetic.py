"""A county that does not exist: its townships, villages and grids, with names that nobody takes for real ones.

The codes are those of synthetic people (``canbao.population.synthetic.village_codes``): cities and counties 91 to 99,
townships and villages from 901 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.place_numbers import LEVELS, number_written, place_code, place_level
from canbao.population.synthetic.village_codes import (
    COUNTY_DIGITS,
    FIRST_DIVISION,
    FIRST_TOWN,
    TOWN_DIGITS,
    TOWNS,
    VILLAGES,
)
from canbao.registry.places.shipped import shipped_table
from canbao.registry.places.table import GridRow, PlaceRow, PlaceTable

SOURCE: Final = "合成数据 synthetic"
FIRST_VILLAGE: Final = FIRST_TOWN
"""Villages are numbered as townships are."""
GRIDS: Final = 3
CLASSES: Final = ("121", "122", "220")
"""Classes of a township's first village, its second, and the rest."""
HUNDRED: Final = 100

_DIGITS = "零一二三四五六七八九"
_SPANS = dict(LEVELS)


def synthetic_county(code: str) -> tuple[PlaceTable, PlaceTable]:
    """The real places above a synthetic county, and the county with all that lies in it. code: as ``430191``.

    Raises BadInputError for a code that may be a real county's.
    """
    county = number_written(code)
    if county is None or place_level(county) != "county" or not is_synthetic_division(county):
        raise BadInputError([finding("place_not_synthetic_code", code, place=code)])
    city = county - county % _SPANS["city"]
    above = {county - county % _SPANS["province"], city}
    real = tuple(row for row in shipped_table().rows if row.place in above and row.valid_until is None)
    rows = list(_below(county))
    if is_division(city, "city"):
        rows.insert(0, PlaceRow(city, f"合成市{city // _SPANS['city'] % HUNDRED}"))
    made = PlaceTable(tuple(rows), None, SOURCE, tuple(_grids(rows)), is_synthetic=True, about=code)
    return PlaceTable(real, None, shipped_table().source, about=code), made


def is_synthetic_division(county: int) -> bool:
    """Whether a county's code, or its city's, is one that no real division has."""
    return is_division(county, "county") or is_division(county - county % _SPANS["city"], "city")


def is_division(number: int, level: str) -> bool:
    """Whether the two digits of a level are from 91 on."""
    span = next(span for name, span in LEVELS if name == level)
    return FIRST_DIVISION <= number // span % HUNDRED < HUNDRED


def _below(county: int) -> Iterator[PlaceRow]:
    yield PlaceRow(county, f"合成县{place_code(county)[2:]}")
    for town in range(TOWNS):
        township = county + (FIRST_TOWN + town) * TOWN_DIGITS
        assert township - county < COUNTY_DIGITS
        yield PlaceRow(township, f"合成乡{numeral(town + 1)}")
        for village in range(VILLAGES):
            of_class = CLASSES[min(village, len(CLASSES) - 1)]
            name = f"合成村{numeral(town + 1)}之{numeral(village + 1)}"
            yield PlaceRow(township + FIRST_VILLAGE + village, name, urban_rural=of_class)


def _grids(rows: list[PlaceRow]) -> Iterator[GridRow]:
    for row in rows:
        if place_level(row.place) == "village":
            for grid in range(1, 2 + row.place % GRIDS):
                yield GridRow(row.place, grid, f"{row.name}网格{numeral(grid)}")


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals: 十二 for 12."""
    tens, ones = divmod(number, 10)
    written = ("" if tens == 0 else "十") if tens < 2 else _DIGITS[tens] + "十"
    return written + (_DIGITS[ones] if ones else "")
