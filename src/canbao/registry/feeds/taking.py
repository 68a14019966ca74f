"""Taking a file in as a session may: what the database refuses becomes findings, and stands in the audit trail."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from canbao.access.audit import audited
from canbao.access.denials import DeniedError, streaming_denials_told
from canbao.basis.errors import BadInputError
from canbao.database.connecting import application, where
from canbao.database.refusals import refusal
from canbao.registry.importing.import_file import Outcome, Progress, Wanted, take_in
from canbao.sealing.workers import CORES

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
    from adbc_driver_manager import Error

    try:
        with streaming_denials_told():
            return take_in(address, token, ring, file, wanted, progress, processes)
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
