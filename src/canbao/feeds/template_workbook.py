"""The template of a feed as a workbook: headings with drop-downs, what each column means, the lists of the drop-downs.

Imported only where a workbook is written: XlsxWriter takes its time to load.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from canbao.basis.findings import Text
from canbao.feeds.describing import SCOPES, TYPES, cadence_of, choices_of, needed, set_by, text_of
from canbao.feeds.descriptor import Column, Feed

EXPLANATIONS: Final = "说明"
CHOICES: Final = "取值"
LAST_ROW: Final = 1_048_575
"""The last row of a sheet, counted from 0."""
TEXT: Final = 49
"""The format of cells that hold text, whatever is typed: eighteen digits stay eighteen digits."""
CREATED: Final = datetime(2025, 1, 1)
"""When every template says that it was made, so that the same descriptor gives the same bytes."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days that spreadsheets can hold."""
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
"""Characters that spreadsheet programs show of a message beside a cell."""
NARROW, WIDE, WIDEST = 14, 24, 60
"""Widths of columns, in characters."""

TABLE_HEADINGS = (
    "列 column",
    "英文 English",
    "必填 needed",
    "格式 form",
    "取值 values",
    "说明 note",
    "示例 example",
    "其他可用表头",
)
SYNTHETIC = Text(
    "示例均为合成数据，不对应真实的人、地区或单位；示例不写入第一张表。",
    "All examples are made up: no such person, place or unit exists. None of them stands on the first sheet.",
)


def workbook_of(feed: Feed) -> bytes:
    """The workbook of a feed."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": feed.name.zh, "author": "canbao", "created": CREATED})
        rows = workbook.add_worksheet(feed.name.zh)
        _write_explanations(workbook, feed)
        _write_headings(workbook, rows, feed, _write_choices(workbook, feed))
    return content.getvalue()


def _write_headings(workbook: Workbook, sheet: Any, feed: Feed, choices: dict[str, str]) -> None:
    """The first sheet: headings, and for the cells below them the format and what may be written."""
    optional = workbook.add_format({"bold": True, "border": 1, "bg_color": "#DDE7F0"})
    required = workbook.add_format({"bold": True, "border": 1, "bg_color": "#FFD9B3"})
    text = workbook.add_format({"num_format": TEXT})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    plain = workbook.add_format({})
    formats = {"date": day, "whole": plain, "yuan": plain}
    for at, column in enumerate(feed.columns):
        sheet.set_column(at, at, WIDE if column.person else NARROW, formats.get(column.type, text))
        sheet.write_string(0, at, column.zh, required if column.required else optional)
        sheet.write_comment(0, at, _told(feed, column), {"author": "canbao", "x_scale": 2})
        sheet.data_validation(1, at, LAST_ROW, at, _validation(feed, column, choices.get(column.name)))
    sheet.freeze_panes(1, 0)


def _validation(feed: Feed, column: Column, choices: str | None) -> dict[str, Any]:
    """What a spreadsheet program tells and asks of a cell. It warns only: the check of the whole file decides."""
    return {
        **_criteria(column, choices),
        "input_title": column.zh[:LONGEST_TITLE],
        "input_message": _told(feed, column)[:LONGEST_MESSAGE],
        "error_type": "warning",
        "ignore_blank": True,
    }


def _criteria(column: Column, choices: str | None) -> dict[str, Any]:
    if choices is not None:
        return {"validate": "list", "source": choices}
    if column.type == "date":
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
    if column.type == "whole":
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if column.type == "yuan":
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    return {"validate": "length", "criteria": "<=", "value": column.longest}


def _told(feed: Feed, column: Column) -> str:
    """What a heading says when pointed at."""
    parts = [needed(feed, column), TYPES[column.type]]
    if column.note is not None:
        parts.append(text_of(column.note))
    zh, en = "；".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    return f"{column.zh}：{zh}\n{column.en}: {en}"


def _write_choices(workbook: Workbook, feed: Feed) -> dict[str, str]:
    """The sheet of lists, a column each. Returns by column of the feed the range that its drop-down shows."""
    sheet = workbook.add_worksheet(CHOICES)
    ranges: dict[str, str] = {}
    for column in feed.columns:
        if choices := choices_of(column):
            at = len(ranges)
            letter = chr(ord("A") + at)
            sheet.set_column(at, at, WIDE)
            sheet.write_column(0, at, [column.zh, *(choice.zh for choice in choices)])
            ranges[column.name] = f"='{CHOICES}'!${letter}$2:${letter}${len(choices) + 1}"
    sheet.hide()
    return ranges


def _write_explanations(workbook: Workbook, feed: Feed) -> None:
    """The second sheet: what the feed is, and what each column means."""
    sheet = workbook.add_worksheet(EXPLANATIONS)
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": TEXT})
    for at, width in enumerate((WIDE, WIDE, NARROW, WIDE, WIDEST, WIDEST, WIDE, WIDEST)):
        sheet.set_column(at, at, width)
    row = 0
    for head, told in _about(feed):
        sheet.write_string(row, 0, head, bold)
        sheet.write_string(row, 1, told.zh)
        sheet.write_string(row, 4, told.en)
        row += 1
    sheet.write_row(row + 1, 0, TABLE_HEADINGS, bold)
    for under, cells in enumerate((_explained(feed, column) for column in feed.columns), start=row + 2):
        for at, cell in enumerate(cells):
            sheet.write_string(under, at, cell, wrapped)


def _about(feed: Feed) -> Iterable[tuple[str, Text]]:
    """What the feed is, a line each."""
    key = [feed.column(name) for name in feed.key]
    due, by = cadence_of(feed.cadence), set_by(feed.cadence)
    clauses = "，".join(feed.clauses)
    yield "数据 feed", Text(feed.name.zh, f"{feed.name.en} ({feed.feed}, {feed.version})")
    yield "部门 department", text_of(feed.department)
    yield "报送 due", Text(f"{due.zh}（{by.zh}）", f"{due.en} ({by.en})")
    yield "范围 scope", SCOPES[feed.scope]
    yield "键 key", Text("、".join(column.zh for column in key), ", ".join(column.en for column in key))
    yield "条款 clauses", Text(clauses, clauses)
    yield (
        "表头颜色 colours",
        Text("橙色必填，蓝色选填或按条件必填", "orange is needed in every row, blue in some or none"),
    )
    yield "示例 examples", SYNTHETIC


def _explained(feed: Feed, column: Column) -> tuple[str, ...]:
    """What a column means, a cell each."""
    note = column.note
    return (
        column.zh,
        column.en,
        needed(feed, column).zh,
        TYPES[column.type].zh,
        "、".join(choice.zh for choice in choices_of(column)),
        f"{note.zh}\n{note.en}" if note is not None else "",
        column.example,
        "、".join(column.also),
    )
