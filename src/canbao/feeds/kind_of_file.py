"""Which feed a file is of, where nobody says it: as its name says, or as its headings would have it.

The name counts, because whoever named the file knew; what only the headings say is proposed and never taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.feeds.about_file import Period, about_file
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_headings import find_headings, has_required

ANY_MONTH = Period(2000, 1)
"""Stands for the month where only the headings are looked at."""


def feed_of_file(path: Path, known: Iterable[Feed]) -> Feed:
    """The feed that a file's name says. Raises BadInputError where it says none, proposing the one that fits best."""
    every = tuple(known)
    named = named_in(path.stem, every)
    if named is not None:
        return named
    fits = fitting(path, every)
    if fits is None:
        raise BadInputError([finding("feed_kind_not_known", path.name)])
    name, department = Text(fits.name.zh, fits.name.en), Text(fits.department.zh, fits.department.en)
    raise BadInputError([finding("feed_kind_missing", path.name, kind=fits.feed, feed=name, department=department)])


def named_in(name: str, known: Iterable[Feed]) -> Feed | None:
    """The feed whose kind or Chinese name stands in a file's name; None where none does, or several do.

    A word that is only a part of another that stands there does not count.
    """
    told = name.casefold()
    words = {word: one for one in known for word in (one.feed, one.name.zh) if word in told}
    whole = {one.feed: one for word, one in words.items() if not any(word in other != word for other in words)}
    return next(iter(whole.values())) if len(whole) == 1 else None


def fitting(path: Path, known: Iterable[Feed]) -> Feed | None:
    """The feed most of whose columns a file has, all required ones among them. Raises BadInputError for no file."""
    every = tuple(known)
    rows = [(one, headings) for one in every if (headings := _first_rows(path, one))]
    found = [
        (find_headings(one, first).known, one) for one, first in rows if has_required(one, find_headings(one, first))
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _first_rows(path: Path, feed: Feed) -> list[list[str]]:
    """The first rows of a file, as they are read when it is taken for one of a feed."""
    from canbao.feeds import reading_parquet, reading_text
    from canbao.feeds.reading_workbook import Workbook

    about = about_file(path, feed, period=ANY_MONTH, scope="delta" if feed.scope == "either" else feed.scope)
    if about.kind == "xlsx":
        return Workbook(about).layout_of(feed)[1]
    rows: list[list[str]] = (reading_text if about.kind == "csv" else reading_parquet).layout_of(about, feed)[1]
    return rows
