"""Many cases in one request: answered in order as they are decided, a bad one in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from time import perf_counter
from typing import Any

from fastapi import APIRouter
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.basis.model_findings import A_LIST, A_MAPPING, described
from canbao.basis.tree import Tree
from canbao.casework.decide import decide
from canbao.casework.read import ReadCase, cases_in, read_case, telling_where
from canbao.casework.report import Detail, error_block, report
from canbao.service.answers import JSON_TYPE, headers_for
from canbao.service.bodies import body_of, check_query, format_of, most_in, tree_in
from canbao.service.determinations import detail_of
from canbao.service.openapi import ASKING, DETAILS, asks, gives, query, ref
from canbao.service.problems import BUSY, UNREADABLE, ProblemError, language_of, too_large
from canbao.service.work import Work

SLICE_SECONDS = 0.005
"""How long a batch works before others have a turn."""
MOST_VALUES = 10_000
"""Values of one case: more than the rows that a case may have, with all their keys."""


def batch_router(work: Work) -> APIRouter:
    """The route of many cases."""
    router = APIRouter(tags=["cases"])
    settings = work.settings
    room = asyncio.Semaphore(settings.batches)
    cases = {"type": "array", "items": ref("Case"), "minItems": 1, "maxItems": settings.batch_cases}
    answers = {"type": "array", "items": ref("AnswerModel")}

    @router.post(
        "/determinations/batch",
        summary="Decide many cases: the answers in the same order, the findings in the place of a bad one",
        responses=gives(answers, *ASKING, words="The answers, in the order of the cases"),
        openapi_extra=asks(cases, "batch", query("detail", DETAILS)),
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
            count = number_of_cases(tree)
            if count > settings.batch_cases:
                raise too_large(Text("案例数", "the number of cases"), f"{settings.batch_cases:,}")
            await run_in_threadpool(
                tree.line_of, (0,)
            )  # so that a bad case does not look for its line while others wait
        except BaseException:
            room.release()
            raise
        return Answers(in_slices(told(tree, work, detail, language)), room, headers_for(request))

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


def number_of_cases(tree: Tree) -> int:
    """How many cases a body holds. Raises BadInputError when it is no list, ProblemError when it holds none."""
    if not isinstance(tree.value, list):
        fault = finding("wrong_value", tree.about(()), value=described(tree.value, A_MAPPING), expected=A_LIST)
        raise BadInputError([fault])
    try:
        return len(cases_in(tree))
    except BadInputError as bad:
        raise ProblemError(UNREADABLE, bad.findings) from bad


def told(tree: Tree, work: Work, detail: Detail, language: Language) -> Iterator[dict[str, Any]]:
    """The answer to each case in order, or its faults in its place."""
    for number, raw in enumerate(cases_in(tree)):
        read = read_one(raw, tree, number)
        faults = read.findings
        if read.case is not None:
            try:
                with telling_where(tree, read.path):
                    yield report(decide(read.case, work.policies), work.policies, detail, language)
                    continue
            except BadInputError as bad:
                faults = bad.findings
        yield error_block(read.id, faults, language)


def read_one(raw: Any, tree: Tree, number: int) -> ReadCase:
    """One case of the list, or its faults. One far larger than any case is not looked into: others wait meanwhile."""
    if not is_oversized(raw):
        return read_case(raw, tree, number, (number,))
    limit = Text(f"{MOST_VALUES:,} 项", f"{MOST_VALUES:,} values")
    fault = finding("too_large", tree.about((number,)), what=Text("一个案例", "a case"), limit=limit)
    return ReadCase(number, (number,), None, None, (fault,))


def is_oversized(raw: Any) -> bool:
    """Whether a case holds more values than ``MOST_VALUES``."""
    left, boxes = MOST_VALUES, [raw]
    while boxes and left >= 0:
        box = boxes.pop()
        members = box.values() if isinstance(box, dict) else box if isinstance(box, list) else ()
        left -= len(members)
        boxes.extend(member for member in members if isinstance(member, dict | list))
    return left < 0


async def in_slices(blocks: Iterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """A JSON list of the blocks, in pieces; between two pieces other requests have a turn."""
    piece, until = bytearray(b"["), perf_counter() + SLICE_SECONDS
    for number, block in enumerate(blocks):
        piece += b",\n" if number else b"\n"
        piece += to_json(block)
        if perf_counter() >= until:
            yield bytes(piece)
            await asyncio.sleep(0)
            piece.clear()
            until = perf_counter() + SLICE_SECONDS
    yield bytes(piece) + b"\n]\n"
