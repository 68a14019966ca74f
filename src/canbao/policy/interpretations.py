"""The named readings of the law: which value each has at a place, and which values a case or overlay may give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.model_findings import described
from canbao.basis.nearest import nearest
from canbao.basis.tree_values import shown
from canbao.policy.library import Chain
from canbao.policy.resolve import Law, find_value
from canbao.policy.schema import Interpretation


@dataclass(frozen=True, slots=True)
class Chosen:
    """An interpretation as it stands at a place: its value, where that comes from, and the values it might have.

    acts: whether another value could have any effect at this place.
    is_text: whether a text of the place sets the value.
    """

    name: str
    value: Any
    clauses: tuple[str, ...]
    status: str
    is_text: bool
    acts: bool
    others: tuple[Any, ...]


def definitions(chain: Chain) -> Mapping[str, Interpretation]:
    """Every interpretation there is, as the national frame lists them."""
    return chain.national.interpretations


def same(one: Any, other: Any) -> bool:
    """Whether two readings are the same value of the same kind (``true`` is not 1)."""
    return type(one) is type(other) and one == other


def own_readings(chain: Chain, law: Law) -> dict[str, Chosen]:
    """Each interpretation's value at a place: as its texts say, else the default."""
    places = {layer.place for layer in chain.layers}
    chosen: dict[str, Chosen] = {}
    for name, definition in definitions(chain).items():
        local = find_value(chain, "readings", name, law.year, law, by_calendar_year=False)
        value = definition.default if local is None else local.value
        acts = not places & set(definition.text_decides_at) and (
            not definition.acts_at or bool(places & set(definition.acts_at))
        )
        chosen[name] = Chosen(
            name,
            value,
            (definition.clause,) if local is None else local.clauses,
            definition.evidence.kind if local is None else local.status,
            local is not None,
            acts and definition.in_cases,
            others_than(value, (definition.default, *definition.alternatives)),
        )
    return chosen


def others_than(value: Any, every: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of an interpretation beside one of them, each once."""
    return tuple(v for i, v in enumerate(every) if not same(v, value) and not any(same(v, w) for w in every[:i]))


def with_effect(own: Mapping[str, Chosen], given: Mapping[str, Any]) -> dict[str, Any]:
    """Of interpretations given, those that act at the place and differ from what it has."""
    return {name: v for name, v in given.items() if own[name].acts and not same(own[name].value, v)}


def with_given(own: Mapping[str, Chosen], given: Mapping[str, Any]) -> dict[str, Chosen]:
    """The interpretations of a place with some of them replaced."""
    chosen = dict(own)
    for name, value in given.items():
        before = own[name]
        chosen[name] = replace(
            before, value=value, is_text=False, others=others_than(value, (before.value, *before.others))
        )
    return chosen


def faults(chain: Chain, given: Mapping[str, Any], about: str) -> list[Finding]:
    """What is wrong with interpretations given in a case: an unknown name, a value that is not one of its readings."""
    found: list[Finding] = []
    known = definitions(chain)
    for name, value in given.items():
        where = f"{about}.{name}"
        definition = known.get(name)
        if definition is None:
            near = nearest(name, known)
            found.append(finding("unknown_key", where, key=shown(name), nearest=near or "–"))
            continue
        if not definition.in_cases:
            what = Text(f"解释开关 {name} 不能在个案中设置", f"the interpretation {name} cannot be set in a case")
            remedy = Text("删去该开关。", "Remove it.")
            found.append(finding("not_in_scope", where, (definition.clause,), what=what, remedy=remedy))
            continue
        allowed = [definition.default, *definition.alternatives]
        if not any(same(value, v) for v in allowed):
            options = ", ".join(dict.fromkeys(str(v).lower() if isinstance(v, bool) else str(v) for v in allowed))
            expected = Text(f"下列之一：{options}", f"one of: {options}")
            found.append(finding("wrong_value", where, value=described(value), expected=expected))
    return found
