"""Places as the database has them beside a table, and what loading the table would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from canbao.basis.findings import Finding
from canbao.registry.places.table import GridRow

COUNTED: Final = (
    *("new", "renamed", "ended", "in_force_again", "changed", "unchanged", "older", "absent"),
    *("successors", "grids"),
)
"""What is counted of a table."""


class Known(NamedTuple):
    """A place as the database has it."""

    place: int
    name: str
    parent: int | None
    urban_rural: str | None
    valid_from: date | None
    valid_until: date | None
    known_on: date | None
    is_synthetic: bool


class Edge(NamedTuple):
    """That a place was taken over from a day on. whole: nothing else took over a part of it."""

    place: int
    successor: int
    on_day: date
    whole: bool
    source: str


class NewPlace(NamedTuple):
    """A place to be added."""

    place: int
    name: str
    parent: int
    urban_rural: str | None
    valid_from: date | None
    valid_until: date | None
    source: str


class ChangedPlace(NamedTuple):
    """A known place as it is to be."""

    place: int
    name: str
    urban_rural: str | None
    valid_from: date | None
    valid_until: date | None
    source: str


class NewFormerName(NamedTuple):
    """What a place was called until a day."""

    place: int
    valid_until: date
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of the places that a table names, of those above them, and of siblings that it does not name.

    former_names: of which places and days. grids: names by village and number.
    """

    places: Mapping[int, Known]
    edges: tuple[Edge, ...] = ()
    former_names: frozenset[tuple[int, date]] = frozenset()
    grids: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What is to be written, counted by kind, and what is to be said. With an error among it nothing may be written."""

    new: list[NewPlace] = field(default_factory=list)
    changed: list[ChangedPlace] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    former_names: list[NewFormerName] = field(default_factory=list)
    grids: list[GridRow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.changed or self.edges or self.former_names or self.grids)

    @property
    def ended(self) -> list[int]:
        """The places that end, of those that were known."""
        return [one.place for one in self.changed if one.valid_until is not None]

    def written(self) -> Iterator[int]:
        """Every place about which something would be written."""
        for rows in (self.new, self.changed, self.edges, self.former_names, self.grids):
            yield from (one.place for one in rows)
        yield from (edge.successor for edge in self.edges)
