"""A steady load: requests begin evenly in time, whatever became of those before; each waits its whole wait.

``hey`` has a rate for each connection and begins all of them in the same instant: sixteen requests at once and then
none for a while, whose percentiles tell of that volley. Here each request has its own moment. One that finds no free
connection counts from the moment it was due.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.service.load import Load

LENGTH = b"content-length:"


@dataclass(frozen=True)
class Connection:
    """One connection that stays open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


def steady(address: str, body: Path, *, connections: int, seconds: int, rate: float) -> Load:
    """Send one body so many times a second, for so long."""
    parts = urlsplit(address)
    data = body.read_bytes()
    head = (
        f"POST {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    return asyncio.run(
        _steady(parts.hostname or "", parts.port or 80, head.encode() + data, connections, round(seconds * rate), rate)
    )


async def _steady(host: str, port: int, request: bytes, connections: int, count: int, rate: float) -> Load:
    free: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(Connection(*await asyncio.open_connection(host, port)))
    waits: list[float] = []
    statuses: Counter[int] = Counter()

    async def ask(due: float) -> None:
        connection = await free.get()
        statuses[await exchange(connection, request)] += 1
        waits.append(time.perf_counter() - due)
        free.put_nowait(connection)

    begun = time.perf_counter()
    asking = []
    for number in range(count):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asking.append(asyncio.create_task(ask(due)))
    await asyncio.gather(*asking)
    elapsed = time.perf_counter() - begun
    while not free.empty():
        free.get_nowait().writer.close()
    return Load(tuple(waits), statuses, elapsed)


async def exchange(connection: Connection, request: bytes) -> int:
    """Send a request and read its answer to the end; the status."""
    connection.writer.write(request)
    head = await connection.reader.readuntil(b"\r\n\r\n")
    at = head.lower().index(LENGTH) + len(LENGTH)
    await connection.reader.readexactly(int(head[at : head.index(b"\r\n", at)]))
    return int(head.split(None, 2)[1])
