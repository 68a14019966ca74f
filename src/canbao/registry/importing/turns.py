"""Work in turns: while one piece ends, the next one is made ready. Never more than the two.

A piece of work begins when the one before it is ready to end, and ends when that one has ended and its result was
taken: what each finds and leaves is the same as one after the other, only sooner.
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
    """Where a piece of work stands among others. before: whom it follows, None for the first or only one.

    when_given_up: set by the work, to be called from another thread when nothing more is wanted of it.
    """

    def __init__(self, before: Turn | None = None) -> None:
        self._before = before
        self._is_ready, self._has_ended = Event(), Event()
        self._is_given_up = False
        self.when_given_up: Callable[[], None] = lambda: None

    def wait_to_begin(self) -> None:
        """Wait until the one before is ready. Raises GivenUpError."""
        before = self._before
        if before is not None:
            before._is_ready.wait()
        self.go_on()

    def is_ready(self) -> None:
        """Say that only the end is left to do: the next one may begin."""
        self._is_ready.set()

    def go_on(self) -> None:
        """Raise GivenUpError when nothing more is wanted."""
        if self._is_given_up:
            raise GivenUpError

    def wait_to_end(self) -> None:
        """Wait until the one before has ended. Raises GivenUpError."""
        before = self._before
        if before is not None:
            before._has_ended.wait()
        self.go_on()

    def end(self) -> None:
        """Let the next one end."""
        self._before = None
        self._is_ready.set()
        self._has_ended.set()

    def give_up(self) -> None:
        """Let nothing come of the work, as far as it can still be stopped."""
        self._is_given_up = True
        self.end()
        self.when_given_up()


def in_turn(work: Callable[[T, Turn], R], pieces: Iterable[T]) -> Generator[R, None, None]:
    """What ``work`` gives for each piece, in their order; each is done in a thread, two at once.

    work: tells its turn when it is ready, and waits for it before it ends. When one fails, what it raised is raised
    and nothing comes of those after it; neither when the caller closes this before it has taken all results.
    """
    remaining, under_way = iter(pieces), deque[tuple[Turn, Future[R]]]()
    last: Turn | None = None
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            while True:
                while len(under_way) < AT_ONCE and (piece := next(remaining, None)) is not None:
                    last = Turn(last)
                    under_way.append((last, pool.submit(work, piece, last)))
                if not under_way:
                    return
                turn, result = under_way[0]
                yield result.result()
                turn.end()
                under_way.popleft()
        finally:
            for turn, _ in reversed(under_way):
                turn.give_up()
