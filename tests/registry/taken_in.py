"""Files as tests stage them: rows made in place, their tokens and seals stood in for, taken in by the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql
from tests.registry.office import COUNTY, VILLAGE, Office, declare

from canbao.database.connecting import application
from canbao.sealing.ring import Key, KeyRing
from canbao.sealing.seals import Seals
from canbao.sealing.seals import place as place_of

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
TODAY = date(2026, 11, 29)


RING = KeyRing("0" * 32, (Key(1, OCTOBER, "active", b"d" * 16),), (Key(1, OCTOBER, "active", b"t" * 32),))
"""A ring that lies nowhere, to seal what is staged."""
SEALS = Seals(RING)


def token(*parts: object) -> bytes:
    """What stands for a keyed token here."""
    return hashlib.sha256(repr(parts).encode()).digest()[:16]


@dataclass
class Row:
    """A row of a feed as it is staged."""

    number: str | None
    name: str = "合成甲1"
    born: date | None = date(1980, 5, 1)
    facts: list[dict[str, Any]] = field(default_factory=list)
    cover: list[dict[str, Any]] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    key: object = None

    def staged(self, at: int) -> dict[str, Any]:
        """The row of the staged table."""
        digest = token("row", self.number, self.name, self.born, self.facts, self.cover, self.says)
        return {
            "row_number": at,
            "key": token("key", self.key or self.number or self.name),
            "digest": digest,
            "certificate_kind": "resident_identity_card",
            "number_token": token("number", self.number) if self.number else None,
            "name_token": token("name", self.name),
            "name_birth_token": token("name", self.name, self.born),
            "match_born": self.born,
            "match_place": VILLAGE,
            "states_person": bool(self.says),
            "needs_repair": bool(self.repairs),
            **self.says,
        }


def register(number: str, name: str = "合成甲1", **says: Any) -> Row:
    """A row of the population register."""
    born = says.pop("born", date(1980, 5, 1))
    place = {"registered_place": VILLAGE, "residence_place": VILLAGE, "registration": "registered"}
    return Row(number, name, born, says={"born": born, "sex": 1, **place, **says})


def aid(number: str, category: str = "destitute", since: date = OCTOBER, until: date | None = None) -> Row:
    """A row of a list of aid."""
    return Row(number, facts=[{"kind": "aid", "code": category, "valid_from": since, "valid_until": until}])


def cover(number: str, scheme: int, since: date, until: date | None, place: int = COUNTY, key: object = None) -> Row:
    """A row of a cover feed."""
    spell = {"scheme": scheme, "valid_from": since, "valid_until": until, "place": place}
    return Row(number, cover=[spell], key=(number, scheme, since, key))


def declared(office: Office) -> Office:
    """The feeds of these tests."""
    trust = {"born": 1, "registered_place": 1, "residence_place": 1, "died": 1}
    declare(
        office,
        {"feed": "register", "makes_people": True, "trust": trust},
        {"feed": "aid"},
        {"feed": "cover", "makes_people": True},
        {"feed": "deaths", "trust": {"died": 2}},
    )
    return office


def take_in(
    office: Office, feed: str, month: date, rows: list[Row], is_full: bool = True, place: int = COUNTY, **about: Any
) -> dict[str, Any]:
    """Take rows in as a file, as the data officer of the place."""
    with application(office.address, office.session("data_officer", place)) as connection:
        return staged(connection, feed, month, rows, is_full, place, about)


def staged(
    connection: psycopg.Connection[Any],
    feed: str,
    month: date,
    rows: list[Row],
    is_full: bool,
    place: int,
    about: dict[str, Any],
) -> dict[str, Any]:
    """Stage, link, seal and publish on one connection."""
    connection.execute("SELECT registry.begin_import(%s, %s)", [feed, place])
    for at, row in enumerate(rows, 2):
        insert(connection, "staged_row", row.staged(at))
        for fact in row.facts:
            insert(connection, "staged_fact", {"row_number": at, **fact})
        for spell in row.cover:
            insert(connection, "staged_enrolment", {"row_number": at, **spell})
        for number in row.repairs:
            insert(connection, "staged_candidate", {"row_number": at, "number_token": token("number", number)})
    for name in about.pop("kept", ()):
        insert(connection, "staged_kept", {"name_token": token("name", name)})
    connection.execute("SELECT registry.link_staged(%s, %s, %s)", [feed, place, month])
    content = hashlib.sha256(b"".join(sorted(row.staged(0)["digest"] for row in rows))).hexdigest()
    told = {
        "name": "file.csv",
        "file_digest": content,
        "content": content,
        "rows_read": len(rows),
        "rows_taken": len(rows),
        "rows_warned": 0,
        "rows_rejected": 0,
        "today": TODAY.isoformat(),
        **about,
    }
    outcome = connection.execute(
        "SELECT registry.publish_staged(%s, %s, %s, %s, %s)", [feed, place, month, is_full, json.dumps(told)]
    ).fetchone()
    assert outcome
    if outcome[0]["state"] == "imported":
        seal(connection, feed, rows)
        connection.execute("SELECT registry.publish_sealed(%s, %s)", [feed, place])
    return dict(outcome[0])


def seal(connection: psycopg.Connection[Any], feed: str, rows: list[Row]) -> None:
    """Stage the numbers and names that are to be kept, sealed."""
    for at, certificate, name_id in connection.execute("SELECT * FROM registry.staged_to_seal(%s)", [feed]).fetchall():
        row = rows[at - 2]
        sealed = {"row_number": at, "certificate_id": certificate, "name_id": name_id}
        if certificate:
            sealed["sealed_number"] = SEALS.seal(str(row.number), place_of("certificate", certificate, "number"))
        sealed["sealed_name"] = SEALS.seal(row.name, place_of("person_name", name_id, "name"))
        insert(connection, "staged_seal", sealed)


def insert(connection: psycopg.Connection[Any], table: str, values: dict[str, Any]) -> None:
    """Insert one row into a staged table."""
    words = sql.SQL("INSERT INTO pg_temp.{} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    connection.execute(words, list(values.values()))
