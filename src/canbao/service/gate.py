"""What every request passes first: not too many of one client, not more than can be answered, no fault told in full."""

from __future__ import annotations

import logging
import traceback
from ipaddress import IPv4Address, ip_address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from canbao.basis.tree_values import shown
from canbao.service.pace import Pace
from canbao.service.problems import BUSY, FAULT, TOO_MANY, ProblemError, language_of, problem_response
from canbao.service.settings import Settings

HEALTH = "/api/v1/health/"
RETRY_BUSY_SECONDS = 2
RETRY_MANY_SECONDS = 60
FRAMES_TOLD = 8
SUBSCRIBER_BITS = 64

LOG = logging.getLogger("canbao.service")


class Gate:
    """The application with a gate before it."""

    def __init__(self, app: ASGIApp, settings: Settings, pace: Pace) -> None:
        self.app, self.settings, self.pace = app, settings, pace
        many = settings.requests_per_minute
        self._most = RateLimitItemPerMinute(many) if many else None
        self._limiter = FixedWindowRateLimiter(MemoryStorage()) if many else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that it must come back later."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, bodiless(send)
        refusal = None if scope["path"].startswith(HEALTH) else self.refusal(scope)
        if refusal is not None:
            response = problem_response(refusal, language_of(Request(scope)))
            await response(scope, receive, send)
            return
        await self.answered(scope, receive, send)

    def refusal(self, scope: Scope) -> ProblemError | None:
        """Why a request is not answered now; None when it is."""
        if self.pace.waited_ms() > self.settings.longest_wait_ms:
            return ProblemError(BUSY, headers={"Retry-After": str(RETRY_BUSY_SECONDS)})
        if self._limiter is not None and self._most is not None:
            client = scope.get("client")
            if client is not None and not self._limiter.hit(self._most, client_of(client[0])):
                return ProblemError(TOO_MANY, headers={"Retry-After": str(RETRY_MANY_SECONDS)})
        return None

    async def answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer. A fault of the program is told without anything of the request.

        What is told of it, the application itself says (``faulty``); an answer that broke off ends the connection.
        """
        complete = False

        async def noting(message: Message) -> None:
            nonlocal complete
            complete = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except ClientDisconnect:
            return  # nobody waits for the answer any more
        except Exception as error:
            LOG.error("fault in %s %s: %s", scope["method"], shown(scope["path"]), where(error))
            if not complete:
                raise ConnectionAbortedError("the answer broke off") from None


def bodiless(send: Send) -> Send:
    """Sends what a GET is answered without its content, as HEAD asks (RFC 9110 section 9.3.2)."""

    async def without(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return without


async def faulty(request: Request, _error: Exception) -> Response:
    """What a reader is told of a fault of the program."""
    return problem_response(ProblemError(FAULT), language_of(request))


def client_of(address: str) -> str:
    """Who counts as one client: an address, or the network of 64 bits that one IPv6 subscriber has."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address  # no address of the internet, as of a socket in the file system
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, SUBSCRIBER_BITS), strict=False))


def where(error: BaseException) -> str:
    """The kind of an error and the lines it came from: never its words, which may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_TOLD:]
    return f"{type(error).__name__} " + " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(frames))
