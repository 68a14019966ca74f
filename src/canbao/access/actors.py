"""Actors: who works with the registry, added, given roles, disabled. The database decides who may, and writes it down.

A manager manages the actors who belong to the places of the session. Passwords are taken in plain and kept as digests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.access.audit import audited
from canbao.access.denials import denials_told
from canbao.access.passwords import hashed
from canbao.access.sessions import LOGIN
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.nearest import nearest
from canbao.database.connecting import owner
from canbao.database.queries import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from canbao.database.address import Address

PARTNER = "partner_department"
LONGEST_NAME = 100

SQL = queries("canbao.access", "actors.sql")


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what it may do. power: one of the three that are never in one hand."""

    role: str
    zh: str
    en: str
    power: bool
    rights: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as a manager sees it. wait_until: after wrong passwords, when the next attempt may be made."""

    actor_id: int
    login: str
    name: str
    place: int
    created_at: datetime
    disabled_at: datetime | None
    is_password_of_another: bool
    wait_until: datetime | None
    roles: list[dict[str, Any]]


def add_first(address: Address, login: str, name: str, password: str) -> int:
    """The first actor, security administrator of the country, by the owner's address. Raises BadInputError."""
    kept = sound(login, name, password)
    with owner(address) as connection, denials_told(), connection.transaction():
        return int(one(connection, "first", [login, name, kept]))


def add(connection: Connection[Any], login: str, name: str, password: str, place: int) -> int:
    """Add an actor who belongs to a place, without any role; the number. Raises BadInputError, DeniedError."""
    kept = sound(login, name, password)
    with audited(connection, "access.add", login, place=place, writes_itself=True), clashes_told(login):
        return int(one(connection, "add", [login, name, kept, place]))


def assign(connection: Connection[Any], login: str, role: str, place: int, department: str | None = None) -> bool:
    """Give an actor a role at a place; whether it is new. Raises BadInputError, DeniedError."""
    known(connection, role)
    if (role == PARTNER) != (department is not None):
        raise BadInputError([finding("department_and_role", "--department")])
    with audited(connection, "access.assign", login, place=place, writes_itself=True), clashes_told(login):
        return one(connection, "assign", [login, role, place, department]) is not None


def end(connection: Connection[Any], login: str, role: str, place: int) -> int:
    """End a role of an actor at a place; how many assignments ended. Raises BadInputError, DeniedError."""
    known(connection, role)
    with audited(connection, "access.end", login, place=place, writes_itself=True):
        return int(one(connection, "end", [login, role, place]))


def disable(connection: Connection[Any], login: str) -> bool:
    """Disable an actor; whether it was not yet. Raises DeniedError."""
    with audited(connection, "access.disable", login, writes_itself=True):
        return bool(one(connection, "disable", [login]))


def end_sessions(connection: Connection[Any], login: str | None = None) -> int:
    """End the sessions of an actor, or of everybody of the own scope but one's own; how many. Raises DeniedError.

    A session's token is random and nothing is derived from a key: old tokens become worthless by ending them.
    """
    with audited(connection, "access.end_sessions", login or "", writes_itself=True):
        return int(one(connection, "end_sessions", [login]))


def set_password(connection: Connection[Any], login: str, password: str) -> None:
    """Another password for an actor whom one manages. Raises BadInputError, DeniedError."""
    name = one(connection, "name_of", [login]) or ""
    kept = hashed(password, login, name)
    with audited(connection, "access.password", login, writes_itself=True):
        one(connection, "password", [login, kept])


def listed(connection: Connection[Any], disabled_too: bool = False) -> list[Actor]:
    """The actors whom the present actor sees: oneself, and those whom one manages or audits."""
    from psycopg.rows import class_row

    with connection.cursor(row_factory=class_row(Actor)) as cursor:
        return cursor.execute(SQL["listed"], {"all": disabled_too}).fetchall()


def roles(connection: Connection[Any]) -> list[Role]:
    """All roles with their rights."""
    from psycopg.rows import class_row

    with connection.cursor(row_factory=class_row(Role)) as cursor:
        return cursor.execute(SQL["roles"]).fetchall()


def sound(login: str, name: str, password: str) -> str:
    """What is kept of the password of a new actor. Raises BadInputError with all that is wrong."""
    faults = []
    if not LOGIN.fullmatch(login):
        faults.append(finding("login_malformed", "login"))
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        faults.append(finding("name_missing", "--name"))
    try:
        kept = hashed(password, login, name)
    except BadInputError as error:
        faults += error.findings
    if faults:
        raise BadInputError(faults)
    return kept


def known(connection: Connection[Any], role: str) -> None:
    """Raise BadInputError for a role that there is not."""
    names = [row[0] for row in connection.execute(SQL["role_names"]).fetchall()]
    if role not in names:
        raise BadInputError([finding("unknown_role", "--role", role=role, nearest=nearest(role, names) or "–")])


@contextmanager
def clashes_told(login: str) -> Iterator[None]:
    """Turn what the constraints refuse into findings."""
    from psycopg.errors import UniqueViolation

    try:
        yield
    except UniqueViolation as error:
        is_power = error.diag.constraint_name == "assignment_one_power"
        raise BadInputError([finding("powers_separate" if is_power else "login_taken", login)]) from error


def one(connection: Connection[Any], name: str, values: Sequence[Any]) -> Any:
    """The one value that a query gives."""
    row = connection.execute(SQL[name], values).fetchone()
    return None if row is None else row[0]
