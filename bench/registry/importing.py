"""A county's files taken in by the program as it is, into a server of its own, and both months matched."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.registry.data import MONTHS, BenchFile, Everybody, make_files
from bench.registry.lookups import SORTS, percentile, plan, seconds
from bench.registry.memory import Peak
from canbao.basis.errors import CanbaoError
from canbao.database import embedded
from canbao.database.connecting import application, owner
from canbao.database.migrating import upgrade
from canbao.feeds.about_file import about_file
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.reading import open_feed_file
from canbao.registry.declaring import declare_feeds
from canbao.registry.feeds.taking import all_taken_in
from canbao.registry.importing.import_file import Wanted
from canbao.registry.key_ring import KEYS, made
from canbao.registry.matching.match import run_match
from canbao.registry.synthetic_county.office import PLACE, opened

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.feeds.reading import FeedFile
    from canbao.sealing.ring import KeyRing

TODAY = date(2026, 11, 30)
SETTINGS = ("shared_buffers = '512MB'", "max_wal_size = '8GB'", "checkpoint_timeout = '30min'")
"""What differs from a server as it comes: what a small office's would have."""
Tell = Callable[[str], None]


@dataclass
class Taken:
    """What one file took. seconds: from the commit of the file before it, while which it was staged, to its own."""

    file: BenchFile
    seconds: float


@dataclass
class Size:
    """What so many people took. matches: seconds of each month's. looked_up: seconds of every look-up, by its sort.

    import_bytes, match_bytes: peaks of memory of program, workers and server together.
    """

    people: int
    taken: list[Taken] = field(default_factory=list)
    matches: list[float] = field(default_factory=list)
    import_bytes: int = 0
    match_bytes: int = 0
    looked_up: dict[str, list[float]] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    table_bytes: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The rows of all files."""
        return sum(one.file.rows for one in self.taken)

    @property
    def import_seconds(self) -> float:
        """The seconds of all files."""
        return sum(one.seconds for one in self.taken)

    def p95(self, sort: str) -> float:
        """The look-up that is slower than 95 of 100."""
        return percentile(self.looked_up[sort], 0.95)


@contextmanager
def registry(folder: Path) -> Iterator[tuple[Address, KeyRing, str]]:
    """A new registry on a server in a folder, with the county's places and a session of its data officer."""
    begin_server(folder / "server")
    address = embedded.started(folder / "server")
    try:
        upgrade(address)
        declare_feeds(address)
        ring = made(address, {KEYS: str(folder / "keys")}, TODAY)
        yield address, ring, opened(address, is_new=True)
    finally:
        embedded.stop(folder / "server")


def begin_server(folder: Path) -> None:
    """Make a server in a folder and leave it stopped, with the settings of an office's server."""
    words = (
        "import sys, pathlib, psycopg; from canbao.database import embedded; folder = pathlib.Path(sys.argv[1]); "
        "connection = psycopg.connect(embedded.server(folder).get_uri(database='postgres'), autocommit=True); "
        "[connection.execute('ALTER SYSTEM SET ' + one) for one in sys.argv[2:]]; "
        "connection.close(); embedded.stop(folder)"
    )
    subprocess.run([sys.executable, "-c", words, str(folder), *SETTINGS], check=True)


def imported(address: Address, ring: KeyRing, token: str, files: Sequence[BenchFile]) -> Iterator[Taken]:
    """Take files in, as ``canbao feed import`` takes several."""
    begun = time.perf_counter()
    outcomes = all_taken_in(address, token, ring, map(opened_file, files))
    for file, outcome in zip(files, outcomes, strict=True):
        taken, begun = Taken(file, time.perf_counter() - begun), time.perf_counter()
        if outcome.told["state"] != "imported" or outcome.rejected:
            raise CanbaoError(f"{file.path.name}: {outcome.told['state']}, {len(outcome.rejected)} rejected")
        yield taken


def opened_file(file: BenchFile) -> tuple[FeedFile, Wanted]:
    """A file, to be taken in."""
    of = feed(file.feed)
    return open_feed_file(about_file(file.path, of), of, feeds().values()), Wanted(PLACE, TODAY)


def measured(people: int, tell: Tell) -> Size:
    """Everything of one size, from nothing."""
    size = Size(people)
    with tempfile.TemporaryDirectory(prefix="canbao-bench-") as name:
        folder = Path(name)
        tell(f"files about {people:,} people")
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:  # so that its memory is not counted
            files = pool.submit(make_files, folder, people).result()
        with registry(folder) as (address, ring, token):
            take_all(size, address, ring, token, files, tell)
            everybody = Everybody(people)
            for sort in SORTS:
                tell(f"looking up {sort}")
                size.looked_up[sort] = seconds(address, token, folder / "keys", sort, everybody)
            size.plans = plan(address, token, ring, everybody)
            size.table_bytes = table_bytes(address)
    return size


def take_all(size: Size, address: Address, ring: KeyRing, token: str, files: list[BenchFile], tell: Tell) -> None:
    """Take the files in month by month, each month followed by its match."""
    for month in MONTHS:
        with Peak(every=0.5) as peak:  # of which nothing is asked: the rate is
            for taken in imported(address, ring, token, [file for file in files if file.month == month]):
                size.taken.append(taken)
                tell(f"{taken.file.path.name}: {taken.file.rows:,} rows, {taken.seconds:.1f} s")
        size.import_bytes = max(size.import_bytes, peak.bytes)
        with Peak() as peak:
            begun = time.perf_counter()
            with application(address, token) as connection:
                run_match(connection, PLACE, month)
            size.matches.append(time.perf_counter() - begun)
        size.match_bytes = max(size.match_bytes, peak.bytes)
        tell(f"matched {month:%Y-%m}: {size.matches[-1]:.1f} s")


def table_bytes(address: Address) -> dict[str, int]:
    """The bytes of the largest tables with their indexes."""
    with owner(address) as connection:
        rows: list[tuple[Any, ...]] = connection.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relnamespace = 'registry'::regnamespace "
            "AND relkind = 'r' ORDER BY 2 DESC LIMIT 12"
        ).fetchall()
    return {str(name): int(size) for name, size in rows}
