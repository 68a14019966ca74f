"""The years of a timeline: what each coverage year behind a person was, as the determination counted it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from canbao.casework.decide import Decision
from canbao.casework.unknown_years import unknown_years
from canbao.rules.continuity import EXCUSED_YEAR, GAP_YEAR, RESIDENT_YEAR, class_of
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import PAID_IN_WINDOW, Facts
from canbao.rules.parameters import ContinuityTerms

MOST_SHOWN = 12
"""Years shown one by one, the coverage year included; older ones are summed up."""


class YearKind(StrEnum):
    """What a coverage year was."""

    IN_WINDOW = "in_window"
    OUTSIDE = "outside"
    EXCUSED = "excused"
    MISSED = "missed"
    REPAIRED = "repaired"
    UNKNOWN = "unknown"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class YearOfCover:
    """One coverage year."""

    year: int
    kind: YearKind


@dataclass(frozen=True, slots=True)
class EarlierYears:
    """Years too many to show one by one, summed up; the counts in the order of YearKind, none of them 0."""

    first: int
    last: int
    counts: tuple[tuple[YearKind, int], ...]


def years_of(decision: Decision) -> tuple[EarlierYears | None, tuple[YearOfCover, ...]]:
    """The years from the one before the first cover to the coverage year: the older ones summed up, the rest shown."""
    unknown = set(unknown_years(decision.case))
    readings = [
        kinds_of(facts, determination, decision.policy.terms.continuity)
        for facts, determination in zip(decision.facts, decision.determinations, strict=True)
    ]
    year = decision.case.enrolment.year
    born = decision.case.person.born.year
    first = min([*unknown, year, *(min(kinds, default=year) for kinds in readings)])
    if first > born:
        first -= 1
    every = [YearOfCover(y, YearKind.UNKNOWN if y in unknown else agreed_kind(readings, y)) for y in range(first, year)]
    every.append(YearOfCover(year, coverage_kind(decision)))
    shown = tuple(every[-MOST_SHOWN:])
    return summed_up(every[:-MOST_SHOWN]), shown


def kinds_of(f: Facts, d: Determination, c: ContinuityTerms) -> dict[int, YearKind]:
    """The years behind a person under one reading of the past, from the first that counts on."""
    kinds = {year: kind_of(f, year, c) for year in range(f.history.first_year, f.year)} if f.history.words else {}
    if not kinds:
        kinds = dict.fromkeys(range(f.year - d.years.missed, f.year), YearKind.MISSED)
    for year in repaired_among(kinds, d.wait.repaired_years, c):
        kinds[year] = YearKind.REPAIRED
    return kinds


def kind_of(f: Facts, year: int, c: ContinuityTerms) -> YearKind:
    """What a year of the history was; resident years by where the premium was paid."""
    class_ = class_of(f.history, year, c)
    if class_ == RESIDENT_YEAR:
        paid_in_window = f.history.words[year - f.history.first_year] & PAID_IN_WINDOW
        return YearKind.IN_WINDOW if paid_in_window else YearKind.OUTSIDE
    if class_ == EXCUSED_YEAR:
        return YearKind.EXCUSED
    return YearKind.MISSED if class_ == GAP_YEAR else YearKind.BEFORE


def repaired_among(kinds: dict[int, YearKind], repaired: int, c: ContinuityTerms) -> list[int]:
    """The years repaired: the latest missed ones that count, back to the last year of resident cover."""
    found: list[int] = []
    for year in sorted(kinds, reverse=True):
        if len(found) >= repaired or kinds[year] in (YearKind.IN_WINDOW, YearKind.OUTSIDE):
            break
        if kinds[year] == YearKind.MISSED and year >= c.missed_years_from:
            found.append(year)
    return found


def agreed_kind(readings: Sequence[dict[int, YearKind]], year: int) -> YearKind:
    """What a year was where all readings of the past agree; else unknown."""
    kinds = {kinds.get(year, YearKind.BEFORE) for kinds in readings}
    return kinds.pop() if len(kinds) == 1 else YearKind.UNKNOWN


def coverage_kind(decision: Decision) -> YearKind:
    """What the coverage year will be by this enrolment; unknown where nothing is decided."""
    if any(d.reason != DECIDED for d in decision.determinations):
        return YearKind.UNKNOWN
    rows = decision.policy.terms.rows
    if all(d.paid_in_window and rows[d.row].needs_payment for d in decision.determinations):
        return YearKind.IN_WINDOW
    return YearKind.OUTSIDE


def summed_up(years: Sequence[YearOfCover]) -> EarlierYears | None:
    """Years as counts; None when there is none."""
    if not years:
        return None
    found = Counter(year.kind for year in years)
    counts = tuple((kind, found[kind]) for kind in YearKind if found[kind])
    return EarlierYears(years[0].year, years[-1].year, counts)
