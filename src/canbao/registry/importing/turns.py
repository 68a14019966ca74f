"""Work in turns: while one piece ends, the next one is made ready. Never more than the two.

A piece of work begins when the one before it has begun, and ends when that one has ended: what each finds and leaves is
the same as one after the other, only sooner.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Final, TypeVar

AT_ONCE: Final = 2

T = TypeVar("T")
R = TypeVar("R")


class GivenUpError(Exception):
    """The work before this one failed, or whoever wanted it is gone: nothing may come of it."""


class Turn:
    """Where a piece of work stands among others. before: whom it follows, None for the first or only one."""

    def __init__(self, before: Turn | None = None) -> None:
        self._before = before
        self._begun, self._ended = Event(), Event()
        self._failed = False

    def wait_to_begin(self) -> None:
        """Wait until the one before has begun. Raises GivenUpError."""
        self._wait(lambda before: before._begun)

    def has_begun(self) -> None:
        """Let the next one begin."""
        self._begun.set()

    def wait_to_end(self) -> None:
        """Wait until the one before has ended. Raises GivenUpError."""
        self._wait(lambda before: before._ended)

    def end(self, *, failed: bool) -> None:
        """Let the next one end, or give up."""
        self._failed |= failed
        self._before = None
        self._begun.set()
        self._ended.set()

    def _wait(self, what: Callable[[Turn], Event]) -> None:
        before = self._before
        if before is not None:
            what(before).wait()
        if self._failed or (before is not None and before._failed):
            raise GivenUpError


def in_turn(work: Callable[[T, Turn], R], pieces: Iterable[T]) -> Generator[R, None, None]:
    """What ``work`` gives for each piece, in their order; each is done in a thread, two at once.

    work: tells its turn when it has begun, and waits for it before it ends. When one fails, what it raised is raised
    and nothing comes of those after it; neither when the caller asks for no more.
    """
    remaining, under_way = iter(pieces), deque[tuple[Turn, Future[R]]]()
    last: Turn | None = None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            while True:
                while len(under_way) < AT_ONCE and (piece := next(remaining, None)) is not None:
                    last = Turn(last)
                    under_way.append((last, pool.submit(_done, work, piece, last)))
                if not under_way:
                    return
                yield under_way[0][1].result()
                under_way.popleft()
        finally:
            for turn, _ in under_way:
                turn.end(failed=True)


def _done(work: Callable[[T, Turn], R], piece: T, turn: Turn) -> R:
    failed = True
    try:
        result = work(piece, turn)
        failed = False
    finally:
        turn.end(failed=failed)
    return result
