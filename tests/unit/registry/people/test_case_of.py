"""The case that the registry's facts of a person make."""

from __future__ import annotations

from datetime import date
from typing import Any

from canbao.casework.case import Case
from canbao.registry.people.case_facts import CaseFacts
from canbao.registry.people.case_of import case_of
from canbao.rules.facts import MONTHS_UNIT, OTHER_GUARANTEE, PAID_IN_WINDOW, REIMBURSED, RESIDENT, ZERO_CLAIM_USED

PLACE = 439191_000000
NOTHING_KNOWN = CaseFacts(7, date(1980, 5, 1), (), (), (), (), (), (), (), (), None)


def case(known_from: int | None = 2020, **parts: Any) -> Case:
    """A case of some facts."""
    facts = NOTHING_KNOWN._replace(**parts)
    return Case.model_validate(case_of(facts, 2027, date(2026, 11, 1), PLACE, known_from))


def test_events_and_aid_are_those_of_the_facts() -> None:
    made = case(
        event_kinds=("left_service",),
        event_days=(date(2026, 3, 1),),
        aid_categories=("orphan", "destitute"),
        aid_from=(date(2026, 1, 1), date(2026, 2, 1)),
        aid_until=(date(2026, 7, 1), None),
    )
    assert (made.id, made.place, made.enrolment.year) == ("7", "439191000000", 2027)
    assert [(event.kind, event.on) for event in made.person.events] == [("left_service", date(2026, 3, 1))]
    assert [(held.category, held.until) for held in made.person.aid] == [
        ("orphan", date(2026, 7, 1)),
        ("destitute", None),
    ]


def test_a_word_becomes_the_row_that_says_the_same() -> None:
    words = (RESIDENT | PAID_IN_WINDOW | REIMBURSED | ZERO_CLAIM_USED, 3 * MONTHS_UNIT, OTHER_GUARANTEE)
    first, second, third = case(years=(2024, 2025, 2026), words=words).history
    assert (first.resident, first.paid_in_window, first.reimbursed, first.bonus_used) == (
        True,
        True,
        True,
        "zero_claim",
    )
    assert (second.resident, second.employee_months) == (False, 3)
    assert (third.other_guarantee, third.employee_months) == (True, 0)


def test_without_a_start_of_the_history_every_absent_year_is_unknown() -> None:
    assert case(known_from=None).history_known_from == 2027
    assert case(known_from=2020).history_known_from == 2020
    assert case(known_from=2030).history_known_from == 2027


def test_a_wait_that_still_runs_and_a_birth_that_nobody_told_are_told_as_they_are() -> None:
    assert case(earlier_wait_until=date(2027, 2, 1)).earlier_wait_until == date(2027, 2, 1)
    raw = case_of(NOTHING_KNOWN._replace(born=None), 2027, None, PLACE, 2020)
    assert "born" not in raw["person"]
