"""What loading a table would change: the table beside the places that are known, row by row, without a database.

A place that is loaded and not in a table that lists its siblings is not ended by that: a table may be cut short. It is
ended where the table says so, where another code takes it over, or where whoever loads says that the absent are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.place_numbers import Level, numbers_above, place_code, place_level
from canbao.registry.places.table import GridRow, PlaceRow, PlaceTable

MOST_ABSENT: Final = 20
"""Absent places that are told one by one."""
HOLDS: Final[Mapping[Level, tuple[Level, ...]]] = {
    "country": (),
    "province": ("country",),
    "city": ("province",),
    "county": ("city", "province"),
    "township": ("county", "city"),
    "village": ("township",),
}
"""In what a place of each level may lie directly."""
LEVEL_WORDS: Final[Mapping[Level, Text]] = {
    "country": Text("国家", "country"),
    "province": Text("省级", "province"),
    "city": Text("地级", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡级", "township"),
    "village": Text("村级", "village"),
}
COUNTED: Final = (
    "new",
    "renamed",
    "ended",
    "in_force_again",
    "changed",
    "unchanged",
    "older",
    "absent",
    "successors",
    "grids",
)
"""What is counted of a table."""
_ENDINGS = "省市县区州盟旗乡镇村"


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
    """A place as it is to be."""

    place: int
    name: str
    urban_rural: str | None
    valid_from: date | None
    valid_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Present:
    """What is known of the places that a table names and of the siblings that it does not.

    grids: names of the grids of the villages of the table by village and number.
    """

    places: Mapping[int, Known]
    edges: tuple[Edge, ...] = ()
    former_names: frozenset[tuple[int, date]] = frozenset()
    grids: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What is to be written, counted by kind, and what is to be said."""

    new: list[NewPlace] = field(default_factory=list)
    changed: list[ChangedPlace] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    former_names: list[tuple[int, date, str, str]] = field(default_factory=list)
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
        yield from (one.place for one in self.new)
        yield from (one.place for one in self.changed)
        yield from (number for edge in self.edges for number in (edge.place, edge.successor))
        yield from (one[0] for one in self.former_names)
        yield from (one.place for one in self.grids)


def plan(table: PlaceTable, present: Present, *, end_absent: bool = False) -> Plan:
    """What loading the table would change. Faults are among the findings, as errors: then nothing may be written."""
    made = Plan()
    faults = list(faulty(table, present.places))
    if faults:
        made.findings = faults
        return made
    rows = {row.place: row for row in table.rows}
    edges = edges_of(table, rows, present)
    _plan_names(made, table, rows, present)
    _plan_edges(made, edges, present)
    _plan_rows(made, table, rows, present)
    _plan_gone(made, table, rows, present, edges, end_absent=end_absent)
    _plan_grids(made, table, present)
    made.findings += _empty_spans(made, table, rows)
    if made.counts["older"]:
        made.findings.append(finding("places_older", table.about, count=made.counts["older"]))
    return made


def faulty(table: PlaceTable, known: Mapping[int, Known]) -> Iterator[Finding]:
    """What makes a table unusable beside what is known."""
    rows = {row.place for row in table.rows}
    for row in table.rows:
        where, code = table.where(row.line), place_code(row.place)
        yield from misplaced(where, row, rows, known)
        if row.place in known and known[row.place].is_synthetic != table.is_synthetic:
            yield finding("place_is_synthetic", where, place=code)
        for former in row.former:
            if former.place not in rows and former.place not in known:
                yield finding("place_former_unknown", where, place=code, former=place_code(former.place))
            elif place_level(former.place) != place_level(row.place) or former.place == row.place:
                yield finding("place_former_crossed", where, place=code, former=place_code(former.place))
    for one in table.grids:
        if one.place not in rows and one.place not in known:
            yield finding("grid_place_unknown", table.where(one.line), place=place_code(one.place))


def misplaced(where: str, row: PlaceRow, rows: Container[int], known: Container[int]) -> Iterator[Finding]:
    """What is wrong with where a place lies: nothing above it that is known, or a level between left out.

    A county may hang on its province; a township and a village lie in what their code names.
    """
    level, code = place_level(row.place), place_code(row.place)
    holders = [above for above in numbers_above(row.place) if place_level(above) in HOLDS[level]]
    if level in ("township", "village"):
        holders = holders[:1]
    nearest = numbers_above(row.place)[0]
    if not holders or (level in ("township", "village") and holders[0] != nearest):
        skipped = LEVEL_WORDS[place_level(nearest)], place_code(nearest)
        yield finding(
            "place_level_skipped", where, name=row.name, place=code, level=LEVEL_WORDS[level],
            above_level=skipped[0], above=skipped[1],
        )  # fmt: skip
    elif not any(above in rows or above in known for above in holders):
        yield finding("place_parent_unknown", where, name=row.name, place=code, above=place_code(holders[0]))


