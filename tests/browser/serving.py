"""The site as a process of its own, with a fixed clock, on a socket that it is given."""

from __future__ import annotations

import socket
import sys
from datetime import UTC, datetime

import uvicorn

from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.service.application import application
from canbao.service.pace import Pace
from canbao.service.settings import Settings
from canbao.service.work import Work
from canbao.web.pages import pages_router

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
PATIENT = Settings(requests_per_minute=0, longest_wait_ms=60_000)
"""Settings that refuse nothing for being many or late: tests ask fast, on a machine that may be slow."""


def serve(listening: socket.socket) -> None:
    """Serve until told to stop, and tell every address that is asked for."""
    app = application(work := Work(Policies(Library()), lambda: NOW, PATIENT), Pace(), [pages_router(work)])
    uvicorn.Server(uvicorn.Config(app, log_level="info", access_log=True, ws="none")).run([listening])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
