"""Finding a person: by a certificate, or by name, birth and place. There is no list of people without a search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.tokens import Tokens

PACKAGE, FILE = "canbao.registry.people", "people.sql"
NATIONWIDE = (0, 10**12)


def query(name: str) -> str:
    """A query of this package."""
    return queries(PACKAGE, FILE)[name]


def by_number(connection: Connection[Any], tokens: Sequence[Tokens], kind: str, number: str) -> list[int]:
    """The people who hold a certificate, then those who held it; at most 20. number: in its normal form."""
    asked = {"tokens": [each.of_number(kind, number) for each in tokens]}
    return [row[0] for row in connection.execute(query("by_number"), asked)]


def by_name_and_birth(
    connection: Connection[Any],
    tokens: Sequence[Tokens],
    name: str,
    born: date,
    places: tuple[int, int] = NATIONWIDE,
) -> list[int]:
    """The people of a name and day of birth in a place; at most 20. places: from, and before which, twelve digits."""
    asked = {
        "tokens": [name_birth_token(each, name, born) for each in tokens],
        "place_from": places[0],
        "place_until": places[1],
    }
    return [row[0] for row in connection.execute(query("by_name_and_birth"), asked)]


def name_birth_token(tokens: Tokens, name: str, born: date) -> bytes:
    """The token of a name and a day of birth, wherever: places are compared in the open."""
    return tokens.of_name_birth_place(name, born, "")
