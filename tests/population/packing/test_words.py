"""The words of a history: what each year says, which years there are, and where a history ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.population.packing.offices import (
    IN_WINDOW,
    MONTH,
    OTHER,
    RECORDED,
    REIMBURSED,
    RESIDENT,
    Office,
    cover_row,
    person_row,
)

from canbao.casework.case import HistoryRow
from canbao.casework.facts import word_of


def test_a_history_runs_from_the_first_year_with_a_record_to_the_last_and_gaps_are_zero(office: Office) -> None:
    rows = [cover_row(year=2023, paid_in_window=True), cover_row(year=2020, reimbursed=True)]
    office.pack(rows, [person_row()])
    assert office.history() == ([RESIDENT | REIMBURSED, 0, 0, RESIDENT | IN_WINDOW], 2023)


def test_each_word_is_the_word_that_casework_makes_of_the_year(office: Office) -> None:
    rows = [
        cover_row(year=2018, scheme="employee", months=5, reimbursed=True),
        cover_row(year=2019, paid_in_window=True, bonus_used="zero_claim"),
        cover_row(year=2020, reimbursed=True, bonus_used="any", months=7),
        cover_row(year=2021, scheme="other", bonus_used="none"),
        cover_row(year=2022, scheme="employee", months=12),
    ]
    told: list[Mapping[str, Any]] = [
        {"employee_months": 5, "reimbursed": True},
        {"resident": True, "paid_in_window": True, "bonus_used": "zero_claim"},
        {"resident": True, "reimbursed": True, "bonus_used": "any"},
        {"other_guarantee": True},
        {"employee_months": 12},
    ]
    office.pack(rows, [person_row()])
    expected = [word_of(HistoryRow(year=year, **row)) for year, row in enumerate(told, 2018)]
    assert office.history() == (expected, 2022)


def test_the_schemes_of_one_year_are_one_word(office: Office) -> None:
    rows = [
        cover_row(scheme="employee", months=4, reimbursed=True),
        cover_row(paid_in_window=True),
        cover_row(scheme="other"),
    ]
    summary = office.pack(rows, [person_row()])
    assert office.history() == ([RESIDENT | IN_WINDOW | REIMBURSED | OTHER | 4 * MONTH], 2020)
    assert summary.used_cover_rows == 3


def test_employee_cover_of_no_month_is_a_year_that_is_known(office: Office) -> None:
    rows = [cover_row(scheme="employee", months=0), cover_row(year=2021, scheme="employee", months=0, reimbursed=True)]
    office.pack(rows, [person_row()])
    assert office.history() == ([RECORDED, REIMBURSED], 2021)


def test_a_person_without_cover_has_an_empty_history(office: Office) -> None:
    summary = office.pack([], [person_row()])
    assert office.history() == ([], None)
    assert summary.without_cover == 1


def test_a_person_with_several_coverage_years_has_a_history_for_each(office: Office) -> None:
    rows = [cover_row(year=year) for year in (2022, 2024, 2025)]
    office.pack(rows, [person_row(year=year) for year in (2026, 2023, 2022, 2025)])
    histories = [(row["year"], row["history"], row["history_ends"]) for row in office.rows()]
    assert histories == [(2022, [], None), (2023, [1], 2022), (2025, [1, 0, 1], 2024), (2026, [1, 0, 1, 1], 2025)]


def test_the_year_before_the_coverage_year_is_packed_and_the_coverage_year_is_left_out(office: Office) -> None:
    summary = office.pack([cover_row(year=year) for year in (2025, 2026, 2027)], [person_row()])
    assert office.history() == ([1], 2025)
    assert summary.listed_cover_reasons == {"later_than_coverage_year": 2}
    assert [row["year"] for row in office.rejects("cover")] == [2026, 2027]
