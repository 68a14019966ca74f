"""Places read: one with the names above it, what lies in it, what took it over; and places found by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import Level, numbers_above, place_code
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

SQL = queries("canbao.registry.places", "reading.sql")
MOST_FOUND: Final = 20
ALWAYS: Final = date(9999, 12, 31)
"""A day after every change: what a place is called now."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place. valid_until: the first day on which its code is no longer in force. None: not known, or still."""

    place: int
    name: str
    level: Level
    urban_rural: str | None
    valid_from: date | None
    valid_until: date | None
    is_synthetic: bool
    source: str

    @property
    def code(self) -> str:
        """The code, six digits from the county upwards, twelve below."""
        return place_code(self.place)

    def in_force(self, day: date) -> bool:
        """Whether the code is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Taken:
    """That a place took over another on a day. place, name: the other one. whole: all of it."""

    place: int
    name: str
    on_day: date
    whole: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A place and what stands around it.

    chain: the places above it and itself, the highest first. former_names: with the day until which each held. grids:
    numbers and names.
    """

    chain: tuple[Place, ...]
    children: tuple[Place, ...]
    former_names: tuple[tuple[str, date], ...]
    taken_over_by: tuple[Taken, ...]
    took_over: tuple[Taken, ...]
    grids: tuple[tuple[int, str], ...]

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.chain[-1]

    @property
    def full_name(self) -> str:
        """Its name with those above it: 湖南省 长沙市 望城区."""
        return " ".join(one.name for one in self.chain)


@dataclass(frozen=True, slots=True)
class Hit:
    """A place found by name. names_above: of the places above it. former: its former name, where that was meant."""

    place: Place
    names_above: str
    former: str | None


def chain_of(connection: Connection[Any], number: int, day: date | None = None) -> tuple[Place, ...]:
    """A place and those above it, the highest first, as they were called on a day; empty for one that is not known."""
    return tuple(Place(*row) for row in connection.execute(SQL["place"], {"place": number, "day": day or ALWAYS}))


def children_of(connection: Connection[Any], number: int, day: date | None = None) -> tuple[Place, ...]:
    """The places that lie directly in one on a day; without a day all there ever were."""
    return tuple(Place(*row) for row in connection.execute(SQL["children"], {"place": number, "day": day}))


def describe(connection: Connection[Any], number: int, day: date | None = None) -> Described:
    """A place and what stands around it, on a day or at all. Raises BadInputError for one that is not known."""
    chain, asked = chain_of(connection, number, day), {"place": number}
    if not chain:
        raise BadInputError([not_known(connection, number)])
    return Described(
        chain,
        children_of(connection, number, day),
        tuple((name, until) for name, until in connection.execute(SQL["former_names"], asked)),
        tuple(Taken(*row) for row in connection.execute(SQL["taken_over_by"], asked)),
        tuple(Taken(*row) for row in connection.execute(SQL["took_over"], asked)),
        tuple((grid, name) for grid, name in connection.execute(SQL["grids"], asked)),
    )


def not_known(connection: Connection[Any], number: int) -> Finding:
    """That a place is not known, with the nearest above it that is."""
    above = nearest_known(connection, number)
    words = Text("", "")
    if above is not None:
        code = place_code(above)
        name = " ".join(one.name for one in chain_of(connection, above))
        words = Text(f"；已载入的最近上级是 {code} {name}", f"; the nearest above it that is loaded: {code} {name}")
    return finding("place_not_known", place_code(number), place=place_code(number), nearest=words)


def nearest_known(connection: Connection[Any], number: int) -> int | None:
    """The place of a number, else the nearest above it that is known; None where only the country is."""
    every = [number, *(above for above in numbers_above(number) if above)]
    row = connection.execute(SQL["nearest_known"], {"places": every}).fetchone()
    return int(row[0]) if row else None


def find(
    connection: Connection[Any], text: str, within: int = 0, day: date | None = None, most: int = MOST_FOUND
) -> tuple[Hit, ...]:
    """Places whose name, or a former one, holds a text; exact ones first, then those in force, in order of the codes.

    text: of several words the last is looked for, the others name places above it, as in 长沙 望城. day: in force then.
    """
    words = text.split()
    if not words:
        return ()
    asked = {
        "name": f"%{like(words[-1])}%", "exactly": words[-1], "above": [f"%{like(word)}%" for word in words[:-1]],
        "within": within, "day": day, "most": most,
    }  # fmt: skip
    rows = connection.execute(SQL["found"], asked).fetchall()
    above = names_above(connection, [row[0] for row in rows])
    return tuple(
        Hit(Place(*row[:-1]), above.get(row[0], ""), row[-1] if words[-1] not in row[1] else None) for row in rows
    )


def names_above(connection: Connection[Any], places: Sequence[int]) -> dict[int, str]:
    """The names of the places above some, the highest first."""
    return dict(connection.execute(SQL["names_above"], {"places": list(places)}).fetchall())


def like(text: str) -> str:
    """A text as LIKE takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
