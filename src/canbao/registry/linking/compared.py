"""A person as compared with others: what Splink gets to see, in memory only.

A name is told apart by characters, not by bytes: DuckDB's own measures of distance count bytes, of which a Chinese
character has three, so two characters that differ may be one, two or three apart. Beside the name therefore go what is
left of it when any one character is left out (two names with such a rest in common are one character apart), its
characters sorted, and its neighbouring pairs of characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from canbao.sealing.names import normal_name, surname

VILLAGE, TOWNSHIP, COUNTY = 1, 1_000, 1_000_000
"""What a place of twelve digits is divided by to give the level."""
LONG_NAME: Final = 5
"""From this many characters on a name is long: one of two parts, or of several words."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A person to be compared. is_without: has no valid number. places: registered and residence, as far as said.

    household: its number in the registry. lists: the lists with one row a person in which the person stands.
    """

    person: int
    is_without: bool
    name: str | None
    born: date | None
    sex: int | None
    places: tuple[int, ...]
    household: int | None
    lists: tuple[str, ...] = ()


def table_of(people: Iterable[Compared]) -> Any:
    """The people as an Arrow table, in the order of their numbers."""
    import pyarrow as pa

    rows = [row_of(one) for one in sorted(people, key=lambda one: one.person)]
    return pa.Table.from_pylist(rows, schema=schema())


def schema() -> Any:
    """The columns that levels and blocks are written in."""
    import pyarrow as pa

    texts, numbers = pa.list_(pa.string()), pa.list_(pa.int64())
    return pa.schema(
        {
            "person": pa.int64(),
            "is_without": pa.bool_(),
            "name": pa.string(),
            "surname": pa.string(),
            "letters": pa.string(),
            "length": pa.int32(),
            "rests": texts,
            "pairs": texts,
            "born": pa.date32(),
            "birth_month": pa.string(),
            "sex": pa.int32(),
            "villages": numbers,
            "townships": numbers,
            "counties": numbers,
            "household": pa.int64(),
            "lists": texts,
        }
    )


def row_of(one: Compared) -> dict[str, Any]:
    """One person's row."""
    name = normal_name(one.name) if one.name else None
    return {
        "person": one.person,
        "is_without": one.is_without,
        "name": name or None,
        "surname": surname(name) if name else None,
        "letters": "".join(sorted(name)) if name else None,
        "length": len(name) if name else None,
        "rests": rests_of(name) if name else None,
        "pairs": pairs_of(name) if name else None,
        "born": one.born,
        "birth_month": one.born.isoformat()[:7] if one.born else None,
        "sex": one.sex,
        "villages": levels_of(one.places, VILLAGE, TOWNSHIP),
        "townships": levels_of(one.places, TOWNSHIP, COUNTY),
        "counties": sorted({place // COUNTY for place in one.places}),
        "household": one.household,
        "lists": sorted(one.lists),
    }


def levels_of(places: Sequence[int], level: int, above: int) -> list[int]:
    """The different places at a level; a place that is known only at the level above has none."""
    return sorted({place // level for place in places if place % above})


def rests_of(name: str) -> list[str]:
    """What is left of a name when one character is left out."""
    return sorted({name[:at] + name[at + 1 :] for at in range(len(name))})


def pairs_of(name: str) -> list[str]:
    """The pairs of neighbouring characters of a name."""
    return sorted({name[at : at + 2] for at in range(len(name) - 1)})
