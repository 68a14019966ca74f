"""The page for addresses that do not exist: for readers with a browser; programs are told by a problem, as always."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from canbao.web.page import page

NOT_FOUND = 404


class NoApi(PathConvertor):
    """Any path but those of the API, whose routes say themselves which methods they take."""

    regex = "(?!api/).*"


register_url_convertor("no_api", NoApi())


def missing_router() -> APIRouter:
    """The route that is left where no other takes an address."""
    router = APIRouter()

    @router.get("/{address:no_api}")
    async def missing(request: Request) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(NOT_FOUND)
        return page(request, "missing.html", status=NOT_FOUND)

    return router
