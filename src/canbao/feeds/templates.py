"""Empty files to fill in: a workbook with drop-downs and explanations, or a CSV file with the headings alone.

The first sheet has the headings and nothing below them; what each column means, and an example of a person who does not
exist, stands on the second, so that no example is ever taken for a row. The same descriptor gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.feeds.descriptor import Feed

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheet programs in China read a CSV file as GB18030."""
SUFFIXES = (".xlsx", ".csv")


def write_template(feed: Feed, path: Path) -> None:
    """Write the template of a feed: a workbook (.xlsx) or a CSV file (.csv), whichever the name asks for.

    Replaces the file if there is one. Raises BadInputError for another kind of file, or one that cannot be written.
    """
    content = content_of(feed, path.suffix.lower())
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = shorten(error.strerror or error)
        raise BadInputError([finding("file_unwritable", shorten(path), reason=reason)]) from error


def content_of(feed: Feed, suffix: str) -> bytes:
    """The bytes of a template. Raises BadInputError for a suffix other than .xlsx and .csv."""
    writers: dict[str, Callable[[Feed], bytes]] = {".xlsx": _workbook, ".csv": _csv}
    if suffix not in writers:
        expected = Text("以 .xlsx 或 .csv 结尾的文件名", "a name that ends in .xlsx or .csv")
        raise BadInputError([finding("wrong_value", "template", value=shorten(suffix or "–"), expected=expected)])
    return writers[suffix](feed)


def _csv(feed: Feed) -> bytes:
    """The headings, as spreadsheet programs open them without being asked."""
    import csv

    text = StringIO()
    csv.writer(text).writerow(column.zh for column in feed.columns)
    return (BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def _workbook(feed: Feed) -> bytes:
    from canbao.feeds.template_workbook import workbook_of  # XlsxWriter, only where a workbook is asked for

    return workbook_of(feed)
