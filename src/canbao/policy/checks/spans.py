"""Spans of coverage years: two that claim the same year without a text that settles it, and years left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.policy.checks.sheet import Sheet, span_text
from canbao.policy.resolve import document_of
from canbao.policy.schema import Circumstance, Document, Entry, Years

Sourced = Entry | Circumstance
Numbered = Sequence[tuple[int, Sourced]]


def overlaps(
    sheet: Sheet, name: Text | str, entries: Numbered, at: Callable[[int], str], by_calendar_year: bool = False
) -> Iterator[Finding]:
    """Pairs of entries that claim the same coverage year, where no document displaces the other's."""
    for (first, one), (second, other) in combinations(entries, 2):
        shared = shared_years(one.coverage_years, other.coverage_years)
        if shared is not None and not is_settled(one, other, sheet, by_calendar_year):
            elsewhere = at(first).rpartition(" ")[0]
            clauses = tuple(dict.fromkeys((*other.sources, *one.sources)))
            yield finding(
                "overlapping_spans",
                at(second),
                clauses,
                name=name,
                years=shared,
                other=elsewhere,
            )


def gaps(name: Text | str, entries: Sequence[Entry], at: Callable[[int], str]) -> Iterator[Finding]:
    """Coverage years without a value between years that have one."""
    ordered = sorted(enumerate(entries), key=lambda numbered: numbered[1].coverage_years.from_)
    reached: int | None = None
    for index, entry in ordered:
        years = entry.coverage_years
        if reached is not None and years.from_ > reached + 1:
            yield finding(
                "span_gap", at(index), entry.sources, name=name, years=span_text(reached + 1, years.from_ - 1)
            )
        if years.through is None:
            return
        reached = max(reached or 0, years.through)


def shared_years(one: Years, other: Years) -> Text | None:
    """The years that two spans share, as a person reads them, or None."""
    if not one.overlaps(other):
        return None
    ends = [years.through for years in (one, other) if years.through is not None]
    return span_text(max(one.from_, other.from_), min(ends, default=None))


def is_settled(one: Sourced, other: Sourced, sheet: Sheet, by_calendar_year: bool) -> bool:
    """Whether the texts say which of two entries holds: of every two documents that hold at once, one displaces the
    other. An entry whose document is unknown is another finding's matter."""
    pairs = [(a, b) for a in one.sources for b in other.sources]
    return all(_is_settled(document_of(a), document_of(b), sheet, by_calendar_year) for a, b in pairs)


def _is_settled(one: str, other: str, sheet: Sheet, by_calendar_year: bool) -> bool:
    if one not in sheet.documents or other not in sheet.documents:
        return True
    a, b = sheet.documents[one], sheet.documents[other]
    if other in a.displaces or one in b.displaces:
        return True
    return not (one == other or by_calendar_year or can_meet(a, b))


def can_meet(one: Document, other: Document) -> bool:
    """Whether two documents can govern the same coverage year on the same day."""
    if one.enrolment_years is not None and other.enrolment_years is not None:
        return one.enrolment_years.overlaps(other.enrolment_years)
    if one.enrolment_years is not None or other.enrolment_years is not None:
        return True
    a, b = one.in_force, other.in_force
    return (a.through is None or b.from_ <= a.through) and (b.through is None or a.from_ <= b.through)
