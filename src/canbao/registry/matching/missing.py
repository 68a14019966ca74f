"""Which feeds of a month are not there when it is matched: what a match does not know, it says (xy41/3.2b, gb38/4.10).

A feed is expected at the places that have an agreement for it or that a file came from. The file of a month is the one
that was due in it; a file of a later month says nothing of how the month was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from canbao.access.denials import require
from canbao.basis.place_numbers import place_code
from canbao.feeds.cadence import due
from canbao.registry.feeds.due import month_due
from canbao.registry.feeds.history import READ
from canbao.registry.matching.match import query

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.feeds.descriptor import Feed

LONGEST_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class MissingFeed:
    """A feed of a place of which the file of a month is not there. wanted: the month of that file, by its first day.

    newest: the newest that came until then, None for none. is_held: a file came and waits to be confirmed.
    """

    feed: str
    place: int
    wanted: date
    newest: date | None
    is_held: bool

    def block(self) -> dict[str, Any]:
        """As a manifest keeps it."""
        return {
            "feed": self.feed,
            "place": place_code(self.place),
            "wanted": f"{self.wanted:%Y-%m}",
            "newest": None if self.newest is None else f"{self.newest:%Y-%m}",
            "held": self.is_held,
        }


def missing(connection: Connection[Any], feeds: Iterable[Feed], place: int, month: date) -> list[MissingFeed]:
    """The feeds of a place and below it whose file for a month is not there. Raises DeniedError for who may not see.

    place: 12 digits. month: its first day.
    """
    require(connection, READ, place)
    next_month = (month + LONGEST_MONTH).replace(day=1)
    known = {feed.feed: feed for feed in feeds}
    asked = {"place": place, "month": month, "last": next_month - timedelta(days=1)}
    found = list[MissingFeed]()
    for name, where, newest, held in connection.execute(query("expected"), asked):
        if name in known:
            wanted = month_due(known[name], due(known[name], next_month).last)
            if newest is None or newest < wanted:
                found.append(MissingFeed(name, where, wanted, newest, held is not None and held >= wanted))
    return found
