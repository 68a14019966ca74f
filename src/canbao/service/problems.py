"""Problem details (RFC 9457): what was wrong with a request, with the same findings as the command line.

A problem has a type (``urn:canbao:problem:NAME``), which the table here lists, and the findings, if any, as members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language, Text
from canbao.casework.report import finding_block
from canbao.service.language import language_in

MEDIA_TYPE = "application/problem+json"
URN = "urn:canbao:problem:"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of problem: its name in the type, the HTTP status, the title, and what to do where no finding says it."""

    name: str
    status: int
    title: Text
    detail: Text


def _kind(name: str, status: int, zh: str, en: str, do_zh: str, do_en: str) -> ProblemType:
    return ProblemType(name, status, Text(zh, en), Text(do_zh, do_en))


BAD_INPUT = _kind(
    "bad-input", 422, "输入有误，不能判定", "The input cannot be decided on",
    "按 findings 逐条更正后重试。", "Correct each finding and ask again.",
)  # fmt: skip
UNREADABLE = _kind(
    "unreadable", 400, "读不出请求的内容", "The body cannot be read",
    "按 findings 更正格式后重试。", "Correct the form as the findings say and ask again.",
)  # fmt: skip
BAD_PARAMETER = _kind(
    "bad-parameter", 422, "请求参数有误", "A parameter of the request is wrong",
    "按 findings 更正参数后重试。", "Correct the parameters as the findings say and ask again.",
)  # fmt: skip
UNKNOWN_THING = _kind(
    "not-found", 404, "没有这个地址或对象", "There is no such address or thing",
    "可用的地址见 /api/v1/openapi.json。", "The addresses there are: /api/v1/openapi.json.",
)  # fmt: skip
WRONG_METHOD = _kind(
    "method-not-allowed", 405, "此地址不接受这种方法", "This address does not take that method",
    "可用的方法见 Allow 头。", "The Allow header lists the methods it takes.",
)  # fmt: skip
WRONG_FORMAT = _kind(
    "unsupported-media-type", 415, "不接受这种格式的内容", "The body has a format that is not taken",
    "请用 Content-Type: application/json 或 application/yaml。", "Send application/json or application/yaml.",
)  # fmt: skip
TOO_LARGE = _kind(
    "too-large", 413, "请求内容过大", "The body is too large",
    "请拆成几次；成批案例用 /api/v1/determinations/batch。", "Split it; many cases go to /api/v1/determinations/batch.",
)  # fmt: skip
TOO_MANY = _kind(
    "too-many-requests", 429, "请求过于频繁", "Too many requests",
    "请在 Retry-After 所示秒数后再试。", "Ask again after the seconds that Retry-After says.",
)  # fmt: skip
BUSY = _kind(
    "busy", 503, "服务繁忙", "The service is busy",
    "请在 Retry-After 所示秒数后再试。", "Ask again after the seconds that Retry-After says.",
)  # fmt: skip
FAULT = _kind(
    "fault", 500, "程序出错", "A fault of the program",
    "请报告给维护者；您的输入未被保存。", "Please report it; nothing of the request was kept.",
)  # fmt: skip

PROBLEMS = (
    BAD_INPUT, UNREADABLE, BAD_PARAMETER, UNKNOWN_THING, WRONG_METHOD, WRONG_FORMAT, TOO_LARGE, TOO_MANY, BUSY, FAULT,
)  # fmt: skip
"""Every kind of problem there is."""


class ProblemError(Exception):
    """A request that cannot be answered: what kind of problem, the findings, and headers to send along."""

    def __init__(
        self, kind: ProblemType, findings: Iterable[Finding] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.kind, self.findings, self.headers = kind, tuple(findings), dict(headers or {})
        super().__init__(kind.name)


def too_large(what: Text, limit: object) -> ProblemError:
    """A body over its limit."""
    return ProblemError(TOO_LARGE, [finding("too_large", "body", what=what, limit=limit)])


def problem_block(kind: ProblemType, findings: Iterable[Finding], language: Language) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "type": URN + kind.name,
        "title": kind.title.get(language),
        "status": kind.status,
        "detail": kind.detail.get(language),
        "findings": [finding_block(f, language) for f in findings],
    }


def problem_response(problem: ProblemError, language: Language) -> Response:
    """A problem as an answer."""
    block = problem_block(problem.kind, problem.findings, language)
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store", **problem.headers}
    return Response(dumps(block), problem.kind.status, headers, MEDIA_TYPE)


def language_of(request: Request) -> Language:
    """The language that a request asks for."""
    return language_in(request.headers.get("accept-language"))
