"""A run of the monthly match, and what differs between two.

Everybody known of a place stands in one class at the end of a month; what is to be done stands in lists. A run keeps
what it was made of: the revision known, the files with their digests, and the digest of its result, so that it can be
worked out again to the same bytes whatever was corrected since (gb38/3.4a, xz11/10).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from canbao.basis.findings import Text
from canbao.basis.place_numbers import place_code
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

PACKAGE, FILE = "canbao.registry.matching", "matching.sql"

CLASSES: Final[Mapping[str, Text]] = {
    "enrolled_here": Text("在本地参保", "enrolled here"),
    "enrolled_elsewhere": Text("在外地参保", "enrolled elsewhere"),
    "unenrolled": Text("应保未保", "should be enrolled, and is not"),
    "dead": Text("已死亡", "dead"),
    "settled_abroad": Text("已出国（境）定居", "settled abroad"),
    "in_service": Text("现役军人", "in service"),
    "in_prison": Text("服刑", "in prison"),
    "missing": Text("失踪", "missing"),
    "left": Text("户籍已迁出或注销且不在本地居住", "no longer registered and not living here"),
}
"""Where a person may stand, in the order in which a page shows them."""

SETS: Final[Mapping[str, Text]] = {
    "registered": Text("户籍人口", "registered"),
    "resident": Text("居住人口", "living here"),
    "enrolled": Text("已参保（含异地）", "enrolled, here or elsewhere"),
    "unenrolled": Text("应保未保", "not enrolled"),
}
"""The sets of people that an office compares (gb38/3.4a)."""

LISTS: Final[Mapping[str, Text]] = {
    "unenrolled": Text("未参保人员", "not enrolled"),
    "aid_without_cover": Text("资助对象漏保", "aid identity without cover"),
    "newborn_without_cover": Text("新生儿未参保", "newborn without cover"),
    "double_cover": Text("重复参保", "double cover"),
    "student_twice": Text("学籍重复", "student at two schools"),
    "cover_after_death": Text("死亡后仍参保", "cover after death"),
    "aid_ended": Text("资助身份终止", "aid identity ended"),
    "mark_elsewhere": Text("异地参保待标识", "cover elsewhere to be marked"),
    "not_in_registry": Text("部门名单中有、参保库中无", "in a department's list, not in the registry"),
}
"""The work lists, in the order in which a page shows them."""


@dataclass(frozen=True, slots=True)
class MatchRun:
    """A run. counts: by class and list, and how many are registered and resident. inputs: the files, with digests.

    known, unseen: the revision that it knew, and smaller ones that it did not. rules: the digest of what it follows.
    missing: the feeds of the month that were not there when it looked; None where nobody looked for them.
    """

    run_id: int
    place: int
    month: date
    version: int
    known: int
    ran_at: datetime
    counts: Mapping[str, Any]
    inputs: Sequence[Mapping[str, Any]]
    result: str
    rules: str
    unseen: Sequence[int]
    missing: Sequence[Mapping[str, Any]] | None

    @property
    def sets(self) -> dict[str, int]:
        """How many people are registered, resident, enrolled wherever, and should be enrolled but are not."""
        classes = self.counts["classes"] or {}
        return {
            "registered": self.counts["registered"],
            "resident": self.counts["resident"],
            "enrolled": classes.get("enrolled_here", 0) + classes.get("enrolled_elsewhere", 0),
            "unenrolled": classes.get("unenrolled", 0),
        }

    def manifest(self) -> dict[str, Any]:
        """What the run was made of and what came out, to be kept or compared: plain values."""
        return {
            "run": self.run_id,
            "place": place_code(self.place),
            "month": f"{self.month:%Y-%m}",
            "version": self.version,
            "ran_at": self.ran_at.isoformat(),
            "snapshot": {"revision": self.known, "unseen": list(self.unseen)},
            "inputs": [
                {
                    **one,
                    "place": place_code(one["place"]),
                    "month": one["month"][: len("2026-11")],
                    "file": f"sha256:{one['file']}",
                }
                for one in self.inputs
            ],
            "missing": self.missing,
            "rules": self.rules,
            "counts": self.counts,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class MatchItem:
    """Something to be done. person_id: None for a row of a feed of whom nobody is known."""

    number: int
    person_id: int | None
    place: int | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatchDifference:
    """What differs between two runs: people by class before and after, items by list that came, went and stayed."""

    before: MatchRun
    after: MatchRun
    classes: tuple[tuple[str | None, str | None, int], ...]
    lists: tuple[tuple[str, int, int, int], ...]


def query(name: str) -> str:
    """A query of this package."""
    return queries(PACKAGE, FILE)[name]


RULES: Final = ("0005_people.sql", "0007_import.sql", "0009_match.sql")
"""What a match is worked out by: what was known when, whom to believe, classes and lists."""


@cache
def rules_digest() -> bytes:
    """The digest of what a match is worked out by; it changes with anything in those files."""
    folder = files("canbao.database.migrations").joinpath("sql")
    return hashlib.sha256(b"".join(folder.joinpath(name).read_bytes() for name in RULES)).digest()


def run_match(connection: Connection[Any], place: int, month: date) -> MatchRun:
    """Match everybody of a place as of the end of a month, on what is known now, and keep it.

    place: 12 digits. month: its first day. Raises psycopg's InsufficientPrivilege for whoever may not.
    """
    asked = {"place": place, "month": month, "rules": rules_digest()}
    row = connection.execute(query("run"), asked).fetchone()
    assert row is not None
    found = run_of(connection, row[0])
    assert found is not None
    return found


def is_the_same_again(connection: Connection[Any], run: MatchRun) -> bool:
    """Whether a run, worked out again from what was known then, gives the same bytes."""
    row = connection.execute(query("replay"), {"run": run.run_id}).fetchone()
    assert row is not None
    return bool(row[0] == row[1])


def run_of(connection: Connection[Any], run: int) -> MatchRun | None:
    """A run by its number; None where there is none that the present actor may see."""
    return next(iter(_runs(connection, "run_of", run=run)), None)


def runs_of(connection: Connection[Any], place: int, most: int = 24) -> list[MatchRun]:
    """The runs of a place and below it, the newest first."""
    return _runs(connection, "runs", place=place, most=most)


def newest(connection: Connection[Any], place: int, month: date | None = None) -> MatchRun | None:
    """The newest run of a place and month; None for the month: of whichever is the last."""
    row = connection.execute(query("newest"), {"place": place, "month": month}).fetchone()
    return run_of(connection, row[0]) if row else None


def items_of(connection: Connection[Any], run: int, name: str, most: int = 100, start: int = 0) -> list[MatchItem]:
    """The items of a list of a run, in their order: at most so many, of those after the number ``start``."""
    asked = {"run": run, "list": name, "most": most, "from": start}
    return [MatchItem(*row) for row in connection.execute(query("items"), asked)]


def difference(connection: Connection[Any], before: MatchRun, after: MatchRun) -> MatchDifference:
    """What differs between two runs."""
    asked = {"before": before.run_id, "after": after.run_id}
    return MatchDifference(
        before,
        after,
        tuple(connection.execute(query("class_changes"), asked).fetchall()),
        tuple(connection.execute(query("list_changes"), asked).fetchall()),
    )


def people_changed(
    connection: Connection[Any], before: MatchRun, after: MatchRun, most: int = 100
) -> list[tuple[int, str | None, str | None]]:
    """The people who are in another class than before: number, class before, class after; None: not in that run."""
    asked = {"before": before.run_id, "after": after.run_id, "most": most}
    return connection.execute(query("people_changed"), asked).fetchall()


def _runs(connection: Connection[Any], name: str, **asked: Any) -> list[MatchRun]:
    return [MatchRun(*row) for row in connection.execute(query(name), asked)]
