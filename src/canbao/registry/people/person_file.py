"""The file of one person: who it is, household, cover, aid, events, and where each piece came from.

As of a day, as known in a revision: an answer that was given can be given again whatever was corrected since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.certificates.masks import masked, masked_name
from canbao.registry.people.found import query
from canbao.registry.people.sources import Key, Source, key, sources_of
from canbao.sealing.seals import place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

CERTIFICATE = ("certificate", "number")
NAME = ("person_name", "name")
PARTS = ("certificates", "names", "records", "cover", "overlaps", "enrolments", "facts")
"""The queries that say something of the person, each row with where it came from."""


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate or a name: how it may be shown, and for which days."""

    kind: str
    shown: str
    valid_from: date | None
    valid_until: date | None
    is_held: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said of the person. what: the kind. said: its parts. valid_from, valid_until: half-open."""

    what: str
    said: Mapping[str, Any]
    valid_from: date | None
    valid_until: date | None
    source: Source

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until > day)


@dataclass(frozen=True, slots=True)
class Relative:
    """Another person of the household. name: masked."""

    person_id: int
    name: str | None
    born: date | None
    died: date | None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """All that is known of one person. known: the revision; None for now."""

    person_id: int
    merged_into: int | None
    as_of: date
    known: int | None
    identity: Mapping[str, Any]
    certificates: tuple[Held, ...]
    names: tuple[Held, ...]
    records: tuple[Statement, ...]
    household: tuple[Relative, ...]
    cover: tuple[Statement, ...]
    overlaps: tuple[Statement, ...]
    reported: tuple[Statement, ...]
    facts: tuple[Statement, ...]


def read(
    connection: Connection[Any], seals: Seals, person: int, day: date, known: int | None = None, shows_all: bool = False
) -> PersonFile | None:
    """The file of a person as of a day; None for nobody whom the present actor may see.

    known: a revision, to answer as was known then. shows_all: numbers and names in full, which is the caller's to
    allow and to write down.
    """
    return _Reading(connection, seals, person, day, known, shows_all).file()


class _Reading:
    """One reading of a file: the queries, and the sources they point to."""

    def __init__(
        self, connection: Connection[Any], seals: Seals, person: int, day: date, known: int | None, shows_all: bool
    ) -> None:
        self.connection, self.seals, self.shows_all = connection, seals, shows_all
        self.asked: dict[str, Any] = {"person": person, "day": day, "known": known}

    def file(self) -> PersonFile | None:
        person = next(iter(self.rows("person")), None)
        if person is None:
            return None
        believed = next(iter(self.rows("believed")))
        parts = {name: self.rows(name) for name in PARTS}
        sources = sources_of(self.connection, (row for rows in parts.values() for row in rows))
        return PersonFile(
            person_id=person["person_id"],
            merged_into=person["merged_into"],
            as_of=self.asked["day"],
            known=self.asked["known"],
            identity={name: value for name, value in believed.items() if name != "household_id"},
            certificates=tuple(self.certificate(row, sources) for row in parts["certificates"]),
            names=tuple(self.name(row, sources) for row in parts["names"]),
            records=tuple(statement("record", row, sources) for row in parts["records"]),
            household=tuple(self.household(believed["household_id"])),
            cover=tuple(spell("cover", row, sources) for row in parts["cover"]),
            overlaps=tuple(spell("cover_overlap", row, sources) for row in parts["overlaps"]),
            reported=tuple(statement("reported_enrolment", row, sources) for row in parts["enrolments"]),
            facts=tuple(statement(row["kind"], row, sources) for row in parts["facts"]),
        )

    def household(self, household: int | None) -> Iterator[Relative]:
        """The others of a household."""
        if household is None:
            return
        for row in self.rows("household", household=household):
            name = None
            if row["sealed"] is not None:
                name = masked_name(self.seals.unseal(row["sealed"], place(NAME[0], row["name_id"], NAME[1])))
            yield Relative(row["person_id"], name, row["born"], row["died"])

    def rows(self, name: str, **more: Any) -> list[dict[str, Any]]:
        from psycopg.rows import dict_row

        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query(name), {**self.asked, **more}).fetchall()

    def certificate(self, row: Mapping[str, Any], sources: Mapping[Key, Source]) -> Held:
        number = self.seals.unseal(row["sealed"], place(CERTIFICATE[0], row["certificate_id"], CERTIFICATE[1]))
        shown = number if self.shows_all else masked(row["kind"], number)
        return Held(row["kind"], shown, row["valid_from"], row["valid_until"], row["is_held"], sources[key(row)])

    def name(self, row: Mapping[str, Any], sources: Mapping[Key, Source]) -> Held:
        name = self.seals.unseal(row["sealed"], place(NAME[0], row["name_id"], NAME[1]))
        shown = name if self.shows_all else masked_name(name)
        return Held("name", shown, row["valid_from"], row["valid_until"], row["is_held"], sources[key(row)])


NOT_SAID = (
    "file_id",
    "row_number",
    "recorded_in",
    "ended_in",
    "feed",
    "kind",
    "valid_from",
    "valid_until",
    "from_day",
    "until_day",
)


def statement(what: str, row: Mapping[str, Any], sources: Mapping[Key, Source]) -> Statement:
    """A row as something said of the person."""
    said = {name: value for name, value in row.items() if name not in NOT_SAID and value is not None}
    return Statement(what, said, row["valid_from"], row["valid_until"], sources[key(row)])


def spell(what: str, row: Mapping[str, Any], sources: Mapping[Key, Source]) -> Statement:
    """A spell of cover as something said of the person."""
    return statement(what, {**row, "valid_from": row["from_day"], "valid_until": row["until_day"]}, sources)
