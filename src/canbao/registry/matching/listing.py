"""The items of work lists and the people who changed, with masked names: a look at them is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.access.audit import audited
from canbao.access.denials import require
from canbao.registry.matching.match import MatchItem, MatchRun, items_of, people_changed
from canbao.registry.people.summaries import Summary, summaries
from canbao.sealing.seals import Seals

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.ring import KeyRing

PAGE = 1000
"""Items read at a time."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list. person_id, name, certificate (masked), born: None for a row of a feed whom nobody knows."""

    number: int
    person_id: int | None
    name: str | None
    certificate: str | None
    born: date | None
    place: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A person who is in another class than before. before, after: None for not in that run. name: masked."""

    person_id: int
    name: str | None
    before: str | None
    after: str | None


def shown(connection: Connection[Any], ring: KeyRing, run: MatchRun, name: str, most: int, start: int) -> list[Listed]:
    """The items of a list after a number, at most so many; written to the audit trail."""
    with audited(connection, "match.read", f"run {run.run_id} {name}", place=run.place) as detail:
        require(connection, "registry.read")
        found = _told(connection, Seals(ring), items_of(connection, run.run_id, name, most, start))
        detail["shown"] = len(found)
    return found


def every(connection: Connection[Any], ring: KeyRing, run: MatchRun, name: str) -> Iterator[Listed]:
    """All items of a list, in their order; to write it down is the caller's."""
    seals, after = Seals(ring), 0
    while page := items_of(connection, run.run_id, name, PAGE, after):
        yield from _told(connection, seals, page)
        after = page[-1].number


def changed(
    connection: Connection[Any], ring: KeyRing, before: MatchRun, after: MatchRun, most: int = 100
) -> list[Changed]:
    """The people who are in another class than before, at most so many; written to the audit trail."""
    with audited(connection, "match.diff", f"run {before.run_id} {after.run_id}", place=after.place) as detail:
        require(connection, "registry.read")
        rows = people_changed(connection, before, after, most)
        told = summaries(connection, Seals(ring), (row[0] for row in rows))
        detail["shown"] = len(rows)
    return [Changed(row[0], told[row[0]].name if row[0] in told else None, row[1], row[2]) for row in rows]


def _told(connection: Connection[Any], seals: Seals, items: list[MatchItem]) -> list[Listed]:
    people = summaries(connection, seals, (item.person_id for item in items if item.person_id is not None))
    return [_listed(item, people.get(item.person_id or 0)) for item in items]


def _listed(item: MatchItem, who: Summary | None) -> Listed:
    told = (who.name, who.certificate, who.born) if who else (None, None, None)
    return Listed(item.number, item.person_id, *told, item.place, item.detail)
