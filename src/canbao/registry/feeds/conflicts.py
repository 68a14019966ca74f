"""People on whom sources disagree: which source says what, and which is believed by the trust of the feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from canbao.access.denials import require
from canbao.registry.feeds.history import SQL

if TYPE_CHECKING:
    from psycopg import Connection

Part = Literal["born", "sex", "died", "registered_place"]

LISTED = 50
"""People listed unless more are asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of a person. value: a day, 1 or 2 for the sex, or a place of 12 digits.

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


def conflicts(connection: Connection[Any], place: int, on: date, *, after: int = 0, most: int = LISTED) -> list[Said]:
    """What sources say of the people of a place on whom they disagree, person by person, what is believed first.

    place: 12 digits, registered or lived in, and all below it. after: the number of the last person of the page before.
    most: people of a page. Raises DeniedError for whoever may not see them.
    """
    from psycopg.rows import class_row

    require(connection, "registry.read", place)
    with connection.cursor(row_factory=class_row(Said)) as cursor:
        return cursor.execute(SQL["conflicts"], {"place": place, "on_day": on, "after": after, "most": most}).fetchall()
