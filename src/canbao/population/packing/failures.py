"""What files, DuckDB and Arrow fail with while packing, as findings: a full disk and full memory have their own.

Only the first line of a message is repeated: the lines after it may quote a row.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten

FAILURES = (duckdb.Error, pa.ArrowException, OSError, MemoryError)


class Failures(NamedTuple):
    """The failures of one run, which writes ``out`` and may hold ``memory``."""

    out: Path
    memory: str

    @contextmanager
    def reading(self, path: Path) -> Iterator[None]:
        """What fails inside is the input at ``path``, unless the disk or the memory is full."""
        try:
            yield
        except FAILURES as error:
            raise BadInputError([self._full(error) or _unreadable(path, error)]) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What fails inside is the output."""
        try:
            yield
        except FAILURES as error:
            raise BadInputError([self._full(error) or _unwritable(self.out, error)]) from error

    def _full(self, error: BaseException) -> Finding | None:
        """The finding for a full disk or full memory; None for any other failure."""
        text = str(error)
        if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in text or "max_temp_directory" in text:
            return finding("disk_full", str(self.out), reason=Text("磁盘已满", "the disk is full"))
        if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
            return finding("memory_short", str(self.out), limit=self.memory)
        return None


def _unreadable(path: Path, error: BaseException) -> Finding:
    return finding("file_unreadable", str(path), reason=_first_line(error))


def _unwritable(path: Path, error: BaseException) -> Finding:
    return finding("file_unwritable", str(path), reason=_first_line(error))


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return shorten(lines[0])
