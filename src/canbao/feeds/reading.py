"""Reading a feed's file: which column is which, whether it is this feed's file at all, and its rows batch by batch.

CSV, XLSX and Parquet come out alike: raw batches of text (``reading_layout``). What makes a file unusable is told
before the first row is handed on, except that it breaks off in the middle, which only its end shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.feeds import reading_parquet, reading_text
from canbao.feeds.about_file import AboutFile
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_headings import another_feed, heading_findings
from canbao.feeds.reading_layout import Layout
from canbao.feeds.reading_swapped import swapped
from canbao.feeds.reading_workbook import Workbook


@dataclass(frozen=True)
class FeedFile:
    """A file that can be read as one of a feed. findings: warnings about the file as a whole."""

    about: AboutFile
    feed: Feed
    layout: Layout
    findings: tuple[Finding, ...]
    workbook: Workbook | None = field(default=None, repr=False, compare=False)

    def batches(self) -> Iterator[Any]:
        """The raw batches, from the first row on, none of them empty; any number of times.

        Raises BadInputError where the file breaks off or is damaged: what was read before must not be kept.
        """
        if self.workbook is not None:
            every = self.workbook.batches_of(self.layout)
        else:
            module = reading_text if self.layout.kind == "csv" else reading_parquet
            every = module.batches_of(self.about, self.layout)
        return (batch for batch in every if batch.num_rows)


def open_feed_file(about: AboutFile, feed: Feed, others: Iterable[Feed] = ()) -> FeedFile:
    """A file opened as one of a feed. others: the feeds that it might be one of instead.

    Raises BadInputError with all findings: it cannot be read, is another feed's, lacks a column, has columns swapped.
    """
    workbook = Workbook(about) if about.kind == "xlsx" else None
    if workbook is not None:
        layout, rows = workbook.layout_of(feed)
    else:
        layout, rows = (reading_text if about.kind == "csv" else reading_parquet).layout_of(about, feed)
    if not any(cell.strip() for row in rows for cell in row):
        raise BadInputError([finding("feed_file_empty", about.path.name)])
    found = _column_findings(about, feed, others, layout, rows)
    file = FeedFile(about, feed, layout, (), workbook)
    first = next(file.batches(), None)
    found += swapped(feed, layout, first, about.period.last, about.path.name)
    if first is None:
        found.append(finding("feed_only_headings", about.path.name))
    refuse_errors(found)
    return FeedFile(about, feed, layout, (*about.findings, *found), workbook)


def _column_findings(
    about: AboutFile, feed: Feed, others: Iterable[Feed], layout: Layout, rows: list[list[str]]
) -> list[Finding]:
    """What is to be said of the columns. Raises BadInputError where they cannot be used."""
    rather = another_feed(feed, others, rows, about.path.name)
    if rather is not None and rather.severity == "error":
        raise BadInputError([rather])
    found = heading_findings(feed, layout.headings, about.path.name) + ([rather] if rather else [])
    refuse_errors(found)
    return found


def refuse_errors(found: Iterable[Finding]) -> None:
    """Raises BadInputError with all that was found where an error is among it."""
    every = tuple(found)
    if any(one.severity == "error" for one in every):
        raise BadInputError(every)
