"""``canbao enrol``: a person put into a scheme at a pooling place for a coverage year."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import ThePerson, Why, doing_to, own_place, reason_in
from canbao.cli.desk_inquiry import SCHEMES, Scheme

if TYPE_CHECKING:
    from canbao.desk.enrolling import Enrolment

ENROLLED = Text(
    "{person} 号已参保：{scheme}，{place}，{year} 年度，{since} 至 {through}（修订 {revision}）。",
    "Person {person} is enrolled: {scheme}, {place}, coverage year {year}, {since} to {through} (revision {revision}).",
)


class BesideOption(StrEnum):
    """Why cover may stand beside other cover."""

    NEW_STUDENT = "new_student"


def enrol(
    context: typer.Context,
    person: ThePerson,
    scheme: Annotated[Scheme, typer.Option("--scheme", help="险种 · The scheme")],
    year: Annotated[int, typer.Option("--year", metavar="Y", min=2000, max=2200, help="参保年度 · The coverage year")],
    why: Why,
    place: PlaceOption = None,
    paid_on: Annotated[
        str | None, typer.Option("--paid-on", metavar="DATE", help="缴费日期，缺省为今天 · Paid on; today unless given")
    ] = None,
    in_window: Annotated[
        bool | None,
        typer.Option(
            "--in-window/--outside-window", help="是否集中缴费期内，缺省按规定 · Paid in the window; by the law"
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="起始日，缺省为年度首日或缴费日 · The first day of cover"),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="至（不含），缺省为年度末 · Until before this day")
    ] = None,
    beside: Annotated[
        BesideOption | None,
        typer.Option("--beside", help="可与其他参保重叠的事由（xz11/3d） · Why it may stand beside other cover"),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """为一人办理一个年度的参保 · Enrol a person for a coverage year.

    已参保的不能再参保，会告知险种、远近和期间；两地同时办理，只有一地成功。
    Who is covered is not enrolled again, and it is told by which cover; of two places at once, one enrols.
    """
    from canbao.cli.output import print_findings
    from canbao.desk import enrolling

    language = language_of(context, lang)
    paid = _day(paid_on, "--paid-on", language, as_json=as_json) or root_of(context).today()
    start, end = enrolling.span_of(year, paid)
    start = _day(since, "--from", language, as_json=as_json) or start
    end = _day(until, "--until", language, as_json=as_json) or end
    with connected(context, language, as_json=as_json) as connection:
        reason = reason_in(why)
        at = number_of_place(place)
        at = own_place(connection) if at is None else at
        number = SCHEMES[scheme.value]
        known, notes = in_window, list[Finding]()
        if known is None and number == enrolling.RESIDENT:
            known, notes = said_by_law(context, at, year, paid)
        wanted = enrolling.Enrolment(number, at, year, start, end, paid, known, beside.value if beside else None)
        with doing_to(connection, enrolling.ACT, person, place_code(at)):
            revision = enrolling.enrol(connection, person, wanted, reason)
    enrolled_page(person, wanted, revision, language, as_json=as_json)
    print_findings(notes, language)


def said_by_law(context: typer.Context, place: int, year: int, paid_on: date) -> tuple[bool | None, list[Finding]]:
    """Whether a day lies in the collection window; None, and that it is not known, where no law is."""
    from canbao.desk.enrolling import is_in_window

    try:
        return is_in_window(root_of(context).policies(), place, year, paid_on), []
    except BadInputError:
        return None, [finding("enrol_window_unknown", str(year), year=year)]


def enrolled_page(person: int, made: Enrolment, revision: int, language: Language, *, as_json: bool) -> None:
    """Somebody was enrolled."""
    from canbao.cli.desk_pages import done
    from canbao.desk.enrolling import SCHEMES as NAMES
    from canbao.desk.enrolling import last_day

    block: dict[str, Any] = {
        "person": person, "scheme": made.scheme, "place": place_code(made.place), "year": made.year,
        "from": made.since.isoformat(), "until": made.until.isoformat(), "paid_on": str(made.paid_on),
        "paid_in_window": made.is_paid_in_window, "beside": made.beside, "revision": revision,
    }  # fmt: skip
    text = ENROLLED.fill(
        person=person,
        scheme=NAMES[made.scheme],
        place=place_code(made.place),
        year=made.year,
        since=made.since.isoformat(),
        through=last_day(made.until.isoformat()),
        revision=revision,
    )
    done(text, block, language, as_json=as_json)


def _day(text: str | None, about: str, language: Language, *, as_json: bool) -> date | None:
    return None if text is None else day_of(text, language, as_json=as_json, about=about)
