"""The real command, in a process of its own: how long it takes and how much memory it had at most."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Figure
from bench.samples import ROOT, as_json, mixed_cases
from bench.timing import Measured, taken

CANBAO = str(Path(sys.executable).parent / "canbao")
CASES = 10_000
DECIDED = (0, 1)
"""The exit statuses of a command that decided: every case has a circumstance, or some have none."""

LOOK_EVERY = 0.002
"""Seconds between two looks at a process: short beside what is measured."""
RESIDENT_SET_UNIT = 1 if sys.platform == "darwin" else 1024


class Ended(NamedTuple):
    """What a process took: wall and processor seconds, and the most memory it held, in bytes."""

    wall: float
    processor: float
    most_memory: float


def finished(arguments: list[str], out: Path) -> Ended:
    """Run the command to its end, its answers written to a file."""
    said = out.with_suffix(".err")
    with out.open("wb") as answers, said.open("wb") as complaints:
        start = time.perf_counter()
        child = subprocess.Popen([CANBAO, *arguments], stdout=answers, stderr=complaints, cwd=ROOT)
        ended, peak = 0, 0.0
        while not ended:
            time.sleep(LOOK_EVERY)
            peak = max(peak, memory_peak(child.pid))
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in DECIDED:
        last = said.read_text(encoding="utf-8", errors="replace")[-500:]
        raise RuntimeError(f"canbao {' '.join(arguments)} ended with status {child.returncode}: {last}")
    return Ended(wall, usage.ru_utime + usage.ru_stime, peak or usage.ru_maxrss * RESIDENT_SET_UNIT)


def memory_peak(process: int) -> float:
    """The most memory a process held so far, in bytes; 0 where the system does not tell.

    The account at the end of a process, ``ru_maxrss``, begins with that of its parent, so it is no measure.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def short_commands(runs: int, folder: Path) -> Iterator[Figure]:
    """The time until help, and until one case is decided, from nothing."""
    case = str(ROOT / "bench" / "case.yaml")
    for what, arguments, target in (
        ("`canbao --help`", ["--help"], 0.25),
        ("one cold `canbao determine`", ["determine", case], 0.5),
    ):
        finished(arguments, folder / "out")

        def wall(arguments: list[str] = arguments) -> float:
            return finished(arguments, folder / "out").wall

        yield Figure(f"{what}, wall", taken(wall, runs), "s", target)


def many_cases(runs: int, folder: Path, tell: Callable[[str], None]) -> Iterator[Figure]:
    """10,000 cases from one JSON file, at both details; time and memory."""
    file = folder / "cases.json"
    file.write_text(json.dumps(mixed_cases(CASES), default=as_json, ensure_ascii=False), encoding="utf-8")
    for detail, target in (("result", 5.0), ("full", 60.0)):
        ends: list[Ended] = []
        for run in range(runs):
            ends.append(finished(["determine", str(file), "--json", "--detail", detail], folder / "out.json"))
            tell(f"{CASES:,} cases, {detail}, run {run + 1} of {runs}: {ends[-1].wall:.1f} s")
        all_decided(folder / "out.json")
        what = f"{CASES:,} cases from one file, *{detail}*"
        yield Figure(f"{what}, wall", Measured(tuple(end.wall for end in ends)), "s", target)
        yield Figure(f"{what}, processor time", Measured(tuple(end.processor for end in ends)), "s")
        yield Figure(f"{what}, peak memory", Measured(tuple(end.most_memory for end in ends)), "MB")


def all_decided(file: Path) -> None:
    """Make sure that what was timed is an answer to every case."""
    answers: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    if len(answers) != CASES or any("error" in answer for answer in answers):
        raise RuntimeError(f"{file}: not every case was decided")
