"""The named readings of the law: which value each has at a place, and which values a case or overlay may give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


def choose(chain: Chain, law: Law, given: Mapping[str, Any]) -> dict[str, Chosen]:
    """Each interpretation's value at a place: as given, else as the place's texts say, else the default."""
    places = {layer.place for layer in chain.layers}
    chosen: dict[str, Chosen] = {}
    for name, definition in definitions(chain).items():
        local = find_value(chain, "readings", name, law.year, law, by_calendar_year=False)
        default = local.value if local is not None else definition.default
        acts = not places & set(definition.text_decides_at) and (
            not definition.acts_at or bool(places & set(definition.acts_at))
        )
        value = given[name] if acts and name in given else default
        every = [definition.default, *definition.alternatives, default]
        others = [v for i, v in enumerate(every) if not same(v, value) and not any(same(v, w) for w in every[:i])]
        chosen[name] = Chosen(
            name,
            value,
            local.clauses if local is not None else (definition.clause,),
            local.status if local is not None else definition.evidence.kind,
            local is not None and same(value, default),
            acts and definition.in_cases,
            tuple(others),
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
