"""What the registry knows of people that makes their cases: read by one query, for one person or for many.

The reading itself is the database's (``registry.case_facts``), so that a case and the export of a whole place say the
same of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from canbao.casework.case import EventKind
from canbao.registry.people.found import query

if TYPE_CHECKING:
    from psycopg import Connection

EVENTS: Final = frozenset(get_args(EventKind))
GUARANTEES: Final = frozenset({"serving", "in_prison"})
"""Facts of years in which another guarantee held (semantics of ``other_guarantee``)."""
KINDS: Final = {"events": sorted(EVENTS), "guarantees": sorted(GUARANTEES)}
"""The kinds of facts that a case has, as the query takes them."""


class CaseFacts(NamedTuple):
    """What a case of a coverage year is made of.

    years, words: the earlier years of which something is known, with their words (``canbao.rules.facts``). unsettled:
    years of resident cover of which it is not said whether the fund paid. aid_until: days, None for still held.
    earlier_wait_until: when the wait of a determination that was kept is over, where that is in the coverage year.
    """

    person_id: int
    born: date | None
    years: Sequence[int]
    words: Sequence[int]
    unsettled: Sequence[int]
    event_kinds: Sequence[str]
    event_days: Sequence[date]
    aid_categories: Sequence[str]
    aid_from: Sequence[date]
    aid_until: Sequence[date | None]
    earlier_wait_until: date | None


def facts_of(connection: Connection[object], person: int, year: int, known: int | None = None) -> CaseFacts | None:
    """The facts for a case of a person; None for nobody whom the present actor may see.

    known: a revision; None for now.
    """
    asked = {"people": [person], "year": year, "known": known, **KINDS}
    row = connection.execute(query("case_facts"), asked).fetchone()
    return None if row is None else CaseFacts(*row)  # type: ignore[misc]
