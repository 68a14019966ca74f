"""Law as known on a day: it changes on the days on which documents were issued, and on no other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from tests.properties.drawn import PLACES, POLICIES, Plain, answered, cases, decided

from canbao.basis.errors import BadInputError
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.policy.resolve import Law

CASES = 250
FRAME_ISSUED = date(2024, 7, 26)
ONE = timedelta(days=1)


def issues(place: str) -> list[date]:
    """The days on which the documents that hold at a place were issued, in order."""
    documents = POLICIES.library.chain(place).documents.values()
    return sorted({d.issued for d in documents if d.issued is not None})


def known(case: Plain, day: date | None) -> Plain:
    """The case as known on a day."""
    return {key: value for key, value in case.items() if key != "known_on"} | {"known_on": day}


def test_an_answer_changes_only_on_a_day_of_issue() -> None:
    """From one issue to the day before the next it is the same; after the last it is that of all the packs."""
    changed = 0
    for case in cases("known", CASES):
        days = [day for day in issues(case["place"]) if day >= FRAME_ISSUED]
        for first, following in pairwise(days):
            since, until = answered(known(case, first)), answered(known(case, following - ONE))
            assert since == until, (first, case)
            changed += answered(known(case, following)) != until
        last = answered(known(case, days[-1]))
        assert last == answered(known(case, days[-1] + ONE)) == answered(known(case, None)), case
    assert changed > CASES // 10


def test_what_is_known_only_grows() -> None:
    """A document known on a day is known ever after; the clauses of an answer are of documents then issued."""
    for place in PLACES:
        documents = POLICIES.library.chain(place).documents
        sets = [
            {name for name, document in documents.items() if Law(2026, date(2026, 1, 1), day).knows(document)}
            for day in [moment for issue in issues(place) for moment in (issue - ONE, issue, issue + ONE)]
        ]
        assert all(one <= other for one, other in pairwise(sets)), place
        assert sets[-1] == set(documents), place


@pytest.mark.parametrize(("known_on", "decides"), [("2024-07-25", False), ("2024-07-26", True), ("2024-07-27", True)])
def test_before_the_frame_was_issued_there_is_no_law_to_decide_by(known_on: str, decides: bool) -> None:
    case: Plain = {
        "case": 1,
        "place": "430000",
        "known_on": known_on,
        "person": {"born": "1980-05-01"},
        "enrolment": {"year": 2025, "paid_on": "2024-11-11"},
    }
    if decides:
        assert decided(case).answer["circumstance"] == "in_window"
        return
    with pytest.raises(BadInputError) as error:
        decide(Case.model_validate(case), POLICIES)
    assert {found.code for found in error.value.findings} == {"law_not_in_force"}


@pytest.mark.parametrize(
    ("known_on", "step", "due"),
    [("2025-03-24", None, 400), ("2025-03-25", 5000, 400), ("2025-03-26", 5000, 400)],
)
def test_hunans_steps_exist_from_the_day_of_issue(known_on: str, step: int | None, due: int) -> None:
    """xz11 was issued on 2025-03-25 and applies from 2025-01-01: known or not makes the difference, not the payment."""
    rows = [{"year": year, "resident": True, "paid_in_window": True} for year in range(2021, 2025)]
    case: Plain = {
        "case": 1,
        "place": "430000",
        "known_on": known_on,
        "person": {"born": "1980-05-01"},
        "history": rows,
        "enrolment": {"year": 2025, "paid_on": "2024-11-11"},
    }
    answer = answered(case)
    assert (answer["limit.continuity_yuan"], answer["premium.due_yuan"]) == (step, due)
