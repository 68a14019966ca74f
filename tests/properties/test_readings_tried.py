"""A decision tries only some readings of unknown years, and gives what trying every one of them gives."""

from __future__ import annotations

import random

from tests.properties.drawn import POLICIES, cases, decided
from tests.sizes import of_full

from canbao.casework.decide import Decision, decide_facts
from canbao.policy.policy import Policy
from canbao.rules.determine import Determination, determine

DRAWN = of_full(1_000, 8)


def every_one(decision: Decision, policy: Policy) -> tuple[Determination, ...]:
    """The determination of each reading, each worked out by itself."""
    return tuple(determine(facts, policy.terms) for facts in decision.facts)


def test_the_readings_tried_say_what_all_readings_say() -> None:
    """Drawn cases with unknown years, under their own reading of the law and every other one that there is."""
    rng = random.Random("the readings that are tried")
    seen = many = 0
    for drawn in cases("tried", DRAWN, switched=0.5):
        year, rows = drawn["enrolment"]["year"], drawn.get("history", [])
        known_from = year - rng.choice((0, 0, 0, 1, 2, 3, 5, 8))
        kept = [row for row in rows if rng.random() < 0.7] if rng.random() < 0.5 else rows
        decision = decided(drawn | {"history_known_from": known_from, "history": kept})
        seen += len(decision.facts) > 1
        many += len(decision.facts) > 10
        for policy in (decision.policy, *(other for _, _, other in POLICIES.alternatives(decision.policy))):
            found = decide_facts(decision.case, policy, decision.facts).determinations
            assert found == every_one(decision, policy), (drawn, known_from)
    assert min(seen, 2 * many) > DRAWN // 4
