"""A step of an explanation, and the small words that several chapters tell with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from canbao.basis.findings import Text
from canbao.casework.wording import joined, word
from canbao.policy.policy import Policy, Row
from canbao.rules.determine import Determination
from canbao.rules.facts import AID_CATEGORIES, Facts


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: the rule, the sentence, its clauses, and the fields of the answer it is about."""

    rule: str
    text: Text
    clauses: tuple[str, ...]
    fields: tuple[str, ...] = ()


Teller = Callable[[Facts, Determination, Policy], Iterator[Step]]
"""What tells one chapter of a determination."""

NOTHING_SAID = Text("", "")


def cited(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """The clauses of several groups, each once, in order."""
    return tuple(dict.fromkeys(clause for group in groups for clause in group))


def joined_clauses(parts: list[Text | None] | list[Text]) -> Text:
    """Parts of a sentence, those that are there."""
    there = [part for part in parts if part is not None]
    return Text("，".join(t.zh for t in there), "; ".join(t.en for t in there))


def sentence(text: Text) -> Text:
    """The text as a sentence: the English begins with a capital."""
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def own_clauses(row: Row) -> tuple[str, ...]:
    """The clauses of a special row; an ordinary one is cited where its circumstance is told, and nowhere else."""
    return () if row.circumstance.ordinary else row.clauses


def held(f: Facts, classes: int) -> Text:
    """The aid categories held, of a set."""
    both = f.aid_classes & classes
    names = joined([word(name) for bit, name in enumerate(AID_CATEGORIES) if both >> bit & 1])
    return Text(f"缴费当日属于{names.zh}", f"held on the day of payment: {names.en}")
