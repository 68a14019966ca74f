"""Sealing on several cores: processes that have the keys, and work off chunks of rows.

Workers start anew (spawn), not as copies of a process with connections and threads. They get the keys through the pipe
by which they are started: never as an argument, in the environment or in a file, where others could see them. A worker
ends with the process that started it, also when that one is killed, and takes the keys along.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from canbao.basis.errors import BadInputError, CanbaoError
from canbao.basis.findings import Finding
from canbao.sealing.ring import Key, KeyRing, State
from canbao.sealing.seals import Seals
from canbao.sealing.tokens import Tokens

CORES = 2
WAITING = 2
"""Chunks under way for each worker: one at work and one at hand, so that memory stays small."""
NICE = 5
"""How far workers stand behind a database on the same machine, for which everything else waits."""
WORTH_IT = 4
"""Chunks from which on processes are started: each takes as long to start as a chunk or two to work on."""
WORTH_IT_RUNNING = 2
"""Chunks that are worth it where processes run already."""

Handed = tuple[str, list[tuple[int, str, State, bytes]], list[tuple[int, str, State, bytes]]]
"""A ring as workers are handed it: its number, data keys and token keys."""

C = TypeVar("C")
R = TypeVar("R")


class Sealing(NamedTuple):
    """What work on a chunk is done with."""

    seals: Seals
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class _Refused:
    """What a worker found wrong with its chunk."""

    findings: tuple[Finding, ...]


class SealingWorkerLostError(CanbaoError):
    """A worker was killed or ran out of memory; what it had not given back is not done."""


class SealingWorkers:
    """Processes that seal and make tokens, for a ``with`` statement.

    They start when there are ``WORTH_IT`` chunks: fewer are worked on here, which is done sooner. Several threads may
    give them work.

    processes: how many. A key that is added meanwhile is not known to them.
    """

    def __init__(self, ring: KeyRing, processes: int = CORES) -> None:
        self._most = processes * WAITING
        self._here = Sealing(Seals(ring), Tokens(ring))
        self._pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (_handed(ring),))
        self._are_running = False

    def map(self, work: Callable[[Sealing, C], R], chunks: Iterable[C]) -> Iterator[R]:
        """What ``work`` gives for every chunk, in their order; chunks are drawn as they are needed.

        work: a function of a module, since workers import it. Raises SealingWorkerLostError, and what work raises.
        What work raises must stand being pickled; BadInputError, which does not, is handed over as its findings.
        """
        chunks = iter(chunks)
        worth_it = WORTH_IT_RUNNING if self._are_running else WORTH_IT
        first = list(islice(chunks, worth_it))
        if len(first) < worth_it:
            yield from (work(self._here, chunk) for chunk in first)
            return
        self._are_running = True
        with _under_way() as under_way:
            for chunk in chain(first, chunks):
                under_way.append(self._pool.submit(_work, work, chunk))
                if len(under_way) >= self._most:
                    yield _given(under_way.popleft().result())
            while under_way:
                yield _given(under_way.popleft().result())

    @contextmanager
    def begun(self, work: Callable[[Sealing, C], R], chunks: Sequence[C]) -> Iterator[Iterator[R]]:
        """What ``map`` gives, for a ``with`` statement in which something else can be done first: all has begun.

        Fewer chunks than are worth a process are worked on when they are asked for. What nobody asked for when the
        block ends is left undone.
        """
        if len(chunks) < (WORTH_IT_RUNNING if self._are_running else WORTH_IT):
            yield self.map(work, chunks)
            return
        self._are_running = True
        with _under_way() as under_way:
            under_way.extend(self._pool.submit(_work, work, chunk) for chunk in chunks)
            yield (_given(under_way.popleft().result()) for _ in chunks)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def _under_way() -> Iterator[deque[Any]]:
    """Work that was given out: what is left of it is not begun when the block ends. Raises SealingWorkerLostError."""
    under_way: deque[Future[Any]] = deque()
    try:
        yield under_way
    except BrokenProcessPool as error:
        raise SealingWorkerLostError("a worker of sealing ended before its work was done") from error
    finally:
        for future in under_way:
            future.cancel()


def _handed(ring: KeyRing) -> Handed:
    data, tokens = (
        [(key.id, key.created_on.isoformat(), key.state, key.secret) for key in keys]
        for keys in (ring.data_keys, ring.token_keys)
    )
    return ring.ring_id, data, tokens


_sealing: list[Sealing] = []
"""In a worker: what it works with."""


def _begin(handed: Handed) -> None:
    """In a worker: take the keys, stand behind the database, and end with the process that started it."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    ring_id, *kinds = handed
    data, tokens = (
        tuple(Key(i, date.fromisoformat(on), state, secret) for i, on, state, secret in keys) for keys in kinds
    )
    ring = KeyRing(ring_id, data, tokens)
    _sealing[:] = [Sealing(Seals(ring), Tokens(ring))]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(work: Callable[[Sealing, C], R], chunk: C) -> R | _Refused:
    try:
        return work(_sealing[0], chunk)
    except BadInputError as error:
        return _Refused(error.findings)


def _given(result: R | _Refused) -> R:
    """What a worker gave back. Raises BadInputError where it refused its chunk."""
    if isinstance(result, _Refused):
        raise BadInputError(result.findings)
    return result
