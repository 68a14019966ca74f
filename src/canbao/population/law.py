"""The law of every place and year of a population as one table of records, found by place, year and day.

A record holds the terms of the rules, field by field as the rules name them, and how firmly they stand. Law that is not
there has no record: a row that needs it is refused, never answered with a neighbour's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from canbao.basis.compilable import compilable
from canbao.basis.errors import BadInputError
from canbao.basis.places import is_place_code
from canbao.policy.epochs import Epochs
from canbao.policy.interpretations import faults
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.population.arrays import Array
from canbao.population.rows import LAST_YEAR
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES
from canbao.rules.notes import Standing
from canbao.rules.parameters import (
    REPAIR_YEARS_PRICED,
    ROW_CAPACITY,
    AidTerms,
    CircumstanceRow,
    ContinuityTerms,
    LimitTerms,
    OtherRules,
    PremiumTerms,
    Terms,
    WaitingTerms,
)
from canbao.rules.values import NOTHING

NO_LAW = -1
NO_PLACE = -1
COUNTY_DIGITS = 6
WIDEST_SIX_DIGITS = 999_999
WIDEST_PLACE = 999_999_999_999
DIGITS_BELOW_COUNTY = 1_000_000
LEAST_PLACES = 64
"""Slots of the place table at the least; a power of two."""
NEVER = 2**62
"""A day after every other, where a place has fewer changes of its law than another."""

RECORDS: dict[str, type[Any]] = {
    "continuity": ContinuityTerms,
    "waiting": WaitingTerms,
    "premium": PremiumTerms,
    "aid": AidTerms,
    "limit": LimitTerms,
    "other_rules": OtherRules,
    "rows": CircumstanceRow,
    "standing": Standing,
}
LENGTHS = {
    "rows": ROW_CAPACITY,
    "rows_of_anchor": len(ANCHOR_NAMES),
    "earliest_of_anchor": len(ANCHOR_NAMES),
    "repair_fen": REPAIR_YEARS_PRICED,
    "rates_percent": len(AID_CATEGORIES),
}


def field_of(name: str) -> tuple[Any, ...]:
    """The field of a record that holds a field of the rules' named tuples: a number, a record, or a list of either."""
    type_ = record_type(RECORDS[name]._fields) if name in RECORDS else np.dtype(np.int64)
    return (name, type_, (LENGTHS[name],)) if name in LENGTHS else (name, type_)


def record_type(names: Sequence[str]) -> np.dtype[Any]:
    """The record type of the fields named."""
    return np.dtype([field_of(name) for name in names], align=True)


RECORD = record_type((*Terms._fields, "standing"))
"""The type of a record of the law."""


class Law(NamedTuple):
    """The law as the compiled rules take it.

    records: one for each policy. places, packs: an open hash table from place codes to packs (NO_PLACE: empty slot,
    NO_LAW: no pack covers the place). changes: per pack, ``changes_each`` days on which its law changes, then NEVER.
    index: per pack, year from first_year on, and change, the record, or NO_LAW.
    as_of: the day whose law applies to every row, or NOTHING where each row has its own.
    by_village: 1 where packs may differ within a county, so that places are looked up by their whole code.
    """

    records: Array
    places: Array
    packs: Array
    changes: Array
    changes_each: int
    index: Array
    first_year: int
    years: int
    as_of: int
    by_village: int


def plain(value: Any) -> Any:
    """A value of the rules as a record takes it: named tuples as tuples, sequences as lists."""
    if isinstance(value, int):
        return value
    if hasattr(value, "_fields"):
        return tuple(plain(part) for part in value)
    return [plain(part) for part in value]


def records_of(policies: Sequence[Policy]) -> Array:
    """The records of some policies."""
    records = np.zeros(len(policies), RECORD)
    for number, policy in enumerate(policies):
        records[number] = (*plain(policy.terms), plain(policy.standing))
    return records


def sealed(law: Law) -> Law:
    """The law, its arrays no longer to be written."""
    for part in law:
        if isinstance(part, np.ndarray):
            part.flags.writeable = False
    return law


def hashed(pack_of: Mapping[int, int]) -> tuple[Array, Array]:
    """An open hash table from place codes to packs."""
    slots = LEAST_PLACES
    while slots < 2 * len(pack_of):
        slots *= 2
    places, packs = np.full(slots, NO_PLACE, np.int64), np.full(slots, NO_LAW, np.int32)
    for place, pack in pack_of.items():
        slot = first_slot(place, slots)
        while places[slot] != NO_PLACE:
            slot = (slot + 1) % slots
        places[slot], packs[slot] = place, pack
    return places, packs


def place_text(place: int) -> str:
    """A place code as text: six digits, or twelve."""
    return f"{place:06d}" if 0 <= place <= WIDEST_SIX_DIGITS else f"{place:012d}"


