"""Taking a file in as a session may: what the database refuses becomes findings, and stands in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from canbao.access.audit import audited
from canbao.access.denials import DeniedError, streaming_denials_told
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application, where
from canbao.database.refusals import refusal
from canbao.registry.importing.import_file import Outcome, Progress, Wanted, take_in
from canbao.registry.importing.turns import Turn, in_turn
from canbao.sealing.workers import CORES, SealingWorkers

if TYPE_CHECKING:
    from canbao.database.address import Address
    from canbao.feeds.reading import FeedFile
    from canbao.sealing.ring import KeyRing


def taken_in(
    address: Address,
    token: str,
    ring: KeyRing,
    file: FeedFile,
    wanted: Wanted,
    progress: Progress | None = None,
    processes: int = CORES,
) -> Outcome:
    """``take_in`` in the words of an office. Raises BadInputError, DeniedError for whoever may not import there."""
    with SealingWorkers(ring, processes) as workers:
        return _taken_in(address, token, workers, file, wanted, progress)


def all_taken_in(
    address: Address,
    token: str,
    ring: KeyRing,
    files: Iterable[tuple[FeedFile, Wanted]],
    progress: Callable[[FeedFile], Progress] | None = None,
    processes: int = CORES,
) -> Generator[Outcome, None, None]:
    """What becomes of each file, in their order, each in its own transaction: while one is published, the next is read.

    The same comes of them as of ``taken_in`` for one after the other. Raises what that raises for the first that cannot
    be taken in; nothing comes of those after it. Whoever does not take all outcomes closes this generator: then nothing
    comes of the rest.
    """
    files = list(files)
    if len(files) == 1:  # in this thread, which signals reach
        yield taken_in(address, token, ring, *files[0], progress and progress(files[0][0]), processes)
        return
    with SealingWorkers(ring, processes) as workers:

        def work(piece: tuple[FeedFile, Wanted], turn: Turn) -> Outcome:
            file, wanted = piece
            return _taken_in(address, token, workers, file, wanted, progress and progress(file), turn)

        with closing(in_turn(work, files)) as outcomes:
            yield from outcomes


def _taken_in(
    address: Address,
    token: str,
    workers: SealingWorkers,
    file: FeedFile,
    wanted: Wanted,
    progress: Progress | None,
    turn: Turn | None = None,
) -> Outcome:
    from adbc_driver_manager import Error

    try:
        with streaming_denials_told():
            return take_in(address, token, workers, file, wanted, progress, turn)
    except DeniedError as denied:
        write_down(address, token, file, wanted, denied)
        raise
    except Error as error:
        at = where(address.application)
        raise BadInputError([refusal(at, error)]) from error


def write_down(address: Address, token: str, file: FeedFile, wanted: Wanted, denied: DeniedError) -> None:
    """Write a denial into the audit trail; what is denied leaves no transaction that could hold it."""
    act = "feeds.preview" if wanted.is_preview else "feeds.import"
    about = f"{file.feed.feed} {wanted.place}"
    with (
        suppress(DeniedError),
        application(address, token) as connection,
        audited(connection, act, about, place=wanted.place, writes_itself=True),
    ):
        raise denied
