"""Decisions as they are kept, of many people, on several cores: the casework engine in processes of its own.

The compiled rules give the numbers of an answer. What is kept has more: each finding with its sentence, and the digest
of the facts. That is told case by case, here.
"""

from __future__ import annotations

import gc
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from canbao.basis.errors import CanbaoError
from canbao.casework.decide import decide
from canbao.desk.determining import told
from canbao.policy.policies import Policies

if TYPE_CHECKING:
    from canbao.policy.library import Library

CORES = 2
SLICE = 250
"""People whom a process decides at a time."""
AHEAD = 3
"""Slices under way for each process."""
COLLECT_AFTER = (20_000, 20, 20)
"""Objects made before a collection."""
NO_OPTIONS: dict[str, Any] = {"as_of": None, "known_on": None, "interpretations": {}}


class Told(NamedTuple):
    """A decision as it is kept, as JSON. result: the digest of the answer, as the receipt has it."""

    answer: str
    receipt: str
    result: str


class DeciderLostError(CanbaoError):
    """A process was killed or ran out of memory; what it had not given back is not done."""


def decided(batch: Any, policies: Policies) -> list[Told]:
    """The decisions of a record batch of people, none of whom the rules refuse."""
    from canbao.population.replay import case_of

    return [as_kept(case_of(row, NO_OPTIONS), policies) for row in batch.to_pylist()]


def as_kept(case: Any, policies: Policies) -> Told:
    """The decision of a case as it is kept."""
    answer, receipt = told(decide(case, policies), policies)
    return Told(json.dumps(answer, ensure_ascii=False), json.dumps(receipt), receipt["result"])


class Deciders:
    """Processes that decide, for a ``with`` statement; they start with the first batch that is more than a slice.

    processes: how many; 0 for none but the present one. They have the packs of the process that begins them.
    """

    def __init__(self, policies: Policies, processes: int = CORES) -> None:
        self._policies, self._processes = policies, processes
        self._pool: ProcessPoolExecutor | None = None

    def decided(self, batch: Any) -> list[Told]:
        """The decisions of a record batch of people, in its order. Raises DeciderLostError."""
        if not self._processes or batch.num_rows <= SLICE:
            return decided(batch, self._policies)
        slices = (batch.slice(first, SLICE) for first in range(0, batch.num_rows, SLICE))
        try:
            return [one for many in self._map(slices) for one in many]
        except BrokenProcessPool as error:
            raise DeciderLostError("a process that decides ended before its work was done") from error

    def _map(self, slices: Iterable[Any]) -> Iterator[list[Told]]:
        if self._pool is None:
            handed = (self._policies.library,)
            self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin, handed)
        under_way: deque[Future[list[Told]]] = deque()
        for one in slices:
            under_way.append(self._pool.submit(_work, one))
            if len(under_way) >= self._processes * AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_of_process: list[Policies] = []
"""In a process that decides: the law."""


def _begin(library: Library) -> None:
    """In a process that decides: take the law, and end with the process that began it.

    What is read once stays and is not walked by every collection; the objects of a decision go away by themselves.
    """
    _of_process[:] = [Policies(library)]
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(batch: Any) -> list[Told]:
    return decided(batch, _of_process[0])