@dataclass
class LawTable:
    """The law of the places and years met so far; it grows, and what was found stays where it is.

    known_on, as_of, given: the options of the run. Raises BadInputError for a reading no place has.
    """

    policies: Policies
    as_of: date | None = None
    known_on: date | None = None
    given: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.found: list[Policy] = []
        self.pack_of: dict[int, int] = {}
        self.pack_names: list[str] = []
        self._number: dict[tuple[str, int, date], int] = {}
        self._by_digest: dict[str, int] = {}
        self._changes: list[tuple[date, ...]] = []
        self._years: set[int] = set()
        self.by_village = int(any(len(place) > COUNTY_DIGITS for place in self.policies.library.places()))
        self._law: Law | None = None
        self._lock = Lock()

    def with_places(self, places: Iterable[int], years: Iterable[int]) -> Law:
        """The law for these places (as they are looked up) and years, and for all before."""
        first = self.policies.library.first_year
        with self._lock:
            new_places = [place for place in places if place != NO_PLACE and place not in self.pack_of]
            new_years = {year for year in years if first <= year <= LAST_YEAR} - self._years
            if new_places or new_years or self._law is None:
                for place in new_places:
                    self.pack_of[place] = self._pack(place)
                self._years |= new_years
                self._law = self._built()
            return self._law

    def policy_of(self, place: int, year: int, law_day: date) -> Policy:
        """The policy that decides a row. Raises BadInputError where there is none."""
        return self.policies.policy(place_text(place), year, law_day, self.known_on, self.given)

    def _pack(self, place: int) -> int:
        library = self.policies.library
        try:
            name = library.place_of_pack(place_text(place)) if is_place_code(place_text(place)) else None
        except BadInputError:
            name = None
        if name is None:
            return NO_LAW
        if name not in self.pack_names:
            chain = library.chain(name)
            found = faults(chain, self.given, "--interpretation")
            if found:
                raise BadInputError(found)
            self.pack_names.append(name)
            epochs = Epochs.of(chain)
            self._changes.append(tuple(sorted({day for day in epochs.changes if day > epochs.first} | {epochs.first})))
        return self.pack_names.index(name)

    def _record_number(self, name: str, year: int, day: date) -> int:
        key = (name, year, day)
        if key not in self._number:
            try:
                policy = self.policies.policy(name, year, day, self.known_on, self.given)
            except BadInputError:
                self._number[key] = NO_LAW
            else:
                self._number[key] = self._by_digest.setdefault(policy.digest, len(self.found))
                if self._number[key] == len(self.found):
                    self.found.append(policy)
        return self._number[key]

    def _built(self) -> Law:
        first_year = min(self._years, default=0)
        span = max(self._years, default=0) - first_year + 1
        most = max((len(days) for days in self._changes), default=1)
        changes = np.full((len(self._changes), most), NEVER, np.int64)
        index = np.full((len(self._changes), span, most), NO_LAW, np.int32)
        for pack, days in enumerate(self._changes):
            changes[pack, : len(days)] = [day.toordinal() for day in days]
            for year in self._years:
                for position, day in enumerate(days):
                    index[pack, year - first_year, position] = self._record_number(self.pack_names[pack], year, day)
        places, packs = hashed(self.pack_of)
        as_of = NOTHING if self.as_of is None else self.as_of.toordinal()
        arrays = (records_of(self.found), places, packs, changes.ravel())
        return sealed(Law(*arrays, most, index.ravel(), first_year, span, as_of, self.by_village))

    @property
    def digests(self) -> dict[str, str]:
        """The digest of every policy met, by place, year and first day of its law."""
        return self.digests_of(self._years)

    def digests_of(self, years: Collection[int]) -> dict[str, str]:
        """The digests of the policies of some coverage years."""
        return {f"{p.pack} {p.year} {p.law.as_of}": p.digest for p in self.found if p.year in years}


FOLD = 20
SPREAD = 0x5F3759DF
LOW_BITS = 0xFFFFFFFF


@compilable
def first_slot(place: int, slots: int) -> int:
    """Where the search for a place begins; ``slots`` is a power of two."""
    return (((place ^ (place >> FOLD)) & LOW_BITS) * SPREAD >> FOLD) & (slots - 1)


@compilable
def county_of(place: int) -> int:
    """The six digits of a place; NO_PLACE for a number that has too many digits, or is below 0."""
    if place < 0 or place > WIDEST_PLACE:
        return NO_PLACE
    return place if place <= WIDEST_SIX_DIGITS else place // DIGITS_BELOW_COUNTY


@compilable
def place_key(place: int, by_village: int) -> int:
    """What a place is looked up by."""
    county = county_of(place)
    return place if by_village and county != NO_PLACE else county


@compilable
def pack_at(place: int, places: Sequence[int], packs: Sequence[int]) -> int:
    """The pack that covers a place, or NO_LAW; every place of the batch must be in the table or is covered by none."""
    slots = len(places)
    slot = first_slot(place, slots)
    while places[slot] != NO_PLACE:
        if places[slot] == place:
            return packs[slot]
        slot = (slot + 1) & (slots - 1)
    return NO_LAW


@compilable
def change_at(day: int, changes: Sequence[int]) -> int:
    """The position of the last change of the law on or before a day; the first for a day before them all."""
    position = 0
    while position + 1 < len(changes) and changes[position + 1] <= day:
        position += 1
    return position
