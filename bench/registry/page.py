"""docs/benchmarks-registry.md, from one run."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Template

from bench.figures import markdown, shown
from bench.machine import LOOP_TURNS, Machine
from bench.page import wrapped
from bench.registry.importing import SETTINGS, Size
from bench.registry.lookups import EACH, SESSIONS
from bench.samples import ROOT
from bench.service.page import verdict

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = ROOT / "docs" / "benchmarks-registry.md"
LEFT_OUT = "Left out of this run."
LEAST_RATE = 40_000
MOST_MATCH, MOST_MATCH_BYTES = 90.0, 2 * 10**9
MOST_GROWTH = 4.5
MOST_LOOK_UP = {"by number": 0.020, "by name, birth and place": 0.100}
MOST_SAFETY = 1.2


@dataclass
class Run:
    """One run. loads: the load average at the beginning and at the end. loops: of plain Python between the parts."""

    machine: Machine
    day: date
    command: str
    minutes: float = 0.0
    loads: list[float] = field(default_factory=list)
    loops: list[float] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    safety: list[float] = field(default_factory=list)


def page(run: Run) -> str:
    """The page of a run."""
    largest = run.sizes[-1]
    return wrapped(
        Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            command=run.command,
            day=run.day.isoformat(),
            minutes=f"{run.minutes:.0f}",
            machine=str(run.machine),
            load_before=f"{run.loads[0]:.1f}",
            speed=(
                f"How fast the machine was meanwhile: a fixed loop of plain Python ({LOOP_TURNS:,} turns) took "
                f"{', '.join(shown(one, 'ms') for one in run.loops)} between the parts."
            ),
            settings=", ".join(f"`{one}`" for one in SETTINGS),
            imports=import_words(run.sizes),
            files=file_words(largest),
            matches=match_words(largest),
            lookups=lookup_words(largest),
            safety=safety_words(run.safety),
            bytes=byte_words(largest),
        )
    )


def import_words(sizes: list[Size]) -> str:
    """Rows a second of every size, and how the time grows."""
    rows = [
        [
            f"{one.people:,}",
            f"{one.rows:,}",
            shown(one.import_seconds, "s"),
            f"{one.rows / one.import_seconds:,.0f}",
            f"≥ {LEAST_RATE:,}",
            verdict(one.rows / one.import_seconds >= LEAST_RATE),
            shown(one.import_bytes, "MB"),
        ]
        for one in sizes
    ]
    table = markdown(["people", "rows", "time", "rows/s", "target", "", "peak memory"], rows)
    if len(sizes) < 2:
        return table
    first, last = sizes[0], sizes[-1]
    growth = last.import_seconds / first.import_seconds
    return (
        f"{table}\n\nFrom {first.people:,} to {last.people:,} people the time grows {growth:.2f} times, target "
        f"≤ {MOST_GROWTH}: {verdict(growth <= MOST_GROWTH)}."
    )


def file_words(size: Size) -> str:
    """Each file of a size."""
    rows = [
        [
            f"`{one.file.feed}`",
            f"{one.file.month:%Y-%m}",
            f"{one.file.rows:,}",
            shown(one.seconds, "s"),
            f"{one.file.rows / one.seconds:,.0f}",
        ]
        for one in size.taken
    ]
    return markdown(["feed", "month", "rows", "time", "rows/s"], rows)


def match_words(size: Size) -> str:
    """The matches, slowest first."""
    slowest = max(size.matches)
    return (
        f"{', '.join(shown(one, 's') for one in size.matches)}; target ≤ {shown(MOST_MATCH, 's')}: "
        f"{verdict(slowest <= MOST_MATCH)}. Peak memory of program and server {shown(size.match_bytes, 'MB')}, target "
        f"≤ {shown(MOST_MATCH_BYTES, 'MB')}: {verdict(size.match_bytes <= MOST_MATCH_BYTES)}."
    )


def lookup_words(size: Size) -> str:
    """Look-ups and their plans."""
    rows = [
        [
            sort,
            shown(statistics.median(taken), "ms"),
            shown(size.p95(sort), "ms"),
            f"≤ {shown(MOST_LOOK_UP[sort], 'ms')}",
            verdict(size.p95(sort) <= MOST_LOOK_UP[sort]),
        ]
        for sort, taken in size.looked_up.items()
    ]
    plans = "\n".join(f"- {sort}: {words}" for sort, words in size.plans.items())
    return (
        f"{SESSIONS} sessions at once, each a process, {EACH} look-ups each without a pause, as the application's role "
        f"under row security.\n\n"
        f"{markdown(['look-up', 'median', 'p95', 'target', ''], rows)}\n\nHow `EXPLAIN` says they are read:\n\n{plans}"
    )


def safety_words(found: list[float]) -> str:
    """How many times as long with row security."""
    if not found:
        return LEFT_OUT
    middle = statistics.median(found)
    return (
        f"With row security it takes {middle:.2f} times as long ({min(found):.2f} – {max(found):.2f}, {len(found)} "
        f"runs), target ≤ {MOST_SAFETY}: {verdict(middle <= MOST_SAFETY)}."
    )


def byte_words(size: Size) -> str:
    """The largest tables, and what a person takes."""
    rows = [[f"`{name}`", shown(held, "MB"), f"{held / size.people:,.0f}"] for name, held in size.table_bytes.items()]
    return markdown(["table with its indexes", "size", "bytes a person"], rows)
