"""Until when a payment gives the same: window, deadlines, aid, and the days on which every day counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from tests.properties.drawn import POLICIES, Plain, cases, decided, with_enrolment
from tests.sizes import of_full

from canbao.basis.days import to_date
from canbao.casework.decide import Decision
from canbao.casework.pay_by import pay_by

HUNAN, SHANXI, LISHUI = "430000", "140000", "331100"
A_DAY = timedelta(days=1)
DRAWN = of_full(1_500, 4)


def person(paid_on: str | None, *history: Plain, place: str = HUNAN, year: int = 2026, **more: Any) -> Plain:
    """A case of somebody born in 1980 unless said otherwise."""
    who = {"born": more.pop("born", "1980-05-01"), "events": more.pop("events", []), "aid": more.pop("aid", [])}
    enrolment = {"year": year, "paid_on": paid_on, "repair": more.pop("repair", {"years": 0})}
    return {"case": 1, "place": place, "person": who, "history": list(history), "enrolment": enrolment, **more}


def paid(first: int, until: int) -> Iterator[Plain]:
    """Years paid in the window."""
    return ({"year": year, "resident": True, "paid_in_window": True} for year in range(first, until))


def employed(first: int, until: int) -> Iterator[Plain]:
    """Years of employee cover."""
    return ({"year": year, "employee_months": 12} for year in range(first, until))


def event(kind: str, on: str) -> list[Plain]:
    """One event."""
    return [{"kind": kind, "on": on}]


ALLOWANCE = {"category": "minimum_living_allowance", "from": "2020-01-01", "until": "2025-11-20"}

CASES = {
    "who pays in the window has until its last day": (
        person("2025-11-01", *paid(2009, 2026)),
        "2025-12-31",
    ),
    "who pays on the last day of the window has no day more": (
        person("2025-12-31", *paid(2009, 2026)),
        None,
    ),
    "a newborn has until the end of the deadline": (
        person("2026-03-10", born="2026-02-20"),
        "2026-05-21",
    ),
    "who lost employee cover has until the end of the three months": (
        person("2026-03-10", *employed(2002, 2026), events=event("employee_cover_ended", "2026-02-01")),
        "2026-05-01",
    ),
    "who pays late waits from the payment, so that every day counts": (
        person("2026-03-01", *paid(2009, 2026)),
        None,
    ),
    "what depends on unknown years is not told": (
        person("2025-11-01", *paid(2022, 2026), history_known_from=2022),
        None,
    ),
    "a student who prepaid pays nothing": (
        person(None, born="2006-01-01", events=event("student_prepaid_until", "2027-06-30")),
        None,
    ),
    "aid that ends in the window ends the price": (
        person("2025-11-01", *paid(2009, 2026), aid=[ALLOWANCE]),
        "2025-11-19",
    ),
    "a repair paid for on the same day moves along": (
        person("2025-11-01", *paid(2009, 2024), repair={"years": 1, "paid_on": "2025-11-01"}),
        "2025-12-31",
    ),
    "a repair paid for on a later day stays, and the payment does not come after it": (
        person("2025-11-01", *paid(2009, 2024), repair={"years": 1, "paid_on": "2025-11-10"}),
        "2025-11-10",
    ),
    "nothing decided, nothing said": (
        person("2025-06-01", *paid(2009, 2026)),
        None,
    ),
}


@pytest.mark.parametrize(("case", "expected"), CASES.values(), ids=CASES)
def test_until_when_a_payment_gives_the_same(case: Plain, expected: str | None) -> None:
    """The last day, or none."""
    found = pay_by(decided(case), POLICIES)
    assert (None if found is None else found.isoformat()) == expected


def gives(decision: Decision) -> tuple[Any, ...]:
    """What must stay."""
    first = decision.first
    return first.reason, first.circumstance, first.premium.due_fen, first.benefit_from


def paid_instead(case: Plain, day: date) -> Plain:
    """A case paid on another day, and with it the repair, where the two came together."""
    enrolment = case["enrolment"]
    repair = {"years": 0, "paid_on": None} | (enrolment.get("repair") or {})
    together = repair["paid_on"] is not None and repair["paid_on"] == enrolment["paid_on"]
    return with_enrolment(case, paid_on=day, repair={**repair, "paid_on": day} if together else repair)


def test_each_day_up_to_it_gives_the_same_and_the_day_after_does_not() -> None:
    """Cases drawn: decided whole on the first, a middle and the last day, and on the day after if the year has it."""
    told = 0
    for case in cases("pay by", DRAWN, switched=0.2):
        decision = decided(case)
        last = pay_by(decision, POLICIES)
        if last is None:
            continue
        told += 1
        first = case["enrolment"]["paid_on"]
        for day in {first + A_DAY, first + (last - first) // 2, last}:
            assert gives(decided(paid_instead(case, day))) == gives(decision), (case, day)
        after = paid_instead(case, last + A_DAY)
        repaired = (after["enrolment"].get("repair") or {}).get("paid_on")
        if (last + A_DAY).year <= case["enrolment"]["year"] and (repaired is None or repaired > last):
            assert gives(decided(after)) != gives(decision), (case, last)
    assert told > DRAWN // 10


def test_the_last_day_of_a_window_payer_is_that_of_the_window() -> None:
    """In each place with a pack, whatever the law of the place says of its window."""
    for place in (HUNAN, SHANXI, LISHUI):
        decision = decided(person("2025-11-01", *paid(2009, 2026), place=place))
        assert pay_by(decision, POLICIES) == to_date(decision.policy.terms.window_until - 1)
