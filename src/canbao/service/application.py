"""The application: the API under ``/api/v1``, pages beside it if any are given, one gate before both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.casework.beside.commands import COMMANDS
from canbao.casework.schemas import model_of
from canbao.service.batch import batch_router
from canbao.service.beside import beside_router
from canbao.service.border import Envelope
from canbao.service.border_routes import border_router
from canbao.service.determinations import cases_router
from canbao.service.gate import Gate, faulty
from canbao.service.health import health_router
from canbao.service.law import law_router
from canbao.service.openapi import described
from canbao.service.pace import Pace
from canbao.service.problems import BAD_INPUT, UNKNOWN_THING, WRONG_METHOD, ProblemError, language_of, problem_response
from canbao.service.work import Work

PREFIX = "/api/v1"


def application(work: Work, pace: Pace, pages: Sequence[APIRouter] = ()) -> Gate:
    """The whole application, made once in each process. pages: routes that the description leaves out."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pace.start()
        yield
        await pace.stop()
        if work.deciders is not None:
            await run_in_threadpool(work.deciders.close)

    app = FastAPI(
        title="canbao 参保",
        version=version("canbao"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    for router in (
        cases_router(work),
        batch_router(work),
        beside_router(work),
        law_router(work),
        border_router(work),
        health_router(),
    ):
        app.include_router(router, prefix=PREFIX)
    for router in pages:
        app.include_router(router, include_in_schema=False)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(BadInputError, _bad_input)
    app.add_exception_handler(HTTPException, _of_routing)
    app.add_exception_handler(Exception, faulty)
    app.openapi = cache(lambda: described(app, work, forms()))  # type: ignore[method-assign]
    return Gate(app, work.settings, pace)


def forms() -> tuple[type[BaseModel], ...]:
    """The forms of the routes beside enrolment and at the border."""
    beside = (form for name, command in COMMANDS.items() for form in (command.model, model_of(f"{name}-answer")))
    return (*beside, Envelope)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem_response(error, language_of(request))


async def _bad_input(request: Request, error: Exception) -> Response:
    """A body that can be read and not decided on, whatever found it so."""
    assert isinstance(error, BadInputError)
    return problem_response(ProblemError(BAD_INPUT, error.findings), language_of(request))


async def _of_routing(request: Request, error: Exception) -> Response:
    """An address that does not exist, or does not take the method."""
    assert isinstance(error, HTTPException)
    kind = WRONG_METHOD if error.status_code == WRONG_METHOD.status else UNKNOWN_THING
    return problem_response(ProblemError(kind, headers=error.headers), language_of(request))
