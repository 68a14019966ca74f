"""Determinations for everybody who enrols in a place: decided at once, kept a chunk a transaction.

The compiled rules judge everybody. Who has a determination of the year that says the same is left as is; whose answer
would be another is left too, and counted: that is replaced by a proposal alone (``canbao.desk.redetermining``). For the
others the answer is told by the casework engine and kept. A run that was ended half-way is simply begun again: what it
kept stands, and nobody gets a second one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import CanbaoError
from canbao.database.connecting import application
from canbao.desk.by_kernel import Judged, Kernel
from canbao.desk.deciders import CORES, Deciders, Told
from canbao.desk.queries import DESK
from canbao.registry.whole_place.reading import CHUNK, Wanted, batch, enrolling, reading, table

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor
    from psycopg import Connection

    from canbao.database.address import Address
    from canbao.policy.policies import Policies


class DisagreementError(CanbaoError):
    """The compiled rules and the casework engine answered one case in two ways."""


@dataclass
class Counts:
    """How many people a run looked at, and what became of them. refused: by reason; one may have several.

    kept: got a determination. same: had one that says the same. differing: had one that says something else. unpaid:
    no payment is known, and none is made. not_decided: refused by the rules.
    """

    people: int
    kept: int = 0
    same: int = 0
    differing: int = 0
    unpaid: int = 0
    not_decided: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def looked_at(self) -> int:
        """How many people are done."""
        return self.kept + self.same + self.differing + self.unpaid + self.not_decided


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some people judged. new: who is to get a determination, in the population format; results: their digests."""

    new: Any
    results: Any
    same: int
    differing: int
    unpaid: int
    refused: Mapping[str, int]
    not_decided: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that was begun and did not look at everybody."""

    run_id: int
    begun_at: datetime
    looked_at: int
    people: int
    kept: int


Progress = Callable[[int, int], None]


def unfinished(connection: Connection[Any], wanted: Wanted) -> list[Unfinished]:
    """The runs over the same place and year that did not look at everybody, the newest first."""
    asked = {"place": wanted.place, "year": wanted.year}
    return [Unfinished(*row) for row in connection.execute(DESK["unfinished_runs"], asked)]


def begin(connection: Connection[Any], wanted: Wanted, people: int) -> int:
    """Begin a run over so many people; its number. Raises psycopg's InsufficientPrivilege."""
    asked = {
        "place": wanted.place,
        "year": wanted.year,
        "day": wanted.day,
        "paid_on": wanted.paid_on,
        "known": wanted.known,
        "people": people,
    }
    row = connection.execute(DESK["begin_run"], asked).fetchone()
    assert row is not None
    return int(row[0])


class WholePlace:
    """A run over the people of a place, for a ``with`` statement of the session of a token.

    processes: that decide beside this one. notice: is told when the rules must be compiled first.
    """

    def __init__(
        self,
        address: Address,
        token: str,
        policies: Policies,
        wanted: Wanted,
        processes: int = CORES,
        notice: Callable[[str], None] = lambda _: None,
        chunk: int = CHUNK,
    ) -> None:
        self.address, self.token, self.policies, self.wanted = address, token, policies, wanted
        self.processes, self.notice, self.chunk = processes, notice, chunk

    def run(self, begun: Callable[[int], int], progress: Progress = lambda _done, _all: None) -> tuple[int, Counts]:
        """Look at everybody and keep what is new; the number of the run, and what became of them.

        begun: is given the number of people, begins the run and gives its number.
        """
        kernel = Kernel(self.policies, self.notice)
        with reading(self.address, self.token) as cursor, Deciders(self.policies, self.processes) as deciders:
            people = enrolling(cursor, self.wanted)
            run, counts = begun(people.num_rows), Counts(people.num_rows)
            for first in range(0, people.num_rows, self.chunk):
                judged = self.judged(cursor, kernel, people.slice(first, self.chunk))
                self.keep(run, judged, deciders, counts)
                progress(counts.looked_at, counts.people)
        with application(self.address, self.token) as connection:
            connection.execute(DESK["finish_run"], {"run": run})
        return run, counts

    def judged(self, cursor: Cursor, kernel: Kernel, people: Any) -> Chunk:
        """Some people, judged by the compiled rules beside what they were told before."""
        rows = batch(cursor, people, self.wanted.year, self.wanted.known)
        found = kernel.judge(rows)
        numbers = rows.column("person_id").to_pylist()
        before = table(cursor, DESK["results"], people=numbers, year=self.wanted.year)
        had = dict(zip(before.column("person_id").to_pylist(), before.column("result").to_pylist(), strict=True))
        return compared(rows, found, [had.get(number) for number in numbers])

    def keep(self, run: int, chunk: Chunk, deciders: Deciders, counts: Counts) -> None:
        """Keep what is new of a chunk, and count it, in one transaction. Raises DisagreementError."""
        new, told = chunk.new, deciders.decided(chunk.new)
        refuse_disagreement(chunk, told)
        asked = {
            "run": run,
            "people": new.column("person_id").to_pylist(),
            "paid_on": new.column("paid_on").to_pylist(),
            "places": new.column("place").to_pylist(),
            "answers": [one.answer for one in told],
            "receipts": [one.receipt for one in told],
            "same": chunk.same,
            "differing": chunk.differing,
            "unpaid": chunk.unpaid,
            "refused": chunk.not_decided,
        }
        with application(self.address, self.token) as connection:
            row = connection.execute(DESK["keep_many"], asked).fetchone()
            assert row is not None
        kept = int(row[0])
        counts.kept += kept
        counts.same += chunk.same + len(told) - kept
        counts.differing += chunk.differing
        counts.unpaid += chunk.unpaid
        counts.not_decided += chunk.not_decided
        counts.refused.update(chunk.refused)


def compared(rows: Any, found: Judged, had: list[str | None]) -> Chunk:
    """What becomes of people. had: the digest of what each was told before; None for nothing."""
    import numpy as np

    from canbao.population.faults import PAYMENT_MISSING, REASONS

    faults, before = found.faults, np.array(had, dtype=object)
    is_answered, has_one = faults == 0, before != np.array(None, dtype=object)
    is_new, is_same = is_answered & ~has_one, is_answered & has_one & (before == found.results)
    is_unpaid = faults == PAYMENT_MISSING
    refused = faults[~is_answered & ~is_unpaid]
    reasons = {name: int(np.count_nonzero(refused >> bit & 1)) for bit, name in enumerate(REASONS)}
    return Chunk(
        new=rows.take(np.flatnonzero(is_new)),
        results=found.results[is_new],
        same=int(is_same.sum()),
        differing=int((is_answered & has_one & ~is_same).sum()),
        unpaid=int(is_unpaid.sum()),
        refused={name: number for name, number in reasons.items() if number},
        not_decided=len(refused),
    )


def refuse_disagreement(chunk: Chunk, told: list[Told]) -> None:
    """Raise DisagreementError where the engine told another answer than the compiled rules."""
    for number, result, one in zip(chunk.new.column("person_id").to_pylist(), chunk.results, told, strict=True):
        if one.result != result:
            raise DisagreementError(f"person {number}: {result} by the compiled rules, {one.result} by the engine")
