"""The files that came: when, from whom, what became of them, which rows were sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.access.denials import require
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.place_numbers import place_code
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.feeds.checking_faults import Reason
    from canbao.feeds.reading import FeedFile
    from canbao.feeds.rejects_of_file import Rejects

READ = "feeds.read"
LISTED = 50
"""Files listed unless more are asked for."""

SQL = queries("canbao.registry.feeds", "feeds.sql")


@dataclass(frozen=True, slots=True)
class CameFile:
    """A file that came. place: 12 digits. month: its first day. sha256: of its bytes. outcome: what it changed.

    login: of whoever imported it, None where the present actor may not see it. revision: None while nothing is taken.
    """

    file_id: int
    feed: str
    place: int
    month: date
    version: int
    is_full: bool
    name: str
    sha256: str
    rows_read: int
    rows_taken: int
    rows_warned: int
    rows_rejected: int
    state: str
    imported_at: datetime
    actor_id: int
    login: str | None
    revision: int | None
    outcome: dict[str, Any]


def history(
    connection: Connection[Any],
    *,
    kind: str | None = None,
    place: int | None = None,
    month: date | None = None,
    file_id: int | None = None,
    most: int = LISTED,
) -> list[CameFile]:
    """The files that the present actor sees, the newest first. Raises DeniedError for whoever may see none.

    place: 12 digits, and all below it. month: its first day.
    """
    from psycopg.rows import class_row

    require(connection, READ)
    values = {"kind": kind, "place": place, "month": month, "file_id": file_id, "most": most}
    with connection.cursor(row_factory=class_row(CameFile)) as cursor:
        return cursor.execute(SQL["history"], values).fetchall()


def came(connection: Connection[Any], file_id: int) -> CameFile:
    """One file. Raises BadInputError where there is none that the present actor sees."""
    found = history(connection, file_id=file_id)
    if not found:
        raise BadInputError([finding("feed_run_unknown", str(file_id), run=file_id)])
    return found[0]


def named_place(connection: Connection[Any], place: int) -> str:
    """The name of a place. Raises BadInputError for one that the table of places does not have."""
    row = connection.execute(SQL["place_name"], {"place": place}).fetchone()
    if row is None:
        raise BadInputError([finding("feed_place_unknown", place_code(place), place=place_code(place))])
    return str(row[0])


def original_of(came_file: CameFile, path: Path) -> FeedFile:
    """The file that was imported, opened again. Raises BadInputError for one with other bytes."""
    from canbao.feeds.about_file import Period, about_file, digest_of
    from canbao.feeds.catalogue import feed
    from canbao.feeds.reading import open_feed_file

    try:
        is_it = digest_of(path) == came_file.sha256
    except OSError as error:
        raise BadInputError([finding("file_unreadable", path.name, reason=error.strerror or "")]) from error
    if not is_it:
        run, name = came_file.file_id, came_file.name
        raise BadInputError([finding("feed_file_not_of_run", path.name, run=run, name=name)])
    known = feed(came_file.feed)
    scope = known.scope if known.scope != "either" else ("full" if came_file.is_full else "delta")
    return open_feed_file(
        about_file(path, known, period=Period(came_file.month.year, came_file.month.month), scope=scope), known
    )


def rejects_of(connection: Connection[Any], came_file: CameFile, original: FeedFile) -> Rejects:
    """The rows of a file that were sent back when it was imported, each with its reasons in words.

    The words are found by checking the file again; a reason that only the registry knew is told by its code.
    """
    from canbao.feeds.rejects_of_file import check_file, rejects_among

    rows = connection.execute(SQL["rejected"], {"file_id": came_file.file_id}).fetchall()
    codes = {number: set(told) for number, told, _ in rows}
    found = [one for one in (check_file(original)[1] if rows else ()) if one.row_number in codes]
    for one in found:
        codes[one.row_number].discard(one.finding.code)
    found += [told_again(number, code) for number, left in codes.items() for code in sorted(left)]
    return rejects_among(original.feed, found)


def told_again(row_number: int, code: str) -> Reason:
    """A reason of which the code alone is known."""
    from canbao.basis.finding_codes import CODES
    from canbao.feeds.checking_faults import Reason

    known = CODES.get(code)
    if known is None or "{" in known.message.zh + known.remedy.zh:
        return Reason(row_number, "", finding("row_rejected_before", "", codes=code))
    return Reason(row_number, "", finding(code, ""))
