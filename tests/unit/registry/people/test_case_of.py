"""The case that the registry's facts of a person make."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.registry.people.files import file_of, said

from canbao.registry.people.case_of import case_of, unsettled_years
from canbao.registry.people.person_file import Statement

PLACE = 439191_000000


def resident(year: int, **parts: Any) -> Statement:
    """A reported year of resident cover."""
    return said("reported_enrolment", f"{year}-01-01", f"{year + 1}-01-01", scheme=390, year=year, **parts)


def test_events_aid_and_birth_come_from_facts_of_the_same_names() -> None:
    facts = (
        said("left_service", "2026-03-01", "2026-03-02"),
        said("aid", "2026-01-01", "2026-07-01", code="orphan"),
        said("student", "2026-01-01", None),
    )
    case = case_of(file_of(facts=facts, identity={"born": date(1980, 5, 1)}), 2027, date(2026, 11, 1), PLACE, 2020)
    assert case["person"] == {
        "born": "1980-05-01",
        "aid": [{"category": "orphan", "from": "2026-01-01", "until": "2026-07-01"}],
        "events": [{"kind": "left_service", "on": "2026-03-01"}],
    }
    assert (case["place"], case["enrolment"]) == (
        "439191000000",
        {"scheme": "resident", "year": 2027, "paid_on": "2026-11-01"},
    )


def test_a_year_is_told_from_all_that_is_reported_of_it() -> None:
    reported = (
        resident(2024, paid_in_window=False, reimbursed=False),
        resident(2024, paid_in_window=True, reimbursed=True, bonus_used="zero_claim"),
        said("reported_enrolment", "2025-11-30", "2026-03-01", scheme=310),
        said("reported_enrolment", "2025-12-01", "2026-01-01", scheme=310),
        resident(2027, paid_in_window=True),
    )
    case = case_of(file_of(reported=reported), 2027, None, PLACE, 2020)
    assert case["history"] == [
        {"year": 2024, "resident": True, "paid_in_window": True, "reimbursed": True, "bonus_used": "zero_claim"},
        {"year": 2025, "employee_months": 2},
        {"year": 2026, "employee_months": 2},
    ]


def test_service_and_prison_are_other_guarantees_of_each_year_they_touch() -> None:
    facts = (said("serving", "2024-12-31", "2026-01-01"), said("in_prison", "2026-05-01", "2026-06-01"))
    case = case_of(file_of(facts=facts), 2027, None, PLACE, 2020)
    assert case["history"] == [{"year": year, "other_guarantee": True} for year in (2024, 2025, 2026)]


def test_without_a_start_of_the_history_every_absent_year_is_unknown() -> None:
    assert case_of(file_of(), 2027, None, PLACE, None)["history_known_from"] == 2027
    assert case_of(file_of(), 2027, None, PLACE, 2020)["history_known_from"] == 2020
    assert case_of(file_of(), 2027, None, PLACE, 2030)["history_known_from"] == 2027


def test_a_year_is_unsettled_while_no_report_says_whether_the_fund_paid() -> None:
    reported = (
        resident(2024, reimbursed=False),
        resident(2025),
        resident(2026),
        resident(2026, reimbursed=True),
        resident(2027),
    )
    assert unsettled_years(file_of(reported=reported), 2027) == (2025,)
    assert unsettled_years(file_of(reported=reported), 2025) == ()
