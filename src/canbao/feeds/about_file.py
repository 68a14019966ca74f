"""What a feed's file is before its rows are looked at: digest, kind, encoding, month, full list or changes.

The month and the scope are said by whoever hands the file over, or stand in its name, as in
``civil_affairs_430191_2026-11_delta.csv`` or ``低保2026年9月全量.xlsx``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple

from canbao.basis.days import days_in_month
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_encoding import NO_TEXT, TextFacts, blocks_of, text_facts

Kind = Literal["csv", "xlsx", "parquet"]
Scope = Literal["full", "delta"]

FIRST_BYTES: Final = 8
PACKED = b"PK\x03\x04"
PARQUET = b"PAR1"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Workbooks of Excel 97 and locked ones."""
OTHERS = {
    OLD_OFFICE: Text("旧格式（.xls）或有密码的工作簿", "a workbook in the old format (.xls) or with a password"),
    b"%PDF": Text("PDF 文件", "a PDF file"),
    b"{\\rtf": Text("RTF 文件", "an RTF file"),
    b"\x1f\x8b": Text("压缩文件", "a packed file"),
    b"Rar!": Text("压缩文件", "a packed file"),
    b"7z\xbc\xaf": Text("压缩文件", "a packed file"),
    b"\xff\xfe": Text("UTF-16 编码的文本", "text in UTF-16"),
    b"\xfe\xff": Text("UTF-16 编码的文本", "text in UTF-16"),
}
"""What is told from the first bytes and not read."""

_MONTH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:[-_.]?(?P<month>0[1-9]|1[0-2])(?!\d)|年(?P<word>0?[1-9]|1[0-2])月)"
)
_PLACE = re.compile(r"(?<!\d)(\d{12}|\d{9}|\d{6})(?!\d)")
_SCOPES: dict[str, Scope] = {"full": "full", "全量": "full", "delta": "delta", "增量": "delta"}


class Period(NamedTuple):
    """A month: what a file speaks of."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, days_in_month(self.year, self.month))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True)
class AboutFile:
    """What a file is. sha256: of its bytes, in hexadecimal. place: the place code in its name, if any.

    How many rows it has is known when it has been read: see ``FileReport``.
    """

    path: Path
    sha256: str
    size: int
    kind: Kind
    text: TextFacts
    period: Period
    scope: Scope
    place: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def encoding(self) -> str | None:
        """``utf-8``, ``utf-8-sig`` (with a byte-order mark) or ``gb18030``; None for a file that is no text."""
        return self.text.encoding if self.kind == "csv" else None


def about_file(path: Path, feed: Feed, *, period: Period | None = None, scope: Scope | None = None) -> AboutFile:
    """What a file of a feed is. Reads it once, a text in an unexpected encoding twice.

    period, scope: as said by whoever hands it over; else from the file's name, the scope also from the descriptor.
    Raises BadInputError with all findings for a file that is none.
    """
    found = list[Finding]()
    try:
        kind, digest, text = kind_of(path), digest_of(path), NO_TEXT
        if kind == "csv":
            text = text_facts(path)
    except OSError as error:
        raise BadInputError([finding("file_unreadable", path.name, reason=shorten(error.strerror or error))]) from error
    except BadInputError as bad:
        found += bad.findings
    of_month = _period(path, period, found)
    of_scope = _scope(path, feed, scope, found)
    if of_month is None or of_scope is None or any(one.severity == "error" for one in found):
        raise BadInputError(found)
    return AboutFile(
        path, digest, path.stat().st_size, kind, text, of_month, of_scope, place_in(path.stem), tuple(found)
    )


def kind_of(path: Path) -> Kind:
    """What kind of file it is, from its first bytes: an ending may be wrong. Raises BadInputError for another."""
    with path.open("rb") as file:
        begin = file.read(FIRST_BYTES)
    if not begin:
        raise BadInputError([finding("feed_file_empty", path.name)])
    if begin.startswith(PACKED):
        return "xlsx"
    if begin.startswith(PARQUET):
        return "parquet"
    for mark, what in OTHERS.items():
        if begin.startswith(mark):
            raise BadInputError([finding("feed_kind_unknown", path.name, what=what)])
    return "csv"


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = sha256()
    for block in blocks_of(path):
        digest.update(block)
    return digest.hexdigest()


def period_in(name: str) -> Period | None:
    """The month in a file's name; None where there is none, or several different ones."""
    months = {Period(int(one["year"]), int(one["month"] or one["word"])) for one in _MONTH.finditer(name)}
    return months.pop() if len(months) == 1 else None


def place_in(name: str) -> str | None:
    """The place code in a file's name: the first number of twelve, nine or six digits that is no month."""
    for one in _PLACE.findall(name):
        if period_in(one) is None:
            return str(one)
    return None


def scope_in(name: str) -> Scope | None:
    """Full list or changes, as a file's name says; None where it says neither, or both."""
    said = {scope for word, scope in _SCOPES.items() if word in name.casefold()}
    return said.pop() if len(said) == 1 else None


def _period(path: Path, given: Period | None, found: list[Finding]) -> Period | None:
    """The month of a file."""
    named = period_in(path.stem)
    if given is None and named is None:
        found.append(finding("feed_period_unknown", path.name))
    elif given is not None and named is not None and given != named:
        found.append(finding("feed_period_differs", path.name, given=str(given), named=str(named)))
    return given or named


def _scope(path: Path, feed: Feed, given: Scope | None, found: list[Finding]) -> Scope | None:
    """Whether a file is the full list or holds changes."""
    said = given or scope_in(path.stem)
    if feed.scope == "either":
        if said is None:
            found.append(finding("feed_scope_unknown", path.name))
        return said
    if given not in (None, feed.scope):
        name = Text(feed.name.zh, feed.name.en)
        found.append(finding("feed_scope_differs", path.name, given=given, feed=name, expected=feed.scope))
    return feed.scope
