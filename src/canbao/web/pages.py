"""The pages about the site, and all routes of the pages together."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.service.work import Work
from canbao.web.api_page import api_router
from canbao.web.assets import assets_router
from canbao.web.calculator import calculator_router
from canbao.web.law_pages import law_router
from canbao.web.missing import missing_router
from canbao.web.open_pages import open_router
from canbao.web.page import PUBLIC_CACHE, page
from canbao.web.questions.basics import places_of


def pages_router(work: Work) -> APIRouter:
    """Every page."""
    router = APIRouter()

    @router.get("/")
    async def home(request: Request) -> Response:
        return page(request, "home.html", cache_control=PUBLIC_CACHE, places=places_of(work.policies))

    @router.get("/privacy")
    async def privacy(request: Request) -> Response:
        return page(request, "privacy.html", is_erased=False)

    for part in (
        assets_router(),
        open_router(work),
        calculator_router(work),
        law_router(work),
        api_router(work),
        missing_router(),
    ):
        router.include_router(part)
    return router
