"""The atlas of the law: which places are at hand, everything one of them says on a day, and places side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text, shorten
from canbao.basis.glossary import label
from canbao.basis.places import is_place_code
from canbao.policy.cite import full_citation
from canbao.service.work import Work
from canbao.web.law_asked import DIFFERENCES, LEAST_COMPARED, MOST_COMPARED, ONLY, Day, address, choice_of, day_of
from canbao.web.law_atlas import Atlas
from canbao.web.law_history import STATES
from canbao.web.law_views import Compared, Told, comparison_csv, standing_of
from canbao.web.page import PUBLIC_CACHE, Reader, headers_of, page, words

CSV_HEADS = ("topic", "item", "unit", "differs_head", "basis", "status", "differs", "same")
NOT_FOUND, WRONG = 404, 422


def law_router(work: Work) -> APIRouter:
    """The routes of the atlas."""
    router, atlas = APIRouter(), Atlas(work)

    @router.get("/law")
    async def packs(request: Request) -> Response:
        return shown(request, atlas, "law.html", packs=atlas.packs(), on=atlas.today(), chosen=(), wrong=())

    @router.get("/law/compare")
    async def side_by_side(request: Request) -> Response:
        return compare_page(request, atlas)

    @router.get("/law/compare.csv")
    async def table(request: Request) -> Response:
        return compare_table(request, atlas)

    @router.get("/law/{place}")
    async def law(request: Request) -> Response:
        return place_page(request, atlas, request.path_params["place"])

    return router


def shown(request: Request, atlas: Atlas, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the atlas, with what all of them need."""
    reader = Reader.of(request)
    common = {
        "names": {place: atlas.name(place) for place in atlas.library.places()},
        "most": MOST_COMPARED,
        "label": label,
        "states": STATES,
        "language_kept": reader.language if reader.is_chosen else None,
    }
    return page(request, template, status=status, cache_control=PUBLIC_CACHE, **common, **values)


def place_page(request: Request, atlas: Atlas, place: str) -> Response:
    """Everything the law of a place says on a day; the places there are where none is at hand for it."""
    pack = atlas.pack_of(place) if is_place_code(place) else None
    if pack is None:
        return shown(request, atlas, "law_unknown.html", status=NOT_FOUND, place=shorten(place))
    day, told = law_on(atlas, pack, day_of(request, atlas.today()))
    return shown(
        request,
        atlas,
        "law_place.html",
        status=200 if day.wrong is None else WRONG,
        place=place,
        pack=pack,
        on=day.on,
        wrong=() if day.wrong is None else (day.wrong,),
        told=told,
        standing=standing_of(atlas.library, pack),
        figures=() if told is None else atlas.figures_of(pack, day.on, Reader.of(request).language),
        check=atlas.check(pack),
        history=atlas.history(pack),
        held_from=max(change for change in atlas.dates(pack) if change <= day.on),
        first_day=atlas.first_day,
        cited=lambda clause: full_citation(clause, atlas.library.chain(pack)),
    )


def law_on(atlas: Atlas, pack: str, day: Day) -> tuple[Day, Told | None]:
    """The law of the day asked for; where none is encoded, today's, and why."""
    try:
        return day, atlas.law(pack, day.on)
    except BadInputError as bad:
        today = atlas.today()
        return Day(today, bad.findings[0].message), atlas.law(pack, today)


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison that was asked for, and what was wrong with it. both: None where there is nothing to compare."""

    places: tuple[str, ...]
    day: Day
    both: Compared | None
    wrong: tuple[Text, ...]
    only: bool


def comparison_asked(request: Request, atlas: Atlas) -> Asked:
    """The comparison of an address."""
    choice, day = choice_of(request, atlas.library), day_of(request, atlas.today())
    wrong = (*choice.wrong, *(() if day.wrong is None else (day.wrong,)))
    only = request.query_params.get(ONLY) == DIFFERENCES
    if len(choice.places) < LEAST_COMPARED:
        return Asked(choice.places, day, None, wrong, only)
    try:
        return Asked(choice.places, day, atlas.compared(choice.places, day.on), wrong, only)
    except BadInputError as bad:
        return Asked(choice.places, Day(atlas.today()), None, (*wrong, bad.findings[0].message), only)


def compare_page(request: Request, atlas: Atlas) -> Response:
    """Places side by side, or the form to choose them."""
    asked, reader = comparison_asked(request, atlas), Reader.of(request)
    return shown(
        request,
        atlas,
        "law_compare.html",
        status=WRONG if asked.wrong else 200,
        on=asked.day.on,
        chosen=asked.places,
        wrong=asked.wrong,
        both=asked.both,
        only=asked.only,
        figures=() if asked.both is None else atlas.figures_beside(asked.both, reader.language),
        to=lambda path, only: address(reader, path, asked.places, asked.day.on, only),
    )


def compare_table(request: Request, atlas: Atlas) -> Response:
    """The comparison as a file for spreadsheets; the page that says what is wrong where there is none."""
    asked, reader = comparison_asked(request, atlas), Reader.of(request)
    if asked.both is None or asked.wrong:
        return compare_page(request, atlas)
    heads = [reader.say(words()[f"law.{name}"]) for name in CSV_HEADS]
    text = comparison_csv(asked.both.comparison, asked.only, reader.language, heads)
    headers = {
        **headers_of(reader, PUBLIC_CACHE),
        "Content-Disposition": f'attachment; filename="canbao-law-{asked.day.on}.csv"',
    }
    return Response(text.encode(), 200, headers, "text/csv; charset=utf-8")
