"""The county prepared in a registry, once: people, files, every file taken in, both months matched, their difference.

Each import and each match is one transaction, and what is done is known from the registry itself, so that a preparation
that was ended half-way goes on where it was. Beside the files ``outcomes.json`` keeps what the registry does not: how
long each import took, and that a list saved again changed nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from canbao.basis.findings import Text
from canbao.database.connecting import application
from canbao.feeds.about_file import about_file
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.reading import open_feed_file
from canbao.population.synthetic.synthesize import synthesize
from canbao.registry.feeds.history import history
from canbao.registry.feeds.taking import all_taken_in
from canbao.registry.importing.import_file import Wanted
from canbao.registry.matching.match import MatchDifference, MatchRun, difference, newest, run_match
from canbao.registry.synthetic_county.files import ABOUT, PLAN, Planned, make_files
from canbao.registry.synthetic_county.office import PLACE, opened
from canbao.registry.synthetic_county.people import COUNTY, FIRST_YEAR
from canbao.registry.synthetic_county.planted import BEFORE, LAST_YEAR, NOW, Month
from canbao.sealing.workers import CORES

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.database.address import Address
    from canbao.feeds.reading import FeedFile
    from canbao.sealing.ring import KeyRing

SEED: Final = 20261130
PEOPLE: Final = 50_000
OUTCOMES: Final = "outcomes.json"
TODAY: Final = date(LAST_YEAR, 11, 30)
"""The day on which the demonstration takes place: the last of the second month."""
WHY: Final = "合成县演示数据自该年起 · the synthetic county's cover begins with this year"

MAKING = Text("合成 {people} 人（{years} 年）……", "making {people} people who do not exist, of {years} years …")
WRITING = Text("写出两个月的部门文件……", "writing the departments' files of two months …")
IMPORTED = Text("已导入 {name}", "imported {name}")
MATCHING = Text("比对 {month}……", "matching {month} …")

Told = Callable[[Text], None]


@dataclass
class Came:
    """What became of a file. state: imported, held or unchanged. seconds: since the one before it was taken in;
    None where nobody took the time.

    told: what the registry said of it.
    """

    name: str
    feed: str
    month: str
    state: str
    rows: int
    taken: int
    warned: int
    rejected: int
    seconds: float | None
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Prepared:
    """The county as prepared. token: of the session of its data officer. made: what was put into the files.

    is_new: something was done for it just now.
    """

    token: str
    folder: Path
    made: dict[str, Any]
    came: list[Came]
    before: MatchRun
    now: MatchRun
    difference: MatchDifference
    is_new: bool


def prepared(
    address: Address,
    ring: KeyRing,
    folder: Path,
    people: int = PEOPLE,
    told: Told = lambda _: None,
    processes: int = CORES,
) -> Prepared:
    """Prepare what is not there yet; the same again answers from what is stored.

    folder: for the people and files. Raises BadInputError where the registry is in use by others.
    """
    made = files_of(folder, people, told)
    token = opened(address, is_new=not done_before(address))
    work = Work(address, ring, folder, token, told, processes)
    work.say_history_start()
    before = work.month(BEFORE)
    now = work.month(NOW)
    with application(address, token) as connection:
        differs = difference(connection, before, now)
    return Prepared(token, folder, made, work.came, before, now, differs, work.is_new)


def files_of(folder: Path, people: int, told: Told) -> dict[str, Any]:
    """The files of the county and what was put into them; made if they are not there."""
    files = folder / "files"
    if not files.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "people").exists():
            told(MAKING.fill(people=f"{people:,}", years=LAST_YEAR - FIRST_YEAR + 1))
            synthesize(folder / "people", COUNTY, people, SEED, LAST_YEAR + 1)
        told(WRITING)
        make_files(files, folder / "people", SEED)
        shutil.rmtree(folder / "people")
    return dict(json.loads((files / ABOUT).read_text(encoding="utf-8")))


def done_before(address: Address) -> bool:
    """Whether the county's places are in the database."""
    from canbao.database.connecting import owner

    with owner(address) as connection:
        return bool(connection.execute("SELECT FROM registry.place WHERE place = %s", [PLACE]).rowcount)


