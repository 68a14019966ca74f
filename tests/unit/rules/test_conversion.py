"""Resident years turned into employee years in Shanxi (jy3/2b)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.side_terms import conversion_terms

from canbao.rules.conversion import (
    CONVERTED,
    FLOOR,
    NOT_IN_TEXTS,
    NOT_JOINED,
    OUTSIDE_PROVINCE,
    PROPORTIONAL,
    Conversion,
    conversion,
    converted_months,
)
from canbao.rules.values import UNDETERMINED

SHANXI = conversion_terms("140500")
BY_PROPORTION = conversion_terms("140500", PROPORTIONAL)


@pytest.mark.parametrize(("months", "floor", "proportional"), [(59, 0, 11), (60, 12, 12), (61, 12, 12), (132, 24, 26)])
def test_jy3_2b_five_resident_years_are_one_employee_year(months: int, floor: int, proportional: int) -> None:
    assert converted_months(months, SHANXI) == floor
    assert converted_months(months, BY_PROPORTION) == proportional


def test_jy3_2b_converted_months_are_added_to_those_paid() -> None:
    assert conversion(12 * 13, 30, 1, 1, SHANXI) == Conversion(CONVERTED, 24, 36, 54)


def test_jy3_2b_nothing_converts_before_employee_insurance_is_joined() -> None:
    assert conversion(120, 0, 0, 1, SHANXI) == Conversion(NOT_JOINED, 0, 120, 0)


def test_jy3_2b_says_nothing_of_moves_across_provinces() -> None:
    assert conversion(120, 0, 1, 0, SHANXI).status == OUTSIDE_PROVINCE


@pytest.mark.parametrize("place", ["000000", "430000", "331100"])
def test_elsewhere_the_texts_are_silent(place: str) -> None:
    found = conversion(120, 0, 1, 1, conversion_terms(place))
    assert found == Conversion(NOT_IN_TEXTS, UNDETERMINED, UNDETERMINED, UNDETERMINED)


@given(months=st.integers(0, 1200), fraction=st.sampled_from([FLOOR, PROPORTIONAL]))
def test_nothing_is_counted_twice(months: int, fraction: int) -> None:
    """Converted at the rate and left over, the months are those paid."""
    found = conversion(months, 0, 1, 1, SHANXI._replace(resident_years_fraction=fraction))
    assert found.converted_months * 5 + found.left_over_months == months
    assert converted_months(months, SHANXI) <= converted_months(months, BY_PROPORTION)
