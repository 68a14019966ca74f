"""The rules beside enrolment: eligible, retirement, conversion, relation, family-account, settlement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.casework.beside.commands import COMMANDS, reply
from canbao.casework.schemas import model_of
from canbao.service.answers import answer
from canbao.service.bodies import check_query, tree_of
from canbao.service.openapi import asks, gives
from canbao.service.problems import language_of
from canbao.service.work import Work

SUMMARIES = {
    "eligible": "Who may enrol in which scheme at a place, and with which documents",
    "retirement": "Retiree benefits: years counted, what is missing, where",
    "conversion": "Resident contribution years turned into employee years",
    "relation": "Which of two enrolment records stays",
    "family-account": "What the personal account may pay for relatives",
    "settlement": "An estimate of what three layers pay, from declared rates",
}


def beside_router(work: Work) -> APIRouter:
    """One route for each of the questions beside enrolment."""
    router = APIRouter(tags=["beside"])
    for name, summary in SUMMARIES.items():
        form = COMMANDS[name].model.__name__
        router.post(
            f"/{name}",
            summary=summary,
            name=name,
            responses=gives(model_of(f"{name}-answer").__name__),
            openapi_extra=asks(form, name),
        )(question(name, work))
    return router


def question(name: str, work: Work) -> Callable[[Request], Awaitable[Response]]:
    """The function behind one route."""

    async def ask(request: Request) -> Response:
        check_query(request, ())
        tree = await tree_of(request, work.settings.case_bytes)
        found = reply(name, tree.value, tree, (), work.side_laws, language_of(request))
        if found.is_refused:
            raise BadInputError(found.findings)
        return answer(request, found.answer)

    return ask
