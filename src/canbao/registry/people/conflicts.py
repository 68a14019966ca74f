"""Where sources contradict one another about a person: what each says, and what is believed.

Of who a person is, the source that is trusted first is believed (the descriptors of feeds say which). Of facts of which
one holds at a time, two that hold on the day stand beside each other: which is right, people decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from canbao.feeds.vocabulary import KINDS
from canbao.registry.people.person_file import PersonFile, Statement
from canbao.registry.people.sources import Source

FOR_LIFE: Final = ("born", "sex", "died")
FOR_A_TIME: Final = ("registered_place", "residence_place", "registration")


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says."""

    value: Any
    source: Source


@dataclass(frozen=True, slots=True)
class Conflict:
    """A contradiction. what: a part of the identity or a kind of fact. believed: None where nothing is decided."""

    what: str
    believed: Any
    said: tuple[Said, ...]


def conflicts(file: PersonFile) -> tuple[Conflict, ...]:
    """The contradictions in a file: of the identity, then of the facts that hold on its day."""
    return (*_of_the_identity(file), *_of_the_facts(file))


def _of_the_identity(file: PersonFile) -> Iterator[Conflict]:
    for what in (*FOR_LIFE, *FOR_A_TIME):
        records = file.records if what in FOR_LIFE else [one for one in file.records if one.holds_on(file.as_of)]
        said = _different([Said(one.said[what], one.source) for one in records if one.said.get(what) is not None])
        if said:
            yield Conflict(what, file.identity.get(what), said)


def _of_the_facts(file: PersonFile) -> Iterator[Conflict]:
    by_kind: defaultdict[str, list[Statement]] = defaultdict(list)
    for fact in file.facts:
        kind = KINDS.get(fact.what)
        if kind is not None and kind.form == "span" and not kind.several and fact.holds_on(file.as_of):
            by_kind[fact.what].append(fact)
    for what, facts in sorted(by_kind.items()):
        said = _different([Said(_value(fact), fact.source) for fact in facts])
        if said:
            yield Conflict(what, None, said)


def _value(fact: Statement) -> tuple[Any, ...]:
    """What a fact says, so far as two of a kind may differ in it."""
    return fact.said.get("code"), fact.said.get("place"), fact.valid_from


def _different(said: Sequence[Said]) -> tuple[Said, ...]:
    """The first of each value, when there are several values."""
    first: dict[Any, Said] = {}
    for one in said:
        first.setdefault(one.value, one)
    return tuple(first.values()) if len(first) > 1 else ()
