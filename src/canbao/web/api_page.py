"""The page of the open API: every route in words, read off its own description."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.service.openapi import TAGS, examples_of
from canbao.service.work import Work
from canbao.web.page import PUBLIC_CACHE, page

METHODS = ("get", "post")


def api_router(work: Work) -> APIRouter:
    """The route of the page."""
    router = APIRouter()

    @router.get("/api")
    async def api(request: Request) -> Response:
        description = request.app.openapi()
        example = json.dumps(examples_of("case", work)["late"]["value"], ensure_ascii=False)
        return page(
            request,
            "api.html",
            cache_control=PUBLIC_CACHE,
            groups=groups_of(description),
            host=f"{request.url.scheme}://{request.url.netloc}",
            example=example,
        )

    return router


def groups_of(description: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The routes by their tag, in the order of the tags."""
    routes = [
        {"method": method.upper(), "path": path, "summary": told["summary"], "tag": told["tags"][0]}
        for path, methods in description["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]
    return [(tag["name"], [route for route in routes if route["tag"] == tag["name"]]) for tag in TAGS]
