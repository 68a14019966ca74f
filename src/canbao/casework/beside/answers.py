"""What the answers of the side commands share: steps with their clauses, named codes, numbers at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from canbao.basis.findings import Text
from canbao.casework.beside.inputs import FEN_PER_YUAN, SideInput
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

Answer: TypeAlias = dict[str, Any]
"""A JSON-ready answer."""

Clauses: TypeAlias = Mapping[str, Sequence[str]]
"""For each parameter of the terms, by name (rows of a table as ``openings.3``), the clauses that gave it."""


def head(case: SideInput) -> Answer:
    """The first keys of every answer: which case, where, under the law of which day."""
    return {"id": case.id, "place": case.place, "as_of": case.as_of.isoformat()}


def step(rule: str, text: Text, clauses: Sequence[str] = ()) -> Answer:
    """One step of an explanation: the rule, what it found, the clauses."""
    return {"rule": rule, "text": {"zh": text.zh, "en": text.en}, "clauses": list(clauses)}


def cited(clauses: Clauses, *parameters: str) -> list[str]:
    """The clauses that gave these parameters, each once, in order."""
    found: list[str] = []
    for parameter in parameters:
        found += [clause for clause in clauses.get(parameter, ()) if clause not in found]
    return found


def bit_of(name: str, table: Sequence[str]) -> int:
    """One name as its bit."""
    return 1 << table.index(name)


def names_of(bits: int, table: Sequence[str]) -> list[str]:
    """The names in a set of bits; none when the set is undetermined or nothing."""
    return [name for k, name in enumerate(table) if bits >= 0 and bits >> k & 1]


def named(names: Sequence[str], words: Mapping[str, Text]) -> list[dict[str, str]]:
    """Codes with their Chinese and English names."""
    return [{"code": name, "zh": words[name].zh, "en": words[name].en} for name in names]


def joined(names: Sequence[str], words: Mapping[str, Text]) -> Text:
    """Names as one phrase in each language."""
    if not names:
        return Text("无", "none")
    return Text("、".join(words[n].zh for n in names), ", ".join(words[n].en for n in names))


def number(value: int) -> int | None:
    """A number, or null where there is none or it is undetermined."""
    return None if value in (UNDETERMINED, NOTHING) else value


def yuan(amount_fen: int) -> int | float | str | None:
    """Fen as yuan: whole where whole, null where undetermined or nothing."""
    if amount_fen in (UNDETERMINED, NOTHING):
        return None
    if amount_fen == UNLIMITED:
        return "unlimited"
    return amount_fen // FEN_PER_YUAN if amount_fen % FEN_PER_YUAN == 0 else amount_fen / FEN_PER_YUAN


def yuan_text(amount_fen: int) -> Text:
    """Fen as words."""
    value = yuan(amount_fen)
    return Text("不能确定", "undetermined") if value is None else Text(f"{value}元", f"{value} yuan")


def months_text(months: int) -> Text:
    """Months as words."""
    value = number(months)
    return Text("不能确定", "undetermined") if value is None else Text(f"{value}个月", f"{value} months")
