"""Where something came from: feed, file, month, row, and when it became known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from canbao.registry.people.found import query

if TYPE_CHECKING:
    from psycopg import Connection

Key = tuple[str | None, int | None, int | None, int | None]
"""What a row says of where it came from: feed, file, row of the file, revision."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something came from: a row of a file, and when it became known. None for what an act of the office said.

    file, month: None also where the file lies outside what the present actor may see.
    """

    feed: str | None
    file: str | None
    month: date | None
    row_number: int | None
    known_at: datetime | None


def key(row: Mapping[str, Any]) -> Key:
    """What a row says of where it came from."""
    return row.get("feed"), row.get("file_id"), row.get("row_number"), row.get("recorded_in")


def sources_of(connection: Connection[Any], rows: Iterable[Mapping[str, Any]]) -> dict[Key, Source]:
    """The sources of rows, by their keys."""
    from psycopg.rows import dict_row

    keys = {key(row) for row in rows}
    with connection.cursor(row_factory=dict_row) as cursor:
        asked = {"files": sorted({each[1] for each in keys if each[1] is not None})}
        files = {row["file_id"]: row for row in cursor.execute(query("files"), asked)}
        asked = {"revisions": sorted({each[3] for each in keys if each[3] is not None})}
        made = {row["revision"]: row["at"] for row in cursor.execute(query("revisions"), asked)}
    return {each: _source(each, files.get(each[1] or 0, {}), made.get(each[3] or 0)) for each in keys}


def _source(of: Key, file: Mapping[str, Any], known_at: datetime | None) -> Source:
    return Source(of[0] or file.get("feed"), file.get("name"), file.get("month"), of[2], known_at)
