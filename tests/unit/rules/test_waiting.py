"""The waiting period and its repair (gb38/2.3g-h, xz11/8, xy41/2.7, jy3/2c, ls25/2.3.2-2.3.3)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rules.terms import FRAME, HUNAN, LISHUI, SHANXI, day, terms

from canbao.basis.days import iso
from canbao.rules.waiting import Wait, repairable_years, variable_months, wait_after, wait_end

PLACES = (FRAME, HUNAN, SHANXI, LISHUI)
W = terms(HUNAN).waiting
IN_DAYS = terms(HUNAN, 2025).waiting
LONG_GAP = terms(HUNAN).continuity.long_gap_years

GAPS = st.integers(0, 60)
DAYS = st.integers(day("2024-09-01"), day("2028-12-31"))


def wait(missed: int, repaired: int = 0, *, from_: str = "2026-02-10", repaired_on: str | None = None) -> Wait:
    """The wait after so many missed years, in Hunan from 2026 on."""
    start = day(from_)
    repair_day = start if repaired_on is None else day(repaired_on)
    return wait_after(start, 3, variable_months(missed, W), missed >= LONG_GAP, repaired, repair_day, start, W)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("missed", "months", "repairable", "repaired"),
    [(0, 3, 0, 3), (1, 4, 1, 3), (2, 5, 2, 3), (3, 6, 3, 3), (4, 7, 1, 6), (5, 8, 2, 6), (6, 9, 3, 6)],
)
def test_one_month_for_each_missed_year_and_a_floor_after_four(
    place: str, missed: int, months: int, repairable: int, repaired: int
) -> None:
    """g = 1: 4, repaired 3. g = 3: 6, repaired 3. g = 4: 7, repaired 6. g = 6: 9, repaired 6; the same everywhere."""
    w, start = terms(place).waiting, day("2026-02-10")
    variable = variable_months(missed, w)
    is_long = missed >= terms(place).continuity.long_gap_years
    assert w.fixed_months + variable == months
    assert repairable_years(w.fixed_months, variable, is_long, w) == repairable
    found = wait_after(start, w.fixed_months, variable, is_long, repairable, start, start, w)
    assert (found.total_months, found.repaired_years) == (repaired, repairable)


def test_nobody_sells_a_year_that_has_no_effect() -> None:
    """More years than may be repaired: only the most that has effect is sold (gb38/2.3h)."""
    assert [wait(3, asked).repaired_years for asked in (2, 3, 4)] == [2, 3, 3]
    assert [wait(4, asked).repaired_years for asked in (0, 1, 2)] == [0, 1, 1]


def test_where_a_place_has_no_repair_nothing_is_repairable() -> None:
    without = W._replace(months_per_repaired_year=0)
    assert repairable_years(3, 2, False, without) == 0
    found = wait_after(day("2026-02-10"), 3, 2, False, 2, day("2026-02-10"), day("2026-02-10"), without)
    assert (found.total_months, found.repaired_years) == (5, 0)


@pytest.mark.parametrize(
    ("paid_on", "repaired_on", "ends", "sold"),
    [
        ("2026-02-10", "2026-02-10", "2026-05-10", 1),
        ("2026-02-10", "2026-05-09", "2026-05-10", 1),
        ("2026-02-10", "2026-05-10", "2026-05-10", 1),
        ("2026-02-10", "2026-05-11", "2026-05-11", 1),
        ("2026-02-10", "2026-06-09", "2026-06-09", 1),
        ("2026-02-10", "2026-06-10", "2026-06-10", 0),
        ("2026-02-10", "2026-06-11", "2026-06-10", 0),
    ],
)
def test_nothing_before_the_repair_payment_becomes_payable(
    paid_on: str, repaired_on: str, ends: str, sold: int
) -> None:
    """xz11/8: the repair day counts where the shortened wait is over before it; after the whole wait it is vain."""
    found = wait(1, 1, from_=paid_on, repaired_on=repaired_on)
    assert (iso(found.ends_before), found.repaired_years) == (ends, sold)
    assert iso(found.unrepaired_end) == "2026-06-10"


def test_a_repair_read_as_retroactive_shortens_from_the_start() -> None:
    retroactive = W._replace(repair_not_retroactive=0)
    start, late = day("2026-02-10"), day("2026-06-09")
    assert iso(wait_after(start, 3, 1, False, 1, late, start, retroactive).ends_before) == "2026-05-10"


@pytest.mark.parametrize(("repaired_on", "months"), [("2026-02-10", 3), ("2026-02-11", 4)])
def test_ls25_2_3_3_lishui_repairs_only_together_with_the_payment(repaired_on: str, months: int) -> None:
    start = day("2026-02-10")
    found = wait_after(start, 3, 1, False, 1, day(repaired_on), start, terms(LISHUI).waiting)
    assert found.total_months == months


@pytest.mark.parametrize(
    ("from_", "variable", "ends"),
    [
        ("2025-03-09", 0, "2025-06-07"),
        ("2025-03-10", 0, "2025-06-08"),
        ("2025-03-11", 0, "2025-06-09"),
        ("2025-03-10", 1, "2025-07-08"),
        ("2025-01-01", 0, "2025-04-01"),
        ("2025-03-02", 3, "2025-08-31"),
    ],
)
def test_xy41_2_7_in_2025_the_fixed_part_is_90_days_and_months_follow_it(from_: str, variable: int, ends: str) -> None:
    assert iso(wait_end(day(from_), 3, variable, IN_DAYS)) == ends


def test_the_90_days_are_the_fixed_part_and_no_other() -> None:
    """A wait without a fixed part is in calendar months, 2025 or not."""
    assert iso(wait_end(day("2025-03-01"), 0, 2, IN_DAYS)) == "2025-05-01"
    assert wait_end(day("2026-03-10"), 3, 0, W) == day("2026-06-10")


@pytest.mark.parametrize(("counts", "ends"), [(1, "2026-04-01"), (0, "2026-04-02")])
def test_whether_the_starting_day_counts(counts: int, ends: str) -> None:
    """From 1 January three months: 1 April; by article 201 of the Civil Code a day later."""
    assert iso(wait_end(day("2026-01-01"), 3, 0, W._replace(starting_day_counts=counts))) == ends


def test_the_months_of_one_wait_are_added_in_one_step() -> None:
    """2025-11-30 and 3 months is 2026-02-28; 2026-01-31 and 3 + 1 months is 31 May, not 30."""
    assert iso(wait_end(day("2025-11-30"), 3, 0, W)) == "2026-02-28"
    assert iso(wait_end(day("2026-01-31"), 3, 1, W)) == "2026-05-31"


@pytest.mark.parametrize(("counts", "months"), [(1, [0, 1, 2, 5]), (0, [0, 0, 1, 4])])
def test_whether_the_first_missed_year_counts(counts: int, months: list[int]) -> None:
    w = W._replace(first_missed_year_counts=counts)
    assert [variable_months(missed, w) for missed in (0, 1, 2, 5)] == months


@settings(derandomize=True, deadline=None)
@given(missed=GAPS, asked=st.integers(0, 70), start=DAYS, after=st.integers(0, 900), year=st.sampled_from([2025, 2026]))
def test_repair_never_hurts(missed: int, asked: int, start: int, after: int, year: int) -> None:
    """Never longer, never before the repair day, never more years sold than asked for or worth it."""
    w = terms(HUNAN, year).waiting
    variable = variable_months(missed, w)
    found = wait_after(start, 3, variable, missed >= LONG_GAP, asked, start + after, start, w)
    whole = wait_end(start, 3, variable, w)
    assert found.unrepaired_end == whole >= found.ends_before
    assert found.ends_before >= min(whole, start + after)
    assert found.repaired_years <= min(asked, found.repairable_years)
    assert found.total_months == 3 + missed - found.repaired_months
    assert found.total_months >= (6 if missed >= LONG_GAP else 3)


@settings(derandomize=True, deadline=None)
@given(missed=GAPS, asked=st.integers(1, 70), start=DAYS, after=st.integers(0, 900))
def test_of_the_years_asked_for_the_fewest_that_reach_the_end_are_sold(
    missed: int, asked: int, start: int, after: int
) -> None:
    def of(years: int) -> Wait:
        return wait_after(start, 3, variable_months(missed, W), missed >= LONG_GAP, years, start + after, start, W)

    found = of(asked)
    assert of(found.repaired_years).ends_before == found.ends_before
    if found.repaired_years > 0:
        assert of(found.repaired_years - 1).ends_before > found.ends_before


@settings(derandomize=True, deadline=None)
@given(missed=GAPS, start=DAYS, later=st.integers(0, 400), year=st.sampled_from([2025, 2026]))
def test_a_later_start_never_ends_earlier(missed: int, start: int, later: int, year: int) -> None:
    w = terms(HUNAN, year).waiting
    assert wait_end(start, 3, missed, w) <= wait_end(start + later, 3, missed, w)
