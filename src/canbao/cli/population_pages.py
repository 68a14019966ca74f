"""What the population commands show: a bar while they run, and what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

    from canbao.population.replay import Replayed
    from canbao.population.run import Report
    from canbao.population.summary import CountySummary

TOLD_EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""
FEN_PER_YUAN = 100
SHOWN_COUNTIES = 30
SHOWN_WAITS = 13

COMPILING = Text(
    "首次使用：正在编译规则（约半分钟，只此一次）……",
    "first use: compiling the rules (about half a minute, only once) …",
)
DONE = Text("{rows} 行，{seconds} 秒（{rate} 行/秒）", "{rows} rows in {seconds} s ({rate}/s)")
RESUMED = Text("其中 {rows} 行由先前中断的运行完成", "{rows} of them done by a run that was killed")
FURTHER = Text("…… 另 {count} 个，见清单", "… {count} more, in the manifest")
IN_ALL = Text("合计", "in all")
DECIDING = Text("判定", "deciding")


class Told:
    """Takes what a run tells and shows it: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, language: Language, progress: Progress | None, *, quiet: bool) -> None:
        self.language, self.progress, self.quiet = language, progress, quiet
        self.task: Any = None
        self.began = self.last = time.monotonic()
        self.before: int | None = None

    def notice(self, _: str) -> None:
        """The rules are being compiled."""
        if self.progress is not None:
            self.progress.console.print(COMPILING.get(self.language))
        elif not self.quiet:
            sys.stderr.write(COMPILING.get(self.language) + "\n")

    def rows(self, done: int, total: int) -> None:
        """So many rows of so many are done."""
        if self.before is None:
            self.before, self.began = done, time.monotonic()
        rate = (done - self.before) / max(time.monotonic() - self.began, 1e-9)
        if self.progress is not None:
            if self.task is None:
                self.task = self.progress.add_task(DECIDING.get(self.language), total=total)
            self.progress.update(self.task, completed=done, rate=f"{rate:,.0f}/s")
        elif not self.quiet and time.monotonic() - self.last >= TOLD_EVERY:
            self.last = time.monotonic()
            left = (total - done) / rate if rate else 0
            sys.stderr.write(f"{done:,} / {total:,}  {rate:,.0f}/s  {left:,.0f} s\n")

    def count(self, done: int) -> None:
        """So many rows are done, of nobody knows how many."""
        self.rows(done, done)

    def of(self, total: int) -> Callable[[int], None]:
        """Takes how many are done of so many."""
        return lambda done: self.rows(done, total)


@contextmanager
def progress_bar(language: Language, *, quiet: bool) -> Iterator[Told]:
    """A bar with rows a second and the time left, on standard error where it is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield Told(language, None, quiet=quiet)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True), redirect_stdout=False, redirect_stderr=False) as progress:
        yield Told(language, progress, quiet=False)


def compiling(told: Told) -> Callable[[str], None]:
    """Takes the news that something is being compiled."""
    return told.notice


def summary_page(report: Report, out: str, language: Language) -> None:
    """What came of a run, by county, and in all."""
    from rich.table import Table

    page = console()
    m, total = report.manifest, report.total
    rate = m.rows / m.seconds if m.seconds else 0
    page.print()
    page.print(DONE.fill(rows=f"{m.rows:,}", seconds=f"{m.seconds:,.1f}", rate=f"{rate:,.0f}").get(language))
    if report.resumed_rows:
        page.print(RESUMED.fill(rows=f"{report.resumed_rows:,}").get(language))
    table = Table(show_edge=False, pad_edge=False)
    for number, head in enumerate(HEADS):
        table.add_column(head.get(language), justify="left" if number == 0 else "right")
    for county in report.counties[:SHOWN_COUNTIES]:
        table.add_row(*cells(county, f"{county.county:06d}"))
    if len(report.counties) > SHOWN_COUNTIES:
        table.add_row(FURTHER.fill(count=len(report.counties) - SHOWN_COUNTIES).get(language))
    table.add_section()
    table.add_row(*cells(total, IN_ALL.get(language)), style="bold")
    page.print(table)
    page.print(waits_line(total, language), soft_wrap=True)
    page.print(f"→ {out}", soft_wrap=True)
    if m.refused:
        page.print(f"→ {out}/_rejects: {m.refused:,}", soft_wrap=True)


HEADS = (
    Text("地区", "place"),
    Text("人数", "people"),
    Text("已判定", "decided"),
    Text("未定", "open"),
    Text("退回", "refused"),
    Text("应缴（万元）", "due (10k yuan)"),
    Text("资助（万元）", "aid (10k yuan)"),
    Text("价格未定", "price open"),
    Text("平均封顶线（元）", "mean limit (yuan)"),
)
FEN_PER_TEN_THOUSAND_YUAN = 1_000_000


def cells(one: CountySummary, name: str) -> list[str]:
    """A county as a row of the table."""
    mean = f"{one.limit_fen / one.limited / FEN_PER_YUAN:,.0f}" if one.limited else "–"
    counts = [one.people, one.decided, one.without_circumstance, one.refused]
    money = [one.due_fen, one.aid_fen]
    return [
        name,
        *(f"{number:,}" for number in counts),
        *(f"{fen / FEN_PER_TEN_THOUSAND_YUAN:,.1f}" for fen in money),
        f"{one.due_open:,}",
        mean,
    ]


def waits_line(total: CountySummary, language: Language) -> str:
    """How many wait how long."""
    shown = [(str(months), people) for months, people in enumerate(total.waits[:SHOWN_WAITS]) if people]
    longer = sum(total.waits[SHOWN_WAITS:])
    shown += [(f"≥{SHOWN_WAITS}", longer)] if longer else []
    shown += [("?", total.wait_open)] if total.wait_open else []
    waits = "  ".join(f"{months}: {people:,}" for months, people in shown)
    return f"等待期（月：人数）  {waits}" if language == "zh" else f"wait (months: people)  {waits}"


def comparison_line(found: Replayed, language: Language) -> None:
    """Whether the replayed row is what the run answered."""
    if found.differs:
        from canbao.basis.finding_codes import finding
        from canbao.cli.output import print_findings

        person = str(found.stored["person_id"])
        print_findings([finding("replay_differs", person, fields=", ".join(found.differs))], language)
        return
    words = Text("与批量结果逐列一致。", "Equal to the answer of the run, column by column.")
    sys.stderr.write(words.get(language) + "\n")


def pack_page(summary: Any, out: Path) -> None:
    """What packing did."""
    counts_page(summary._asdict(), out)


def synthetic_page(summary: Any, out: Path, seconds: float) -> None:
    """What was made."""
    counts_page({**summary._asdict(), "seconds": round(seconds, 1)}, out)


def counts_page(counts: dict[str, Any], out: Path) -> None:
    """Counts, a line each."""
    from rich.table import Table

    page = console()
    table = Table(show_header=False, show_edge=False, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in counts.items():
        table.add_row(name.replace("_", " "), f"{value:,}" if isinstance(value, int | float) else str(value))
    page.print(table)
    page.print(f"→ {out}", soft_wrap=True)