def parent_of(place: int, rows: Container[int], known: Container[int]) -> int:
    """The nearest place above one that the table has or that is known; the country if there is no other."""
    return next((above for above in numbers_above(place) if above in rows or above in known), 0)


def edges_of(table: PlaceTable, rows: Mapping[int, PlaceRow], present: Present) -> list[Edge]:
    """Who took over what, by the table and by what is known, so far as the table speaks of it.

    A code is taken over whole by the only one that takes it over on a day, unless it stays in force.
    """
    said: dict[int, dict[tuple[int, date], str]] = defaultdict(dict)
    for row in table.rows:
        for former in row.former:
            day = former.on_day or row.valid_from or table.as_of
            if day is not None:
                said[former.place][row.place, day] = row.source or table.source
    for edge in present.edges:
        if edge.place in said:
            said[edge.place].setdefault((edge.successor, edge.on_day), edge.source)
    found = []
    for place, takers in said.items():
        for (successor, day), source in takers.items():
            is_only = sum(on_day == day for _, on_day in takers) == 1
            ends = end_of(place, rows, present, max(on_day for _, on_day in takers))
            found.append(Edge(place, successor, day, is_only and ends is not None and ends <= day, source))
    return found


def end_of(place: int, rows: Mapping[int, PlaceRow], present: Present, taken_on: date) -> date | None:
    """The day on which a place that was taken over ends: as told, else by being absent; None if it stays."""
    row = rows.get(place)
    if row is not None:
        return row.valid_until
    return present.places[place].valid_until or taken_on


def _plan_names(made: Plan, table: PlaceTable, rows: Mapping[int, PlaceRow], present: Present) -> None:
    for row in rows.values():
        for former in row.former_names:
            if (row.place, former.valid_until) not in present.former_names:
                made.former_names.append((row.place, former.valid_until, former.name, row.source or table.source))


def _plan_edges(made: Plan, edges: Iterable[Edge], present: Present) -> None:
    have = {edge[:3]: edge.whole for edge in present.edges}
    made.edges = [edge for edge in edges if have.get(edge[:3]) is not edge.whole]
    made.counts["successors"] = len(made.edges)


def _plan_rows(made: Plan, table: PlaceTable, rows: Mapping[int, PlaceRow], present: Present) -> None:
    taken_over = {edge.place: edge for edge in present.edges if edge.whole}
    for row in rows.values():
        known = present.places.get(row.place)
        if known is None:
            parent = parent_of(row.place, rows, present.places)
            made.new.append(_added(row, parent, row.source or table.source))
            made.counts["new"] += 1
            continue
        wanted = _wanted(made, table, row, known, taken_over)
        if _says(wanted) == _says(known):
            made.counts["unchanged"] += 1
        elif table.as_of is None or (known.known_on is not None and table.as_of < known.known_on):
            made.counts["older"] += table.as_of is not None
            made.counts["unchanged"] += table.as_of is None
        else:
            made.changed.append(wanted)
            made.counts[_kind(wanted, known)] += 1


def _added(row: PlaceRow, parent: int, source: str) -> NewPlace:
    return NewPlace(row.place, row.name, parent, row.urban_rural, row.valid_from, row.valid_until, source)


def _says(one: ChangedPlace | Known) -> tuple[str, str | None, date | None, date | None]:
    return one.name, one.urban_rural, one.valid_from, one.valid_until


def _kind(wanted: ChangedPlace, known: Known) -> str:
    """What a change is, for the count."""
    if wanted.valid_until is not None and known.valid_until is None:
        return "ended"
    if wanted.valid_until is None and known.valid_until is not None:
        return "in_force_again"
    return "renamed" if wanted.name != known.name else "changed"


