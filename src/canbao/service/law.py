"""The law in the packs: which there are, what they say on a day, held against the frame, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text, shorten
from canbao.basis.nearest import nearest
from canbao.basis.places import A_PLACE, is_place_code
from canbao.basis.tree_values import shown
from canbao.casework.report import finding_block
from canbao.policy.checks.sheets import faults_of
from canbao.policy.comparison.blocks import comparison_block, law_block, packs_block, readings_block
from canbao.policy.comparison.compare import compare
from canbao.policy.library import shipped_places, shipped_tree
from canbao.service.answers import PUBLIC, answer
from canbao.service.bodies import check_query, day_asked
from canbao.service.determinations import places_of
from canbao.service.kept import Kept
from canbao.service.openapi import DAY, PLACE, gives, path, query, takes
from canbao.service.problems import BAD_PARAMETER, UNKNOWN_THING, ProblemError, language_of
from canbao.service.work import Work

ON = query("on", DAY, example="2026-01-01")
AT = path("place", PLACE, "430000")
FAULTS = (BAD_PARAMETER, UNKNOWN_THING)
LEAST_COMPARED = 2


def law_router(work: Work) -> APIRouter:
    """The routes of the law."""
    router = APIRouter(tags=["law"])
    policies, kept = work.policies, Kept()

    @router.get(
        "/packs", summary="The packs at hand", responses=gives("PacksAnswer", BAD_PARAMETER), openapi_extra=takes()
    )
    async def packs(request: Request) -> Response:
        check_query(request, ())
        return answer(request, {"packs": packs_block(policies.library)}, headers=PUBLIC)

    @router.get(
        "/packs/compare",
        summary="Places side by side, with clauses and how sure each value is",
        responses=gives("ComparisonTold", BAD_PARAMETER),
        openapi_extra=takes(
            query("place", PLACE, required=True, many=20, example=["430000", "331100"]), ON, query("known_on", DAY)
        ),
    )
    async def side_by_side(request: Request) -> Response:
        check_query(request, ("place", "on", "known_on"), repeated=("place",))
        places = places_of(request, work)
        if len(places) < LEAST_COMPARED:
            expected = Text("至少两个地区", "two places or more")
            raise ProblemError(BAD_PARAMETER, [finding("wrong_value", "?place", value=len(places), expected=expected)])
        on, known_on = day_asked(request, "on", work.today()), known_day(request)
        made = told(
            lambda: kept.get((*places, on, known_on), lambda: comparison_block(compare(policies, places, on, known_on)))
        )
        return answer(request, made, headers=PUBLIC)

    @router.get(
        "/packs/{place}",
        summary="Everything the law of a place says on a day",
        responses=gives("LawTold", *FAULTS),
        openapi_extra=takes(AT, ON, query("known_on", DAY)),
    )
    async def law(request: Request) -> Response:
        check_query(request, ("on", "known_on"))
        place = place_in_path(request, work)
        on, known_on = day_asked(request, "on", work.today()), known_day(request)
        made = told(lambda: kept.get((place, on, known_on, "law"), lambda: law_block(policies, place, on, known_on)))
        return answer(request, made, headers=PUBLIC)

    @router.get(
        "/packs/{place}/check",
        summary="Whether the pack of a place is sound, and where it departs from the national frame",
        responses=gives("CheckAnswer", *FAULTS),
        openapi_extra=takes(AT),
    )
    async def check(request: Request) -> Response:
        check_query(request, ())
        place = policies.library.place_of_pack(place_in_path(request, work))
        language = language_of(request)
        found = kept.get((place, language, work.today()), lambda: check_block(place, work, language))
        return answer(request, found, headers=PUBLIC)

    @router.get(
        "/packs/{place}/interpretations",
        summary="The interpretations that could act at a place, each with its other readings",
        responses=gives("InterpretationsAnswer", *FAULTS),
        openapi_extra=takes(AT, ON),
    )
    async def interpretations(request: Request) -> Response:
        check_query(request, ("on",))
        place = place_in_path(request, work)
        on = day_asked(request, "on", work.today())
        policy = told(lambda: policies.policy(place, on.year, on))
        block = {"place": place, "on": on.isoformat(), "interpretations": readings_block(policy)}
        return answer(request, block, headers=PUBLIC)

    return router


def told(make: Callable[[], Any]) -> Any:
    """What is made of the law. Raises ProblemError where none is in force."""
    try:
        return make()
    except BadInputError as bad:
        raise ProblemError(BAD_PARAMETER, bad.findings) from bad


def known_day(request: Request) -> Any:
    """The day up to which documents are known; None for all."""
    return day_asked(request, "known_on") if "known_on" in request.query_params else None


def place_in_path(request: Request, work: Work) -> str:
    """The place of the address. Raises ProblemError when no pack covers it."""
    place: str = request.path_params["place"]
    if not is_place_code(place):
        raise ProblemError(UNKNOWN_THING, [finding("wrong_value", "place", value=shown(place), expected=A_PLACE)])
    try:
        work.policies.library.place_of_pack(place)
    except BadInputError as bad:
        raise ProblemError(UNKNOWN_THING, bad.findings) from bad
    return place


def check_block(place: str, work: Work, language: Language) -> dict[str, Any]:
    """The check of one pack that ships. Raises ProblemError for a pack that was added from a file."""
    if place not in shipped_places():
        near = nearest(place, shipped_places())
        raise ProblemError(UNKNOWN_THING, [finding("unknown_value", "place", value=shorten(place), nearest=near)])
    found = faults_of([shipped_tree(place)], work.policies.library, work.today())
    return {
        "place": place,
        "errors": sum(f.severity == "error" for f in found),
        "warnings": sum(f.severity == "warning" for f in found),
        "findings": [finding_block(f, language) for f in found],
    }
