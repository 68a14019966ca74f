"""From Arrow columns to the arrays of the rules: types are checked once a file, values once a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.nearest import nearest
from canbao.population.arrays import NO_AMOUNT, NO_CODE, NO_COUNT, NO_DAY, NO_YEAR, Array, People
from canbao.population.columns import PEOPLE, PERSON_ID, UNREADABLE, Column
from canbao.population.faults import (
    MISSING_VALUE,
    TOO_MANY_ENTRIES,
    UNKNOWN_CATEGORY,
    UNKNOWN_CIRCUMSTANCE,
    UNKNOWN_EVENT,
    UNREADABLE_VALUE,
    VALUE_OUT_OF_RANGE,
)
from canbao.population.law import DIGITS_BELOW_COUNTY, NO_PLACE, WIDEST_PLACE, WIDEST_SIX_DIGITS
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES

MOST_ENTRIES = 400
"""Events, and aid categories, that a row may have."""

TYPES: dict[str, Any] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "int16": pa.int16(),
    "date32": pa.date32(),
    "list<int16>": pa.list_(pa.int16()),
    "list<struct<kind: string, on: date32>>": pa.list_(pa.struct([("kind", pa.string()), ("on", pa.date32())])),
    "list<struct<category: string, from: date32, until: date32>>": pa.list_(
        pa.struct([("category", pa.string()), ("from", pa.date32()), ("until", pa.date32())])
    ),
}
"""The Arrow types by the names that the columns use."""

PEOPLE_SCHEMA = pa.schema([pa.field(column.name, TYPES[column.type]) for column in PEOPLE])
"""The columns of people as a file holds them."""


def schema_findings(schema: Any, about: str, *, from_text: bool = False) -> list[Finding]:
    """What is wrong with the columns of a file: missing, unknown, twice, or of another type.

    from_text: the file was made from text, and has the column of unreadable text.
    """
    known = {column.name: column for column in PEOPLE}
    found = [
        finding("missing_column", f"{about}: {column.name}", name=column.name, type=column.type)
        for column in PEOPLE
        if not column.optional and column.name not in schema.names
    ]
    for name in dict.fromkeys(schema.names):
        if from_text and name == UNREADABLE:
            continue
        if name not in known:
            found.append(finding("unknown_column", f"{about}: {name}", name=name, nearest=nearest(name, known)))
        elif schema.names.count(name) > 1:
            found.append(finding("repeated_column", f"{about}: {name}", name=name))
        elif not fits(schema.field(name).type, known[name]):
            given = str(schema.field(name).type)
            found.append(
                finding("wrong_column_type", f"{about}: {name}", name=name, given=given, expected=expected(known[name]))
            )
    return found


def expected(column: Column) -> Text:
    """The type a column must have, in words."""
    if column.name == PERSON_ID:
        return Text("string 或整数", "string or a whole number")
    return Text(column.type, column.type)


def fits(given: Any, column: Column) -> bool:
    """Whether a column of the given Arrow type can be read: the very type, a wider or narrower number, or all nulls."""
    if column.name == PERSON_ID:
        return bool(is_text(given) or pa.types.is_integer(given))
    return fits_type(given, TYPES[column.type]) or (column.optional and pa.types.is_null(given))


def fits_type(given: Any, wanted: Any) -> bool:
    """Whether values of one type can be read as another."""
    if pa.types.is_list(wanted):
        return (pa.types.is_list(given) or pa.types.is_large_list(given)) and fits_type(
            given.value_type, wanted.value_type
        )
    if pa.types.is_struct(wanted):
        return bool(
            pa.types.is_struct(given)
            and sorted(f.name for f in given) == sorted(f.name for f in wanted)
            and all(fits_type(given.field(f.name).type, f.type) for f in wanted)
        )
    if pa.types.is_string(wanted):
        return is_text(given)
    if pa.types.is_integer(wanted):
        return bool(pa.types.is_integer(given))
    return bool(given == wanted)


def is_text(given: Any) -> bool:
    """Whether a type is text, spelt out or by dictionary."""
    if pa.types.is_dictionary(given):
        return is_text(given.value_type)
    return bool(pa.types.is_string(given) or pa.types.is_large_string(given) or pa.types.is_string_view(given))


class Reader:
    """Reads one record batch into arrays, collecting the faults that no rule need look at."""

    def __init__(self, batch: Any, faults: Array | None = None) -> None:
        self.batch = batch
        self.rows = batch.num_rows
        self.faults = np.zeros(self.rows, np.int64) if faults is None else faults

    def read(self) -> People:
        """The arrays. The batch's schema has no findings."""
        if PERSON_ID in self.batch.schema.names:
            self.mark(pc.is_null(self.column(PERSON_ID)), MISSING_VALUE)
        if UNREADABLE in self.batch.schema.names:
            self.mark(pc.is_valid(self.batch.column(UNREADABLE)), UNREADABLE_VALUE)
        history_offsets, history = self.listed("history", needed=True)
        event_offsets, events = self.listed("events")
        aid_offsets, aid = self.listed("aid")
        for offsets in (event_offsets, aid_offsets):
            self.mark(np.diff(offsets) > MOST_ENTRIES, TOO_MANY_ENTRIES)
        people = People(
            place=self.numbers("place", np.int64, NO_CODE, needed=True),
            born=self.days(self.column("born"), needed=True),
            history_offsets=history_offsets,
            history=self.words(history, history_offsets),
            history_ends=self.numbers("history_ends", np.int16, NO_YEAR),
            history_known_from=self.numbers("history_known_from", np.int16, NO_YEAR),
            year=self.numbers("year", np.int16, NO_YEAR, needed=True),
            paid_on=self.days(self.column("paid_on")),
            chosen=self.codes(self.column("circumstance"), CIRCUMSTANCE_NAMES, UNKNOWN_CIRCUMSTANCE, None),
            event_offsets=event_offsets,
            event_kind=self.codes(field(events, "kind"), ANCHOR_NAMES[2:], UNKNOWN_EVENT, event_offsets, first=2),
            event_on=self.days(field(events, "on"), event_offsets, needed=True),
            aid_offsets=aid_offsets,
            aid_category=self.codes(field(aid, "category"), AID_CATEGORIES, UNKNOWN_CATEGORY, aid_offsets),
            aid_from=self.days(field(aid, "from"), aid_offsets, needed=True),
            aid_until=self.days(field(aid, "until"), aid_offsets),
            repair_years=self.numbers("repair_years", np.int16, NO_COUNT),
            repair_paid_on=self.days(self.column("repair_paid_on")),
            earlier_wait_until=self.days(self.column("earlier_wait_until")),
            original_limit_fen=self.numbers("original_limit_fen", np.int64, NO_AMOUNT),
            faults=self.faults,
        )
        for column in people[:-1]:
            column.flags.writeable = False  # as what lies in a file is: so the rules see one type of array
        return people

    def column(self, name: str) -> Any:
        """A column, of nulls where the file leaves it out."""
        if name in self.batch.schema.names and not pa.types.is_null(self.batch.column(name).type):
            return self.batch.column(name)
        return pa.nulls(self.rows, PEOPLE_SCHEMA.field(name).type)

    def mark(self, wrong: Any, fault: int, offsets: Array | None = None) -> None:
        """Mark the rows for which ``wrong`` holds; with offsets, the rows whose list has an entry for which it does."""
        positions = np.flatnonzero(np.asarray(wrong))
        if offsets is not None and len(positions):
            positions = np.searchsorted(offsets, positions, side="right") - 1
        self.faults[positions] |= fault

    def numbers(self, name: str, type_: Any, null: int, *, needed: bool = False) -> Array:
        """A column of whole numbers; ``null`` where there is none."""
        return self.narrow(self.column(name), type_, null, needed=needed)

    def narrow(
        self, column: Any, type_: Any, null: int, offsets: Array | None = None, *, needed: bool = False
    ) -> Array:
        """Whole numbers in their type; one that does not fit it makes the row faulty."""
        wanted = pa.from_numpy_dtype(type_)
        if column.type != wanted:
            if pa.types.is_uint64(column.type):
                too_large = pc.greater(column, pa.scalar(np.iinfo(np.int64).max, pa.uint64()))
                self.mark(pc.fill_null(too_large, False), VALUE_OUT_OF_RANGE, offsets)
                column = pc.cast(column, pa.int64(), safe=False)
            wide, bounds = pc.cast(column, pa.int64()), np.iinfo(type_)
            outside = pc.or_(pc.less(wide, bounds.min), pc.greater(wide, bounds.max))
            self.mark(pc.fill_null(outside, False), VALUE_OUT_OF_RANGE, offsets)
            column = pc.cast(wide, wanted, safe=False)
        return self.filled(column, null, offsets, needed=needed)

    def filled(self, column: Any, null: int, offsets: Array | None = None, *, needed: bool = False) -> Array:
        """A column with a number for null; where a value is needed, its absence makes the row faulty.

        A value that is that very number is out of range: it must not pass for null.
        """
        if null != 0:
            self.mark(pc.fill_null(pc.equal(column, pa.scalar(null, column.type)), False), VALUE_OUT_OF_RANGE, offsets)
        if column.null_count:
            if needed:
                self.mark(pc.is_null(column), MISSING_VALUE, offsets)
            column = pc.fill_null(column, null)
        return column.to_numpy(zero_copy_only=True)

    def days(self, column: Any, offsets: Array | None = None, *, needed: bool = False) -> Array:
        """A column of days, counted from 1970."""
        return self.filled(column.view(pa.int32()), NO_DAY, offsets, needed=needed)

    def listed(self, name: str, *, needed: bool = False) -> tuple[Array, Any]:
        """A column of lists: where each row's entries begin, and the entries, those of null lists left out."""
        column = self.column(name)
        if pa.types.is_large_list(column.type):
            column = pc.cast(column, pa.list_(column.type.value_type))
        if column.null_count == 0:
            offsets = column.offsets.to_numpy()
            first, until = int(offsets[0]), int(offsets[-1])
            return (offsets - first if first else offsets), column.values.slice(first, until - first)
        if needed:
            self.mark(pc.is_null(column), MISSING_VALUE)
        counts = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32), column.flatten()

    def words(self, words: Any, offsets: Array) -> Array:
        """The words of histories; a null among them makes the row faulty."""
        return self.narrow(words, np.int16, 0, offsets, needed=True)

    def codes(self, column: Any, names: Sequence[str], fault: int, offsets: Array | None, first: int = 0) -> Array:
        """A column of names as their numbers, NO_CODE for null. An unknown name makes the row faulty."""
        if column.null_count == len(column):
            if offsets is not None:
                self.mark(pc.is_null(column), MISSING_VALUE, offsets)
            return np.full(len(column), NO_CODE, np.int8)
        if pa.types.is_dictionary(column.type):
            column = pc.cast(column, pa.string())
        places = pc.index_in(column, value_set=pa.array(names, column.type))
        self.mark(pc.and_(pc.is_null(places), pc.is_valid(column)), fault, offsets)
        if offsets is not None:
            self.mark(pc.is_null(column), MISSING_VALUE, offsets)
        codes = pc.fill_null(places, NO_CODE - first).to_numpy(zero_copy_only=False).astype(np.int8)
        return codes if first == 0 else codes + np.int8(first)


def field(structs: Any, name: str) -> Any:
    """A field of an array of structs; null where the struct is."""
    return pc.struct_field(structs, name)


def people_of(batch: Any, faults: Array | None = None) -> People:
    """A record batch as arrays. faults: reasons already found, a number a row."""
    return Reader(batch, faults).read()


def distinct(people: People, by_village: int) -> tuple[list[int], list[int]]:
    """The places, as they are looked up, and the coverage years in a batch."""
    places = np.where((people.place < 0) | (people.place > WIDEST_PLACE), NO_PLACE, people.place)
    if not by_village:
        places = np.where(places > WIDEST_SIX_DIGITS, places // DIGITS_BELOW_COUNTY, places)
    return pc.unique(pa.array(places)).to_pylist(), pc.unique(pa.array(people.year)).to_pylist()
