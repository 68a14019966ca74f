"""How a connection ends when the service stops: what was asked is answered, and what is on its way has a moment."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LEAVE_SECONDS = 0.4
"""How long a connection on which nothing is asked stays open after the word to stop."""


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection only when nothing was asked on it for a moment; answers from then on say that it closes."""

    open_now: ClassVar[int] = 0
    """How many connections this process has."""

    is_leaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection begins."""
        PatientProtocol.open_now += 1
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection has ended."""
        PatientProtocol.open_now -= 1
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The word to stop."""
        self.is_leaving = True
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(LEAVE_SECONDS, super().shutdown)
        else:
            self.cycle.keep_alive = False

    def on_headers_complete(self) -> None:
        """A request begins."""
        super().on_headers_complete()
        if self.is_leaving and self.cycle is not None:
            self.cycle.keep_alive = False
