"""Opening a case: from a file, from pasted text, or from a shared link whose answers the browser alone can read."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding, Text
from canbao.service.bodies import body_of
from canbao.service.problems import ProblemError
from canbao.service.work import Work
from canbao.web.addresses import HOME, at_result
from canbao.web.calculator import UNPROCESSABLE
from canbao.web.case_files import opened_file
from canbao.web.multipart import parts_of
from canbao.web.page import go_to, page, words
from canbao.web.questions.form import Form
from canbao.web.state import State, TooMuchError, keep, new_nonce

OPEN = f"{HOME}/open"


def open_router(work: Work) -> APIRouter:
    """The routes by which a case comes in."""
    router = APIRouter()

    @router.get(OPEN)
    async def form(request: Request) -> Response:
        return page(request, "open.html", faults=[], text="")

    @router.post(OPEN)
    async def opened(request: Request) -> Response:
        try:
            text = await text_of(request, work.settings.case_bytes)
        except ProblemError as error:
            return refused(request, [told(finding) for finding in error.findings] or [words()["open.nothing"]], "")
        if not text.strip():
            return refused(request, [words()["open.nothing"]], "")
        try:
            state = State(opened_file(text, work.policies))
            nonce = new_nonce()
            return keep(request, go_to(request, at_result(nonce)), nonce, state)
        except BadInputError as bad:
            return refused(request, [told(finding) for finding in bad.findings], text.decode("utf-8", "replace"))
        except TooMuchError:
            return refused(request, [words()["calculator.too_much"]], "")

    return router


def refused(request: Request, faults: list[Text], text: str) -> Response:
    """The page again, with what is wrong."""
    return page(request, "open.html", status=UNPROCESSABLE, faults=faults, text=text)


def told(finding: Finding) -> Text:
    """A finding in one line: where, what, what to do."""
    message, remedy = finding.message, finding.remedy
    return Text(f"{finding.about}：{message.zh}{remedy.zh}", f"{finding.about}: {message.en} {remedy.en}")


async def text_of(request: Request, most: int) -> bytes:
    """The file or the pasted text of a form. Raises ProblemError when it is too large."""
    body = await body_of(request, most)
    parts = parts_of(request.headers.get("content-type", ""), body)
    return parts.get("file") or parts.get("text") or Form.parsed(body).get("text").encode()
