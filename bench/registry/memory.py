"""The peak of the memory that belongs to processes alone, looked at all the time while something runs."""

from __future__ import annotations

import os
from threading import Event, Thread
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

EVERY = 0.1
"""Seconds between two looks, unless told otherwise."""


class Peak:
    """For a ``with`` statement: the most that this program, its workers and the database server held together.

    Memory that processes share counts once: what a process has to itself is looked at, and the largest share of the
    rest is added.

    every: seconds between two looks. Each goes through all processes of the machine, which is work too.
    """

    def __init__(self, every: float = EVERY) -> None:
        self.bytes, self._every = 0, every
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            self.bytes = max(self.bytes, held())


def held() -> int:
    """The bytes held now."""
    own, shared = 0, 0
    here = psutil.Process(os.getpid())
    server = [each for each in psutil.process_iter(["name"]) if each.info["name"] == "postgres"]
    for each in (here, *here.children(recursive=True), *server):
        try:
            told = each.memory_info()
        except psutil.NoSuchProcess:
            continue
        own += told.rss - told.shared
        shared = max(shared, told.shared)
    return own + shared
