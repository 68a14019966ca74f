"""The comparison: make the people once, let each engine answer them, check the answers, set the times side by side."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.population_peers import people as p
from bench.population_peers.expected import Checked, Expected, checked, expected
from bench.population_peers.peers import AS_DELIVERED, CANBAO, PEERS, NotRunError, Peer, Report, median, several
from bench.population_peers.peers import run as run_once

SIZES = (1_000_000, 10_000_000)


@dataclass(frozen=True)
class Result:
    """One line: an engine at one size; ``people`` of those ``asked`` for were measured, a failure says why none."""

    engine: str
    version: str
    asked: int
    people: int
    workers: int
    runs: int
    begin: float
    prepare: float
    compute: float
    whole: float
    peak: int
    form: str
    checked: Checked | None
    failure: str = ""

    @property
    def per_second(self) -> float:
        """People answered in a second of computing."""
        return self.people / self.compute if self.compute else 0.0

    @property
    def computed_seconds(self) -> float:
        """The seconds for the people asked for: measured, or reckoned in proportion where fewer were measured."""
        return self.compute * self.asked / self.people

    def ratio(self, own: Result) -> float:
        """How many times canbao's seconds a person, computing alone."""
        return own.per_second / self.per_second

    def ratio_prepared(self, own: Result) -> float:
        """The same with the bringing of the columns into each engine's form."""
        return ((self.prepare + self.compute) / self.people) / ((own.prepare + own.compute) / own.people)


@dataclass(frozen=True)
class Delivered:
    """How an engine answers with the recursion limit it comes with."""

    engine: str
    version: str
    checked: Checked


def compare(
    sizes: Sequence[int] = SIZES,
    runs: int = 5,
    workers: int = 1,
    peers: Sequence[Peer] = PEERS,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Every engine at every size, canbao first where it is handed in."""
    found: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="canbao-peers-") as name:
        folder = Path(name) / "people"
        tell(f"making {max(sizes):,} people")
        p.make(folder, max(sizes))
        for size in sizes:
            known = expected(folder, size)
            for peer in (CANBAO, *peers):
                tell(f"{peer.name}: {size:,}")
                found.append(peer_result(peer, folder, Path(name) / "answers", size, workers, runs, known))
    return found


def peer_result(peer: Peer, folder: Path, out: Path, people: int, workers: int, runs: int, known: Expected) -> Result:
    """An engine's line, or why there is none."""
    try:
        reports = several(peer, folder, out, people, workers, runs)
    except NotRunError as reason:
        return Result(peer.name, "", people, 0, workers, 0, 0, 0, 0, 0, 0, "", None, str(reason))
    return line(peer.name, people, workers, reports, checked(known, out))


def line(name: str, asked: int, workers: int, reports: tuple[Report, ...], found: Checked | None) -> Result:
    """The medians of several runs."""
    first = reports[0]
    begin, prepare, compute, whole = (median(reports, each) for each in ("begin", "prepare", "compute", "whole"))
    peak = max(report.peak for report in reports)
    return Result(
        name,
        first.version,
        asked,
        first.people,
        workers,
        len(reports),
        begin,
        prepare,
        compute,
        whole,
        peak,
        first.form,
        found,
    )


def as_delivered(people: int, peers: Sequence[Peer] = AS_DELIVERED) -> list[Delivered]:
    """How many people the engines with a recursion limit get wrong when the limit is left as it is."""
    found: list[Delivered] = []
    with tempfile.TemporaryDirectory(prefix="canbao-peers-") as name:
        folder, out = Path(name) / "people", Path(name) / "answers"
        p.make(folder, people)
        known = expected(folder, people)
        for peer in peers:
            try:
                report = run_once(peer, folder, out, people, 1)
            except NotRunError:
                continue
            found.append(Delivered(peer.name, report.version, checked(known, out)))
    return found
