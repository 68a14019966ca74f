"""Taking a file in: read, checked and staged chunk by chunk, linked, sealed, published in one transaction.

Until that transaction commits nothing of the file is in the registry, whatever ends the program or the server. A
preview goes the same way and is taken back at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from canbao.basis.finding_codes import finding
from canbao.database.connecting import streaming
from canbao.feeds.checking_faults import Reason, Verdict
from canbao.feeds.checking_twice import RowMarks, withdrawn
from canbao.registry.importing.chunk import Chunk, Job, worked
from canbao.registry.importing.staging import Staging, verdict_of
from canbao.registry.importing.turns import Turn

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Cursor

    from canbao.database.address import Address
    from canbao.feeds.reading import FeedFile
    from canbao.sealing.workers import SealingWorkers

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be taken in. place: 12 digits. confirmed: why a list that looks cut short is whole all the same.

    is_preview: nothing is kept. today: the present day.
    """

    place: int
    today: date
    confirmed: str | None = None
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file. told: what the database says of it. reasons: of the rows that were not simply taken."""

    told: dict[str, Any]
    rows_read: int
    reasons: tuple[Reason, ...]

    @property
    def rejected(self) -> set[int]:
        """The rows that were sent back."""
        return {one.row_number for one in self.reasons if verdict_of(one) == Verdict.REJECTED}

    @property
    def warned(self) -> set[int]:
        """The rows that were taken with a warning."""
        warned = {one.row_number for one in self.reasons if verdict_of(one) == Verdict.TAKEN_WITH_WARNING}
        return warned - self.rejected


class TakenBackError(Exception):
    """Ends the transaction of a preview."""


def take_in(
    address: Address,
    token: str,
    workers: SealingWorkers,
    file: FeedFile,
    wanted: Wanted,
    progress: Progress | None = None,
    turn: Turn | None = None,
) -> Outcome:
    """Take a file into the registry, or look what that would change.

    token: of the session of whoever imports. progress: is told how many rows are staged. turn: among other files; it is
    staged while the one before is published, and linked when that is done.
    Raises BadInputError where the file breaks off or the server cannot be reached, and ADBC's errors, as
    ``ProgrammingError`` for whoever may not import there; nothing of the file is kept then.
    """
    turn = turn or Turn()
    outcome: Outcome | None = None
    turn.wait_to_begin()
    try:
        with streaming(address, token) as cursor:
            turn.when_given_up = partial(cancelled, cursor)
            staging = Staging(cursor, file.feed.feed, wanted.place, file.about.period.first)
            staging.begin()
            reasons = staged(file, staging, workers.map(worked, jobs(file, wanted, turn)), progress)
            turn.is_ready()
            turn.wait_to_end()
            outcome = published(file, staging, wanted, workers, reasons)
            if wanted.is_preview:
                raise TakenBackError
    except TakenBackError:
        pass
    assert outcome is not None
    return outcome


def cancelled(cursor: Cursor) -> None:
    """Stop what a cursor of another thread does, if it does anything."""
    from adbc_driver_manager import Error

    with suppress(Error):
        cursor.adbc_cancel()


def jobs(file: FeedFile, wanted: Wanted, turn: Turn) -> Iterator[Job]:
    """The chunks of a file, to be worked on while it is wanted."""
    for raw in file.batches():
        turn.go_on()
        yield Job(file.feed, raw, file.about.period.last, wanted.place)


def staged(file: FeedFile, staging: Staging, chunks: Iterator[Chunk], progress: Progress | None) -> list[Reason]:
    """Stage every chunk, and withdraw what only the whole file shows to be wrong; the reasons so far."""
    reasons, marks = list[Reason](), list[RowMarks]()
    for chunk in chunks:
        staging.add(chunk)
        reasons += chunk.reasons
        marks.append(chunk.marks)
        if progress:
            progress(staging.rows)
    found = withdrawn(file.feed, marks)
    staging.withdraw(one.row_number for one in (*found.dropped, *found.contradicting))
    return [*reasons, *found.dropped, *found.contradicting]


def published(
    file: FeedFile, staging: Staging, wanted: Wanted, workers: SealingWorkers, reasons: list[Reason]
) -> Outcome:
    """Link and publish what is staged; numbers and names are sealed while the rest is published."""
    _, lost = staging.link()
    reasons = sorted([*reasons, *(Reason(row, "", finding("row_number_not_mended", "")) for row in lost)])
    staging.judge(one for one in reasons if verdict_of(one) != Verdict.TAKEN)
    outcome = Outcome({}, staging.rows, tuple(reasons))
    about = {
        "name": file.about.path.name,
        "file_digest": file.about.sha256,
        "content": staging.content({one.row_number for one in reasons if one.finding.code in WITHDRAWN}),
        "rows_read": staging.rows,
        "rows_taken": staging.rows - len(outcome.rejected),
        "rows_warned": len(outcome.warned),
        "rows_rejected": len(outcome.rejected),
        "confirmed": wanted.confirmed,
        "today": wanted.today.isoformat(),
    }
    month, is_full = file.about.period.first, file.about.scope == "full"
    with staging.sealing(workers) as sealed:
        told = staging.ask(
            "SELECT registry.publish_staged($1, $2, $3, $4, $5::jsonb)::text",
            file.feed.feed,
            wanted.place,
            month,
            is_full,
            json.dumps(about),
        )
        outcome = replace(outcome, told=json.loads(told[0][0]))
        if outcome.told["state"] == "imported":
            for piece in sealed:
                staging.put("staged_seal", piece)
            staging.ask("SELECT registry.publish_sealed($1, $2)::text", file.feed.feed, wanted.place)
    return outcome


WITHDRAWN = frozenset(("row_twice", "rows_contradict"))
"""What only the whole file shows of a row."""
