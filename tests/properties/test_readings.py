"""Interpretations: a listed alternative gives what deciding with that switch set gives; one not listed, nothing."""

from __future__ import annotations

from collections import Counter

from tests.properties.drawn import Plain, cases, decided
from tests.sizes import of_full

from canbao.casework.answer import flat
from canbao.casework.sensitivity import sensitivities
from canbao.policy.interpretations import same
from canbao.policy.library import Library
from canbao.policy.policies import Policies

CASES = of_full(80, 2)


def test_listed_alternatives_are_what_the_switch_gives_and_the_others_change_nothing() -> None:
    """Every switch that a case may set, at every value, is decided; unknown years and law times included."""
    listed: Counter[str] = Counter()
    for case in cases("readings", CASES):
        policies = Policies(Library())
        decision = decided(case, policies)
        before = flat(decision.answer)
        told = {
            (sensitivity.name, repr(alternative.value)): alternative.changes
            for sensitivity in sensitivities(decision, policies)
            for alternative in sensitivity.alternatives
        }
        for name, value in switches(decision.policy.resolved.chain.national.interpretations):
            given = case.get("interpretations", {}) | {name: value}
            after = flat(decided(case | {"interpretations": given}, policies).answer)
            changes = {field: found for field, found in after.items() if found != before[field]}
            assert told.pop((name, repr(value)), {}) == changes, (name, value, case)
            listed[name] += bool(changes)
        assert told == {}, case
    assert sum(count > 0 for count in listed.values()) >= 15, listed


def switches(definitions: Plain) -> list[tuple[str, object]]:
    """Every switch that a case may set, with every value it may have."""
    found: list[tuple[str, object]] = []
    for name, definition in definitions.items():
        values = [definition.default, *definition.alternatives]
        if definition.in_cases:
            found += [(name, v) for i, v in enumerate(values) if not any(same(v, w) for w in values[:i])]
    return found


def test_the_value_that_stands_can_be_said_without_changing_anything() -> None:
    """Setting a switch to the value it has anyway gives the same answer and the same policy."""
    for case in cases("said", CASES, switched=0.0):
        decision = decided(case)
        stands = {
            name: chosen.value
            for name, chosen in decision.policy.interpretations.items()
            if decision.policy.resolved.chain.national.interpretations[name].in_cases
        }
        said = decided(case | {"interpretations": stands})
        assert said.answer == decision.answer, case
        assert said.policy.digest == decision.policy.digest, case
