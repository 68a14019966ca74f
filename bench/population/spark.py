"""The same people through Spark Connect on Sail and through the local engine: what the way there and back costs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.command import finished
from bench.timing import Measured


@dataclass(frozen=True)
class SparkFigures:
    """Seconds of the whole command, local and by Sail; the server was started before and is not counted."""

    people: int
    local: Measured
    sail: Measured

    @property
    def overhead(self) -> float:
        """How many times as long Sail takes."""
        return self.sail.median / self.local.median


def spark_figures(file: Path, people: int, runs: int, folder: Path, tell: Callable[[str], None]) -> SparkFigures:
    """The command by both engines, in turn."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _, port = server.listening_address
    local: list[float] = []
    sail: list[float] = []
    try:
        for number in range(runs + 1):
            tell(f"{people:,} people, local and on Sail, run {number} (run 0 is not counted)")
            one = seconds(file, folder, [])
            other = seconds(file, folder, ["--engine", "spark", "--remote", f"sc://127.0.0.1:{port}"])
            if number:
                local.append(one)
                sail.append(other)
    finally:
        server.stop()
    return SparkFigures(people, Measured(tuple(local)), Measured(tuple(sail)))


def seconds(file: Path, folder: Path, engine: list[str]) -> float:
    """One run of the command, wall."""
    out = folder / "answers"
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    finished(["population", "determine", str(file), str(out), "--json", *engine], folder / "said")
    return time.perf_counter() - start