def _wanted(made: Plan, table: PlaceTable, row: PlaceRow, known: Known, taken_over: Mapping[int, Edge]) -> ChangedPlace:
    """A known place as the table has it; what the table does not say stays."""
    ends = row.valid_until
    if ends is None and known.valid_until is not None and table.as_of is not None:
        is_newer = known.known_on is None or table.as_of >= known.known_on
        if known.valid_until > table.as_of or not is_newer:
            ends = known.valid_until
        else:
            edge = taken_over.get(row.place)
            ends = known.valid_until if edge else None
            made.findings.append(_listed_again(table.where(row.line), row, known, edge))
    return ChangedPlace(
        row.place, row.name, row.urban_rural or known.urban_rural, row.valid_from or known.valid_from,
        ends, row.source or table.source,
    )  # fmt: skip


def _listed_again(where: str, row: PlaceRow, known: Known, edge: Edge | None) -> Finding:
    """A place that has ended is in a newer table as if it had not."""
    code, ended = place_code(row.place), known.valid_until
    if edge is None:
        return finding("place_in_force_again", where, name=row.name, place=code, ended=ended)
    successors = place_code(edge.successor)
    return finding("place_ended_listed", where, name=row.name, place=code, ended=ended, successors=successors)


def _plan_gone(
    made: Plan,
    table: PlaceTable,
    rows: Mapping[int, PlaceRow],
    present: Present,
    edges: Iterable[Edge],
    *,
    end_absent: bool,
) -> None:
    """End what another code took over and what is gone; tell what is merely absent."""
    if table.as_of is None:
        return
    taken = {edge.place: edge.on_day for edge in sorted(edges, key=lambda edge: edge.on_day)}
    covered = {parent_of(row.place, rows, present.places) for row in rows.values() if row.valid_until is None}
    absent: list[Known] = []
    for known in present.places.values():
        if known.place in rows or not _may_end(known, table):
            continue
        if known.place in taken:
            _end(made, known, taken[known.place], table.source)
        elif known.parent in covered:
            absent.append(known)
    made.counts["absent"] = 0 if end_absent else len(absent)
    for known in absent if end_absent else ():
        _end(made, known, table.as_of, table.source)
    if not end_absent:
        made.findings.extend(_absent_told(table, absent, made.new))


def _may_end(known: Known, table: PlaceTable) -> bool:
    """Whether a table that does not list a place can have anything to say of it."""
    assert table.as_of is not None
    is_older = known.known_on is not None and table.as_of < known.known_on
    in_force = known.valid_until is None and (known.valid_from is None or known.valid_from < table.as_of)
    return in_force and not is_older and known.is_synthetic == table.is_synthetic and known.place != 0


def _end(made: Plan, known: Known, day: date, source: str) -> None:
    made.changed.append(ChangedPlace(known.place, known.name, known.urban_rural, known.valid_from, day, source))
    made.counts["ended"] += 1


def _empty_spans(made: Plan, table: PlaceTable, rows: Mapping[int, PlaceRow]) -> Iterator[Finding]:
    """Places that would end no later than they begin, by the table and by what is known together."""
    for one in made.changed:
        if one.valid_from is not None and one.valid_until is not None and one.valid_until <= one.valid_from:
            line = rows[one.place].line if one.place in rows else 0
            yield finding("place_span_empty", table.where(line), place=place_code(one.place))


def _absent_told(table: PlaceTable, absent: list[Known], new: list[NewPlace]) -> Iterator[Finding]:
    """The absent places, with new ones of the same name: one of these may have taken over."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    for place in new:
        by_stem[stem(place.name)].append(place.place)
    for known in sorted(absent)[:MOST_ABSENT]:
        likely = [place_code(one) for one in by_stem[stem(known.name)] if place_level(one) == place_level(known.place)]
        words = Text(f"（名称相近的新代码：{'、'.join(likely)}）", f" (new codes of that name: {', '.join(likely)})")
        candidates = words if likely else Text("", "")
        code = place_code(known.place)
        yield finding("place_absent", table.about, name=known.name, place=code, candidates=candidates)
    if len(absent) > MOST_ABSENT:
        yield finding("places_absent_more", table.about, count=len(absent) - MOST_ABSENT)


def stem(name: str) -> str:
    """A name without the word for its kind, so that 宁乡县 and 宁乡市 are alike."""
    return name.rstrip(_ENDINGS) or name


def _plan_grids(made: Plan, table: PlaceTable, present: Present) -> None:
    made.grids = [one for one in table.grids if present.grids.get((one.place, one.grid)) != one.name]
    if table.as_of is None:
        made.grids = [one for one in made.grids if (one.place, one.grid) not in present.grids]
    made.counts["grids"] = len(made.grids)
