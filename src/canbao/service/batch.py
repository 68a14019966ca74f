"""Many cases in one request: answered in order as they are decided, a bad one in its place."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.basis.model_findings import A_LIST, A_MAPPING, described
from canbao.basis.tree import Tree
from canbao.casework.read import cases_in
from canbao.casework.report import Detail
from canbao.service.answers import JSON_TYPE, headers_for
from canbao.service.batch_cases import block_of
from canbao.service.bodies import body_of, check_query, format_of, most_in, tree_in
from canbao.service.deciders import Blocks
from canbao.service.determinations import detail_of
from canbao.service.openapi import ASKING, DETAILS, asks, gives, query, ref
from canbao.service.problems import BUSY, UNREADABLE, ProblemError, language_of, too_large
from canbao.service.work import Work

SLICE_SECONDS = 0.005
"""How long a batch works before others have a turn."""
LARGE = 500
"""Cases from which on a batch is decided by processes of their own."""
PART = 100
"""Cases that a deciding process is given at a time."""
WAITING = 2
"""Parts given out beyond those being decided, so that no process waits for its next one."""


def batch_router(work: Work) -> APIRouter:
    """The route of many cases."""
    router = APIRouter(tags=["cases"])
    settings = work.settings
    room = asyncio.Semaphore(settings.batches)
    form = {"type": "array", "items": ref("Case"), "minItems": 1, "maxItems": settings.batch_cases}
    answers = {"type": "array", "items": ref("AnswerModel")}

    @router.post(
        "/determinations/batch",
        summary="Decide many cases: the answers in the same order, the findings in the place of a bad one",
        responses=gives(answers, *ASKING, words="The answers, in the order of the cases"),
        openapi_extra=asks(form, "batch", query("detail", DETAILS)),
    )
    async def batch(request: Request) -> Response:
        check_query(request, ("detail",))
        detail, language = detail_of(request), language_of(request)
        kind = format_of(request)
        if room.locked():
            raise ProblemError(BUSY, headers={"Retry-After": "2"})
        await room.acquire()
        try:
            data = await body_of(request, most_in(kind, settings.batch_bytes))
            tree = await run_in_threadpool(tree_in, data, kind)
            cases = listed_cases(tree)
            if len(cases) > settings.batch_cases:
                raise too_large(Text("案例数", "the number of cases"), f"{settings.batch_cases:,}")
        except BaseException:
            room.release()
            raise
        batch = Batch(tree, cases, work, detail, language)
        return Answers(batch.in_pieces(), room, headers_for(request))

    return router


class Answers(StreamingResponse):
    """The answers of a batch as they come; its room is free again however the sending ends."""

    def __init__(self, pieces: AsyncIterator[bytes], room: asyncio.Semaphore, headers: dict[str, str]) -> None:
        super().__init__(pieces, media_type=JSON_TYPE, headers=headers)
        self.room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.room.release()


def listed_cases(tree: Tree) -> list[Any]:
    """The raw cases of a body. Raises BadInputError when it is no list, ProblemError when it holds none."""
    if not isinstance(tree.value, list):
        fault = finding("wrong_value", tree.about(()), value=described(tree.value, A_MAPPING), expected=A_LIST)
        raise BadInputError([fault])
    try:
        return cases_in(tree)
    except BadInputError as bad:
        raise ProblemError(UNREADABLE, bad.findings) from bad


@dataclass(frozen=True)
class Batch:
    """The cases of one request, and how they are answered."""

    tree: Tree
    cases: list[Any]
    work: Work
    detail: Detail
    language: Language

    async def in_pieces(self) -> AsyncIterator[bytes]:
        """The answers as a JSON list, in pieces; between two pieces other requests have a turn."""
        piece, number, until = bytearray(b"["), 0, perf_counter() + SLICE_SECONDS
        knows_lines = False
        async with aclosing(self.in_parts()) as parts:
            async for part in parts:
                for block in part:
                    piece += b",\n" if number else b"\n"
                    if block is None and not knows_lines:  # a bad case must not look for its line while others wait
                        await run_in_threadpool(self.tree.line_of, (0,))
                        knows_lines = True
                    piece += self.decided(number) if block is None else block
                    number += 1
                    if perf_counter() >= until:
                        yield bytes(piece)
                        await asyncio.sleep(0)
                        piece.clear()
                        until = perf_counter() + SLICE_SECONDS
        yield bytes(piece) + b"\n]\n"

    async def in_parts(self) -> AsyncGenerator[Blocks, None]:
        """The answers in order, some at a time; those of a large batch from the deciding processes."""
        deciders = self.work.deciders
        if deciders is None or len(self.cases) < LARGE:
            yield [None] * len(self.cases)
            return
        ahead: deque[asyncio.Task[Blocks]] = deque()
        try:
            for start in range(0, len(self.cases), PART):
                asked = self.cases[start : start + PART], self.detail, self.language
                ahead.append(asyncio.create_task(deciders.blocks(asked)))
                if len(ahead) > deciders.count + WAITING:
                    yield await ahead.popleft()
            while ahead:
                yield await ahead.popleft()
        finally:
            for part in ahead:
                part.cancel()

    def decided(self, number: int) -> bytes:
        """The answer to one case, decided here."""
        work = self.work
        return block_of(self.cases[number], self.tree, number, work.policies, self.detail, self.language)
