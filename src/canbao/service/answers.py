"""Answers as responses: JSON written at once, in the reader's language, never to be stored on the way."""

from __future__ import annotations

from typing import Any

from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from canbao.service.problems import language_of

JSON_TYPE = "application/json"
PRIVATE = {"Cache-Control": "no-store"}
"""Answers about a person are kept by nobody on the way."""
PUBLIC = {"Cache-Control": "public, max-age=300"}
"""The law may be kept for a while."""


def headers_for(request: Request, kept: dict[str, str] = PRIVATE) -> dict[str, str]:
    """The headers of an answer: whom it is for, and who may keep it."""
    return {"Content-Language": language_of(request), "Vary": "Accept-Language", **kept}


def answer(request: Request, block: Any, *, headers: dict[str, str] = PRIVATE, kind: str = JSON_TYPE) -> Response:
    """A block as JSON, about a person unless other headers are given."""
    return Response(dumps(block), 200, headers_for(request, headers), kind)
