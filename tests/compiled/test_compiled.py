"""The rules compile as they stand: Numba's machine code and the interpreter give the same determination.

What this proves: the very functions that decide one person (no copy, no rewriting) are in the part of Python that Numba
takes, a determination compiles once for all places and years, and on thousands of random cases every one of its values
is the interpreter's. What it does not prove: that the rules are right (the agreement tests do that).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from inspect import getmembers, isfunction

from tests.agreement.draws import SWITCH_VALUES
from tests.agreement.generate import plain_case
from tests.compiled.as_a_population import compiled, record, with_array
from tests.sizes import of_full

from canbao.basis import days
from canbao.basis.compilable import COMPILABLE
from canbao.casework.case import Case
from canbao.casework.decide import policy_of
from canbao.casework.facts import facts_of
from canbao.casework.unknown_years import histories
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.rules.clauses import CLAUSES_OF_RULE
from canbao.rules.determine import determine
from canbao.rules.facts import PAID_IN_WINDOW, RESIDENT, Facts

CASES = of_full(3_000, 4)
SEED = 20250102
YEARS = (2025, 2026, 2027, 2028)
LONG_STREAKS = (23, 40, 90)
COVERED = RESIDENT | PAID_IN_WINDOW


def drawn(policies: Policies) -> Iterator[tuple[dict[str, object], Facts, Policy]]:
    """Random cases of every place, a third with other readings of the law; each reading of unknown years."""
    rng = random.Random(SEED)
    places = shipped_places()
    for number in range(CASES):
        case = plain_case(rng, places[number % len(places)], switches=False)
        if rng.random() < 1 / 3:
            names = rng.sample(sorted(SWITCH_VALUES), 3)
            case["interpretations"] = {name: rng.choice(SWITCH_VALUES[name]) for name in names}
        read = Case.model_validate(case)
        policy = policy_of(read, policies, read.interpretations)
        own = facts_of(read)
        for history in histories(read):
            yield case, own._replace(history=history), policy


def long_streak(years: int) -> Case:
    """A Hunan resident of full age, covered and paid in the window for so many years before 2026."""
    rows = [{"year": 2026 - back, "resident": True, "paid_in_window": True} for back in range(1, years + 1)]
    return Case.model_validate(
        {
            "case": 1,
            "place": "430000",
            "person": {"born": "1900-01-01"},
            "history": rows,
            "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
            "original_limit_yuan": 400000,
        }
    )


def test_the_compiled_rules_decide_as_the_interpreter_does() -> None:
    """Every field of every determination, over all places and years; one compilation serves all of them.

    In one test, so that it compiles once.
    """
    kernel = compiled(determine)
    policies = Policies(Library())
    seen: Counter[object] = Counter()
    for case, facts, policy in drawn(policies):
        ours, theirs = determine(facts, policy.terms), kernel(with_array(facts), record(policy))
        assert theirs == ours, case
        seen.update([case["place"], policy.year, ours.reason, len(facts.history.words) == 0])
    assert all(seen[place] > CASES // 10 for place in shipped_places())
    assert all(seen[year] > CASES // 50 for year in YEARS)

    for years in LONG_STREAKS:
        streak = long_streak(years)
        facts = facts_of(streak)
        policy = policy_of(streak, policies, {})
        ours, theirs = determine(facts, policy.terms), kernel(with_array(facts), record(policy))
        assert theirs == ours
        assert (theirs.continuous, theirs.limit.step_years) == (years + 1, years - 3)

    assert len(kernel.nopython_signatures) == 1


def test_every_rule_and_the_calendar_are_among_what_is_compiled() -> None:
    """A rule that was forgotten would be compiled by nobody, or call something that is not."""
    collected = {f"{f.__module__}.{f.__name__}" for f in COMPILABLE}
    assert {f"canbao.rules.{name}" for name in CLAUSES_OF_RULE} <= collected
    edge = {"from_date", "to_date", "iso"}
    calendar = {name for name, f in getmembers(days, isfunction) if f.__module__ == days.__name__}
    assert {f"{days.__name__}.{name}" for name in calendar - edge - {"compilable"}} <= collected
