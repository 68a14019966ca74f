"""Whether the service lives and is ready, and the published forms."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.finding_codes import finding
from canbao.basis.nearest import nearest
from canbao.basis.tree_values import shown
from canbao.casework.schemas import NAMES, schema_of
from canbao.service.answers import PRIVATE, PUBLIC, answer
from canbao.service.bodies import check_query
from canbao.service.openapi import gives, path, takes
from canbao.service.problems import BAD_PARAMETER, UNKNOWN_THING, ProblemError

FORM = {"type": "object", "description": "a JSON Schema (draft 2020-12)"}


def health_router() -> APIRouter:
    """The routes by which a machine asks how the service is."""
    router = APIRouter(tags=["service"])

    @router.get("/health/live", summary="It lives", responses=gives("Health", BAD_PARAMETER), openapi_extra=takes())
    async def live(request: Request) -> Response:
        check_query(request, ())
        return answer(request, {"status": "ok"}, headers=PRIVATE)

    @router.get(
        "/health/ready", summary="It takes requests", responses=gives("Health", BAD_PARAMETER), openapi_extra=takes()
    )
    async def ready(request: Request) -> Response:
        check_query(request, ())
        return answer(request, {"status": "ok"}, headers=PRIVATE)

    @router.get(
        "/schemas", summary="The published forms", responses=gives("SchemaNames", BAD_PARAMETER), openapi_extra=takes()
    )
    async def schemas(request: Request) -> Response:
        check_query(request, ())
        return answer(request, {"schemas": list(NAMES)}, headers=PUBLIC)

    @router.get(
        "/schemas/{name}",
        summary="One published form as JSON Schema",
        responses=gives(FORM, BAD_PARAMETER, UNKNOWN_THING),
        openapi_extra=takes(path("name", {"type": "string", "enum": list(NAMES)}, "case")),
    )
    async def schema(request: Request) -> Response:
        check_query(request, ())
        name = request.path_params["name"]
        if name not in NAMES:
            near = nearest(name, NAMES) or ", ".join(NAMES)
            raise ProblemError(UNKNOWN_THING, [finding("unknown_value", "name", value=shown(name), nearest=near)])
        return answer(request, schema_of(name), headers=PUBLIC)

    return router
