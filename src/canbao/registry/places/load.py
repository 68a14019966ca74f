"""A table of places into the database: compared first, then only what differs is written, set-wise, in one transaction.

The same table again writes nothing. Of two loads at once one waits, and sees what the other wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from canbao.access.audit import audited
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.basis.place_numbers import numbers_above, place_code, place_end, place_level
from canbao.database.queries import queries
from canbao.registry.places.changes import Edge, Known, NewFormerName, Plan, Present
from canbao.registry.places.official import refuse
from canbao.registry.places.plan import plan
from canbao.registry.places.synthetic import synthetic_county
from canbao.registry.places.table import PlaceTable, numbers, within

if TYPE_CHECKING:
    from psycopg import Connection

ACT: Final = "places.load"
LOCK_KEY: Final = 2260
"""The number of the lock that lets one load work at a time."""
CHUNK: Final = 20_000
"""Places written by one statement."""
SQL = queries("canbao.registry.places", "loading.sql")

Written = Callable[[int, int], None]
"""Is told how many of how many places are written."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: places of the table, counts by kind, what is to be said. is_changed: something was written."""

    rows: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    is_changed: bool


def load(
    connection: Connection[Any],
    table: PlaceTable,
    *,
    end_absent: bool = False,
    own_only: bool = False,
    written: Written | None = None,
) -> Loaded:
    """Load a table for the session of the connection.

    end_absent: places that are loaded and not among the siblings that the table lists are gone, from its day on.
    own_only: leave out what lies outside the session's place instead of refusing the table. Raises BadInputError with
    all faults of the table, DeniedError without the right or for a place elsewhere.
    """
    with audited(connection, ACT, table.about, place=common_place(table)) as detail:
        connection.execute(SQL["require"], {"place": None})
        connection.execute(SQL["lock"], {"key": LOCK_KEY})
        first, end = _one(connection, "scope", {})
        findings: list[Finding] = []
        if own_only:
            own = within(table, first, end)
            if outside := len(table.rows) - len(own.rows):
                findings.append(finding("places_outside_scope", table.about, count=outside, own=place_code(first)))
            table = own
        made = plan(table, present(connection, table), end_absent=end_absent)
        refuse(made.findings)
        _refuse_elsewhere(connection, made, first, end)
        write(connection, table, made, written)
        findings += [*made.findings, *_left_below(connection, made)]
        detail.update({kind: count for kind, count in made.counts.items() if count})
    return Loaded(len(table.rows), made.counts, tuple(findings), not made.is_empty)


def load_synthetic_county(connection: Connection[Any], code: str, written: Written | None = None) -> Loaded:
    """Load a synthetic county, and the real places above it where they are missing. Raises as ``load``."""
    above, county = synthetic_county(code)
    first, second = load(connection, above), load(connection, county, written=written)
    counts = {kind: count + second.counts[kind] for kind, count in first.counts.items()}
    findings = (*first.findings, *second.findings)
    return Loaded(first.rows + second.rows, counts, findings, first.is_changed or second.is_changed)


def common_place(table: PlaceTable) -> int:
    """The nearest place in which all of a table lies."""
    every = [row.place for row in table.rows] or [one.place for one in table.grids]
    least, most = min(every, default=0), max(every, default=0)
    return next(place for place in (least, *numbers_above(least), 0) if place <= least and most < place_end(place))


def present(connection: Connection[Any], table: PlaceTable) -> Present:
    """What is known of the places that a table names, of those above them, and of siblings that it does not name."""
    named = numbers(table.rows)
    parents = {number for place in named for number in _may_hold(place)}
    above = {number for place in parents for number in (place, *numbers_above(place))}
    villages = {one.place for one in table.grids}
    wanted = {"places": array(named | above | villages), "parents": array(parents)}
    places = {row[0]: Known(*row) for row in connection.execute(SQL["known_places"], wanted)}
    former = {one.place for row in table.rows for one in row.former}
    ended = {place for place, known in places.items() if known.valid_until is not None and place in named}
    edges = connection.execute(SQL["known_edges"], {"places": array(former | ended)})
    called = connection.execute(SQL["known_former_names"], {"places": array(renamed(table))})
    grids = connection.execute(SQL["known_grids"], {"places": array(villages)})
    return Present(
        places,
        tuple(Edge(*row) for row in edges),
        frozenset((place, day) for place, day in called),
        {(place, grid): name for place, grid, name in grids},
    )


def renamed(table: PlaceTable) -> set[int]:
    """The places of which a table gives former names."""
    return {row.place for row in table.rows if row.former_names}


def array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL reads an array of them: one text is sooner sent than each number."""
    return "{" + ",".join(map(str, sorted(numbers))) + "}"


def _may_hold(place: int) -> tuple[int, ...]:
    """The places in which one may lie directly: of a county the province too."""
    return numbers_above(place)[: 2 if place_level(place) == "county" else 1]


def _refuse_elsewhere(connection: Connection[Any], made: Plan, first: int, end: int) -> None:
    """Let the database refuse what lies outside the session's place, which says whose it is."""
    for place in made.written():
        if not first <= place < end:
            connection.execute(SQL["require"], {"place": place})


def write(connection: Connection[Any], table: PlaceTable, made: Plan, written: Written | None = None) -> None:
    """Write what a plan has. Places come before what hangs on them, those above before those below."""
    of, done = len(made.new) + len(made.changed), 0
    told = {"known_on": table.as_of, "is_synthetic": table.is_synthetic}
    for query, rows in (("add_places", sorted(made.new)), ("change_places", sorted(made.changed))):
        for start in range(0, len(rows), CHUNK):
            chunk: Sequence[Any] = rows[start : start + CHUNK]
            _write(connection, query, chunk[0]._fields, chunk, **told)
            done += len(chunk)
            if written is not None:
                written(done, of)
    _write(connection, "add_edges", Edge._fields, made.edges)
    _write(connection, "add_former_names", NewFormerName._fields, made.former_names)
    grids = [(one.place, one.grid, one.name) for one in made.grids]
    for start in range(0, len(grids), CHUNK):
        _write(connection, "put_grids", ("place", "grid", "name"), grids[start : start + CHUNK])


def _write(
    connection: Connection[Any], query: str, names: Sequence[str], rows: Sequence[Sequence[Any]], **values: Any
) -> None:
    """Write rows by one statement that takes a list for each column."""
    if rows:
        columns = map(list, zip(*rows, strict=True))
        connection.execute(SQL[query], {**values, **dict(zip(names, columns, strict=True))})


def _left_below(connection: Connection[Any], made: Plan) -> list[Finding]:
    """What still stands in places that this load ended."""
    if not made.ended:
        return []
    return [
        finding("place_ended_above", place_code(place), name=name, place=place_code(place), count=count)
        for place, name, count in connection.execute(SQL["left_below"], {"places": made.ended})
    ]


def _one(connection: Connection[Any], query: str, values: dict[str, Any]) -> tuple[Any, ...]:
    row = connection.execute(SQL[query], values).fetchone()
    assert row is not None
    return tuple(row)
