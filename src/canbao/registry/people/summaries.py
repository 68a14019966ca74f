"""People as a list shows them: masked name and certificate, birth, places; and what places are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.certificates.masks import masked, masked_name
from canbao.registry.people.found import query
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals


@dataclass(frozen=True, slots=True)
class Summary:
    """A person in a list. name, certificate: as they may be shown; None where there is none."""

    person_id: int
    name: str | None
    kind: str | None
    certificate: str | None
    born: date | None
    died: date | None
    registered_place: int | None
    residence_place: int | None


def summaries(connection: Connection[Any], seals: Seals, people: Iterable[int]) -> dict[int, Summary]:
    """People by their numbers; whom the present actor may not see is left out."""
    from psycopg.rows import dict_row

    wanted = sorted(set(people))
    if not wanted:
        return {}
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query("summaries"), {"people": wanted}).fetchall()
    return {row["person_id"]: _summary(seals, row) for row in rows}


def _summary(seals: Seals, row: Mapping[str, Any]) -> Summary:
    name = number = None
    if row["sealed_name"] is not None:
        name = masked_name(seals.unseal(row["sealed_name"], place("person_name", row["name_id"], "name")))
    if row["sealed_number"] is not None:
        where = place("certificate", row["certificate_id"], "number")
        number = masked(row["kind"], seals.unseal(row["sealed_number"], where))
    return Summary(
        row["person_id"],
        name,
        row["kind"],
        number,
        row["born"],
        row["died"],
        row["registered_place"],
        row["residence_place"],
    )


def place_names(connection: Connection[Any], places: Iterable[int | None]) -> dict[int, str]:
    """The names of places, of those that have one here."""
    wanted = sorted({each for each in places if each is not None})
    return dict(connection.execute(query("place_names"), {"places": wanted}).fetchall()) if wanted else {}
