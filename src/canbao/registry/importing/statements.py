"""What the rows of a feed say, as columns: of who the person is, of facts, of cover, of units.

All of a batch at once, from the checked columns of the file and the descriptor's yields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from canbao.feeds.descriptor import Feed, Yield
from canbao.feeds.vocabulary import KINDS
from canbao.registry.importing.json_column import json_objects

RECORD = {
    "born": "born",
    "died": "died",
    "sex": "sex",
    "registered_place": "registered_place",
    "residence_place": "residence_place",
    "registration": "registration",
    "household": "relation",
}
"""The kinds that say who a person is and where, to the column of the record that keeps them."""
COVER = {"employee_cover": "employee", "resident_cover": "resident", "cover_elsewhere": None}
"""The kinds that report cover, to their scheme; None where the code names it."""
SCHEMES = {"employee": 310, "resident": 390}
SEXES = {"male": 1, "female": 2}


def of_facts(feed: Feed) -> Iterator[Yield]:
    """What the feed yields beside who a person is and cover."""
    return (
        y for y in feed.yields if y.kind not in RECORD and y.kind not in COVER and KINDS[y.kind].subject == "person"
    )


def of_cover(feed: Feed) -> Iterator[Yield]:
    """What the feed yields of cover."""
    return (y for y in feed.yields if y.kind in COVER)


def of_record(feed: Feed) -> list[Yield]:
    """What the feed yields of who a person is."""
    return [y for y in feed.yields if y.kind in RECORD]


def of_units(feed: Feed) -> list[Yield]:
    """What the feed yields of units."""
    return [y for y in feed.yields if KINDS[y.kind].subject == "unit"]


def facts(feed: Feed, table: Any) -> Any:
    """The facts that rows state: row_number, kind, code, place, amount, detail, valid_from, valid_until."""
    parts = [_facts(feed, each, table) for each in of_facts(feed)]
    return pa.concat_tables(parts) if parts else None


def _facts(feed: Feed, each: Yield, table: Any) -> Any:
    """The facts of one kind."""
    table = table.filter(said(feed, each, table))
    starts, ends = span(each, table)
    return pa.table(
        {
            "row_number": table["row_number"],
            "kind": constant(each.kind, pa.string(), table),
            "code": code(each, table),
            "place": table[each.place] if each.place else constant(None, pa.int64(), table),
            "amount": table[each.number].cast(pa.int64()) if each.number else constant(None, pa.int64(), table),
            "detail": detail(each.detail, table),
            "valid_from": starts,
            "valid_until": ends,
        }
    )


def said(feed: Feed, each: Yield, table: Any) -> Any:
    """In which rows this is said at all: see ``Yield``."""
    conditions = [pc.is_valid(table[name]) for name in (each.number, each.place) if name]
    if each.code and not each.code.startswith("="):
        conditions.append(pc.is_valid(table[each.code]))
    if KINDS[each.kind].form == "event" and each.from_:
        conditions.append(pc.is_valid(table[each.from_]))
    if each.when:
        name, _, wanted = each.when.partition("=")
        column = table[name]
        if not wanted:
            conditions.append(pc.is_valid(column))
        else:
            meant: Any = wanted == "yes" if feed.column(name).type == "yes_no" else wanted
            conditions.append(pc.fill_null(pc.equal(column, pa.scalar(meant)), False))
    holds = constant(True, pa.bool_(), table)
    for condition in conditions:
        holds = pc.and_(holds, condition)
    return holds


def code(each: Yield, table: Any) -> Any:
    """The code of what is said."""
    if each.code is None:
        return constant(None, pa.string(), table)
    if each.code.startswith("="):
        return constant(each.code[1:], pa.string(), table)
    return table[each.code].cast(pa.string())


def span(each: Yield, table: Any) -> tuple[Any, Any]:
    """From which day it holds, and from which no longer; an event holds on its day."""
    nothing = constant(None, pa.date32(), table)
    starts = table[each.from_] if each.from_ else nothing
    if KINDS[each.kind].form == "event":
        return starts, day_after(starts)
    if each.until:
        return starts, table[each.until]
    return starts, day_after(table[each.through]) if each.through else nothing


def day_after(days: Any) -> Any:
    """The next day of each."""
    return pc.add(days.cast(pa.int32()), pa.scalar(1, pa.int32())).cast(pa.date32())


def detail(names: Sequence[str], table: Any) -> Any:
    """The columns that are kept beside what is said."""
    if not names:
        return constant(None, pa.string(), table)
    return json_objects(names, [one_piece(table[name]) for name in names])


def one_piece(column: Any) -> Any:
    """A column as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def constant(value: Any, kind: Any, table: Any) -> Any:
    """The same value for every row."""
    return pa.nulls(table.num_rows, kind) if value is None else pa.repeat(pa.scalar(value, kind), table.num_rows)


