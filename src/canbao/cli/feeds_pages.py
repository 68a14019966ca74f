"""What ``canbao feed`` shows of feeds and of a file that was checked; and how fast rows go by."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Finding, Language, Text
from canbao.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from canbao.cli.database_pages import Told
    from canbao.feeds.checking_report import FileReport, ReasonCount
    from canbao.feeds.descriptor import Feed
    from canbao.feeds.reading import FeedFile

ROWS_A_SECOND = Text("已处理 {rows} 行，每秒 {rate} 行", "{rows} rows, {rate} a second")
KIND_HEADS = (Text("种类", "kind"), Text("名称", "name"), Text("部门", "department"), Text("时限", "due"))
WRITTEN = Text("已写入 {file}。", "{file} is written.")
FILE = Text(
    "{name}：{feed}（{department}），{month}，{scope}，{form}",
    "{name}: {feed} ({department}), {month}, {scope}, {form}",
)
SCOPE = {"full": Text("全量", "full list"), "delta": Text("增量", "changes")}
COUNTS = Text(
    "共 {rows} 行：可用 {taken}，其中有提示 {warned}；退回 {rejected}；重复 {dropped}。",
    "{rows} rows: {taken} can be taken, {warned} of them with a warning; {rejected} rejected; {dropped} there twice.",
)
REASON_HEADS = (Text("列", "column"), Text("情况", "what"), Text("行数", "rows"), Text("例：行号与内容", "as in row"))
MOST_REASONS = 15
MORE = Text("另有 {count} 种情况，见 --json。", "{count} more kinds; --json has them all.")
WHOLE_ROW = Text("整行", "the row")
GRADES = {"error": Text("退回", "rejected"), "warning": Text("提示", "warning"), "info": Text("说明", "note")}


class Rate:
    """Takes how many rows are done, and shows it with how many that is a second."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.began = time.monotonic()

    def __call__(self, rows: int) -> None:
        """So many rows are done."""
        rate = rows / max(time.monotonic() - self.began, 0.001)
        self.told.say(ROWS_A_SECOND.fill(rows=f"{rows:,}", rate=f"{rate:,.0f}"))


def kinds_page(feeds: Sequence[Feed], language: Language, *, as_json: bool) -> None:
    """Every feed with its department and its due day."""
    from canbao.feeds.describing import cadence_of

    if as_json:
        print_json([
            {"kind": one.feed, "zh": one.name.zh, "en": one.name.en, "department": one.department_code,
             "scope": one.scope, "cadence": one.cadence.model_dump(exclude_none=True), "clauses": list(one.clauses)}
            for one in feeds
        ])  # fmt: skip
        return
    made = table(KIND_HEADS, language)
    for one in feeds:
        name = getattr(one.name, language), getattr(one.department, language)
        made.add_row(one.feed, *name, cadence_of(one.cadence).get(language))
    console().print(made)


def written_page(target: Path, language: Language, *, as_json: bool) -> None:
    """A file was written."""
    if as_json:
        print_json({"file": str(target)})
    else:
        sys.stdout.write(WRITTEN.fill(file=target).get(language) + "\n")


def check_page(file: FeedFile, report: FileReport, language: Language) -> None:
    """What became of the rows of a file that was checked."""
    sys.stdout.write(file_words(file).get(language) + "\n")
    counts = COUNTS.fill(
        rows=f"{report.rows:,}",
        taken=f"{report.taken + report.with_warning:,}",
        warned=f"{report.with_warning:,}",
        rejected=f"{report.rejected:,}",
        dropped=f"{report.dropped:,}",
    )
    sys.stdout.write(counts.get(language) + "\n")
    reasons_page(file.feed, report.reasons, language)


def file_words(file: FeedFile) -> Text:
    """A file in one line: what it is of, the month, whole list or changes, its form."""
    about, feed = file.about, file.feed
    return FILE.fill(
        name=about.path.name,
        feed=Text(feed.name.zh, feed.name.en),
        department=Text(feed.department.zh, feed.department.en),
        month=about.period,
        scope=SCOPE[about.scope],
        form=" ".join(filter(None, (about.kind.upper(), about.encoding))),
    )


def reasons_page(feed: Feed, reasons: Sequence[ReasonCount], language: Language) -> None:
    """Why rows were sent back, or taken with a warning: the most frequent first, with the first rows."""
    if not reasons:
        return
    made = table(REASON_HEADS, language)
    for one in reasons[:MOST_REASONS]:
        column = feed.column(one.column) if one.column else None
        about = getattr(column, language) if column else WHOLE_ROW.get(language)
        what = f"{GRADES[one.finding.severity].get(language)}：" if language == "zh" else f"{one.finding.severity}: "
        made.add_row(about, what + one.finding.message.get(language), f"{one.rows:,}", examples(one))
    console().print(made)
    if len(reasons) > MOST_REASONS:
        sys.stdout.write(MORE.fill(count=len(reasons) - MOST_REASONS).get(language) + "\n")


def examples(one: ReasonCount) -> str:
    """The first rows of a reason, each with its cell, masked."""
    return "\n".join(f"{each.row_number}  {each.cell}".rstrip() for each in one.examples)


def check_block(file: FeedFile, report: FileReport, language: Language) -> dict[str, Any]:
    """What became of the rows of a file that was checked, in plain values."""
    return {
        **about_block(file),
        "rows": report.rows, "taken": report.taken + report.with_warning, "with_warning": report.with_warning,
        "rejected": report.rejected, "dropped": report.dropped, "reasons": reason_blocks(report.reasons),
        "findings": finding_blocks(report.findings, language),
    }  # fmt: skip


def about_block(file: FeedFile) -> dict[str, Any]:
    """What a file is, in plain values."""
    about = file.about
    return {
        "file": about.path.name, "sha256": about.sha256, "kind": file.feed.feed, "month": str(about.period),
        "scope": about.scope, "form": about.kind, "encoding": about.encoding,
    }  # fmt: skip


def reason_blocks(reasons: Iterable[ReasonCount]) -> list[dict[str, Any]]:
    """Reasons in plain values."""
    return [
        {
            "column": one.column, "code": one.finding.code, "severity": one.finding.severity,
            "message": {"zh": one.finding.message.zh, "en": one.finding.message.en}, "rows": one.rows,
            "examples": [{"row": each.row_number, "cell": each.cell} for each in one.examples],
        }
        for one in reasons
    ]  # fmt: skip


def finding_blocks(found: Iterable[Finding], language: Language) -> list[dict[str, Any]]:
    """Findings in plain values."""
    from canbao.casework.report import finding_block

    return [finding_block(one, language) for one in found]


def table(heads: Sequence[Text], language: Language) -> Table:
    """A table with these heads."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.ROUNDED, show_lines=True, expand=False)
    for head in heads:
        made.add_column(head.get(language), overflow="fold")
    return made
