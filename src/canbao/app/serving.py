"""The service as processes: one address, several workers, stopped and renewed without losing a request.

A worker that dies is replaced. SIGHUP renews the workers one after another, each new one ready before an old one
leaves; SIGTERM and SIGINT stop them when what was asked is answered.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

from canbao.app.composition import Composition
from canbao.app.protocol import PatientProtocol
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.cli.context import Served
from canbao.service.settings import Settings

if TYPE_CHECKING:
    from canbao.service.gate import Gate

FAIR_LOOP = "canbao.app.accepting:FairLoop"
READY_SECONDS = 120
PORTS_TRIED = 20
POLL_SECONDS = 0.1
BACKLOG = 2048
READY = "/api/v1/health/ready"
NOT_HEALTHY = 1


def made(overlays: Sequence[Path], settings: Settings, workers: int) -> Gate:
    """The application of one worker: packs read, law ready."""
    from canbao.service.application import application
    from canbao.service.deciders import Deciders, collect_seldom
    from canbao.service.pace import Pace
    from canbao.service.work import Work
    from canbao.web.pages import pages_router

    composition = Composition()
    policies = composition.policies(overlays)
    for place in policies.library.places():
        policies.library.chain(place)
    deciders = Deciders(workers, policies.library) if workers > 1 else None
    work = Work(policies, composition.now, settings, deciders)
    app = application(work, Pace(), [pages_router(work)])
    collect_seldom()
    return app


def serve(asked: Served) -> int:
    """Serve until told to stop; the exit status. Raises BadInputError when the address cannot be had.

    Overlays are read before anything begins, so that a faulty one is told here.
    """
    Composition().policies(asked.overlays)
    listening = bound(asked.host, asked.port)
    host, port = listening.getsockname()[:2]
    settings = Settings(requests_per_minute=asked.requests_per_minute)
    config = Config(
        partial(made, tuple(asked.overlays), settings, asked.workers),
        factory=True,
        workers=asked.workers,
        http=PatientProtocol,
        loop=FAIR_LOOP if find_spec("uvloop") else "auto",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        forwarded_allow_ips=asked.trusted_proxies,
        timeout_worker_healthcheck=READY_SECONDS,
    )
    supervisor = Supervisor(config, [listening])
    watch = Watch(host, port, asked)
    Thread(target=watch.run, daemon=True).start()
    supervisor.run()
    watch.ended.set()
    return watch.status if asked.once or watch.status else 0


class Supervisor(Multiprocess):
    """Keeps the workers, and hears at once when one it asks has died."""

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that are gone.

        A worker is asked over a pipe whose other end is its own. While this process holds that end too, a worker that
        dies before it answers leaves the question open for as long as a busy one may take, and every signal waits.
        """
        for process in self.processes:
            process.child_conn.close()
        super().keep_subprocess_alive()


class Watch:
    """Tells when the service is healthy, and ends it at once where that was all that was asked."""

    def __init__(self, host: str, port: int, asked: Served) -> None:
        self.host, self.port, self.asked = host, port, asked
        self.ended = Event()
        self.status = NOT_HEALTHY if asked.once else 0

    def run(self) -> None:
        """Wait until the service answers, tell so, and go, or stay."""
        until = monotonic() + READY_SECONDS
        while monotonic() < until and not self.ended.is_set():
            if answers(self.host, self.port, READY) and answers(self.host, self.port, "/"):
                self.status = 0
                self.asked.tell(address(self.host, self.port))
                break
            sleep(POLL_SECONDS)
        if self.asked.once and not self.ended.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


def answers(host: str, port: int, path: str) -> bool:
    """Whether an address of the service answers without an error."""
    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    with closing(HTTPConnection(reached, port, timeout=READY_SECONDS)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status < 400
        except (OSError, HTTPException):
            return False


def address(host: str, port: int) -> str:
    """The address a reader types."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def bound(host: str, port: int | None) -> socket.socket:
    """A socket at the address; without a port asked for, at the first that is free from 8000 on."""
    last: OSError | None = None
    for tried in (port,) if port is not None else range(8000, 8000 + PORTS_TRIED):
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.socket(family, socket.SOCK_STREAM)
            if sys.platform != "win32":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, tried))
            listening.set_inheritable(True)
            return listening
        except (OSError, OverflowError) as error:
            listening.close()
            last = error if isinstance(error, OSError) else OSError(str(error))
    reason = getattr(last, "strerror", None) or str(last)
    where = f"{host}:{port if port is not None else f'8000–{7999 + PORTS_TRIED}'}"
    raise BadInputError([finding("address_unavailable", where, reason=Text(reason, reason))]) from last
