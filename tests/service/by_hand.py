"""Requests spoken to the application by hand: quick, and able to go away in the middle of an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Scope

from canbao.service.application import PREFIX

Kept = TypeVar("Kept")


@dataclass
class Answer:
    """What came back: the status, the headers, and the body in the pieces in which it came."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(self.pieces)

    @property
    def value(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def note(self, message: Message) -> None:
        """Take down what the application sends."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            self.pieces.append(message.get("body", b""))


def scope_of(method: str, path: str, headers: dict[str, str], address: str = "192.0.2.1") -> Scope:
    """The scope of a request; the path is one below the prefix of the API, with or without a query."""
    plain, _, query = f"{PREFIX}{path}".partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": plain,
        "raw_path": plain.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 50000),
        "server": ("testserver", 80),
    }


class Exchange:
    """One request and its answer; the client stays until it has the whole answer, unless it is told to go away.

    is_whole: whether the pieces are all of the request; if not, the client goes away while it is sending.
    """

    def __init__(self, scope: Scope, chunks: Sequence[bytes], *, is_whole: bool = True) -> None:
        self.scope, self.answer, self.is_whole = scope, Answer(), is_whole
        self.begun, self.is_gone = asyncio.Event(), asyncio.Event()
        self.read_on = asyncio.Event()
        self.read_on.set()
        self.unread = list(chunks) or [b""]

    async def run(self, app: ASGIApp) -> Answer:
        """Speak it."""
        await app(self.scope, self.receive, self.send)
        return self.answer

    async def receive(self) -> Message:
        """The next piece of the request; then nothing until the client goes away."""
        if self.unread:
            chunk = self.unread.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(self.unread) or not self.is_whole}
        await self.is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take a piece of the answer, when the client reads on; one that went away takes no more."""
        self.answer.note(message)
        if self.answer.body:
            self.begun.set()
            await asyncio.sleep(0)  # whoever waits for the beginning acts before more is sent
            await self.read_on.wait()
        if self.is_gone.is_set():
            raise OSError("the client went away")


def post(path: str, body: bytes, kind: str = "application/json", language: str = "zh", **more: str) -> Exchange:
    """A request with a body."""
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), "Accept-Language": language, **more}
    return Exchange(scope_of("POST", path, headers), [body])


def get(path: str, **headers: str) -> Exchange:
    """A request without a body."""
    return Exchange(scope_of("GET", path, headers), [b""])


async def one_by_one(app: ASGIApp, exchanges: Iterable[Exchange]) -> list[Answer]:
    """The answers to requests asked one after the other."""
    return [await exchange.run(app) for exchange in exchanges]


def spoken(
    work: Coroutine[Any, Any, Kept], loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
) -> Kept:
    """What comes of work in an event loop of its own, in a thread of its own: a browser may hold this one's loop."""

    def in_thread() -> Kept:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(in_thread).result()
