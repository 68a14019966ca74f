"""What commands over a feed's file share: which feed, month and place it is of, as said or as its name says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language, Text, shorten
from canbao.cli.acting import number_of_place, ready
from canbao.cli.context import root_of
from canbao.cli.database import asked

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.feeds.about_file import Period, Scope
    from canbao.feeds.reading import FeedFile

FeedFileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="部门文件 · The department's file")]
FeedFilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="部门文件 · The departments' files")]
KindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="数据种类，见 canbao feed list · The feed")
]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help="数据月份；默认按文件名 · The month; as the name says")
]
FullOption = Annotated[bool, typer.Option("--full", help="全量名单 · The whole list")]
DeltaOption = Annotated[bool, typer.Option("--delta", help="增量（只有变化）· Changes only")]
RejectsOption = Annotated[
    Path | None, typer.Option("--rejects", metavar="PATH", help="退回行写到这里 · Write the rejects here")
]

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
A_MONTH = Text("月份，如 2026-11", "a month, as 2026-11")


def opened_file(path: Path, kind: str | None, month: str | None, today: date, *, full: bool, delta: bool) -> FeedFile:
    """A file opened as one of a feed.

    Raises BadInputError for a file that is none, a feed that is not said, a month that has not begun.
    """
    from canbao.feeds.about_file import about_file
    from canbao.feeds.catalogue import feed, feeds
    from canbao.feeds.kind_of_file import feed_of_file
    from canbao.feeds.reading import open_feed_file
    from canbao.feeds.rejects_of_file import as_changes

    every = feeds().values()
    scope = scope_said(full=full, delta=delta)
    period = None if month is None else month_of(month)
    known = feed_of_file(path, every) if kind is None else feed(kind)
    about = about_file(path, known, period=period, scope=scope)
    if about.period.first > today:
        raise BadInputError([finding("feed_month_in_future", path.name, month=str(about.period), today=str(today))])
    return as_changes(open_feed_file(about, known, every), scope)


def scope_said(*, full: bool, delta: bool) -> Scope | None:
    """Full list or changes, as the options say."""
    if full and delta:
        raise typer.BadParameter("--full 与 --delta 只能选一个 · either --full or --delta")
    return "full" if full else "delta" if delta else None


def month_of(text: str) -> Period:
    """A month that an option gives. Raises BadInputError for what is none."""
    from canbao.feeds.about_file import Period

    found = MONTH.fullmatch(text)
    if found is None:
        raise BadInputError([finding("wrong_value", "--month", value=shorten(text), expected=A_MONTH)])
    return Period(int(found[1]), int(found[2]))


def place_of(file: FeedFile, given: str | None) -> tuple[int, list[Finding]]:
    """The place of a file, 12 digits, as said, else as its name says; and that they differ.

    Raises BadInputError where neither says one.
    """
    from canbao.basis.place_numbers import place_code, place_number

    said = number_of_place(given)
    named = None if file.about.place is None else place_number(file.about.place)
    if said is None and named is None:
        raise BadInputError([finding("feed_place_missing", file.about.path.name)])
    if said is None or named is None or said == named:
        return (named if said is None else said) or 0, []
    codes = place_code(said), place_code(named)
    return said, [finding("feed_place_differs", file.about.path.name, given=codes[0], named=codes[1])]


@contextmanager
def session(context: typer.Context, language: Language, *, as_json: bool) -> Iterator[tuple[Address, str]]:
    """The database and the token of the session; ends the command with what is wrong."""
    with asked(context, language, as_json=as_json) as address:
        token = root_of(context).session_token()
        if not token:
            raise BadInputError([finding("no_session", "session")])
        with ready(address):
            yield address, token
