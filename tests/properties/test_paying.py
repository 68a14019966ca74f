"""Paying earlier never starts benefits later, and repairing never does: but for the exceptions the law makes."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from tests.properties.drawn import Plain, cases, decided, settled, with_enrolment
from tests.sizes import of_full

from canbao.casework.decide import Decision
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import DECIDED, LEFT_TO_OTHER_RULES

CASES = of_full(5_000, 4)

BEFORE_THE_WINDOW = "nothing can be bought before the window of the year opens (gb38/2.3g, xz11/2a)"
BEFORE_THE_EVENT = (
    "what opens a way had not yet happened: an event counts from its day on (xz11/3, xz11/9, jy3/4, ls25)"
)
BEFORE_THE_CATEGORY = "the category that exempts was not yet held on the earlier day (ls25/2.3.2a)"
OTHER_RULES = "within twelve months of the event other rules apply, and nothing is decided here (xz11/16)"
REPAIR_TOGETHER = "the repair keeps its day, which is no longer that of the enrolment payment (ls25/2.3.3, 同时)"
RESUMED_OUTSIDE_THE_WINDOW = (
    "who resumes cover has no wait, but only when paying in the coverage year; in the window before it missed years "
    "wait (jy3/4a, ls25/2.3.2d, xy41/2.6d)"
)


def exception(earlier: Decision, later: Decision) -> str | None:
    """Why the law starts the benefits of an earlier payment later, or None where it gives no reason."""
    was, now = later.facts[0], earlier.facts[0]
    terms = later.policy.terms
    if earlier.first.reason == LEFT_TO_OTHER_RULES:
        return OTHER_RULES
    if now.paid_on < terms.window_from:
        return BEFORE_THE_WINDOW
    if now.anchors != was.anchors:
        return BEFORE_THE_EVENT
    if now.aid_classes != was.aid_classes:
        return BEFORE_THE_CATEGORY
    if (
        terms.waiting.repair_only_with_payment
        and was.repair_paid_on == was.paid_on
        and now.repair_paid_on > now.paid_on
    ):
        return REPAIR_TOGETHER
    waits_in_window = earlier.first.paid_in_window and earlier.first.years.counted_missed > 0
    if waits_in_window and CIRCUMSTANCE_NAMES[later.first.circumstance] == "resumed":
        return RESUMED_OUTSIDE_THE_WINDOW
    return None


def earlier_day(case: Plain, rng: random.Random) -> date | None:
    """A day before the payment, not before birth, from a week before the window on: any, the day before, New Year."""
    year, paid = case["enrolment"]["year"], case["enrolment"]["paid_on"]
    first = max(case["person"]["born"], date(year - 1, 8, 25))
    if paid is None or first >= paid:
        return None
    day = first + timedelta(days=rng.randrange((paid - first).days))
    kind = rng.random()
    if kind < 0.25:
        day = paid - timedelta(days=1)
    elif kind < 0.4:
        day = date(year - 1, 12, 31)
    return day if first <= day < paid else None


def begins(decision: Decision) -> int | float:
    """The first payable day; never, where nothing is decided."""
    return decision.first.benefit_from if decision.first.reason == DECIDED else float("inf")


def test_paying_earlier_never_starts_benefits_later_but_where_the_law_says_so() -> None:
    """Each exception has its clause, and each occurs: an exception that never occurs would hide a fault."""
    rng = random.Random("earlier")
    tried = 0
    met: Counter[str] = Counter()
    for drawn in cases("earlier", CASES):
        case = settled(drawn)
        day = earlier_day(case, rng)
        if day is None:
            continue
        tried += 1
        later, earlier = decided(case), decided(with_enrolment(case, paid_on=day))
        if begins(earlier) > begins(later):
            reason = exception(earlier, later)
            assert reason is not None, (day, case)
            met[reason] += 1
    assert tried > CASES // 2
    assert set(met) == {
        BEFORE_THE_WINDOW,
        BEFORE_THE_EVENT,
        BEFORE_THE_CATEGORY,
        OTHER_RULES,
        REPAIR_TOGETHER,
        RESUMED_OUTSIDE_THE_WINDOW,
    }, met


def test_who_resumes_in_shanxi_is_better_off_after_the_window_than_in_it() -> None:
    """The least case of the exception: released in November, one year missed; 31 December waits, 1 January does not."""
    case: Plain = {
        "case": 1,
        "place": "140000",
        "person": {"born": "1980-05-01", "events": [{"kind": "released_from_prison", "on": "2025-11-10"}]},
        "history": [{"year": 2024, "resident": True, "paid_in_window": True}],
        "enrolment": {"year": 2026, "paid_on": "2025-12-31"},
    }
    days = ("2025-12-31", "2026-01-01", "2026-01-02")
    begun = [decided(with_enrolment(case, paid_on=day)).answer["benefit"]["from"] for day in days]
    assert begun == ["2026-05-01", "2026-01-01", "2026-01-02"]


def test_repairing_never_lengthens_the_wait_and_never_moves_a_benefit_later() -> None:
    """One year more than asked for, one fewer, none at all: in order, whatever the day of the repair (sec. 5)."""
    helped = 0
    for drawn in cases("repair", CASES):
        case = settled(drawn)
        repair = case["enrolment"].get("repair")
        if not repair:
            continue
        asked = repair["years"]
        numbers = sorted({0, max(0, asked - 1), asked, asked + 1})
        tried = [decided(with_enrolment(case, repair=repair | {"years": years})).first for years in numbers]
        for less, more in pairwise(tried):
            assert more.reason == less.reason, case
            if more.reason != DECIDED:
                continue
            assert more.benefit_from <= less.benefit_from, case
            assert more.wait.ends_before <= less.wait.ends_before, case
            assert more.wait.total_months <= less.wait.total_months, case
            assert more.wait.repaired_years <= more.wait.repairable_years, case
            helped += more.benefit_from < less.benefit_from
    assert helped > CASES // 50
