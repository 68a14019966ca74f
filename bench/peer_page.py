"""What the comparison came to, in words and a table."""

from __future__ import annotations

from pathlib import Path
from string import Template

from bench.figures import markdown, shown
from bench.peer import LOOPS, Comparison
from bench.timing import Measured

HEADS = ["time for one person", "openfisca-core", "canbao", "ratio"]

TEMPLATE = Path(__file__).with_name("peer_page.md")


def peer_words(found: Comparison | str) -> str:
    """The section on the comparison."""
    if isinstance(found, str):
        return f"Not compared in this run: {found}."
    differing = f" ({found.differing} do not)" if found.differing else ""
    wrong = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in found.wrong.most_common())
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        version=found.version,
        people=found.people,
        loops=LOOPS,
        fields=found.fields,
        crowd=f"{found.crowd:,}",
        same=found.people - found.differing,
        differing=differing,
        wrong_people=found.wrong_people,
        beyond=found.streaks_beyond_one,
        one=found.answered_one,
        wrong=wrong,
        by_loop=found.wrong_by_loop,
        table=markdown(HEADS, rows(found)),
        many=spread(found.many, "µs"),
    )


def rows(found: Comparison) -> list[list[str]]:
    """The two times with their ratio."""
    return [
        row("prepared", found.prepared, found.own_prepared, found.ratio_prepared),
        row("from plain data", found.from_data, found.own_from_data, found.ratio_from_data),
    ]


def row(what: str, theirs: Measured, ours: Measured, ratio: float) -> list[str]:
    """One line of the comparison."""
    return [what, spread(theirs, "ms"), spread(ours, "µs"), f"{ratio:.0f}"]


def spread(measured: Measured, unit: str) -> str:
    """The median, the least and the most."""
    return f"{shown(measured.median, unit)} ({shown(measured.least, unit)} – {shown(measured.most, unit)})"
