"""docs/benchmarks-population.md and its pictures, from one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from string import Template

from bench.figures import markdown, shown
from bench.machine import BUSY_ABOVE, Machine
from bench.page import wrapped
from bench.population.files import FileFigures
from bench.population.kernel import KernelFigures
from bench.population.layouts import LayoutFigures
from bench.population.made import MadeFigures
from bench.population.picture import bars
from bench.population.spark import SparkFigures
from bench.samples import ROOT
from bench.timing import Measured

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = ROOT / "docs" / "benchmarks-population.md"
PICTURES = ROOT / "docs" / "pictures"
LEFT_OUT = "Left out of this run."
NANO = 1e9
LEAST_RATE = 5e6
LEAST_SPEEDUP = 1.8
MOST_SECONDS = 15.0
MOST_BYTES = 2e9
MOST_GROWTH = 11.0
LEAST_MADE = 300_000


@dataclass
class Run:
    """One run; parts that were left out are None. loads: the load average before each part and at the end."""

    machine: Machine
    day: date
    command: str
    minutes: float = 0.0
    loads: tuple[float, ...] = ()
    kernel: KernelFigures | None = None
    profile: dict[str, float] = field(default_factory=dict)
    layouts: list[LayoutFigures] = field(default_factory=list)
    made: MadeFigures | None = None
    files: list[FileFigures] = field(default_factory=list)
    spark: SparkFigures | None = None
    peers: str = LEFT_OUT


def page(run: Run) -> str:
    """The page of a run."""
    busy = max(run.loads, default=0) > BUSY_ABOVE
    return wrapped(
        Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            command=run.command,
            day=run.day.isoformat(),
            minutes=f"{run.minutes:.0f}",
            machine=str(run.machine),
            load=", ".join(f"{load:.1f}" for load in run.loads),
            busy=" **Others were using the machine (load above 1.5 before some part).**" if busy else "",
            kernel=kernel_words(run.kernel),
            profile=profile_words(run.profile),
            layouts=layout_words(run.layouts),
            made=made_words(run.made),
            files=file_words(run.files),
            spark=spark_words(run.spark),
            peers=run.peers,
        )
    )


def rate(seconds: Measured) -> str:
    """People a second, in millions, with the least and the most."""
    return f"{1 / seconds.median / 1e6:.2f} ({1 / seconds.most / 1e6:.2f} – {1 / seconds.least / 1e6:.2f})"


def verdict(is_reached: bool) -> str:
    """Whether a target is reached."""
    return "ok" if is_reached else "**not reached**"


def nanoseconds(seconds: Measured) -> str:
    """Nanoseconds a person."""
    return f"{seconds.median * NANO:.1f} ns"


def kernel_words(k: KernelFigures | None) -> str:
    """The kernel beside copying the same bytes, and the steps around it."""
    if k is None:
        return LEFT_OUT
    speedup = k.one.median / k.two.median
    rows = [
        ["one core", rate(k.one), nanoseconds(k.one), "≥ 5", verdict(1 / k.one.median >= LEAST_RATE)],
        [
            "two cores",
            rate(k.two),
            nanoseconds(k.two),
            f"≥ {LEAST_SPEEDUP} × one: {speedup:.2f}",
            verdict(speedup >= LEAST_SPEEDUP),
        ],
        [
            f"copying the same {k.bytes_in + k.bytes_out:.0f} bytes, one core",
            rate(k.copied),
            nanoseconds(k.copied),
            f"aim ⅓; the kernel has {k.copied.median / k.one.median:.2f}",
            "",
        ],
        ["Arrow columns into arrays", rate(k.read), nanoseconds(k.read), "", ""],
        ["arrays into Arrow columns", rate(k.written), nanoseconds(k.written), "", ""],
        ["summary by county", rate(k.summed), nanoseconds(k.summed), "", ""],
    ]
    return markdown(["what", "million people/s (least – most)", "a person", "target", ""], rows)


def profile_words(profile: dict[str, float]) -> str:
    """Where the time of a row goes."""
    if not profile:
        return LEFT_OUT
    whole = profile["the whole"]
    named = {part: seconds for part, seconds in profile.items() if part != "the whole"}
    rows = [[part, f"{seconds * NANO:.0f} ns", f"{seconds / whole:.0%}"] for part, seconds in named.items()]
    rest = whole - sum(named.values())
    rows.append(
        ["all else, the rows of the circumstance table among it", f"{rest * NANO:.0f} ns", f"{rest / whole:.0%}"]
    )
    return markdown(["part", "a person", "of the whole"], rows)


def layout_words(layouts: list[LayoutFigures]) -> str:
    """The layouts side by side."""
    if not layouts:
        return LEFT_OUT
    rows = [
        [x.name, f"{x.memory_bytes:.1f}", f"{x.file_bytes:.1f}", nanoseconds(x.read), nanoseconds(x.decided)]
        for x in layouts
    ]
    return markdown(["layout", "bytes in memory", "bytes in Parquet", "read", "decided"], rows)


def made_words(m: MadeFigures | None) -> str:
    """Synthetic people and packing."""
    if m is None:
        return LEFT_OUT
    per_second = m.people / m.two.median
    rows = [
        [
            "synthetic people, all tables, two threads",
            f"{m.people:,}",
            shown(m.two.median, "s"),
            f"{per_second:,.0f}",
            "≥ 300,000",
            verdict(per_second >= LEAST_MADE),
        ],
        ["the same, one thread", f"{m.people:,}", shown(m.one.median, "s"), f"{m.people / m.one.median:,.0f}", "", ""],
        [
            f"packing {m.cover_rows:,} rows of cover",
            f"{m.packed_people:,}",
            shown(m.packed.median, "s"),
            f"{m.packed_people / m.packed.median:,.0f}",
            "",
            "",
        ],
    ]
    return markdown(["what", "people", "median", "people/s", "target", ""], rows)


def file_words(files: list[FileFigures]) -> str:
    """File to file, at both sizes."""
    if not files:
        return LEFT_OUT
    heads = ["people", "wall (least – most)", "processor", "people/s", "peak memory", "in", "out", ""]
    rows = []
    for f in files:
        is_last = f is files[-1]
        reached = f.wall.median <= MOST_SECONDS and f.memory.most <= MOST_BYTES
        rows.append(
            [
                f"{f.people:,}",
                f"{shown(f.wall.median, 's')} ({shown(f.wall.least, 's')} – {shown(f.wall.most, 's')})",
                shown(f.processor.median, "s"),
                f"{f.people / f.wall.median:,.0f}",
                shown(f.memory.most, "MB"),
                shown(f.bytes_in, "MB"),
                shown(f.bytes_out, "MB"),
                f"≤ 15 s, ≤ 2 GB: {verdict(reached)}" if is_last else "",
            ]
        )
    growth = files[-1].wall.median / files[0].wall.median
    times = files[-1].people / files[0].people
    grown = verdict(growth <= MOST_GROWTH)
    words = f"{times:.0f} times the people take {growth:.1f} times the wall (at most {MOST_GROWTH:.0f}: {grown})."
    return f"{markdown(heads, rows)}\n\n{words}"


def spark_words(s: SparkFigures | None) -> str:
    """Sail beside the local engine."""
    if s is None:
        return LEFT_OUT
    rows = [
        ["local, two threads", shown(s.local.median, "s"), f"{s.people / s.local.median:,.0f}"],
        ["Spark Connect on Sail", shown(s.sail.median, "s"), f"{s.people / s.sail.median:,.0f}"],
    ]
    return (
        f"{markdown([f'{s.people:,} people', 'wall', 'people/s'], rows)}\n\nSail takes {s.overhead:.2f} times as long."
    )


def pictures(run: Run) -> dict[Path, str]:
    """The pictures of the page, by where they are kept."""
    made: dict[Path, str] = {}
    if run.kernel is not None:
        k = run.kernel
        made[PICTURES / "bench-kernel.svg"] = bars(
            "million people a second",
            {
                "kernel, one core": 1 / k.one.median / 1e6,
                "kernel, two cores": 1 / k.two.median / 1e6,
                "copying the same bytes": 1 / k.copied.median / 1e6,
            },
        )
    if run.profile:
        parts = {part: seconds * NANO for part, seconds in run.profile.items() if part != "the whole"}
        made[PICTURES / "bench-profile.svg"] = bars("nanoseconds a person", parts)
    if run.files:
        made[PICTURES / "bench-files.svg"] = bars(
            "seconds, file to file", {f"{f.people:,} people": f.wall.median for f in run.files}
        )
    return made
