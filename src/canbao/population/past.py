"""The years behind a person as a row has them, made ready for the rules. Compiled as it stands.

A row is ready when its words run to the year before the coverage year and none of them is unknown: then the rules read
them where they lie. Otherwise they are copied into a record from the year of birth on.
"""

from __future__ import annotations

from collections.abc import MutableSequence

from canbao.basis.compilable import compilable
from canbao.basis.days import year_of
from canbao.population.arrays import EPOCH, NO_YEAR, People
from canbao.rules.unknown_years import has_cover


@compilable
def known_before(i: int, people: People) -> int:
    """How many years from birth on, at most, are unknown."""
    known_from = people.history_known_from[i]
    if known_from == NO_YEAR:
        return 0
    unknown: int = min(known_from, people.year[i]) - year_of(people.born[i] + EPOCH)
    return max(0, unknown)


@compilable
def is_ready(i: int, people: People) -> bool:
    """Whether the words run to the year before the coverage year, or there are none."""
    if people.history_offsets[i] == people.history_offsets[i + 1]:
        return True
    return bool(people.history_ends[i] == people.year[i] - 1)


@compilable
def first_position(i: int, people: People) -> int:
    """Where the words of a ready row begin: at the first year of cover; its end where there was none."""
    at: int = people.history_offsets[i]
    until = people.history_offsets[i + 1]
    while at < until and not has_cover(people.history[at]):
        at += 1
    return at


@compilable
def read_record(record: MutableSequence[int], i: int, people: People) -> int:
    """Write the years from birth to the year before the coverage year; returns how many there are."""
    born = year_of(people.born[i] + EPOCH)
    behind: int = max(0, people.year[i] - born)
    first, until = people.history_offsets[i], people.history_offsets[i + 1]
    first_year = people.history_ends[i] - (until - first) + 1
    for position in range(behind):
        at = first + born + position - first_year
        record[position] = people.history[at] if first <= at < until else 0
    return behind
