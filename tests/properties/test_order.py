"""The order in which facts are written down decides nothing: rows of the history, events, aid held."""

from __future__ import annotations

import json
import random

from tests.properties.drawn import POLICIES, Plain, cases, decided, with_person
from tests.sizes import of_full

from canbao.casework.receipt import facts_digest
from canbao.casework.report import report

CASES = of_full(2_000, 3)
REPORTS = 60


def shuffled(case: Plain, rng: random.Random) -> Plain:
    """The same case, its lists and keys in another order."""
    person = case["person"]
    lists = {name: rng.sample(person[name], len(person[name])) for name in ("events", "aid") if name in person}
    other = with_person(case, **lists)
    if "history" in other:
        other["history"] = [
            dict(rng.sample(list(row.items()), len(row))) for row in rng.sample(other["history"], len(other["history"]))
        ]
    if "interpretations" in other:
        other["interpretations"] = dict(reversed(other["interpretations"].items()))
    return dict(rng.sample(list(other.items()), len(other)))


def test_another_order_gives_the_same_answer_and_the_same_digest_of_the_facts() -> None:
    rng = random.Random("order")
    reordered = 0
    for case in cases("order", CASES):
        other = shuffled(case, rng)
        first, second = decided(case), decided(other)
        assert second.determinations == first.determinations, (case, other)
        assert second.answer == first.answer, (case, other)
        assert facts_digest(second) == facts_digest(first), (case, other)
        reordered += other.get("history") != case.get("history")
    assert reordered > CASES // 3


def test_another_order_gives_the_same_report_to_the_last_word() -> None:
    rng = random.Random("order of reports")
    for case in cases("reports in order", REPORTS):
        first, second = (report(decided(c), POLICIES, "full") for c in (case, shuffled(case, rng)))
        assert json.dumps(second) == json.dumps(first), case


def test_two_spans_of_one_category_from_the_same_day_are_the_same_facts_in_either_order() -> None:
    spans = [
        {"category": "destitute", "from": "2024-10-01", "until": until} for until in ("2024-12-01", "2025-03-01", None)
    ]
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01", "aid": spans},
        "enrolment": {"year": 2025, "paid_on": "2024-11-11"},
    }
    turned = with_person(case, aid=spans[::-1])
    assert facts_digest(decided(turned)) == facts_digest(decided(case))
