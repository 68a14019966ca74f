"""The audit trail: who did what, to whom, why, and how it ended. Written, listed and sealed here.

An act that ends well is written in its own transaction, so that neither stands without the other. One that fails or is
denied is taken back, and is written by a connection of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from canbao.access.denials import DeniedError, denials_told, require
from canbao.basis.errors import BadInputError
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

Outcome = Literal["done", "denied", "failed"]

LOCK_WAIT = "SET LOCAL lock_timeout = '10s'"
"""So that what is written elsewhere never waits for the transaction that it tells of."""
CONNECT_SECONDS = 10
LONGEST_WHY = 2000
LISTED = 200
"""Events listed unless more are asked for."""

SQL = queries("canbao.access", "audit.sql")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the audit trail. ``place``: where the actor stood; ``about_place``: where what it is about lies."""

    event_id: int
    at: datetime
    actor_id: int | None
    login: str | None
    role: str | None
    place: int | None
    act: str
    about: str
    about_place: int | None
    person_id: int | None
    why: str
    outcome: Outcome
    detail: dict[str, Any]
    segment: int | None


@contextmanager
def audited(
    connection: Connection[Any],
    act: str,
    about: str = "",
    *,
    person_id: int | None = None,
    place: int | None = None,
    why: str = "",
    writes_itself: bool = False,
) -> Iterator[dict[str, Any]]:
    """Write down an act with how it ends; gives a dictionary for what else is to be told of it.

    about: what it is done to, never a full number or name. place: where that lies, so that its auditor sees it.
    writes_itself: the act is a function of the database that writes down what it does; then only what it did not do is
    written here. Raises what the block raises; what the database refuses becomes DeniedError.
    """
    row = connection.execute(SQL["present_session"]).fetchone()
    token = row[0] if row else ""
    detail: dict[str, Any] = {}
    told: dict[str, Any] = {
        "act": act,
        "about": about,
        "person_id": person_id,
        "place": place,
        "why": why[:LONGEST_WHY],
    }
    try:
        with denials_told():
            yield detail
            if not writes_itself:
                write(connection, outcome="done", detail=detail, **told)
    except BaseException as error:
        outcome: Outcome = "denied" if isinstance(error, DeniedError) else "failed"
        write_elsewhere(connection, token, error, outcome=outcome, detail={**detail, **cause(error)}, **told)
        raise


def write(
    connection: Connection[Any],
    act: str,
    about: str,
    outcome: Outcome,
    *,
    person_id: int | None = None,
    place: int | None = None,
    why: str = "",
    detail: dict[str, Any] | None = None,
) -> int:
    """Write down an event of the present actor; its number."""
    values = {
        "act": act, "about": about, "person_id": person_id, "why": why, "outcome": outcome,
        "detail": json.dumps(detail or {}, ensure_ascii=False), "place": place,
    }  # fmt: skip
    row = connection.execute(SQL["write"], values).fetchone()
    assert row is not None
    return int(row[0])


def cause(error: BaseException) -> dict[str, Any]:
    """What is told of an error: its findings' codes or its kind, never its words, which may hold what is personal."""
    if isinstance(error, BadInputError):
        return {"findings": sorted({found.code for found in error.findings})}
    return {"error": type(error).__name__}


def write_elsewhere(connection: Connection[Any], token: str, error: BaseException, **event: Any) -> None:
    """Write down what this transaction takes back; without a database the error says that it is not written."""
    from psycopg import Error

    try:
        with elsewhere(connection, token) as another:
            write(another, **event)
    except Error as lost:
        error.add_note(f"not in the audit trail: {type(lost).__name__}")


@contextmanager
def elsewhere(connection: Connection[Any], token: str) -> Iterator[Connection[Any]]:
    """Another connection to the same database for the same session, one transaction that the first does not hold."""
    import psycopg

    from canbao.database.connecting import SESSION

    info = connection.info
    named: dict[str, Any] = {**info.get_parameters(), "connect_timeout": CONNECT_SECONDS}
    with psycopg.connect(**named, password=info.password or None) as another:
        another.execute("SELECT set_config(%s, %s, false)", [SESSION, token])
        another.execute(LOCK_WAIT)
        yield another


def seal(connection: Connection[Any]) -> int | None:
    """Close the events that no transaction can still add to into a segment; its number, None when there are none."""
    with audited(connection, "audit.seal", writes_itself=True):
        row = connection.execute(SQL["seal"]).fetchone()
    return row[0] if row else None


def listed(
    connection: Connection[Any],
    *,
    since: datetime | None = None,
    act: str | None = None,
    actor: str | None = None,
    person_id: int | None = None,
    denied: bool = False,
    most: int = LISTED,
) -> list[Event]:
    """Events that the present actor may see, the newest first; that they were read is an event too. Raises DeniedError.

    act: an act, or the part before a dot for all of that part. actor: a login. denied: only what was denied or failed.
    """
    from psycopg.rows import class_row

    values: dict[str, Any] = {
        "since": since, "act": act, "act_below": None if act is None else like(act) + ".%", "actor": actor,
        "person_id": person_id, "denied": denied, "most": most,
    }  # fmt: skip
    with audited(connection, "audit.read", person_id=person_id) as told:
        require(connection, "audit.read")
        with connection.cursor(row_factory=class_row(Event)) as cursor:
            found = cursor.execute(SQL["listed"], values).fetchall()
        told |= {"events": len(found), "act": act, "actor": actor}
    return found


def like(text: str) -> str:
    """A text as LIKE takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
