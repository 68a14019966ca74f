"""Which interpretations matter to a decision: each other reading tried, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from canbao.casework.answer import Block, blocks_of, flat
from canbao.casework.decide import Decision, decide_facts
from canbao.policy.policies import Policies


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value of an interpretation, and the fields it would change, with what they would become."""

    value: Any
    changes: Block


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """An interpretation that could change the decision: its value here, its clause, and what the others give."""

    name: str
    chosen: Any
    clause: str
    alternatives: tuple[Alternative, ...]


def sensitivities(decision: Decision, policies: Policies) -> list[Sensitivity]:
    """The interpretations that could change this decision, in the order of the national list."""
    before = flat(decision.answer)
    found: dict[str, Sensitivity] = {}
    for chosen, value, other in policies.alternatives(decision.policy):
        numbers = decide_facts(decision.case, other, decision.facts).numbers
        changes = {} if numbers == decision.numbers else changed(before, flat(blocks_of(numbers)))
        if not changes:
            continue
        known = found.get(chosen.name)
        alternatives = (*(known.alternatives if known else ()), Alternative(value, changes))
        found[chosen.name] = Sensitivity(chosen.name, chosen.value, chosen.clauses[0], alternatives)
    return list(found.values())


def changed(before: Block, after: Block) -> Block:
    """The fields that differ, with their values after."""
    return {name: value for name, value in after.items() if value != before[name]}
