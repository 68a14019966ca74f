"""The service under strain: more than it can answer, renewed while it answers, and after 200,000 requests."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bench.service.load import Load, load
from bench.service.server import Server

FLOOD_CONNECTIONS = 1500
FLOOD_SECONDS = 12
AFTER = 50
REQUESTS = 200_000
BLOCKS = 10
RENEWALS = 3
CLIENTS = 6
MEMORY_CONNECTIONS = 16


@dataclass(frozen=True)
class Flood:
    """What came back while flooded, and the slowest of some requests one after another soon after."""

    during: Load
    after_seconds: float
    after_statuses: Counter[int]


def flooded(server: Server, body: Path) -> Flood:
    """Far more connections than can be answered in time, at full detail; then a few requests in peace."""
    address = f"{server.address}/api/v1/determinations?detail=full"
    during = load(address, body, connections=FLOOD_CONNECTIONS, seconds=FLOOD_SECONDS)
    time.sleep(2)
    slowest, statuses = 0.0, Counter[int]()
    for _ in range(AFTER):
        begun = time.perf_counter()
        statuses[ask(server, "/api/v1/determinations?detail=result", body.read_bytes())] += 1
        slowest = max(slowest, time.perf_counter() - begun)
    return Flood(during, slowest, statuses)


def ask(server: Server, path: str, body: bytes) -> int:
    """One request on a connection of its own: the status of its answer, read to the end."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", "Connection": "close"})
        answer = connection.getresponse()
        json.loads(answer.read())
        return answer.status
    finally:
        connection.close()


@dataclass
class Renewed:
    """Requests answered and lost while all workers were replaced several times, and how many workers there were."""

    answered: int = 0
    lost: list[str] = field(default_factory=list)
    workers: set[int] = field(default_factory=set)


def renewed(server: Server, body: Path) -> Renewed:
    """A steady stream of requests while the workers are replaced again and again."""
    told, ended, data = Renewed(), threading.Event(), body.read_bytes()
    lock = threading.Lock()

    def client() -> None:
        while not ended.is_set():
            try:
                status = ask(server, "/api/v1/determinations?detail=explained", data)
                fault = "" if status == 200 else str(status)
            except (OSError, HTTPException, ValueError) as error:
                fault = type(error).__name__
            with lock:
                told.answered += not fault
                told.lost += [fault] if fault else []

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for _ in range(RENEWALS):
        before = set(server.workers())
        told.workers |= before
        server.renew()
        until = time.monotonic() + 60
        while time.monotonic() < until and (before & set(server.workers()) or len(server.workers()) < len(before)):
            time.sleep(0.2)
        told.workers |= set(server.workers())
    ended.set()
    for thread in threads:
        thread.join()
    return told


def memory(server: Server, body: Path, tell: Callable[[str], None]) -> list[int]:
    """The memory of the workers in bytes, at first and after each tenth of 200,000 requests."""
    address = f"{server.address}/api/v1/determinations?detail=result"
    load(address, body, connections=MEMORY_CONNECTIONS, count=2_000)
    sizes = [server.resident_bytes()]
    for block in range(BLOCKS):
        load(address, body, connections=MEMORY_CONNECTIONS, count=REQUESTS // BLOCKS)
        sizes.append(server.resident_bytes())
        tell(f"memory after {(block + 1) * REQUESTS // BLOCKS:,} requests: {sizes[-1] / 1e6:.0f} MB")
    return sizes
