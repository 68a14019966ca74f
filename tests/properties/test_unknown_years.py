"""Unknown years never change a determined answer: whatever they turn out to have been, what was told stays so."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from tests.properties.drawn import Plain, answered, cases, decided
from tests.sizes import of_full

from canbao.casework.answer import flat
from canbao.casework.unknown_years import unknown_years

CASES = of_full(2_000, 4)
HISTORIES = 2


def with_unknown_years(case: Plain, rng: random.Random) -> Plain:
    """The case, its oldest years not known."""
    year = case["enrolment"]["year"]
    return case | {"history_known_from": year - rng.choice([0, 1, 1, 2, 3, 4, 6, 10, 20])}


def found_again(case: Plain, unknown: list[int], rng: random.Random) -> Plain:
    """The case once its records are found: each unknown year without cover, or resident and paid in the window,
    reimbursed or not. Those are the years that the readings of section 3 range over; a year of employee cover or paid
    late is not among them."""
    covered, reimbursed = rng.choice([0.0, 0.1, 0.5, 0.9, 1.0]), rng.choice([0.0, 0.5, 1.0])
    rows: list[dict[str, Any]] = [
        {"year": year, "resident": True, "paid_in_window": True, "reimbursed": rng.random() < reimbursed}
        for year in unknown
        if rng.random() < covered
    ]
    known = {key: value for key, value in case.items() if key != "history_known_from"}
    return known | {"history": [*case.get("history", []), *rows]}


def test_what_was_determined_stays_so_whatever_the_unknown_years_were() -> None:
    rng = random.Random("unknown")
    tried = 0
    determined: Counter[str] = Counter()
    open_: Counter[str] = Counter()
    for drawn in cases("unknown years", CASES):
        case = with_unknown_years(drawn, rng)
        decision = decided(case)
        unknown = unknown_years(decision.case)
        if not unknown:
            continue
        told = flat(decision.answer)
        known = {name: value for name, value in told.items() if value is not None}
        determined.update(list(known))
        open_.update(sorted(told.keys() - known.keys()))
        for _ in range(HISTORIES):
            tried += 1
            full = found_again(case, unknown, rng)
            found = answered(full)
            assert {name: found[name] for name in known} == known, (case, full["history"])
    assert tried > CASES
    for name in ("years.missed", "years.continuous", "waiting.total_months", "limit.zero_claim_yuan"):
        assert determined[name] > CASES // 100, name
        assert open_[name] > CASES // 100, name


def test_an_answer_left_open_names_its_range_and_both_ends_can_be() -> None:
    """The extremes a finding gives are answers of histories that can be: all covered, and none."""
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "2018-05-01"},
        "history_known_from": 2025,
        "history": [{"year": 2025, "resident": True, "paid_in_window": True}],
        "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
    }
    assert answered(case)["years.continuous"] is None
    rows = [{"year": year, "resident": True, "paid_in_window": True} for year in range(2018, 2025)]
    known = {key: value for key, value in case.items() if key != "history_known_from"}
    assert answered(known)["years.continuous"] == 2
    assert answered(known | {"history": [*rows, *case["history"]]})["years.continuous"] == 9
    assert answered(case)["years.missed"] == 0
