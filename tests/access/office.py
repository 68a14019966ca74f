"""An office for tests of access: actors with roles, and sessions that no password was needed for."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from canbao.access.sessions import digest_of
from canbao.basis.errors import BadInputError
from canbao.database.address import Address
from canbao.database.connecting import application, owner

COUNTRY, PROVINCE, OTHER_PROVINCE = 0, 430000_000000, 330000_000000
CITY, COUNTY, OTHER_COUNTY = 439100_000000, 439191_000000, 439192_000000
TOWN, VILLAGE = 439191_901000, 439191_901901

PASSWORD = "pale green kettle"
NOT_KEPT = "no password opens this"


@dataclass(frozen=True)
class Office:
    """A database with whoever is asked for, and a connection of its owner, who sees everything."""

    address: Address
    owner: Connection[Any]

    def session(self, role: str, place: int = COUNTY, login: str | None = None, department: str | None = None) -> str:
        """The token of a new session of an actor in a role at a place; the actor and the role are made when missing."""
        who = login or f"{role}.{place}.{department or 'all'}".replace("_", "-")
        token = secrets.token_urlsafe()
        self.do(
            "INSERT INTO access.actor (login, display_name, password_hash, place) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (login) DO NOTHING",
            who, who, NOT_KEPT, place,
        )  # fmt: skip
        self.do(
            "INSERT INTO access.assignment (actor_id, role, power, place, department) "
            "SELECT actor_id, role, power, %s, %s FROM access.actor, access.role WHERE login = %s AND role = %s "
            "ON CONFLICT (actor_id, role, place, coalesce(department, '')) WHERE ended_at IS NULL DO NOTHING",
            place, department, who, role,
        )  # fmt: skip
        self.do(
            "INSERT INTO access.session (token_digest, assignment_id, expires_at) "
            "SELECT %s, assignment_id, now() + interval '1 hour' FROM access.assignment JOIN access.actor a "
            "USING (actor_id) WHERE login = %s AND role = %s AND assignment.place = %s",
            digest_of(token), who, role, place,
        )  # fmt: skip
        return token

    @contextmanager
    def acting(self, role: str, place: int = COUNTY, login: str | None = None) -> Iterator[Connection[Any]]:
        """A connection as the application for a new session of a role at a place."""
        with application(self.address, self.session(role, place, login)) as connection:
            yield connection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the owner sees."""
        return self.owner.execute(sql, values or None).fetchall()

    def do(self, sql: str, *values: Any) -> None:
        """Something that the owner does."""
        self.owner.execute(sql, values or None)

    def events(self, *outcomes: str) -> list[tuple[Any, ...]]:
        """The events of the audit trail: who, what, about, outcome; of all outcomes unless some are named."""
        return self.rows(
            "SELECT a.login, e.act, e.about, e.outcome FROM access.audit_event e LEFT JOIN access.actor a "
            "USING (actor_id) WHERE %s::text[] = '{}' OR outcome = ANY(%s) ORDER BY event_id",
            list(outcomes),
            list(outcomes),
        )


@contextmanager
def opened(address: Address) -> Iterator[Office]:
    """The office of a database."""
    with owner(address) as connection:
        yield Office(address, connection)


def codes(error: BadInputError) -> list[str]:
    """The codes of what was found."""
    return [found.code for found in error.findings]
