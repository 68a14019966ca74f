"""A fact that is not held helps nobody: what lies after the payment changes nothing, and telling less gains nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tests.properties.drawn import Plain, answered, cases, decided, settled, with_person
from tests.sizes import of_full

from canbao.casework.decide import Decision
from canbao.rules.determine import DECIDED, LEFT_TO_OTHER_RULES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES, EMPLOYEE_COVER_ENDED
from canbao.rules.parameters import AID_UNDETERMINED
from canbao.rules.values import UNDETERMINED

CASES = of_full(4_000, 4)

OTHER_RULES = "the event leaves the person to other rules (xz11/16)"
INTERRUPTED = "four months unpaid between the schemes, over a new year, count as not continuous (ls25/2.3.2c)"
LATEST_COUNTS = "of two events of one kind the latest counts, and a benefit from that day begins later (reading.md 12)"
LATE_IN_THE_WINDOW = "read literally, who lets three months pass pays late even in the window (xz11/9c, a reading only)"
RATE_NOT_NAMED = "the category is named without a rate, so the amount is not known (gb38/2.2b, jy3/1)"


def worth(decision: Decision) -> tuple[int | float, int | float]:
    """What a person gains, less being better: the first payable day, then the amount due; not known is the worst."""
    d = decision.first
    if d.reason != DECIDED:
        return float("inf"), float("inf")
    return d.benefit_from, float("inf") if d.premium.due_fen == UNDETERMINED else d.premium.due_fen


def with_less_told(case: Plain) -> Iterator[tuple[str, Plain]]:
    """The case without one of its events, or without one span of aid, and what was left out."""
    person = case["person"]
    for name in ("events", "aid"):
        told = person.get(name, [])
        for index, left_out in enumerate(told):
            kind = left_out.get("kind", "aid")
            if kind != "student_prepaid_until" or case["enrolment"]["paid_on"] is not None:
                yield kind, with_person(case, **{name: told[:index] + told[index + 1 :]})


def exception(kind: str, told: Decision, silent: Decision) -> str | None:
    """Why the law gives more to one who told less, or None where it gives no reason."""
    if told.first.reason == LEFT_TO_OTHER_RULES:
        return OTHER_RULES
    if kind == "aid":
        aid = told.policy.terms.aid.state
        return RATE_NOT_NAMED if aid == AID_UNDETERMINED and told.first.premium.aid_fen == UNDETERMINED else None
    anchor = ANCHOR_NAMES.index(kind)
    if anchor == EMPLOYEE_COVER_ENDED and told.first.years.is_interrupted:
        return INTERRUPTED
    if 0 < silent.facts[0].anchors[anchor] < told.facts[0].anchors[anchor]:
        return LATEST_COUNTS
    if told.policy.interpretations["nine_c_applies_in_window"].value and told.first.paid_in_window:
        return LATE_IN_THE_WINDOW
    return None


def test_leaving_a_fact_out_never_helps_but_where_the_law_says_so() -> None:
    tried = 0
    met: Counter[str] = Counter()
    for drawn in cases("less told", CASES):
        case = settled(drawn)
        told = decided(case)
        for kind, less in with_less_told(case):
            tried += 1
            silent = decided(less)
            if worth(silent) < worth(told):
                reason = exception(kind, told, silent)
                assert reason is not None, (kind, case)
                met[reason] += 1
    assert tried > CASES // 2
    assert {OTHER_RULES, INTERRUPTED, RATE_NOT_NAMED} <= set(met), met


def test_of_two_ends_of_employee_cover_the_latest_counts_though_the_first_would_give_more() -> None:
    """The least case of that exception: benefits run from the day cover ended (xz11/9a)."""
    ends = [{"kind": "employee_cover_ended", "on": day} for day in ("2026-04-01", "2026-05-01")]
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01", "events": ends},
        "history": [{"year": 2025, "employee_months": 12}],
        "enrolment": {"year": 2026, "paid_on": "2026-06-01"},
    }
    assert answered(case)["benefit.from"] == "2026-05-01"
    assert answered(with_person(case, events=ends[:1]))["benefit.from"] == "2026-04-01"


def test_late_in_the_window_is_an_exception_of_one_reading_only() -> None:
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01", "events": [{"kind": "employee_cover_ended", "on": "2025-08-01"}]},
        "history": [{"year": 2024, "employee_months": 12}, {"year": 2025, "employee_months": 7}],
        "enrolment": {"year": 2026, "paid_on": "2025-11-15"},
    }
    silent = with_person(case, events=[])
    assert answered(case) == answered(silent)
    literal = {"interpretations": {"nine_c_applies_in_window": True}}
    assert answered(silent | literal)["premium.due_yuan"] == 400
    assert answered(case | literal)["premium.due_yuan"] == 1124


def test_what_happens_after_the_payment_changes_nothing() -> None:
    """Events after the day of payment, categories held only after it or no longer on it (xz11/2d: on the day)."""
    tried = 0
    for drawn in cases("after the payment", CASES // 2):
        paid = drawn["enrolment"]["paid_on"]
        if paid is None:
            continue
        tried += 1
        person = drawn["person"]
        after = [
            {"kind": kind, "on": paid + timedelta(days=1)}
            for kind in ANCHOR_NAMES[2:]
            if kind != "student_prepaid_until"
        ]
        aid = [{"category": category, "from": paid + timedelta(days=1)} for category in AID_CATEGORIES]
        if person["born"] < paid:
            ended = {"from": paid - timedelta(days=1), "until": paid}
            aid += [{"category": category, **ended} for category in AID_CATEGORIES]
        more = with_person(drawn, events=[*person.get("events", []), *after], aid=[*person.get("aid", []), *aid])
        assert answered(more) == answered(drawn), drawn
    assert tried > CASES // 3
