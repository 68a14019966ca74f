"""The regions of identity numbers: which there are, and in which years.

The table is python-stdnum's (``cn/loc``: the codes of GB/T 2260 with their first and last years). A region that it does
not have is *unknown*, and nothing is said about it: the table ages with every new county, and a typing error there is
caught by the check character. What is told is a region that is known and could not have been given: numbers have been
given since 1984, and to everybody by 1999; later, at birth.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from stdnum import numdb

TABLE: Final = "cn/loc"
NUMBERS_SINCE: Final = 1984
"""The first identity cards."""
NUMBERS_FOR_ALL: Final = 1999
"""From 1 October 1999 everybody has an identity number (State Council, guofa 1999 no. 15)."""
SLACK: Final = 1
"""Years by which an office may be late in using a changed table, or the table in telling the change."""
PROVINCE: Final = 2
"""Digits of a province."""
NO_YEAR: Final = 9999
BIRTH_YEARS = range(1800, 2100)
"""The years of birth for which the regions that do not fit are looked for once."""

_SPAN = re.compile(r"\[(?P<first>[0-9]*)-(?P<last>[0-9]*)\]")


class Years(NamedTuple):
    """The years in which a region had its code, both included."""

    first: int
    last: int


@cache
def years_of(region: str) -> tuple[Years, ...]:
    """The spans of years of a region of six digits; empty when it is unknown."""
    county = ""
    for _, properties in numdb.get(TABLE).info(region):
        county = properties.get("county", county)
    return tuple(_years(one) for one in county.split(",") if one)


def _years(entry: str) -> Years:
    """The years of one name of a region; without a span it has always had its code."""
    span = _SPAN.match(entry)
    if span is None:
        return Years(0, NO_YEAR)
    return Years(int(span["first"] or 0), int(span["last"] or NO_YEAR))


def is_known(region: str) -> bool:
    """Whether the table has the region, in whatever years."""
    return bool(years_of(region))


@cache
def province_of(region: str) -> str | None:
    """The two digits of the province in which a region lies; None when no province has them."""
    province = region[:PROVINCE]
    return province if numdb.get(TABLE).info(province)[0][1] else None


def fits_birth(region: str, born_in: int) -> bool:
    """Whether someone born in a year can have been given a number of this region; an unknown region fits."""
    spans = years_of(region)
    earliest = max(born_in, NUMBERS_SINCE) - SLACK
    latest = max(born_in, NUMBERS_FOR_ALL) + SLACK
    return not spans or any(years.first <= latest and earliest <= years.last for years in spans)


@cache
def births_that_misfit(region: str) -> frozenset[str]:
    """The years of birth, as four digits, that do not go with a region; for most regions there are none."""
    return frozenset(str(year) for year in BIRTH_YEARS if not fits_birth(region, year))
