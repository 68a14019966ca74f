"""Two servers at one socket, as two workers have it: they share what comes at once; one that is behind takes it all."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from canbao.app.accepting import BEHIND_SECONDS, LONGEST_SECONDS, FairLoop, FairServer
from tests.service.by_hand import spoken

AT_ONCE = 16
STANDS_BACK = 0.1
"""Seconds, far longer than in use, so that a server is sure to stand back when it is looked at."""


class Counted(asyncio.Protocol):
    """Notes that a connection began, in the list of its server."""

    def __init__(self, began: list[asyncio.BaseTransport]) -> None:
        self.began = began

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It began."""
        self.began.append(transport)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most five seconds."""
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(LONGEST_SECONDS)


def listening_at(port_of: Callable[[int], list[socket.socket]], act: Callable[..., Awaitable[None]]) -> None:
    """Two servers, and as many clients as asked for, all connected before either server looks."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as own:
        spoken(served(own, port_of, act), FairLoop)


async def served(
    own: socket.socket, clients_of: Callable[[int], list[socket.socket]], act: Callable[..., Awaitable[None]]
) -> None:
    """The servers begin, something is done with them, and all is closed."""
    taken: tuple[list[asyncio.BaseTransport], ...] = ([], [])
    with own.dup() as other:
        loop = asyncio.get_running_loop()
        clients = clients_of(own.getsockname()[1])
        servers = [
            await loop.create_server(lambda began=began: Counted(began), sock=listening)  # type: ignore[misc]
            for listening, began in zip((own, other), taken, strict=True)
        ]
        try:
            await act(servers, taken)
        finally:
            for server in servers:
                server.close()
                await server.wait_closed()
            for transport in (*taken[0], *taken[1]):
                transport.close()
            for client in clients:
                client.close()
            await asyncio.sleep(0)


def connected(port: int) -> list[socket.socket]:
    """Clients that wait to be taken."""
    return [socket.create_connection(("127.0.0.1", port)) for _ in range(AT_ONCE)]


def test_two_servers_share_what_comes_at_once() -> None:
    async def shared(_servers: list[FairServer], taken: tuple[list[asyncio.BaseTransport], ...]) -> None:
        await until(lambda: len(taken[0]) + len(taken[1]) == AT_ONCE)
        assert min(map(len, taken)) >= AT_ONCE // 2 - 1

    listening_at(connected, shared)


def test_a_server_that_is_behind_takes_all_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other has closed; the loop is held up while this one stands back: it takes all that wait and does not stand
    back between them."""
    stood_back: list[float] = []
    stand_back = FairServer._stand_back

    def noted(server: FairServer, _: float) -> None:
        stood_back.append(STANDS_BACK)
        stand_back(server, STANDS_BACK)

    monkeypatch.setattr(FairServer, "_stand_back", noted)

    async def behind(servers: list[FairServer], taken: tuple[list[asyncio.BaseTransport], ...]) -> None:
        servers[1].close()
        await until(lambda: len(taken[0]) > 0)
        before = len(stood_back)
        time.sleep(STANDS_BACK + 2 * BEHIND_SECONDS)
        await until(lambda: len(taken[0]) + len(taken[1]) == AT_ONCE)
        assert len(stood_back) == before

    listening_at(connected, behind)


def test_a_closed_server_takes_nothing_more() -> None:
    async def closed(servers: list[FairServer], taken: tuple[list[asyncio.BaseTransport], ...]) -> None:
        for server in servers:
            server.close()
            assert not server.is_serving()
            assert server.sockets == ()
        before = len(taken[0]) + len(taken[1])
        await asyncio.sleep(4 * LONGEST_SECONDS)
        assert len(taken[0]) + len(taken[1]) == before < AT_ONCE

    listening_at(connected, closed)
