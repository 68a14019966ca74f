"""The pages that stand beside the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from canbao.service.work import Work


def pages_of(work: Work) -> list[APIRouter]:
    """The routers of the pages."""
    from canbao.web.pages import pages_router

    return [pages_router(work)]
