"""What another reading of the law would change is told from the first and last readings of unknown years alone."""

from __future__ import annotations

import random

from tests.properties.drawn import POLICIES, cases, decided

from canbao.casework.decide import decide_facts
from canbao.casework.sensitivity import ENDS, numbers_under

DRAWN = 250


def test_the_ends_say_what_all_readings_say() -> None:
    """Drawn cases with unknown years, under every other reading of the law that there is."""
    rng = random.Random("the ends of the readings")
    seen = 0
    for drawn in cases("ends", DRAWN, switched=0.5):
        year, rows = drawn["enrolment"]["year"], drawn.get("history", [])
        known_from = year - rng.choice((0, 0, 0, 1, 2, 3, 5, 8))
        kept = [row for row in rows if rng.random() < 0.7] if rng.random() < 0.5 else rows
        decision = decided(drawn | {"history_known_from": known_from, "history": kept})
        if len(decision.determinations) <= 2 * ENDS:
            continue
        seen += 1
        for _, _, policy in POLICIES.alternatives(decision.policy):
            whole = decide_facts(decision.case, policy, decision.facts).numbers
            assert numbers_under(decision, policy) == whole, (drawn, known_from)
    assert seen > DRAWN // 4
