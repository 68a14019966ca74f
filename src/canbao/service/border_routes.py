"""The routes at the border: the national platform's interfaces 2001 and 1901, and a FHIR R4 Coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.tree import Tree
from canbao.basis.tree_values import shown
from canbao.casework.decide import decide, decide_read
from canbao.casework.read import telling_where
from canbao.service import border
from canbao.service.answers import answer
from canbao.service.bodies import check_query, read_as, tree_of
from canbao.service.determinations import told_of
from canbao.service.models import DictionaryQuestion
from canbao.service.openapi import asks, gives
from canbao.service.work import Work

FHIR_TYPE = "application/fhir+json"
COVERAGE = {
    "type": "object",
    "required": ["resourceType", "status", "beneficiary", "payor"],
    "properties": {"resourceType": {"const": "Coverage"}, "status": {"enum": ["active", "draft"]}},
    "description": "a FHIR R4 Coverage; the mapping is published with the documentation",
}
BENEFIT_CHECK, DICTIONARY = "2001", "1901"


def border_router(work: Work) -> APIRouter:
    """The routes in the formats of others."""
    router = APIRouter(tags=["border"])

    @router.post(
        "/platform/2001",
        summary="Benefit check in the shape of the national platform: a wait is not entitled, with reason and span",
        responses=gives("PlatformAnswer"),
        openapi_extra=asks("Envelope", "platform-2001"),
    )
    async def benefit_check(request: Request) -> Response:
        return await enveloped(request, work, BENEFIT_CHECK, lambda tree, raw: checked(tree, raw, work))

    @router.post(
        "/platform/1901",
        summary="Dictionary in the shape of the national platform: the declared code tables",
        responses=gives("PlatformAnswer"),
        openapi_extra=asks("Envelope", "platform-1901"),
    )
    async def dictionary(request: Request) -> Response:
        return await enveloped(request, work, DICTIONARY, listed)

    @router.post(
        "/fhir/coverage",
        summary="A determination as a FHIR R4 Coverage",
        response_class=Response,  # of no media type itself, so that only that of FHIR is described
        responses=fhir(gives(COVERAGE)),
        openapi_extra=asks("Case", "case"),
    )
    async def coverage(request: Request) -> Response:
        check_query(request, ())
        tree = await tree_of(request, work.settings.case_bytes)
        block = told_of(tree, lambda case: border.coverage(decide_read(case, work.policies)), tree.value, ())
        return answer(request, block, kind=FHIR_TYPE)

    return router


Output = Callable[[Tree, Mapping[str, Any]], Mapping[str, Any]]


async def enveloped(request: Request, work: Work, number: str, output: Output) -> Response:
    """The answer of an interface in its envelope, where a refusal has a code of its own.

    Raises BadInputError, or ProblemError, where not even the envelope can be read.
    """
    check_query(request, ())
    received = work.now()
    tree = await tree_of(request, work.settings.case_bytes)
    asked = border.envelope_in(tree.value, tree)
    try:
        if asked.infno != number:
            about = f"{tree.about(('infno',))} infno"
            raise BadInputError([finding("unknown_value", about, value=shown(asked.infno), nearest=number)])
        return answer(request, border.success(asked, output(tree, asked.input), received, work.now()))
    except BadInputError as bad:
        return answer(request, border.failure(asked, bad.findings, received, work.now()))


def checked(tree: Tree, raw: Mapping[str, Any], work: Work) -> Mapping[str, Any]:
    """The output of 2001. Raises BadInputError."""
    question = border.benefit_question(raw, tree, ("input",))
    with telling_where(tree, ("input", "case")):
        decision = decide(question.case, work.policies)
    return border.benefit_check(decision, question.begntime, question.endtime)


def listed(tree: Tree, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The output of 1901. Raises BadInputError."""
    asked = read_as(DictionaryQuestion, Tree(raw, tree.name))
    return {"list": border.dictionary(asked.type, asked.parent_value)}


def fhir(responses: dict[int | str, Any]) -> dict[int | str, Any]:
    """The same responses, the good one with the media type of FHIR."""
    good = responses[200]
    schema = next(iter(good["content"].values()))
    return {**responses, 200: {**good, "content": {FHIR_TYPE: schema}}}
