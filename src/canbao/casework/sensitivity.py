"""Which interpretations matter to a decision: each other reading tried, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from canbao.casework.answer import Block, blocks_of, flat
from canbao.casework.decide import Decision, decide_facts
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.rules.answer import NULL, Answer

ENDS = 3
"""Of the readings of unknown years, the first: covered, covered and reimbursed, one missed; and as many of the last."""


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
        numbers = numbers_under(decision, other)
        changes = {} if numbers == decision.numbers else changed(before, flat(blocks_of(numbers)))
        if not changes:
            continue
        known = found.get(chosen.name)
        alternatives = (*(known.alternatives if known else ()), Alternative(value, changes))
        found[chosen.name] = Sensitivity(chosen.name, chosen.value, chosen.clauses[0], alternatives)
    return list(found.values())


def numbers_under(decision: Decision, policy: Policy) -> Answer:
    """The numbers of a decision under another policy: those on which all readings of its past agree.

    Without repair each number of an answer, but for the years that can be repaired, moves one way only as more of the
    unknown years are missed. Where it is the same with one and with nearly all of them missed, it is the same between:
    only the first and the last readings are tried, unless they leave the years that can be repaired in doubt.
    """
    facts = decision.facts
    if facts[0].repair_years == 0:
        ends = tuple(dict.fromkeys((*facts[:ENDS], *facts[-ENDS:])))
        numbers = decide_facts(decision.case, policy, ends).numbers
        if numbers.repairable_years == NULL:
            return numbers
    return decide_facts(decision.case, policy, facts).numbers


def changed(before: Block, after: Block) -> Block:
    """The fields that differ, with their values after."""
    return {name: value for name, value in after.items() if value != before[name]}
