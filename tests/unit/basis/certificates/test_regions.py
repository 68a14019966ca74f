"""Regions of identity numbers: which are known, and which a number of a birth can have."""

from __future__ import annotations

import pytest
from tests.unit.basis.certificates.made_up import PREFIXES

from canbao.basis.certificates.regions import (
    Years,
    births_that_misfit,
    fits_birth,
    is_known,
    province_of,
    years_of,
)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_regions_of_people_who_do_not_exist_are_unknown_and_fit_every_birth(prefix: int) -> None:
    region = f"{prefix}0000"
    assert not is_known(region)
    assert province_of(region) is None
    assert births_that_misfit(region) == frozenset()


def test_a_region_that_was_renumbered_has_the_years_of_each_name() -> None:
    assert years_of("120110") == (Years(0, 1991), Years(1992, 9999))
    assert years_of("420104") == (Years(1983, 9999),)
    assert years_of("110101") == (Years(0, 9999),)
    assert years_of("110199") == ()


@pytest.mark.parametrize(
    ("region", "born_in", "fits"),
    [
        # 110110 ended in 1986: numbers were given from 1984 on, and the table may be a year late
        ("110110", 1950, True),
        ("110110", 1986, True),
        ("110110", 1987, True),
        ("110110", 1988, False),
        # 110201 ended in 1982, 210120 in 1983: before there were numbers, and in the year before them
        ("110201", 1950, False),
        ("210120", 1950, True),
        # 500000 began in 1997: whoever got no number before may have one of it, everybody had one in 1999
        ("500000", 1950, True),
        # 110118 began in 2015
        ("110118", 1999, False),
        ("110118", 2013, False),
        ("110118", 2014, True),
        ("110118", 2015, True),
        ("110118", 2016, True),
        # in force always
        ("110101", 1900, True),
        ("110101", 2030, True),
    ],
)
def test_a_region_goes_with_births_whose_numbers_were_given_in_its_years(region: str, born_in: int, fits: bool) -> None:
    assert fits_birth(region, born_in) is fits
    assert (str(born_in) in births_that_misfit(region)) is not fits


def test_the_province_of_a_region_is_its_first_two_digits() -> None:
    assert province_of("430102") == "43"
    assert province_of("439999") == "43"
    assert province_of("000000") is None
