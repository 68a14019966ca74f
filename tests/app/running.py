"""``canbao serve`` as its users start it: real processes on a free port of the loopback address."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic, sleep

CANBAO = str(Path(sys.executable).with_name("canbao"))
READY_SECONDS = 40
STOP_SECONDS = 20


@dataclass
class Service:
    """A service that runs, and what it has said so far."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    lines: Queue[str] = field(default_factory=Queue)
    port: int = 0

    def workers(self) -> set[int]:
        """The processes that answer."""
        return children_of(self.process.pid)

    def connection(self) -> HTTPConnection:
        """A connection of one's own."""
        return HTTPConnection("127.0.0.1", self.port, timeout=READY_SECONDS)

    def tell(self, what: signal.Signals) -> None:
        """Send a signal to the first process."""
        self.process.send_signal(what)

    def ended(self) -> int:
        """The exit status, when it ends."""
        return self.process.wait(STOP_SECONDS)


def children_of(pid: int) -> set[int]:
    """The processes of Python that a process began, whichever of its threads did."""
    running = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return {other for other in running if parent_of(other) == pid and b"spawn_main" in told_of(other, "cmdline")}


def parent_of(pid: int) -> int | None:
    """The process that began another; None when that one is gone."""
    told = told_of(pid, "stat").rpartition(b")")[2].split()
    return int(told[1]) if told else None


def told_of(pid: int, what: str) -> bytes:
    """What the system tells of a process; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """An environment in which no language is chosen but by what is added."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "CANBAO_OVERLAYS")}
    return {**kept, "PYTHONUTF8": "1", **more}


def once(*options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A service that ends by itself."""
    command = [CANBAO, "serve", "--workers", "1", *options]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=READY_SECONDS,
        env=environment(more),
        check=False,
    )


@contextmanager
def running(*options: str, workers: int = 2, cwd: Path | None = None) -> Iterator[Service]:
    """A service that answers, at a port that the system chose."""
    command = [CANBAO, "serve", "--port", "0", "--workers", str(workers), "--rate", "0", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment({}),
        cwd=cwd,
    )
    service = Service(process)
    reading = Thread(target=listened, args=(service,))
    reading.start()
    try:
        service.port = port_told(service)
        until(lambda: len(service.workers()) == workers)
        yield service
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            reading.join(STOP_SECONDS)
            assert process.stdout is not None
            process.stdout.close()


def listened(service: Service) -> None:
    """Take down what a service says."""
    assert service.process.stdout is not None
    for line in service.process.stdout:
        service.said.append(line)
        service.lines.put(line)


def port_told(service: Service) -> int:
    """The port that a service tells when it is ready."""
    try:
        while True:
            line = service.lines.get(timeout=READY_SECONDS)
            _, found, rest = line.partition("http://127.0.0.1:")
            if found:
                return int(rest.partition("/")[0])
    except Empty:
        raise TimeoutError("".join(service.said)) from None


def until(holds: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
    """Wait until something holds. Raises TimeoutError."""
    last = monotonic() + seconds
    while not holds():
        if monotonic() > last:
            raise TimeoutError
        sleep(0.05)