class Work:
    """The steps, each of them done unless it is."""

    def __init__(self, address: Address, ring: KeyRing, folder: Path, token: str, told: Told, processes: int) -> None:
        self.address, self.ring, self.token, self.told, self.processes = address, ring, token, told, processes
        self.files, self.path = folder / "files", folder / OUTCOMES
        self.is_new = False
        self.came: list[Came] = []
        kept = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else []
        self.kept = {one["name"]: Came(**one) for one in kept}
        with application(address, token) as connection:
            self.stored = {one.sha256: one for one in history(connection, place=PLACE, most=1000)}

    def say_history_start(self) -> None:
        """Say from which year on the county's cover is in the registry."""
        with application(self.address, self.token) as connection:
            if not connection.execute("SELECT FROM registry.history_start WHERE place = %s", [PLACE]).rowcount:
                connection.execute("SELECT registry.say_history_start(%s, %s::smallint, %s)", [PLACE, FIRST_YEAR, WHY])

    def month(self, month: Month) -> MatchRun:
        """Take in the files of the part of the plan that belongs to a month, and match it."""
        at = next(at for at, each in enumerate(PLAN) if each.month is NOW)
        part = PLAN[:at] if month is BEFORE else PLAN[at:]
        done: dict[str, Came] = {}
        for each in part:
            came = self.came_before(each)
            if came is None:
                self.is_new = True
            else:
                done[each.name] = came
        done |= self.take_in([each for each in part if each.name not in done])
        self.came += [done[each.name] for each in part]
        day = date(month.year, month.month, 1)
        with application(self.address, self.token) as connection:
            return newest(connection, PLACE, day) or self.match(connection, day)

    def match(self, connection: Connection[Any], day: date) -> MatchRun:
        """Run the match of a month."""
        self.is_new = True
        self.told(MATCHING.fill(month=f"{day:%Y-%m}"))
        return run_match(connection, PLACE, day)

    def came_before(self, each: Planned) -> Came | None:
        """What became of a file that was taken in by an earlier run; None where none was."""
        stored = self.stored.get(about_file(self.files / each.name, feed(each.feed)).sha256)
        kept = self.kept.get(each.name)
        if kept is not None and (stored is not None or (kept.state == "unchanged" and not self.is_new)):
            return kept
        if stored is None:
            return None
        return Came(
            each.name, each.feed, str(each.month), stored.state, stored.rows_read, stored.rows_taken,
            stored.rows_warned, stored.rows_rejected, None, stored.outcome,
        )  # fmt: skip

    def take_in(self, planned: list[Planned]) -> dict[str, Came]:
        """Take files in, in their order; what became of each, by its name."""
        came: dict[str, Came] = {}
        begun = perf_counter()
        files = map(self.opened, planned)
        with closing(all_taken_in(self.address, self.token, self.ring, files, processes=self.processes)) as outcomes:
            for each, outcome in zip(planned, outcomes, strict=True):
                seconds, begun = round(perf_counter() - begun, 3), perf_counter()
                rejected, warned = len(outcome.rejected), len(outcome.warned)
                came[each.name] = Came(
                    each.name, each.feed, str(each.month), outcome.told["state"], outcome.rows_read,
                    outcome.rows_read - rejected, warned, rejected, seconds, outcome.told,
                )  # fmt: skip
                self.keep(came[each.name])
                self.told(IMPORTED.fill(name=each.name))
        return came

    def opened(self, each: Planned) -> tuple[FeedFile, Wanted]:
        """A file, to be taken in."""
        of = feed(each.feed)
        return open_feed_file(about_file(self.files / each.name, of), of, feeds().values()), Wanted(PLACE, TODAY)

    def keep(self, came: Came) -> None:
        """Keep what became of a file."""
        self.kept[came.name] = came
        new = self.path.with_suffix(".new")
        told = [asdict(one) for one in self.kept.values()]
        new.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        new.replace(self.path)
