"""What the years behind a person count for (xz11/9d, gb38/2.3f and 2.3h, ls25/2.3.2c, jy3/4a)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.terms import FRAME, HUNAN, LISHUI, SHANXI, day, past, terms

from canbao.basis.days import year_start
from canbao.rules.continuity import (
    BEFORE_YEAR,
    EXCUSED_YEAR,
    GAP_YEAR,
    RESIDENT_YEAR,
    class_of,
    continuous_years,
    is_interrupted_by_transfer,
    is_long_gap,
    missed_years,
    restored_from,
    was_insured_before,
    year_class,
)
from canbao.rules.facts import MONTHS_UNIT, OTHER_GUARANTEE, RESIDENT
from canbao.rules.values import NOTHING

YEAR = 2026
HUNANS = terms(HUNAN).continuity
ELSEWHERE = terms(SHANXI).continuity


def missed(years: str, place: str = HUNAN, born: int = 1980, **readings: Any) -> int:
    """Missed years before 2026 behind such a past."""
    return missed_years(past(years), YEAR, year_start(born), terms(place, **readings).continuity)


def continuous(years: str, place: str = HUNAN, counted_from: int = 0, **readings: Any) -> int:
    """Continuous years through 2026, the year enrolled for included."""
    c = terms(place, **readings).continuity
    return continuous_years(past(years), YEAR - 1, counted_from, YEAR, c) + 1


@pytest.mark.parametrize(
    ("months", "in_hunan", "elsewhere"),
    [
        (0, GAP_YEAR, GAP_YEAR),
        (1, GAP_YEAR, EXCUSED_YEAR),
        (2, GAP_YEAR, EXCUSED_YEAR),
        (3, EXCUSED_YEAR, EXCUSED_YEAR),
        (4, EXCUSED_YEAR, EXCUSED_YEAR),
        (12, EXCUSED_YEAR, EXCUSED_YEAR),
    ],
)
def test_xz11_9d_three_employee_months_excuse_a_year_in_hunan_one_elsewhere(
    months: int, in_hunan: int, elsewhere: int
) -> None:
    word = months * MONTHS_UNIT
    assert year_class(word, HUNANS) == in_hunan
    assert [year_class(word, terms(place).continuity) for place in (SHANXI, LISHUI, FRAME)] == [elsewhere] * 3


def test_resident_cover_counts_before_employee_months() -> None:
    assert year_class(RESIDENT | 12 * MONTHS_UNIT, HUNANS) == RESIDENT_YEAR


@pytest.mark.parametrize(("excuses", "class_"), [(True, EXCUSED_YEAR), (False, GAP_YEAR)])
def test_another_guarantee_excuses_as_read(excuses: bool, class_: int) -> None:
    assert year_class(OTHER_GUARANTEE, terms(SHANXI, other_guarantee_excuses=excuses).continuity) == class_


def test_a_year_before_the_first_cover_is_neither_missed_nor_covered() -> None:
    history = past("R.E2")
    found = [class_of(history, year, HUNANS) for year in range(2021, 2027)]
    assert found == [BEFORE_YEAR, RESIDENT_YEAR, GAP_YEAR, EXCUSED_YEAR, GAP_YEAR, BEFORE_YEAR]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("", 0),
        ("R", 0),
        ("R.", 1),
        ("R...", 3),
        ("R....", 4),
        ("R.E.", 2),
        ("R.G.", 2),
        ("REEE", 0),
        ("R..R", 0),
        ("R..R.", 1),
        ("R.L.", 1),
        ("2", 1),
        ("2..", 3),
        ("E..", 2),
        ("R23", 1),
    ],
)
def test_missed_years_are_those_since_the_last_resident_one(years: str, expected: int) -> None:
    """gb38/2.3h. Excused years between neither count nor reset (xz11/9d); a first year with too few months counts."""
    assert missed(years) == expected


def test_who_was_never_covered_has_no_gap_unless_read_otherwise() -> None:
    """Read otherwise: the years from 2025, or from birth, to the year before."""
    assert missed("") == 0
    assert [missed("", born=born, never_covered_has_no_gap=False) for born in (1980, 2025, 2026)] == [1, 1, 0]


def test_a_gap_without_resident_cover_before_it_counts_unless_read_otherwise() -> None:
    """居民医保断保, read literally (``gap_needs_prior_resident``)."""
    assert [missed("2..", gap_needs_prior_resident=needed) for needed in (False, True)] == [3, 0]
    assert missed("R2..", gap_needs_prior_resident=True) == 3


def test_missed_years_before_2025_count_unless_read_otherwise() -> None:
    assert [missed("R....", missed_years_from=first) for first in (None, 2025)] == [4, 1]


@pytest.mark.parametrize(("years", "expected"), [("R...", False), ("R....", True), ("R.....", True)])
def test_four_missed_years_are_a_long_gap(years: str, expected: bool) -> None:
    """连续断缴4年及以上: three are not, four and five are (gb38/2.3h)."""
    assert is_long_gap(past(years), YEAR, missed(years), HUNANS) is expected


@pytest.mark.parametrize(
    ("years", "read_strictly"), [("R..E..", False), ("R...E.", False), ("R....E", True), ("RE....", True)]
)
def test_an_excused_year_breaks_the_row_of_four_only_as_read(years: str, read_strictly: bool) -> None:
    strictly = terms(HUNAN, excused_breaks_long_gap=True).continuity
    assert is_long_gap(past(years), YEAR, missed(years), HUNANS)
    assert is_long_gap(past(years), YEAR, missed(years), strictly) is read_strictly


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("", 1),
        ("R", 2),
        ("RRRR", 5),
        ("RRER", 4),
        ("RREE", 3),
        ("RR.R", 2),
        ("RRR.", 1),
        ("RR2R", 2),
        ("RLLR", 5),
        ("ER", 2),
    ],
)
def test_continuous_years_walk_back_over_excused_years_and_stop_at_a_gap(years: str, expected: int) -> None:
    """gb38/2.3b and 2.3f, xz11/9d: excused years do not count and do not break; a late year is a year."""
    assert continuous(years) == expected


def test_a_late_year_ends_the_streak_only_as_read() -> None:
    assert [continuous("RRLR", late_year_is_continuous=is_so) for is_so in (True, False)] == [5, 2]


@pytest.mark.parametrize(("counted_from", "expected"), [(0, 6), (2024, 3), (2025, 2), (2026, 1)])
def test_years_before_the_measures_count_or_not(counted_from: int, expected: int) -> None:
    """2021 to 2025 and this one; counted from a year on, the earlier ones do not break."""
    assert continuous("RRRRR", counted_from=counted_from) == expected


@pytest.mark.parametrize(
    ("repaired", "restores", "first"),
    [(0, True, 2026), (1, True, 2025), (2, True, 2023), (3, True, 2022), (9, True, 2022), (9, False, 2026)],
)
def test_repair_restores_the_latest_missed_years_only_as_read(repaired: int, restores: bool, first: int) -> None:
    """Missed 2022, 2023 and 2025, excused 2024, resident 2021."""
    c = terms(SHANXI, repaired_year_restores=restores).continuity
    assert restored_from(past("R..E."), YEAR, repaired, c) == first


@pytest.mark.parametrize(
    ("ended", "paid", "interrupted"),
    [
        ("2025-10-15", "2026-02-14", False),
        ("2025-10-15", "2026-02-15", True),
        ("2025-10-15", "2026-02-16", True),
        ("2025-10-31", "2026-02-27", False),
        ("2025-10-31", "2026-02-28", True),
        ("2026-01-01", "2026-05-01", False),
        ("2025-12-31", "2026-04-30", True),
        ("2025-06-01", "2025-12-31", False),
    ],
)
def test_ls25_2_3_2c_four_unpaid_months_over_a_new_year_interrupt(ended: str, paid: str, interrupted: bool) -> None:
    """跨年度、跨制度: the day before four months, the day, the day after; within one year they do not."""
    lishui = terms(LISHUI).continuity
    assert is_interrupted_by_transfer(past("RE"), YEAR, day(ended), day(paid), lishui) is interrupted
    assert not is_interrupted_by_transfer(past("RE"), YEAR, day(ended), day(paid), HUNANS)


def test_ls25_2_3_2c_read_as_cross_scheme_only_holds_within_one_year_too() -> None:
    within = terms(LISHUI, cross_year_cross_scheme="scheme_only").continuity
    for paid, interrupted in (("2025-09-30", False), ("2025-10-01", True), ("2025-10-02", True)):
        assert is_interrupted_by_transfer(past("RE"), YEAR, day("2025-06-01"), day(paid), within) is interrupted


@pytest.mark.parametrize(("years", "interrupted"), [("RE", True), ("ER", False), ("R2", True), ("RR", False)])
def test_resident_cover_since_the_end_mends_the_interruption(years: str, interrupted: bool) -> None:
    """The year in which employee cover ended counts as since."""
    found = is_interrupted_by_transfer(
        past(years), YEAR, day("2025-08-01"), day("2026-03-01"), terms(LISHUI).continuity
    )
    assert found is interrupted


def test_without_an_end_of_employee_cover_or_a_payment_nothing_is_interrupted() -> None:
    lishui = terms(LISHUI).continuity
    assert not is_interrupted_by_transfer(past("RE"), YEAR, NOTHING, day("2026-03-01"), lishui)
    assert not is_interrupted_by_transfer(past("RE"), YEAR, day("2025-08-01"), NOTHING, lishui)


@pytest.mark.parametrize(
    ("years", "insured"), [("RRE", True), ("ERE", True), ("GEE", True), (".RE", False), ("R.E", False), ("RE", False)]
)
def test_jy3_4a_each_of_the_two_years_before_must_be_insured(years: str, insured: bool) -> None:
    """Employee cover ended in 2025, so 2023 and 2024; what 2025 was does not matter."""
    assert was_insured_before(past(years), day("2025-11-01"), 2, ELSEWHERE) is insured
