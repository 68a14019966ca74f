"""A whole place determined at once: how many people a second, and the most memory, by step.

``python -m bench.registry_whole_place --people 50000`` prepares a synthetic county in an embedded database (minutes,
once for a folder), then exports its people, determines them, determines them again, and lists whom a change of law
affects.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from time import perf_counter

from bench.machine import load, this_machine
from canbao.basis.tree import parse_tree
from canbao.database.address import Address, of_owner
from canbao.database.connecting import application, owner
from canbao.database.embedded import create_database, server
from canbao.database.migrating import upgrade
from canbao.desk.by_kernel import Kernel
from canbao.desk.deciders import CORES, Deciders
from canbao.desk.determining import newest
from canbao.desk.whole_place import WholePlace, begin
from canbao.desk.whole_place_again import WholePlaceAgain
from canbao.policy.library import Library
from canbao.policy.load import pack_of
from canbao.policy.policies import Policies
from canbao.registry.declaring import declare_feeds
from canbao.registry.key_ring import KEYS, made
from canbao.registry.synthetic_county.office import PLACE
from canbao.registry.synthetic_county.preparing import TODAY, prepared
from canbao.registry.whole_place.export import export
from canbao.registry.whole_place.reading import Wanted, batches, enrolling, reading

YEAR, LATE = 2026, date(2026, 2, 10)
PLACES = (PLACE, PLACE + 1_000_000)
CHANGED = """\
overlay: 1
place: "430000"
documents:
  bench:
    number: 示例〔2025〕1号
    title: 示例
    rank: provincial_department
    issued: 2025-10-10
    in_force: {from: 2025-10-10, through: null}
    status: read
values:
  premium.subsidy:
    - {value: 730, unit: yuan, coverage_years: {from: 2026, through: 2026}, source: bench/1, status: read}
"""
"""Law by which whoever pays late pays more."""
CLEAR = Path("/proc/self/clear_refs")
"""Where Linux is told to count the most memory anew."""


@dataclass
class Step:
    """What a step took. people: that it was about."""

    name: str
    people: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        rate = f"{self.people / self.seconds:>12,.0f}" if self.seconds else ""
        return f"{self.name:<44}{self.people:>10,}{self.seconds:>10.2f}{rate}"


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Time a step and print it."""
    taken = Step(name)
    begun = perf_counter()
    yield taken
    taken.seconds = perf_counter() - begun
    print(taken, flush=True)


def main(given: list[str]) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.registry_whole_place", description=__doc__)
    parser.add_argument("--people", type=int, default=50_000, help="people of the county (50,000)")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the county is kept; a passing folder otherwise"
    )
    parser.add_argument("--processes", type=int, default=CORES, help=f"processes that tell answers ({CORES})")
    asked = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as passing:
        folder = asked.folder or Path(passing)
        running = server(folder, stops_with_the_program=True)
        measured(running.get_uri(database="postgres"), folder, asked.people, asked.processes)


def measured(superuser: str, folder: Path, people: int, processes: int) -> None:
    """One run of every step on a fresh county, or on the one of the folder."""
    name = f"whole_place_{people}"
    create_database(superuser, name)
    address = of_owner(superuser, name)
    upgrade(address)
    declare_feeds(address)
    ring = made(address, {KEYS: str(folder / "keys")}, TODAY)
    with step("prepared: files, imports, matches"):
        token = prepared(address, ring, folder / name, people).token
    print(f"\n{this_machine()}; load {load():.1f}\n{'':<44}{'people':>10}{'seconds':>10}{'people/s':>12}")
    with application(address, token) as connection:
        wanted = Wanted(PLACE, YEAR, TODAY, newest(connection), LATE)
    forgotten(address)
    steps_apart(address, token, wanted, folder, processes)
    steps_together(address, token, wanted, processes)
    print(f"most memory: {most_memory('self'):,.0f} MiB; load {load():.1f}")


def forgotten(address: Address) -> None:
    """No determination is kept, as before the first run; the most memory counts from here."""
    with owner(address) as connection:
        for table in ("outgoing_change", "determination", "determination_run"):
            connection.execute(f"DELETE FROM registry.{table}")
    if CLEAR.exists():
        CLEAR.write_text("5", encoding="ascii")


def most_memory(process: object) -> float:
    """The most memory that a process held at a time, in MiB; 0 where the system does not tell."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def of_children() -> float:
    """The most memory that one of the processes begun from here held, in MiB."""
    begun = chain.from_iterable(path.read_text().split() for path in Path("/proc/self/task").glob("*/children"))
    return max(map(most_memory, begun), default=0.0)


def steps_apart(address: Address, token: str, wanted: Wanted, folder: Path, processes: int) -> None:
    """Export; and each part of a determination by itself."""
    policies = Policies(Library())
    out = folder / "people.parquet"
    with step("exported to Parquet") as taken:
        taken.people = export(address, token, wanted, out).people
    out.unlink()
    kernel = Kernel(policies)
    with reading(address, token) as cursor:
        with step("who enrols, and when each paid") as taken:
            everybody = enrolling(cursor, wanted)
            taken.people = everybody.num_rows
        with step("facts read as Arrow") as taken:
            rows = list(batches(cursor, everybody, wanted.year, wanted.known))
            taken.people = everybody.num_rows
    with step("judged by the compiled rules, digests too") as taken:
        judged = [kernel.judge(batch) for batch in rows]
        taken.people = everybody.num_rows
    answered = [
        batch.take([at for at, fault in enumerate(found.faults) if not fault])
        for batch, found in zip(rows, judged, strict=True)
    ]
    with (
        Deciders(policies, processes) as deciders,
        step(f"told by the casework engine, {processes} processes") as taken,
    ):
        taken.people = sum(len(deciders.decided(batch)) for batch in answered)
        memory = of_children()
    print(f"  most memory of one of them {memory:,.0f} MiB")


def steps_together(address: Address, token: str, wanted: Wanted, processes: int) -> None:
    """Determined; determined again; whom a change of law affects."""
    policies = Policies(Library())

    def begun(people: int) -> int:
        with application(address, token) as connection:
            return begin(connection, wanted, people)

    for name in ("determined and kept", "determined again, nothing new"):
        with step(name) as taken:
            _, counts = WholePlace(address, token, policies, wanted, processes).run(begun)
            taken.people = counts.people
    changed = Policies(Library([pack_of(parse_tree(CHANGED.encode(), "bench.yaml"))[0]]))
    for name, law in (("affected by nothing", policies), ("affected by a changed law", changed)):
        with application(address, token) as connection, step(name) as taken:
            looked = WholePlaceAgain(address, token, connection, law, processes)
            found = sum(1 for _ in looked.affected(PLACES, told_to(taken)))
        print(f"  of them {found:,} affected")


def told_to(taken: Step) -> Callable[[int, int], None]:
    """Takes how many were looked at."""

    def told(done: int, _all: int) -> None:
        taken.people = done

    return told


if __name__ == "__main__":
    main(sys.argv[1:])
