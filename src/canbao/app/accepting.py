"""Connections taken one at a time, so that no worker takes all of those that come at once.

Several workers wait at one socket. A loop that accepts all it finds leaves the others with nothing to do. This one
accepts a single connection and then stands back, the longer the more connections it has: the next one goes to a worker
that has fewer.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

import uvloop

from canbao.app.protocol import PatientProtocol

STAND_BACK_SECONDS = 0.0005
"""How long a worker stands back for each connection it has."""
LONGEST_SECONDS = 0.003
"""The longest that it stands back."""
BEHIND_SECONDS = 0.02
"""How late a loop comes back that has more to do than it can."""
MOST_AT_ONCE = 256
"""Connections taken at once when the loop is behind: they are answered that the service is busy, not left waiting."""
PAUSE_SECONDS = 0.5
"""How long nothing is accepted when the system has no more files to give."""
NO_MORE_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

Protocols = Callable[[], asyncio.BaseProtocol]


class FairServer(asyncio.AbstractServer):
    """A listening socket from which one connection is taken each time the loop comes round."""

    def __init__(self, loop: asyncio.AbstractEventLoop, protocols: Protocols, listening: socket.socket) -> None:
        self._loop, self._protocols, self._listening = loop, protocols, listening
        self._opening: set[asyncio.Task[Any]] = set()
        self._is_open, self._is_behind = True, False
        self._loop.add_reader(listening.fileno(), self._accept)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """The socket, while it is listened at."""
        return (self._listening,) if self._is_open else ()

    def close(self) -> None:
        """Take no more connections; those that wait are left to the other workers."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._listening.fileno())

    async def wait_closed(self) -> None:
        """Wait until every connection that was taken is open."""
        await asyncio.gather(*self._opening, return_exceptions=True)

    def is_serving(self) -> bool:
        """Whether connections are taken."""
        return self._is_open

    async def start_serving(self) -> None:
        """It serves from the beginning."""

    async def serve_forever(self) -> None:
        """Nobody waits for it: the loop runs until it is stopped."""

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """The loop it belongs to."""
        return self._loop

    def _accept(self) -> None:
        """Take one connection, if another worker has not taken it; all that wait, when the loop is behind."""
        most = MOST_AT_ONCE if self._is_behind else 1
        self._is_behind = False
        for _ in range(most):
            try:
                connection, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in NO_MORE_FILES:
                    raise
                self._stand_back(PAUSE_SECONDS)
                return
            self._open(connection)
        self._stand_back(min(STAND_BACK_SECONDS * PatientProtocol.open_now, LONGEST_SECONDS))

    def _open(self, connection: socket.socket) -> None:
        """Begin to serve a connection."""
        connection.setblocking(False)
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opening = self._loop.create_task(self._loop.connect_accepted_socket(self._protocols, connection))
        self._opening.add(opening)
        opening.add_done_callback(self._opened)

    def _opened(self, opening: asyncio.Task[Any]) -> None:
        self._opening.discard(opening)
        if not opening.cancelled():
            opening.exception()  # a client that went away at once is nobody's fault

    def _stand_back(self, seconds: float) -> None:
        """Take nothing for a moment."""
        self._loop.remove_reader(self._listening.fileno())
        self._loop.call_later(seconds, self._resume, self._loop.time() + seconds)

    def _resume(self, due: float) -> None:
        """Take connections again. A loop that comes late has more to do than it can: those that wait are told so."""
        if self._is_open:
            self._is_behind = self._loop.time() - due > BEHIND_SECONDS
            self._loop.add_reader(self._listening.fileno(), self._accept)


class FairLoop(uvloop.Loop):
    """An event loop whose servers on a given socket take one connection at a time."""

    async def create_server(self, protocol_factory: Protocols, *args: Any, **named: Any) -> Any:
        """As the loop's own, but fair where the socket is given and shared."""
        listening = named.get("sock")
        if listening is None or named.get("ssl") is not None:
            return await super().create_server(protocol_factory, *args, **named)
        listening.setblocking(False)
        listening.listen(named.get("backlog", socket.SOMAXCONN))
        return FairServer(self, protocol_factory, listening)
