"""The engines that are compared, and one run of an engine in its own process and environment."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 600.0
MOST_BYTES = 8_000_000_000
TRIAL = 10_000
LEAST = 10_000
LONG_SECONDS = 60.0
"""An engine whose run takes longer than this is run once."""


@dataclass(frozen=True)
class Peer:
    """An engine as it is used: its name in the tables, its module, its environment, its options."""

    name: str
    module: str
    environment: str
    options: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return ROOT / self.environment / "bin" / "python"

    def command(self, folder: Path, out: Path, people: int, workers: int) -> list[str]:
        """The command that runs it."""
        module = f"bench.population_peers.{self.module}"
        asked = [str(folder), str(out), "--people", str(people), "--workers", str(workers)]
        return [str(self.python), "-m", module, *asked, *self.options]


OPENFISCA = Peer("openfisca-core", "run_openfisca", ".venv-bench", ("--loops", "20"))
POLICYENGINE = Peer("policyengine-core", "run_policyengine", ".venv-bench-policyengine", ("--loops", "20"))
TTSIM_JAX = Peer("ttsim, JAX", "run_ttsim", ".venv-bench-ttsim", ("--backend", "jax"))
TTSIM_NUMPY = Peer("ttsim, NumPy", "run_ttsim", ".venv-bench-ttsim", ("--backend", "numpy"))
ZEN = Peer("zen-engine", "run_zen", ".venv-bench-zen")
CANBAO = Peer("canbao", "run_canbao", ".venv")
CANBAO_TWELVE = Peer("canbao, the twelve alone", "run_canbao", ".venv", ("--only", "twelve"))
PEERS = (CANBAO_TWELVE, OPENFISCA, POLICYENGINE, TTSIM_NUMPY, TTSIM_JAX, ZEN)

AS_DELIVERED = (
    Peer("openfisca-core", "run_openfisca", ".venv-bench"),
    Peer("policyengine-core", "run_policyengine", ".venv-bench-policyengine"),
)
"""The engines with a limit on recursion, with the limit they come with: looked at for their answers only."""


@dataclass(frozen=True)
class Report:
    """What a process said of one run; seconds and bytes."""

    version: str
    form: str
    people: int
    begin: float
    prepare: float
    compute: float
    collect: float
    whole: float
    peak: int


class NotRunError(Exception):
    """An engine did not run; the message says why."""


class TooLongError(NotRunError):
    """An engine was stopped because it took too long."""


def run(peer: Peer, folder: Path, out: Path, people: int, workers: int) -> Report:
    """One run of an engine."""
    if not peer.python.exists():
        raise NotRunError(f"not installed here (no {peer.environment})")
    with subprocess.Popen(
        peer.command(folder, out, people, workers),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        try:
            printed, complained = process.communicate(timeout=LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise TooLongError(f"not finished in {LONGEST_SECONDS:.0f} s") from None
    if process.returncode != 0:
        lines = complained.strip().splitlines() or [f"status {process.returncode}"]
        raise NotRunError(lines[-1])
    return report_of(json.loads(printed))


def report_of(said: dict[str, Any]) -> Report:
    """The report a process printed."""
    return Report(**{name: said[name] for name in Report.__dataclass_fields__})


def within_reach(peer: Peer, folder: Path, out: Path, people: int, workers: int) -> int:
    """How many people, at most as many as asked for, the engine should finish: judged by a small trial."""
    trial = run(peer, folder, out, min(TRIAL, people), workers)
    size = people
    while size > LEAST and trial.whole * size / trial.people > LONGEST_SECONDS:
        size //= 10
    return size


def several(peer: Peer, folder: Path, out: Path, people: int, workers: int, runs: int) -> tuple[Report, ...]:
    """As many runs as asked for of as many people as are within reach; one run where it is long."""
    size = within_reach(peer, folder, out, people, workers)
    first = run_or_none(peer, folder, out, size, workers)
    while (first is None or first.peak > MOST_BYTES) and size > LEAST:
        size //= 10
        first = run_or_none(peer, folder, out, size, workers)
    if first is None:
        raise NotRunError(f"not finished in {LONGEST_SECONDS:.0f} s with {size:,} people")
    more = 0 if first.whole > LONG_SECONDS else runs - 1
    return (first, *(run(peer, folder, out, size, workers) for _ in range(more)))


def run_or_none(peer: Peer, folder: Path, out: Path, people: int, workers: int) -> Report | None:
    """One run, or None where it took too long."""
    try:
        return run(peer, folder, out, people, workers)
    except TooLongError:
        return None


def median(reports: tuple[Report, ...], name: str) -> float:
    """The middle of one of the times."""
    return statistics.median([float(getattr(report, name)) for report in reports])