def record(feed: Feed, table: Any) -> dict[str, Any]:
    """What rows say of who a person is: a column for each part of the record that the feed yields, and from when."""
    columns: dict[str, list[Any]] = {}
    for each in of_record(feed):
        holds = said(feed, each, table)
        columns.setdefault(RECORD[each.kind], []).append(pc.if_else(holds, _of_record(each, table), None))
        if each.from_ and KINDS[each.kind].form == "span":
            columns.setdefault("valid_from", []).append(pc.if_else(holds, table[each.from_], None))
    return {name: one_piece(pc.coalesce(*parts)) for name, parts in columns.items()}


def _of_record(each: Yield, table: Any) -> Any:
    """The value of one part of the record."""
    if each.kind in ("born", "died"):
        return table[each.from_]
    if each.kind.endswith("_place"):
        return table[each.place]
    words = code(each, table)
    if each.kind == "sex":
        return pc.case_when(
            pc.make_struct(*(pc.equal(words, word) for word in SEXES)),
            *(pa.scalar(value, pa.int16()) for value in SEXES.values()),
        )
    return words


def cover(feed: Feed, table: Any) -> Any:
    """The cover that rows report: row_number, scheme, place, year, how it was paid for and used, and the span."""
    parts = [_cover(feed, each, table) for each in of_cover(feed)]
    return pa.concat_tables(parts) if parts else None


def _cover(feed: Feed, each: Yield, table: Any) -> Any:
    """The cover of one kind."""
    table = table.filter(said(feed, each, table))
    starts, ends = span(each, table)
    scheme = COVER[each.kind]
    words = code(each, table) if scheme is None else constant(scheme, pa.string(), table)
    own = {
        name: table[name] if name in each.detail else constant(None, kind, table)
        for name, kind in (
            ("paid_on", pa.date32()),
            ("paid_in_window", pa.bool_()),
            ("reimbursed", pa.bool_()),
            ("bonus_used", pa.string()),
        )
    }
    beside = [name for name in each.detail if name not in own]
    return pa.table(
        {
            "row_number": table["row_number"],
            "scheme": pc.if_else(pc.equal(words, "employee"), SCHEMES["employee"], SCHEMES["resident"]).cast(
                pa.int16()
            ),
            "place": table[each.place] if each.place else constant(None, pa.int64(), table),
            "year": (table[each.number] if each.number else constant(None, pa.int64(), table)).cast(pa.int16()),
            **own,
            "detail": detail(beside, table),
            "valid_from": starts,
            "valid_until": ends,
        }
    )


def units(feed: Feed, table: Any) -> Any:
    """What rows say of units: row_number, unit_code, name, place, state, detail, valid_from, valid_until."""
    stated = {y.kind: y for y in of_units(feed)}
    if not stated:
        return None
    change = stated["unit_registered"]
    known = [name for name in ("unit_name",) if name in change.detail]
    return pa.table(
        {
            "row_number": table["row_number"],
            "unit_code": table["unit_code"],
            "name": table["unit_name"] if known else constant(None, pa.string(), table),
            "place": table[change.place] if change.place else constant(None, pa.int64(), table),
            "state": code(change, table),
            "detail": detail([name for name in change.detail if name not in known], table),
            "valid_from": table[change.from_] if change.from_ else constant(None, pa.date32(), table),
            "valid_until": constant(None, pa.date32(), table),
        }
    )
