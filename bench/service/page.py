"""docs/benchmarks-service.md, from one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Template

from bench.figures import markdown, shown
from bench.machine import LOOP_TURNS, Machine
from bench.page import wrapped
from bench.samples import ROOT
from bench.service.determinations import BATCH_CASES, LEAST_RATES, DetailFigures
from bench.service.pages import PageFigure
from bench.service.strain import AFTER, BLOCKS, REQUESTS, Flood, Renewed
from bench.timing import Measured

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = ROOT / "docs" / "benchmarks-service.md"
LEFT_OUT = "Left out of this run."
MOST_P99 = 0.050
MOST_BATCH = 6.0
MOST_PAGE = 0.150
MOST_GROWTH = 1.05


@dataclass
class Run:
    """One run; parts left out are None or empty. loads: the load average at the beginning and at the end.

    loops: the seconds of a fixed loop of plain Python, taken between the parts.
    """

    machine: Machine
    day: date
    command: str
    workers: int
    minutes: float = 0.0
    loads: list[float] = field(default_factory=list)
    loops: list[float] = field(default_factory=list)
    pages: list[PageFigure] = field(default_factory=list)
    details: list[DetailFigures] = field(default_factory=list)
    batch: Measured | None = None
    batch_errors: int = 0
    memory: list[int] = field(default_factory=list)
    flood: Flood | None = None
    renewed: Renewed | None = None


def page(run: Run) -> str:
    """The page of a run."""
    return wrapped(
        Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            command=run.command,
            day=run.day.isoformat(),
            minutes=f"{run.minutes:.0f}",
            machine=str(run.machine),
            workers=str(run.workers),
            load_before=f"{run.loads[0]:.1f}" if run.loads else "–",
            speed=speed_words(run.loops),
            details=detail_words(run.details),
            batch=batch_words(run),
            pages=page_words(run.pages),
            flood=flood_words(run.flood),
            renewed=renewed_words(run.renewed),
            memory=memory_words(run.memory),
        )
    )


def verdict(is_reached: bool) -> str:
    """Whether a target is reached."""
    return "ok" if is_reached else "**not reached**"


def speed_words(loops: list[float]) -> str:
    """How fast the machine was while all was measured."""
    if not loops:
        return ""
    return (
        f"How fast the machine was meanwhile: a fixed loop of plain Python ({LOOP_TURNS:,} turns) took "
        f"{', '.join(shown(one, 'ms') for one in loops)} between the parts."
    )


def detail_words(found: list[DetailFigures]) -> str:
    """Requests a second and percentiles."""
    rows = [
        [
            f"`{one.detail}`",
            f"{one.rate.median:,.0f} ({one.rate.least:,.0f} – {one.rate.most:,.0f})",
            f"≥ {LEAST_RATES[one.detail]:,}",
            verdict(one.rate.median >= LEAST_RATES[one.detail]),
            shown(one.p99_at_full, "ms"),
            ranged(one.p99_at_half),
            ranged(one.p99_at_half_target),
            f"≤ {shown(MOST_P99, 'ms')}",
            verdict(max(one.p99_at_half.median, one.p99_at_half_target.median) <= MOST_P99),
        ]
        for one in found
    ]
    heads = ["detail", "requests/s (least – most)", "target", "", "p99 at that load", "at half of it"]
    return markdown([*heads, "at half the target", "target", ""], rows)


def ranged(m: Measured) -> str:
    """A median with its least and its most."""
    return f"{shown(m.median, 'ms')} ({shown(m.least, 'ms')} – {shown(m.most, 'ms')})"


def batch_words(run: Run) -> str:
    """The batch."""
    if run.batch is None:
        return LEFT_OUT
    m = run.batch
    return (
        f"One request with {BATCH_CASES:,} drawn cases at detail *result*, from its first byte sent to the last one "
        f"received: {shown(m.median, 's')} ({shown(m.least, 's')} – {shown(m.most, 's')}, {m.runs} runs), target "
        f"≤ {shown(MOST_BATCH, 's')}: "
        f"{verdict(m.median <= MOST_BATCH)}. Answers that are errors: {run.batch_errors}."
    )


def page_words(found: list[PageFigure]) -> str:
    """The pages, the slowest first."""
    rows = [
        [
            f"`{one.what}`",
            shown(one.seconds.median, "ms"),
            f"{shown(one.seconds.least, 'ms')} – {shown(one.seconds.most, 'ms')}",
            verdict(one.seconds.median <= MOST_PAGE),
        ]
        for one in sorted(found, key=lambda one: -one.seconds.median)
    ]
    return markdown(["page", "median", "least – most", "≤ 150 ms"], rows)


def flood_words(flood: Flood | None) -> str:
    """What came back under a flood, and after it."""
    if flood is None:
        return LEFT_OUT
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(flood.during.statuses.items()))
    after = ", ".join(f"{status}: {count}" for status, count in sorted(flood.after_statuses.items()))
    return (
        f"Answers by status: {statuses}. Two seconds later {AFTER} requests one after another: {after}; the "
        f"slowest took {shown(flood.after_seconds, 'ms')}."
    )


def renewed_words(told: Renewed | None) -> str:
    """What was lost while the workers were replaced."""
    if told is None:
        return LEFT_OUT
    lost = ", ".join(sorted(set(told.lost))) or "none"
    return (
        f"{told.answered:,} requests answered by {len(told.workers)} workers in turn, {len(told.lost)} lost ({lost})."
    )


def memory_words(sizes: list[int]) -> str:
    """The memory of the workers as requests go by."""
    if not sizes:
        return LEFT_OUT
    told = ", ".join(f"{size / 1e6:.0f}" for size in sizes)
    growth = sizes[-1] / sizes[1]
    return (
        f"Resident memory of the workers together in MB, at first and after each {REQUESTS // BLOCKS:,} requests: "
        f"{told}. The last over that after the first {REQUESTS // BLOCKS:,}: {growth:.3f}: "
        f"{verdict(growth <= MOST_GROWTH)}."
    )
