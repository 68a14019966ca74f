"""Which column of a file is which: headings matched in Chinese, in English or by other names that departments use.

Spaces, full-width signs, case, and marks for columns that must be filled in make no difference. The row of headings is
looked for among the first rows, because a title often stands above it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest
from canbao.feeds.descriptor import Column, Feed

ROWS_LOOKED_AT: Final = 10
"""The headings stand among so many first rows."""
REASON_HEADINGS = ("退回原因", "reject_reason")
"""The columns that a file of rejected rows has beside its own; they are passed over when it comes back."""
LONGEST_HEADING: Final = 40
"""Characters of a heading that a message repeats: what stands there may not be a heading at all."""

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*：:]|[(（]必填[)）]")


class Headings(NamedTuple):
    """The headings of a file.

    row: the row in which they stand, counted from 1. texts: as they stand there. columns: by position the name of the
    feed's column, or None.
    """

    row: int
    texts: tuple[str, ...]
    columns: tuple[str | None, ...]

    @property
    def known(self) -> int:
        """How many of the headings are columns of the feed."""
        return sum(name is not None for name in self.columns)


def tidy_heading(text: str) -> str:
    """A heading without what makes no difference."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


REASONS_TIDY = frozenset(tidy_heading(heading) for heading in REASON_HEADINGS)


@lru_cache(maxsize=64)
def _headings_of(columns: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """The name of a column by each of its headings; the first column that has one keeps it."""
    names: dict[str, str] = {}
    for texts in columns:
        for text in texts:
            names.setdefault(tidy_heading(text), texts[0])
    return names


def headings_of(feed: Feed) -> dict[str, str]:
    """The name of a feed's column by each of its headings."""
    return _headings_of(tuple((column.name, column.zh, column.en, *column.also) for column in feed.columns))


def find_headings(feed: Feed, rows: Sequence[Sequence[str]]) -> Headings:
    """The row that has most of a feed's headings, the first of several; without any, the first row."""
    known = headings_of(feed)
    every = [
        Headings(at, tuple(row), tuple(known.get(tidy_heading(text)) for text in row))
        for at, row in enumerate(rows[:ROWS_LOOKED_AT], 1)
    ]
    return max(every, key=lambda one: one.known)


def is_reason(heading: str) -> bool:
    """Whether a heading is one that a file of rejected rows has beside its own."""
    return tidy_heading(heading) in REASONS_TIDY


def heading_findings(feed: Feed, headings: Headings, about: str) -> list[Finding]:
    """What is wrong with the headings: none there, a column missing, one there twice, one that is not known."""
    if not headings.known:
        name = Text(feed.name.zh, feed.name.en)
        return [finding("feed_headings_missing", about, rows=ROWS_LOOKED_AT, feed=name)]
    return [*_missing(feed, headings, about), *_twice(feed, headings, about), *_unknown(feed, headings, about)]


def _missing(feed: Feed, headings: Headings, about: str) -> Iterable[Finding]:
    for column in feed.columns:
        if column.required and column.name not in headings.columns:
            yield finding("feed_column_missing", about, name=words(column))


def _twice(feed: Feed, headings: Headings, about: str) -> Iterable[Finding]:
    for column in feed.columns:
        if headings.columns.count(column.name) > 1:
            pairs = zip(headings.texts, headings.columns, strict=True)
            same = "、".join(shown(text) for text, name in pairs if name == column.name)
            yield finding("feed_column_twice", about, name=words(column), headings=same)


def _unknown(feed: Feed, headings: Headings, about: str) -> Iterable[Finding]:
    absent = [column.zh for column in feed.columns if column.name not in headings.columns]
    for text, name in zip(headings.texts, headings.columns, strict=True):
        if name is None and tidy_heading(text) and not is_reason(text):
            near = nearest(text, absent) or Text("无", "none")
            yield finding("feed_column_unknown", about, name=shown(text), nearest=near)


def another_feed(feed: Feed, others: Iterable[Feed], rows: Sequence[Sequence[str]], about: str) -> Finding | None:
    """The feed that the file is rather one of, if any: an error where this one's required columns are not all there."""
    own = find_headings(feed, rows)
    best = max(
        (one for one in others if one.feed != feed.feed),
        key=lambda one: (has_required(one, find_headings(one, rows)), find_headings(one, rows).known),
        default=None,
    )
    if best is None:
        return None
    theirs, fits = find_headings(best, rows), has_required(feed, own)
    if not has_required(best, theirs) or theirs.known < own.known + fits:
        return None
    code = "feed_perhaps_another" if fits else "feed_another_feed"
    names = {"feed": feed.name, "other": best.name, "department": best.department}
    words: dict[str, Any] = {key: Text(one.zh, one.en) for key, one in names.items()}
    return finding(code, about, kind=best.feed, **words)


def has_required(feed: Feed, headings: Headings) -> bool:
    """Whether the columns that the feed requires are all there."""
    return all(column.name in headings.columns for column in feed.columns if column.required)


def words(column: Column) -> Text:
    """A column's heading in both languages."""
    return Text(column.zh, column.en)


def shown(heading: str) -> str:
    """A heading as a message may show it: without digits, for what stands there may be somebody's row."""
    return shorten(re.sub(r"\d", "*", heading))[:LONGEST_HEADING]
