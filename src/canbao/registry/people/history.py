"""The history of a person: everything ever recorded, when it became known, when it ended being so, from which row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from canbao.basis.certificates.masks import masked, masked_name
from canbao.registry.people.found import query
from canbao.registry.people.sources import Source, key, sources_of
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something recorded. source.known_at: when it became known. until: the revision and moment in which it ended.

    shown: the masked number or name of a certificate or name.
    """

    what: str
    said: Mapping[str, Any]
    shown: str | None
    valid_from: date | None
    valid_until: date | None
    recorded_in: int
    ended_in: int | None
    ended_at: datetime | None
    source: Source


def history(connection: Connection[Any], seals: Seals, person: int) -> list[Recorded]:
    """Everything ever recorded of a person, in the order in which it became known; masked."""
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query("history"), {"person": person}).fetchall()
    sources = sources_of(connection, rows)
    ended = {row["ended_in"] for row in rows if row["ended_in"] is not None}
    ends = {row[0]: row[1] for row in connection.execute(query("revisions"), {"revisions": sorted(ended)})}
    return [
        Recorded(
            row["what"],
            row["said"],
            _shown(seals, row),
            row["valid_from"],
            row["valid_until"],
            row["recorded_in"],
            row["ended_in"],
            ends.get(row["ended_in"]),
            sources[key(row)],
        )
        for row in rows
    ]


def _shown(seals: Seals, row: Mapping[str, Any]) -> str | None:
    """The masked number or name."""
    if row["sealed"] is None:
        return None
    if row["what"] == "name":
        return masked_name(seals.unseal(row["sealed"], place("person_name", row["row_id"], "name")))
    number = seals.unseal(row["sealed"], place("certificate", row["row_id"], "number"))
    return masked(row["said"]["kind"], number)
