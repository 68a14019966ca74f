"""The estimate through three layers (xz11/7). All rates are invented: the documents give none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.side_terms import settlement_terms

from canbao.rules.settlement import Bill, Layer, LayerYear, layer_fen, settlement
from canbao.rules.values import UNDETERMINED, UNLIMITED

HUNAN = settlement_terms("430000")
SILENT = settlement_terms("331100")
BASIC = Layer(50_000, 700, 15_000_000, 0, 0)
SERIOUS = Layer(1_500_000, 600, 40_000_000, 0, 0)
INCLUSIVE = Layer(1_000_000, 500, UNLIMITED, 0, 1)
FRESH = LayerYear(0, 0)
BILL = Bill(10_000_000, 2_000_000, 1, UNDETERMINED, 1)


def test_xz11_7_each_layer_pays_of_what_the_one_before_left() -> None:
    """100,000 in scope: basic (100,000-500) x 70% = 69,650; serious (30,350-15,000) x 60% = 9,210;
    inclusive (21,140+20,000-10,000) x 50% = 15,570; the person 25,570."""
    found = settlement(BILL, BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, HUNAN)
    assert (found.basic_fen, found.serious_fen, found.inclusive_fen) == (6_965_000, 921_000, 1_557_000)
    assert found.own_fen == 2_557_000


def test_xz11_7_serious_illness_cover_needs_no_premium_but_basic_cover() -> None:
    found = settlement(BILL._replace(has_basic=0), BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, HUNAN)
    assert (found.basic_fen, found.serious_fen, found.inclusive_fen) == (0, 0, 0)
    assert found.own_fen == 12_000_000


def test_elsewhere_serious_illness_cover_must_be_told() -> None:
    found = settlement(BILL, BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, SILENT)
    assert (found.basic_fen, found.serious_fen, found.own_fen) == (6_965_000, UNDETERMINED, UNDETERMINED)
    told = settlement(BILL._replace(has_serious=1), BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, SILENT)
    assert told.own_fen == 2_557_000


def test_elsewhere_inclusive_cover_without_basic_cover_is_not_determined() -> None:
    bill = BILL._replace(has_basic=0, has_serious=0)
    found = settlement(bill, BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, SILENT)
    assert found.inclusive_fen == UNDETERMINED
    without = settlement(bill._replace(has_inclusive=0), BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, SILENT)
    assert without.own_fen == 12_000_000


@pytest.mark.parametrize(("base", "paid"), [(49_999, 0), (50_000, 0), (50_001, 0), (50_002, 1)])
def test_the_deductible(base: int, paid: int) -> None:
    assert layer_fen(base, FRESH, BASIC) == paid


@pytest.mark.parametrize(("before", "paid"), [(14_299_999, 700_000), (14_300_000, 700_000), (14_300_001, 699_999)])
def test_the_cap_of_the_year(before: int, paid: int) -> None:
    year = LayerYear(20_000_000, before)
    assert layer_fen(1_000_000, year, BASIC) == paid


def test_a_deductible_on_each_bill() -> None:
    each = BASIC._replace(deductible_each_bill=1)
    assert layer_fen(100_000, LayerYear(100_000, 35_000), each) == 35_000
    assert layer_fen(100_000, LayerYear(100_000, 35_000), BASIC) == 70_000


@given(bills=st.lists(st.integers(0, 10**8), min_size=1, max_size=8))
def test_a_year_pays_the_same_however_its_bills_are_split(bills: list[int]) -> None:
    base = paid = 0
    for bill in bills:
        paid += layer_fen(bill, LayerYear(base, paid), BASIC)
        base += bill
    assert paid == layer_fen(base, FRESH, BASIC)


@given(inside=st.integers(0, 10**10), outside=st.integers(0, 10**10))
def test_what_the_layers_and_the_person_pay_is_the_bill(inside: int, outside: int) -> None:
    bill = Bill(inside, outside, 1, 1, 1)
    found = settlement(bill, BASIC, SERIOUS, INCLUSIVE, FRESH, FRESH, FRESH, HUNAN)
    assert found.basic_fen + found.serious_fen + found.inclusive_fen + found.own_fen == inside + outside
    assert found.own_fen >= 0
