"""The dates on which anything changes in the law of a place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from canbao.policy.library import Library
from canbao.policy.schema import Days, Document, Pack, Years

ONE_DAY = timedelta(days=1)


def changes(library: Library, place: str) -> list[date]:
    """Every date on which anything changes in the chain of a place, ascending.

    A document is issued, begins or has ended; a coverage year begins for which a value, a reading or a row begins or
    no longer holds. Raises BadInputError when no pack covers the place.
    """
    days: set[date] = set()
    for layer in library.chain(place).layers:
        for sheet in layer.sheets:
            days.update(_of_sheet(sheet))
    return sorted(days)


def _of_sheet(sheet: Pack) -> Iterator[date]:
    for document in sheet.documents.values():
        yield from _of_document(document)
    for entries in (*sheet.values.values(), *sheet.readings.values()):
        for entry in entries:
            yield from _of_years(entry.coverage_years)
    for row in sheet.circumstances:
        yield from _of_years(row.coverage_years)
    for opening in sheet.openings:
        yield from _of_years(opening.coverage_years)


def _of_document(document: Document) -> Iterator[date]:
    if document.issued is not None:
        yield document.issued
    yield from _of_days(document.in_force)
    if document.enrolment_years is not None:
        yield from _of_years(document.enrolment_years)


def _of_days(days: Days) -> Iterator[date]:
    yield days.from_
    if days.through is not None and days.through < date.max:
        yield days.through + ONE_DAY


def _of_years(years: Years) -> Iterator[date]:
    yield date(years.from_, 1, 1)
    if years.through is not None:
        yield date(years.through + 1, 1, 1)
