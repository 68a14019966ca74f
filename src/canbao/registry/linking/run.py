"""A run of the last tier: the people of a place without a valid number, compared with those they may be.

Names are opened from their seals in memory, weighed and forgotten. What is kept of a pair are two numbers, the level
and weight of each field, and the model's name and digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from canbao.database.queries import queries
from canbao.registry.linking.choosing import Found, chosen
from canbao.registry.linking.compared import Compared
from canbao.registry.linking.model import Model, model
from canbao.registry.linking.scoring import scored
from canbao.sealing.seals import place as place_of_seal

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

SQL: Final[Mapping[str, str]] = queries("canbao.registry.linking", "linking.sql")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did. without: people who have no valid number. compared: people whose names were opened.

    told: pairs found, of them new, reopened, standing and settled before, and doubts that are none any more.
    """

    without: int
    compared: int
    told: Mapping[str, Any]


def run(connection: Connection[Any], seals: Seals, place: int) -> Outcome:
    """Compare the people of a place (twelve digits) who have no valid number, and keep the doubts.

    Raises psycopg's InsufficientPrivilege for whoever may not run a match there, SealBrokenError.
    """
    by = model()
    people = people_of(connection, seals, place, by)
    without = {one.person for one in people if one.is_without}
    pairs = scored(people, by, by.least_weight) if without else []
    found = [found_block(one, by) for one in chosen(pairs, without, by)]
    asked = {"place": place, "model": model_name(by), "found": json.dumps(found)}
    row = connection.execute(SQL["record"], asked).fetchone()
    assert row is not None
    return Outcome(len(without), len(people), row[0])


def people_of(connection: Connection[Any], seals: Seals, place: int, by: Model) -> list[Compared]:
    """The people to be compared, with their names opened."""
    rows: Iterable[tuple[Any, ...]] = connection.execute(SQL["people"], {"place": place, "lists": list(by.lists)})
    return [
        Compared(
            person=person,
            is_without=is_without,
            name=None if sealed is None else seals.unseal(sealed, place_of_seal("person_name", name_id, "name")),
            born=born,
            sex=sex,
            places=tuple(at for at in (registered, residence) if at is not None),
            household=household,
            lists=tuple(lists),
        )
        for person, is_without, born, sex, registered, residence, household, name_id, sealed, lists in rows
    ]


def model_name(by: Model) -> str:
    """The model as a doubt names it: its name and the beginning of its digest."""
    return f"{by.model} {by.digest[:12]}"


def found_block(found: Found, by: Model) -> dict[str, Any]:
    """A pair as the database keeps it: numbers of people, levels and weights; nothing that is said of anybody."""
    fields = {
        name: {"level": level, "weight": 0.0 if level is None else by.field(name).level(level).weight}
        for name, level in found.pair.levels.items()
    }
    evidence = {"prior": by.prior_weight, "block": found.pair.block, "fields": fields}
    return {"person": found.person, "other": found.other, "weight": found.pair.weight, "evidence": evidence}
