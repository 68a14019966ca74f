"""Finding a person: by a certificate, or by name, birth and place. There is no list of people without a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.basis.certificates.certificate import Certificate
    from canbao.sealing.ring import KeyRing
    from canbao.sealing.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Seen:
    """A person whom the present actor may see. place: where, for the audit trail. merged_into: who it is now."""

    person_id: int
    merged_into: int | None
    place: int | None


PACKAGE, FILE = "canbao.registry.people", "people.sql"
COUNTRY = 0
MOST = 20
"""How many people a look-up gives at most."""


def query(name: str) -> str:
    """A query of this package."""
    return queries(PACKAGE, FILE)[name]


def tokens_of(ring: KeyRing) -> list[Tokens]:
    """The tokens of a ring under every key by which rows may still be found, the newest first."""
    from canbao.sealing.tokens import Tokens

    return [Tokens(ring, key) for key in ring.token_keys_in_use]


def seen(connection: Connection[Any], person: int) -> Seen | None:
    """A person by number; None for nobody whom the present actor may see."""
    row = connection.execute(query("person"), {"person": person}).fetchone()
    return None if row is None else Seen(*row)


def by_certificate(connection: Connection[Any], tokens: Sequence[Tokens], certificate: Certificate) -> list[int]:
    """The people who hold a certificate or, renewed, the same number for life; at most 20."""
    from canbao.basis.certificates.certificate import lifelong

    found = by_number(connection, tokens, *certificate)
    kept = lifelong(certificate)
    return found or (by_number(connection, tokens, *kept) if kept != certificate else [])


def by_number(connection: Connection[Any], tokens: Sequence[Tokens], kind: str, number: str) -> list[int]:
    """The people who hold a certificate, then those who held it; at most 20. number: in its normal form."""
    held, was_held = list[int](), list[int]()
    for each in tokens:
        for person, is_held in connection.execute(query("by_number"), {"token": each.of_number(kind, number)}):
            (held if is_held else was_held).append(person)
    return list(dict.fromkeys([*held, *was_held]))[:MOST]


def by_name_and_birth(
    connection: Connection[Any], tokens: Sequence[Tokens], name: str, born: date, place: int = COUNTRY
) -> list[int]:
    """The people of a name and day of birth in a place or below it; at most 20. place: twelve digits."""
    found = set[int]()
    for each in tokens:
        asked = {"token": name_birth_token(each, name, born), "place": place}
        found.update(row[0] for row in connection.execute(query("by_name_and_birth"), asked))
    return sorted(found)[:MOST]


def name_birth_token(tokens: Tokens, name: str, born: date) -> bytes:
    """The token of a name and a day of birth, wherever: places are compared in the open."""
    return tokens.of_name_birth_place(name, born, "")


def known_on(connection: Connection[Any], day: date) -> int:
    """The last revision known at the end of a day; 0 before the first."""
    row = connection.execute(query("known_on"), {"day": day}).fetchone()
    assert row is not None
    return int(row[0])


def history_start(connection: Connection[Any], place: int, known: int | None = None) -> int | None:
    """From which coverage year on the cover of a place's people is in the registry; None where nobody said."""
    row = connection.execute(query("history_start"), {"place": place, "known": known}).fetchone()
    assert row is not None
    return None if row[0] is None else int(row[0])


def say_history_start(connection: Connection[Any], place: int, year: int, why: str) -> int:
    """Say from which coverage year on the cover of a place's people is in the registry; the revision.

    Raises psycopg's InsufficientPrivilege for whoever may not.
    """
    row = connection.execute(query("say_history_start"), {"place": place, "year": year, "why": why}).fetchone()
    assert row is not None
    return int(row[0])
