"""What a table of places says: rows, each from a line of a file or made; and what is in it as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Former:
    """A code that a place took over, wholly or in part. on_day: None where the table does not say."""

    place: int
    on_day: date | None = None


@dataclass(frozen=True, slots=True)
class FormerName:
    """What a place was called until a day."""

    name: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as a table gives it. None: the table does not say. line: where it stands in its file, else 0."""

    place: int
    name: str
    line: int = 0
    urban_rural: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    former: tuple[Former, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A grid of a village or community, numbered 1 to 999 there."""

    place: int
    grid: int
    name: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """A table of places.

    as_of: the day that it describes; None for a table that adds what is missing and changes nothing. passed_over: lines
    that are notes, not places. about: its file, as findings name it.
    """

    rows: tuple[PlaceRow, ...]
    as_of: date | None
    source: str
    grids: tuple[GridRow, ...] = ()
    is_synthetic: bool = False
    passed_over: int = 0
    about: str = ""

    def where(self, line: int) -> str:
        """A line of the table as findings name it."""
        return f"{self.about}:{line}" if line else self.about


def within(table: PlaceTable, first: int, end: int) -> PlaceTable:
    """The part of a table whose places lie in a range of numbers."""
    rows = tuple(row for row in table.rows if first <= row.place < end)
    return replace(table, rows=rows, grids=tuple(one for one in table.grids if first <= one.place < end))


def numbers(rows: Iterable[PlaceRow]) -> set[int]:
    """Every place that rows name: their own and those they took over."""
    found: set[int] = set()
    for row in rows:
        found.add(row.place)
        found.update(former.place for former in row.former)
    return found
