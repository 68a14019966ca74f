"""docs/benchmarks.md: the words of page.md around the figures of one run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from textwrap import fill

from bench import command, in_process
from bench.figures import HEADS, Figure, markdown
from bench.machine import BUSY_ABOVE, Machine
from bench.peer import Comparison
from bench.peer_page import peer_words
from bench.samples import ROOT

TEMPLATE = Path(__file__).with_name("page.md")
PAGE = ROOT / "docs" / "benchmarks.md"
WIDTH = 120


@dataclass(frozen=True)
class Run:
    """One run of the benchmarks. loads: the load average before each part and at the end."""

    machine: Machine
    day: date
    command: str
    seconds: float
    loads: tuple[float, ...]
    figures: tuple[Figure, ...]
    peer: Comparison | str

    @property
    def is_busy(self) -> bool:
        """Whether something else was running: the benchmarks themselves are one process at a time."""
        return max(self.loads) > BUSY_ABOVE


def page(run: Run) -> str:
    """The page of a run."""
    busy = (
        f" **Taken on a loaded machine (above {BUSY_ABOVE:g}): others were running on it; read the least as well.**"
        if run.is_busy
        else ""
    )
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        command=run.command,
        day=run.day.isoformat(),
        minutes=f"{run.seconds / 60:.0f}",
        machine=str(run.machine),
        load=", ".join(f"{load:.1f}" for load in run.loads),
        busy=busy,
        table=markdown(HEADS, [figure.cells() for figure in run.figures]),
        in_process_cases=f"{in_process.CASES:,}",
        file_cases=f"{command.CASES:,}",
        peer=peer_words(run.peer),
    )
    return wrapped(text)


def wrapped(text: str) -> str:
    """The text with its paragraphs filled to the line length; headings, lists and tables as they are."""
    blocks = [
        block if block.startswith(("#", "|", "- ")) else fill(block, WIDTH, break_on_hyphens=False)
        for block in text.strip().split("\n\n")
    ]
    return "\n\n".join(blocks) + "\n"
