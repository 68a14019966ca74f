"""Processes that decide the cases of large batches, so that the one that answers requests stays free to answer.

They begin with the first large batch, give way to what answers single requests, and end when nothing came for a while,
or when the process that began them has ended, however it ended.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock
from typing import Any

from canbao.basis.findings import Language
from canbao.casework.report import Detail
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.service.batch_cases import good_block

Blocks = list[bytes | None]
"""The answer to each of some cases as JSON; None for one that is not decided here."""
Asked = tuple[list[Any], Detail, Language]

GIVES_WAY = 5
"""How far a deciding process stands behind one that answers, in the system's steps of niceness."""
COLLECT_AFTER = (20_000, 20, 20)
"""Objects made before a collection."""
IDLE_SECONDS = 60
"""How long a deciding process waits for the next cases before it ends."""


class Deciders:
    """A few processes, each deciding some cases at a time. A process that ended is replaced when it is next needed.

    library: the packs of the process that begins them, so that all decide by the same law, whatever the files have
    become meanwhile.
    """

    def __init__(self, count: int, library: Library) -> None:
        self.count, self._library = count, library
        self._threads = ThreadPoolExecutor(count, "deciders")
        self._free: SimpleQueue[Decider | None] = SimpleQueue()
        for _ in range(count):
            self._free.put(None)
        atexit.register(self.close)

    async def blocks(self, asked: Asked) -> Blocks:
        """The answer to each case as JSON, None for a case with faults; for all, when no process could be had."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answered, asked)

    def close(self) -> None:
        """End the processes when they have decided what they were given."""
        atexit.unregister(self.close)
        self._threads.shutdown(cancel_futures=True)
        while not self._free.empty():
            decider = self._free.get()
            if decider is not None:
                decider.close()

    def _answered(self, asked: Asked) -> Blocks:
        decider = self._free.get()
        try:
            if decider is None or not decider.is_alive():
                decider = Decider(self._library)
            return decider.ask(asked)
        except (OSError, EOFError):
            decider = None  # it was ended from outside: the cases are decided by who asked
            return [None] * len(asked[0])
        finally:
            self._free.put(decider)


class Decider:
    """One deciding process, and the line to it."""

    starting = Lock()

    def __init__(self, library: Library) -> None:
        spawning = get_context("spawn")
        self._line, theirs = spawning.Pipe()
        self._process = spawning.Process(target=decide_what_is_asked, args=(theirs, library), daemon=True)
        with Decider.starting, theirs:
            self._process.start()

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.is_alive()

    def ask(self, asked: Asked) -> Blocks:
        """What it answers. Raises OSError or EOFError when it has ended."""
        self._line.send(asked)
        answer: Blocks = self._line.recv()
        return answer

    def close(self) -> None:
        """Let it end."""
        self._line.close()
        self._process.join()


def collect_seldom() -> None:
    """Collect seldom in this process: a decision makes many objects that go away by themselves.

    What is read once stays to the end, and is not walked by every collection.
    """
    gc.collect()
    gc.set_threshold(*COLLECT_AFTER)
    gc.freeze()


def decide_what_is_asked(line: Connection, library: Library) -> None:
    """The life of a deciding process: until the other end of its line is gone, or nothing was asked for long."""
    for word in (signal.SIGINT, signal.SIGTERM):
        signal.signal(word, signal.SIG_IGN)  # meant for the service, which closes the line when it needs no more
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    policies = Policies(library)
    collect_seldom()
    with line, suppress(EOFError, OSError):
        while line.poll(IDLE_SECONDS):
            cases, detail, language = line.recv()
            line.send([good_block(case, policies, detail, language) for case in cases])
