"""Which interpretations matter to a decision: each other reading tried, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from canbao.casework.answer import Block, flat
from canbao.casework.decide import Decision, decide_facts, policy_of
from canbao.policy.policy import Policies


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
    case, policy = decision.case, decision.policy
    before = flat(decision.answer)
    found: list[Sensitivity] = []
    for name, chosen in policy.interpretations.items():
        if not chosen.acts:
            continue
        alternatives: list[Alternative] = []
        for value in chosen.others:
            other = policy_of(case, policies, {**case.interpretations, name: value})
            if other.terms == policy.terms:
                continue
            changes = changed(before, flat(decide_facts(case, other, decision.facts).answer))
            if changes:
                alternatives.append(Alternative(value, changes))
        if alternatives:
            found.append(Sensitivity(name, chosen.value, chosen.clauses[0], tuple(alternatives)))
    return found


def changed(before: Block, after: Block) -> Block:
    """The fields that differ, with their values after."""
    return {name: value for name, value in after.items() if value != before[name]}
