"""Questions about a case: its determination, its options, whether a day is payable, what to ask next, its receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.basis.nearest import nearest
from canbao.basis.places import A_PLACE, is_place_code
from canbao.basis.tree import Tree
from canbao.basis.tree_values import shown
from canbao.casework.case import Case
from canbao.casework.decide import decide_read
from canbao.casework.interview.open_facts import OpenFact, open_facts
from canbao.casework.options import options_of
from canbao.casework.payable import payable
from canbao.casework.read import Path, read_case, telling_where
from canbao.casework.receipt import A_RECEIPT, receipt_in, verdict_block
from canbao.casework.report import Detail, options_block, payable_block, report
from canbao.casework.wording import FIELDS
from canbao.service.answers import answer
from canbao.service.bodies import check_query, chosen, day_asked, of_parameter, read_as, tree_of
from canbao.service.models import OpenFactsQuestion, VerifyQuestion
from canbao.service.openapi import DAY, DETAILS, PLACE, asks, gives, query
from canbao.service.problems import BAD_PARAMETER, ProblemError, language_of
from canbao.service.work import Work

MOST_PLACES = 20
TAGS = ["cases"]


def cases_router(work: Work) -> APIRouter:
    """The routes of one case."""
    router = APIRouter(tags=cast(Any, TAGS))
    policies, most = work.policies, work.settings.case_bytes

    @router.post(
        "/determinations",
        summary="Decide a case: what to pay, from when costs are payable, the limit; each step with its clause",
        responses=gives("AnswerModel"),
        openapi_extra=asks("Case", "case", query("detail", DETAILS)),
    )
    async def determine(request: Request) -> Response:
        check_query(request, ("detail",))
        detail = detail_of(request)
        tree = await tree_of(request, most)
        language = language_of(request)
        return answered(request, tree, lambda case: report(decide_read(case, policies), policies, detail, language))

    @router.post(
        "/options",
        summary="Every lawful way to enrol, the beaten ones marked",
        responses=gives("OptionsAnswer"),
        openapi_extra=asks("Case", "case", query("place", PLACE, many=MOST_PLACES)),
    )
    async def options(request: Request) -> Response:
        check_query(request, ("place",), repeated=("place",))
        places = places_of(request, work)
        tree = await tree_of(request, most)
        return answered(request, tree, lambda case: options_block(case, options_of(case, policies, places)))

    @router.post(
        "/payable",
        summary="Whether a cost on a day is payable, and why not",
        responses=gives("PayableAnswer"),
        openapi_extra=asks(
            "Case",
            "case",
            query("on", DAY, required=True, example="2025-06-30"),
        ),
    )
    async def payable_on_day(request: Request) -> Response:
        check_query(request, ("on",))
        day = day_asked(request, "on")
        tree = await tree_of(request, most)

        def told(case: Case) -> dict[str, Any]:
            decision = decide_read(case, policies)
            return payable_block(decision, payable(decision, day))

        return answered(request, tree, told)

    @router.post(
        "/open-facts",
        summary="Which facts, not answered yet, could still change the answer: an interview asks the first one",
        responses=gives("OpenFactsAnswer"),
        openapi_extra=asks("OpenFactsQuestion", "open-facts"),
    )
    async def open_now(request: Request) -> Response:
        check_query(request, ())
        tree = await tree_of(request, most)
        asked = read_as(OpenFactsQuestion, tree)
        fields = known_fields(asked.fields, tree)
        with telling_where(tree, ("case",)):
            facts = open_facts(asked.case, set(asked.answered), policies, fields)
        return answer(request, {"open": [open_fact_block(fact) for fact in facts]})

    @router.post(
        "/receipts/verify",
        summary="Whether a receipt holds: the case is decided again and the digests compared",
        responses=gives("Verdict"),
        openapi_extra=asks("VerifyQuestion", "verify"),
    )
    async def verify(request: Request) -> Response:
        check_query(request, ())
        tree = await tree_of(request, most)
        asked = read_as(VerifyQuestion, tree)
        receipt = receipt_in(asked.receipt)
        if receipt is None:
            about = f"{tree.about(('receipt',))} receipt"
            raise BadInputError([finding("wrong_value", about, value="…", expected=A_RECEIPT)])
        block = told_of(tree, lambda case: verdict_block(decide_read(case, policies), receipt), asked.case, ("case",))
        return answer(request, block)

    return router


def detail_of(request: Request) -> Detail:
    """How much of the answer is asked for."""
    return cast(Detail, chosen(request, "detail", DETAILS["enum"], "full"))


def answered(request: Request, tree: Tree, told: Callable[[Case], Any]) -> Response:
    """What is told of the one case that a body holds. Raises BadInputError with every fault of the case."""
    return answer(request, told_of(tree, told, tree.value, ()))


def told_of(tree: Tree, told: Callable[[Case], Any], raw: Any, path: Path) -> Any:
    """What is told of one raw case. Raises BadInputError with every fault of the case."""
    read = read_case(raw, tree, path=path)
    if read.case is None:
        raise BadInputError(read.findings)
    with telling_where(tree, path):
        return told(read.case)


def places_of(request: Request, work: Work) -> list[str]:
    """The places to look at beside the case's own. Raises ProblemError where a pack covers one of them not."""
    places = request.query_params.getlist("place")
    if len(places) > MOST_PLACES:
        what = Text("地区", "places")
        raise ProblemError(BAD_PARAMETER, [finding("too_large", "?place", what=what, limit=MOST_PLACES)])
    for place in places:
        if not is_place_code(place):
            fault = finding("wrong_value", "?place", value=shown(place), expected=A_PLACE)
            raise ProblemError(BAD_PARAMETER, [fault])
        try:
            work.policies.library.place_of_pack(place)
        except BadInputError as bad:
            raise of_parameter(bad, "place") from bad
    return places


def known_fields(names: Sequence[str], tree: Tree) -> Sequence[str]:
    """The fields of the answer to look at. Raises BadInputError naming the nearest known one."""
    faults = [
        finding(
            "unknown_value", f"{tree.about(('fields', at))} fields", value=shown(name), nearest=nearest(name, FIELDS)
        )
        for at, name in enumerate(names)
        if name not in FIELDS
    ]
    if faults:
        raise BadInputError(faults)
    return names


def open_fact_block(fact: OpenFact) -> dict[str, Any]:
    """A fact that could still change the answer."""
    return {
        "path": fact.path,
        "fields": list(fact.fields),
        "share": round(fact.share, 4),
        "parts": list(fact.parts),
    }
