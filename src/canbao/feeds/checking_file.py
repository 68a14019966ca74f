"""A whole file checked: chunks in the order of the file, one after another or by several processes, then the report."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from datetime import date
from typing import Any, Final

import pyarrow as pa

from canbao.feeds.checking import VERDICT, CheckedBatch, check_chunk, row_marks
from canbao.feeds.checking_report import Counts, FileReport
from canbao.feeds.checking_twice import RowMarks, withdrawn
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading import FeedFile

CHUNKS_AHEAD: Final = 4
"""Chunks that are being checked while one is used, so that memory stays bounded."""


class FileCheck:
    """A file being checked. Use ``batches`` once, to its end; then ``report``."""

    def __init__(self, file: FeedFile, executor: Executor | None = None, ahead: int = CHUNKS_AHEAD) -> None:
        self.file = file
        self._executor, self._ahead = executor, ahead
        self._counts = Counts(file.feed)
        self._marks: list[RowMarks] = []
        self._is_done = False

    def batches(self) -> Iterator[CheckedBatch]:
        """The checked chunks in the order of the file. Raises BadInputError where the file breaks off."""
        for raw, checked in self._checked():
            self._counts.add_verdicts(checked.table.column(VERDICT).to_numpy())
            self._counts.add_reasons(checked.reasons, raw)
            self._marks.append(row_marks(self.file.feed, checked))
            yield checked
        self._is_done = True

    def report(self) -> FileReport:
        """What became of the file. Raises RuntimeError while chunks are left: only the whole file shows it."""
        if not self._is_done:
            raise RuntimeError("the file has not been checked to its end")
        return self._counts.report(withdrawn(self.file.feed, self._marks), self.file.findings)

    def _checked(self) -> Iterator[tuple[Any, CheckedBatch]]:
        feed, end = self.file.feed, self.file.about.period.last
        if self._executor is None:
            for raw in self.file.batches():
                yield raw, check_chunk(feed, raw, end)
            return
        running: deque[tuple[Any, Future[CheckedBatch]]] = deque()
        try:
            for raw in self.file.batches():
                running.append((raw, self._executor.submit(check_packed, feed, packed(raw), end)))
                if len(running) > self._ahead:
                    first, future = running.popleft()
                    yield first, future.result()
            while running:
                first, future = running.popleft()
                yield first, future.result()
        finally:
            for _, future in running:
                future.cancel()


def packed(raw: Any) -> bytes:
    """A raw batch as bytes for another process: of a slice no more than its rows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, raw.schema) as writer:
        writer.write_batch(raw)
    return bytes(sink.getvalue())


def check_packed(feed: Feed, data: bytes, period_end: date) -> CheckedBatch:
    """``check_chunk`` of a packed batch: what another process is asked."""
    with pa.ipc.open_stream(data) as reader:
        return check_chunk(feed, reader.read_next_batch(), period_end)
