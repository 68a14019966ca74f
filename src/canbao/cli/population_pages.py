"""What the population commands show: a bar while they run, and what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

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
RESUMED = Text(
    "共 {rows} 行，其中 {before} 行由先前中断的运行完成",
    "{rows} rows in all, {before} of them by a run that was killed",
)
FURTHER = Text("…… 另有 {count} 个地区，见 {out}/_manifest.json", "… and {count} more places, in {out}/_manifest.json")
REFUSED = Text("退回 {rows} 行，原因见 {out}/_rejects", "{rows} rows refused; the reasons are in {out}/_rejects")
IN_ALL = Text("合计", "in all")
DOING = Text("处理中", "working")


class Told:
    """Takes what a run tells and shows it: a bar on a terminal, a line now and then elsewhere."""

    def __init__(self, language: Language, progress: Progress | None, *, quiet: bool) -> None:
        self.language, self.progress, self.quiet = language, progress, quiet
        self.task: Any = None
        self.began = self.last = time.monotonic()
        self.before: int | None = None
        self.said: set[str] = set()

    def notice(self, what: Text | str) -> None:
        """Something begins: what it says, or, where it is the name of a function, that the rules are compiled."""
        words = (what if isinstance(what, Text) else COMPILING).get(self.language)
        if words in self.said:
            return
        self.said.add(words)
        if self.progress is not None:
            self.progress.console.print(words)
        elif not self.quiet:
            sys.stderr.write(words + "\n")

    def rows(self, done: int, total: int | None) -> None:
        """So many rows of so many are done; of how many may be unknown."""
        now = time.monotonic()
        if self.before is None:
            self.before, self.began, self.last = done, now, now
        rate = (done - self.before) / max(now - self.began, 1e-3)
        if self.progress is not None:
            if self.task is None:
                self.task = self.progress.add_task(DOING.get(self.language), total=total, rate="")
            self.progress.update(self.task, completed=done, rate=f"{rate:,.0f}/s" if rate else "")
        elif not self.quiet and now - self.last >= TOLD_EVERY:
            self.last = now
            of = "" if total is None else f" / {total:,}"
            left = f"  {(total - done) / rate:,.0f} s" if total is not None and rate else ""
            sys.stderr.write(f"{done:,}{of}  {rate:,.0f}/s{left}\n")

    def count(self, done: int) -> None:
        """So many rows are done, of nobody knows how many."""
        self.rows(done, None)

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


def summary_page(report: Report, out: str, language: Language) -> None:
    """What came of a run, by county, and in all."""
    page = console()
    m, total = report.manifest, report.total
    own = m.rows - report.resumed_rows
    rate = f"{own / m.seconds:,.0f}" if m.seconds else "–"
    if own or not m.rows:
        page.print(DONE.fill(rows=f"{own:,}", seconds=f"{m.seconds:,.1f}", rate=rate).get(language))
    if report.resumed_rows:
        page.print(RESUMED.fill(rows=f"{m.rows:,}", before=f"{report.resumed_rows:,}").get(language))
    page.print()
    rows = [cells(county, f"{county.county:06d}") for county in report.counties[:SHOWN_COUNTIES]]
    page.print(
        counties_table([head.get(language) for head in HEADS], rows, cells(total, IN_ALL.get(language)), page.width)
    )
    if len(report.counties) > SHOWN_COUNTIES:
        further = len(report.counties) - SHOWN_COUNTIES
        page.print(FURTHER.fill(count=f"{further:,}", out=out).get(language), soft_wrap=True)
    page.print()
    page.print(waits_line(total, language))
    if m.refused:
        page.print(REFUSED.fill(rows=f"{m.refused:,}", out=out).get(language), soft_wrap=True)
    page.print(f"→ {out}", soft_wrap=True)


HEADS = (
    Text("地区", "place"),
    Text("人数", "people"),
    Text("已判定", "decided"),
    Text("未定", "open"),
    Text("退回", "refused"),
    Text("应缴\n万元", "due\n10k yuan"),
    Text("资助\n万元", "aid\n10k yuan"),
    Text("价格\n未定", "price\nopen"),
    Text("平均封顶线\n元", "mean limit\nyuan"),
)
LEFT_OUT = (7, 8, 6, 5)
"""The columns that a narrow page leaves out, first to last; the manifest has them. No number is ever cut."""
BETWEEN = 2
"""Signs between two columns."""
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


def counties_table(heads: list[str], rows: list[list[str]], last: list[str], width: int) -> Table:
    """The counties and all together, as many columns as the page holds."""
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.table import Table

    lines = [heads, *rows, last]
    widths = [max(cell_len(part) for line in lines for part in line[n].split("\n")) for n in range(len(heads))]
    shown = list(range(len(heads)))
    for column in LEFT_OUT:
        if sum(widths[n] + BETWEEN for n in shown) - BETWEEN > width:
            shown.remove(column)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for n in shown:
        table.add_column(heads[n], justify="right" if n else "left", min_width=widths[n], vertical="bottom")
    for row in rows:
        table.add_row(*(row[n] for n in shown))
    table.add_section()
    table.add_row(*(last[n] for n in shown), style="bold")
    return table


def waits_line(total: CountySummary, language: Language) -> str:
    """How many wait how long."""
    shown = [(str(months), people) for months, people in enumerate(total.waits[:SHOWN_WAITS]) if people]
    longer = sum(total.waits[SHOWN_WAITS:])
    shown += [(f"≥{SHOWN_WAITS}", longer)] if longer else []
    shown += [("?", total.wait_open)] if total.wait_open else []
    waits = "  ".join(f"{months}:{people:,}" for months, people in shown)
    return f"等待期（月:人数）  {waits}" if language == "zh" else f"wait (months:people)  {waits}"


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
