"""Cover by year: months on which cover holds on at least one day, reported beside decided."""

from __future__ import annotations

import pytest
from tests.unit.registry.people.files import file_of, said

from canbao.registry.people.cover_years import cover_by_year, month_ranges


def months(start: str, until: str | None) -> dict[int, list[int]]:
    """The months of reported cover, by year."""
    found = cover_by_year(file_of(reported=(said("reported_enrolment", start, until, scheme=310),)))
    return {one.year: sorted(one.reported) for one in found}


@pytest.mark.parametrize(
    ("until", "last"), [("2026-03-01", [1, 2]), ("2026-03-02", [1, 2, 3]), ("2026-03-31", [1, 2, 3])]
)
def test_a_month_counts_from_its_first_covered_day(until: str, last: list[int]) -> None:
    assert months("2026-01-31", until) == {2026: last}


def test_cover_over_new_year_is_of_two_years() -> None:
    assert months("2025-12-15", "2026-02-01") == {2025: [12], 2026: [1]}


def test_open_cover_counts_to_the_end_of_the_year_looked_at() -> None:
    assert months("2025-11-01", None) == {2025: [11, 12], 2026: list(range(1, 13))}
    assert months("2027-01-01", None) == {}


def test_schemes_stand_apart_and_what_is_decided_otherwise_is_marked() -> None:
    found = cover_by_year(
        file_of(
            reported=(
                said("reported_enrolment", "2026-01-01", "2027-01-01", scheme=390),
                said("reported_enrolment", "2026-07-01", None, scheme=310),
            ),
            cover=(
                said("cover", "2026-01-01", "2026-07-01", scheme=390),
                said("cover", "2026-07-01", None, scheme=310),
            ),
        )
    )
    assert [(one.scheme, one.differs) for one in found] == [(310, False), (390, True)]
    assert (len(found[1].reported), len(found[1].decided)) == (12, 6)


def test_a_lawful_overlap_is_decided_cover() -> None:
    (one,) = cover_by_year(file_of(overlaps=(said("cover_overlap", "2026-09-01", "2027-01-01", scheme=390),)))
    assert sorted(one.decided) == [9, 10, 11, 12]


@pytest.mark.parametrize(
    ("of", "runs"),
    [([], ()), ([5], ((5, 5),)), ([1, 2, 3, 7, 9, 10], ((1, 3), (7, 7), (9, 10))), (range(1, 13), ((1, 12),))],
)
def test_months_are_told_as_runs(of: list[int], runs: tuple[tuple[int, int], ...]) -> None:
    assert month_ranges(frozenset(of)) == runs
