"""Cover by year: in which months each scheme covered, as it is reported and as it is decided.

A month counts when cover holds on at least one day of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from canbao.registry.people.person_file import PersonFile, Statement

Months = frozenset[int]
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class CoverYear:
    """A year of a scheme (310 or 390): the months 1 to 12 covered."""

    year: int
    scheme: int
    reported: Months
    decided: Months

    @property
    def differs(self) -> bool:
        """Whether what is decided is not what is reported."""
        return self.reported != self.decided


def cover_by_year(file: PersonFile) -> tuple[CoverYear, ...]:
    """The years of cover of a person, by year and scheme. What is open counts to the end of the year of ``as_of``."""
    last = file.as_of.year
    reported, decided = months_by_year(file.reported, last), months_by_year((*file.cover, *file.overlaps), last)
    return tuple(
        CoverYear(year, scheme, frozenset(reported[year, scheme]), frozenset(decided[year, scheme]))
        for year, scheme in sorted({*reported, *decided})
    )


def months_by_year(cover: Iterable[Statement], last: int) -> defaultdict[tuple[int, int], set[int]]:
    """The months covered, by year and scheme. last: the year to whose end open cover counts."""
    found: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for each in cover:
        for year, month in months_in(each.valid_from, each.valid_until, last):
            found[year, each.said["scheme"]].add(month)
    return found


def months_in(start: date | None, until: date | None, last: int) -> Iterator[tuple[int, int]]:
    """The months, as year and month, in which a half-open span holds on at least one day; none without a first day."""
    if start is None:
        return
    year, month = start.year, start.month
    while (date(year, month, 1) < until) if until else year <= last:
        yield year, month
        year, month = (year + 1, 1) if month == DECEMBER else (year, month + 1)


def month_ranges(months: Months) -> tuple[tuple[int, int], ...]:
    """Months as runs from one to another, both included."""
    runs: list[tuple[int, int]] = []
    for month in sorted(months):
        if runs and runs[-1][1] == month - 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return tuple(runs)
