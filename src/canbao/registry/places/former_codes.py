"""What a code is on a day: an old one the place that took it over, a new one the place that was there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import place_code
from canbao.registry.places.tree import SQL, Place, names_above, nearest_known, not_known

if TYPE_CHECKING:
    from psycopg import Connection

Way = Literal["same", "later", "earlier", "none"]


@dataclass(frozen=True, slots=True)
class OnDay:
    """What a code is on a day.

    way: it is itself, what took it over later, what was there earlier, or nothing is known. known_as: the place that
    was followed, the one asked for or one above it. places: those in force on the day that hold what it was, with the
    names above them. is_whole: it lies in one of them entirely.
    """

    asked: int
    day: date
    way: Way
    known_as: int
    places: tuple[tuple[Place, str], ...]
    is_whole: bool

    @property
    def place(self) -> Place | None:
        """The one place that it is on the day; None where it is split, or nothing is known."""
        return self.places[0][0] if self.is_whole and len(self.places) == 1 else None

    def findings(self) -> tuple[Finding, ...]:
        """What is to be said with the answer."""
        code, day, found = place_code(self.asked), self.day, []
        if self.known_as != self.asked:
            found.append(finding("place_known_above", code, place=code, above=place_code(self.known_as)))
        if self.way == "none":
            found.append(finding("place_led_nowhere", code, place=code, day=day))
        elif self.place is None:
            found.append(finding("place_split", code, place=code, day=day, places=self._names()))
        return tuple(found)

    def _names(self) -> Text:
        names = [f"{place.name} {place.code}" for place, _ in self.places]
        return Text("、".join(names), ", ".join(names))


def place_on(connection: Connection[Any], number: int, day: date) -> OnDay:
    """What a code is on a day.

    A code that is not loaded is answered by the nearest above it that is; one that lies in a place which has ended, by
    what took that over. Raises BadInputError where nothing above it is known either.
    """
    known_as = nearest_known(connection, number)
    if known_as is None:
        raise BadInputError([not_known(connection, number)])
    ended = connection.execute(SQL["highest_ended"], {"place": known_as, "day": day}).fetchone()
    found = _followed(connection, known_as, day)
    if ended is not None and ended[0] != known_as and _stayed(found, known_as):
        known_as = ended[0]
        found = _followed(connection, known_as, day)
    above = names_above(connection, [row[0] for row in found])
    places = tuple((Place(*row[:8]), above.get(row[0], "")) for row in found)
    ways: set[Way] = {row[9] for row in found}
    way: Way = next(iter(ways), "none") if len(ways) < 2 else "later"
    return OnDay(number, day, way, known_as, places, len(found) == 1 and bool(found[0][8]))


def _followed(connection: Connection[Any], number: int, day: date) -> list[tuple[Any, ...]]:
    return connection.execute(SQL["on_day"], {"place": number, "day": day}).fetchall()


def _stayed(found: list[tuple[Any, ...]], number: int) -> bool:
    """Whether following a place has led no further than to itself, or nowhere."""
    return all(row[0] == number for row in found)
