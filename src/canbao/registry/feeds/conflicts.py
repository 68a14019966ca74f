"""People on whom sources disagree: which source says what, and which is believed by the trust of the feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from canbao.access.denials import require
from canbao.basis.certificates.masks import masked_name
from canbao.registry.feeds.history import SQL

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

Part = Literal["name", "born", "sex", "died", "registered_place"]

LISTED = 50
"""People listed unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of a person. value: a masked name, a day, 1 or 2 for the sex, or a place of 12 digits.

    trust: 1 is believed first, 9 last. file_id and row_number: where it stands.
    """

    person_id: int
    part: Part
    feed: str | None
    value: str
    is_believed: bool | None
    trust: int
    file_id: int | None
    row_number: int | None


def conflicts(
    connection: Connection[Any],
    seals: Callable[[], Seals],
    place: int,
    on: date,
    *,
    after: int = 0,
    most: int = LISTED,
) -> list[Said]:
    """What sources say of the people of a place on whom they disagree, person by person, what is believed first.

    seals: asked for where names differ. place: 12 digits, registered or lived in, and all below it. after: the number
    of the last person of the page before. most: people of a page. Raises DeniedError for whoever may not see them.
    """
    require(connection, "registry.read", place)
    rows = connection.execute(SQL["conflicts"], {"place": place, "on_day": on, "after": after, "most": most}).fetchall()
    opened = seals() if any(row[1] == "name" for row in rows) else None
    return [said(row, opened) for row in rows]


def said(row: tuple[Any, ...], seals: Seals | None) -> Said:
    """What a row tells; a name is opened and masked."""
    from canbao.sealing.seals import place

    person, part, feed, value, *others, name, sealed = row
    if seals is not None and part == "name":
        value = masked_name(seals.unseal(sealed, place("person_name", name, "name")))
    return Said(person, part, feed, value, *others)
