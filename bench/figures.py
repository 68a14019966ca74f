"""A figure: what was measured, what it should be at most, and how both are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.timing import Measured

UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "MB": 1e6}


@dataclass(frozen=True)
class Figure:
    """One line of the table. target: in seconds (None: none set). unit: in which it is shown."""

    what: str
    measured: Measured
    unit: str
    target: float | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the median is within the target."""
        return self.target is None or self.measured.median <= self.target

    def cells(self) -> list[str]:
        """The figure as cells of a table."""
        m = self.measured
        verdict = "–" if self.target is None else ("ok" if self.is_reached else "**not reached**")
        return [
            self.what,
            shown(m.median, self.unit),
            f"{shown(m.least, self.unit)} – {shown(m.most, self.unit)}",
            str(m.runs),
            "–" if self.target is None else f"≤ {shown(self.target, self.unit)}",
            verdict,
        ]


HEADS = ["what", "median", "least – most", "n", "target", ""]


def shown(value: float, unit: str) -> str:
    """A value in its unit, with three significant figures, no exponent."""
    number = value / UNITS[unit]
    digits = 0 if number >= 100 else 1 if number >= 10 else 2 if number >= 1 else 3
    text = f"{number:,.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
