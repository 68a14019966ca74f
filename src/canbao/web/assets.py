"""The style sheet, the scripts and the mark of the site: served under names that change with their content."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.digests import digest_of_bytes

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"
DIGITS = 12


@cache
def assets() -> dict[str, tuple[bytes, str]]:
    """The content and type of each asset by the name it is served under."""
    found = {}
    for entry in sorted(files("canbao.web").joinpath("static").iterdir(), key=lambda e: e.name):
        stem, dot, ending = entry.name.rpartition(".")
        if dot + ending in TYPES:
            data = entry.read_bytes()
            digest = digest_of_bytes(data).rpartition(":")[2][:DIGITS]
            found[f"{stem}.{digest}.{ending}"] = (data, TYPES[dot + ending])
    return found


@cache
def address_of(name: str) -> str:
    """The address of an asset by its file name. Raises KeyError where there is none."""
    stem, _, ending = name.rpartition(".")
    for served in assets():
        if served.startswith(f"{stem}.") and served.endswith(f".{ending}"):
            return f"/static/{served}"
    raise KeyError(name)


def assets_router() -> APIRouter:
    """The route of the assets."""
    router = APIRouter()

    @router.get("/static/{name}")
    async def asset(request: Request) -> Response:
        found = assets().get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        data, kind = found
        return Response(data, headers={"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}, media_type=kind)

    return router
