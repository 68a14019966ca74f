"""The service as its users start it, on a free loopback port, with a look at its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

READY_SECONDS = 120
STOP_SECONDS = 60
KIB = 1024


@dataclass(frozen=True)
class Server:
    """A running service."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The processes that answer: those that began of the first one and listen on the address."""
        listing = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
        return [int(pid) for pid, parent, words in rows if int(parent) == self.process.pid and "spawn_main" in words]

    def resident_bytes(self) -> int:
        """The memory of all workers together, as the system counts it."""
        return sum(resident(pid) for pid in self.workers())

    def renew(self) -> None:
        """Have the workers replaced."""
        self.process.send_signal(signal.SIGHUP)


def resident(pid: int) -> int:
    """The resident memory of a process in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * KIB
    return 0


@contextmanager
def serving(workers: int) -> Iterator[Server]:
    """A service with so many workers and no limit of requests."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("canbao")), "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen([*command, "--rate", "0"], stdout=subprocess.DEVNULL, env=dict(os.environ))
    try:
        wait_until_ready(port)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def free_port() -> int:
    """A port that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int) -> None:
    """Wait for the service. Raises TimeoutError."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/api/v1/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError(f"no answer on port {port}")
