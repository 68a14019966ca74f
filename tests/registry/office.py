"""An office for tests: places, feeds, actors with sessions, in a database of one's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from canbao.app.composition import Composition
from canbao.database.address import Address
from canbao.database.connecting import owner

COUNTRY, PROVINCE, CITY = 0, 430000_000000, 439100_000000
COUNTY, OTHER_COUNTY = 439191_000000, 439192_000000
TOWN, VILLAGE = 439191_901000, 439191_901901
PLACES = (
    (PROVINCE, "湖南省", "province", COUNTRY),
    (CITY, "合成市", "city", PROVINCE),
    (COUNTY, "合成县", "county", CITY),
    (OTHER_COUNTY, "合成二县", "county", CITY),
    (TOWN, "合成乡一", "township", COUNTY),
    (VILLAGE, "合成村一", "village", TOWN),
)
PASSWORD = "no password opens this"


def present_day() -> date:
    """The day that it is, as the program and the database count it."""
    return Composition().today()


@dataclass(frozen=True)
class Office:
    """A database with places and actors."""

    address: Address
    sessions: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def session(self, role: str, place: int = COUNTY, department: str | None = None, login: str | None = None) -> str:
        """The token of a session of an actor with one role at a place; the same login is the same actor."""
        who = login or f"{role}.{place}.{department or 'all'}".replace("_", "-")
        if (role, place, who) in self.sessions:
            return self.sessions[role, place, who]
        token = self.sessions[role, place, who] = hashlib.sha256(f"{who} {role} {place}".encode()).hexdigest()
        with owner(self.address) as connection:
            connection.execute(
                """
                WITH who AS (
                    INSERT INTO access.actor (login, display_name, password_hash)
                    VALUES (%(who)s, %(who)s, %(password)s)
                    ON CONFLICT (login) DO UPDATE SET login = excluded.login RETURNING actor_id
                ), what AS (
                    INSERT INTO access.assignment (actor_id, role, power, place, department)
                    SELECT actor_id, role, power, %(place)s, %(department)s FROM who, access.role WHERE role = %(role)s
                    RETURNING assignment_id
                )
                INSERT INTO access.session (token_digest, assignment_id, expires_at)
                SELECT sha256(convert_to(%(token)s, 'UTF8')), assignment_id, now() + interval '1 hour' FROM what
                """,
                {
                    "who": who,
                    "password": PASSWORD,
                    "place": place,
                    "department": department,
                    "role": role,
                    "token": token,
                },
            )
        return token

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the owner sees, whom row security of others does not bind."""
        with owner(self.address) as connection:
            return connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> tuple[Any, ...]:
        """The one row of a query."""
        (row,) = self.rows(sql, *values)
        return row


def opened(address: Address) -> Office:
    """An office with its places."""
    with owner(address) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO registry.place (place, name, level, parent, source, is_synthetic) "
            "VALUES (%s, %s, %s, %s, 'tests', true) ON CONFLICT DO NOTHING",
            PLACES,
        )
    return Office(address)


def declare(office: Office, *feeds: dict[str, Any]) -> None:
    """Declare feeds as the program declares its own."""
    plain = {"version": 1, "department": "office", "makes_people": False, "of_units": False, "trust": {}}
    told = [{**plain, "fresh_months": 2, "digest": digest_of(feed), **feed} for feed in feeds]
    office.rows("SELECT registry.declare_feeds(%s::jsonb)", json.dumps(told))


def digest_of(feed: dict[str, Any]) -> str:
    """The digest of a declaration."""
    return hashlib.sha256(json.dumps(feed).encode()).hexdigest()
