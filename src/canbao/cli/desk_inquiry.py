"""``canbao inquiry``: questions to another place about cover there, with a day by which an answer is due (协查)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.cli.acting import connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import ThePerson, a_place, doing_to, own_place, sealed
from canbao.cli.output import fail

if TYPE_CHECKING:
    from canbao.basis.findings import Language

MOST_WORDS = 2000
SCHEMES = {"employee": 310, "resident": 390}
LATER = Text("晚于起始日的日期", "a day after the first")
ANOTHER = Text("另一个地区", "another place")
WORDS = Text(f"1 至 {MOST_WORDS} 个字", f"1 to {MOST_WORDS} characters")

inquiry_app = typer.Typer(
    name="inquiry", help="协查：询问、答复 · Inquiries: questions to other places", no_args_is_help=True
)


class Scheme(StrEnum):
    """The scheme that a question is about."""

    EMPLOYEE = "employee"
    RESIDENT = "resident"


class Reply(StrEnum):
    """What is answered: cover holds, it ended, there never was any."""

    HOLDS = "holds"
    ENDED = "ended"
    NEVER = "never"


Number = Annotated[int, typer.Argument(metavar="NUMBER", help="协查的编号 · The number of the inquiry")]


@inquiry_app.command()
def ask(
    context: typer.Context,
    person: ThePerson,
    to: Annotated[str, typer.Option("--to", metavar="CODE", help="被询问的地区 · The place that is asked")],
    scheme: Annotated[Scheme, typer.Option("--scheme", help="险种 · The scheme")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="所问参保的起始日 · Cover from this day on")],
    due: Annotated[str, typer.Option("--due", metavar="DATE", help="答复期限 · Answered by this day")],
    question: Annotated[str, typer.Option("--question", metavar="TEXT", help="问题 · The question")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="至（不含） · Until before this day")
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="CODE", help="发出的地区，缺省为本会话的 · The place that asks")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """询问另一地区：此人在那里是否参保 · Ask another place about a person's cover there."""
    from canbao.cli.desk_pages import asked_page
    from canbao.desk import inquiries

    language = language_of(context, lang)
    start = day_of(since, language, as_json=as_json, about="--from")
    end = span_end(start, until, language, as_json=as_json)
    due_on = day_of(due, language, as_json=as_json, about="--due")
    if not 0 < len(question.strip()) <= MOST_WORDS:
        fail([finding("wrong_value", "--question", value=shorten(question), expected=WORDS)], language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        own = number_of_place(place)
        places = (own_place(connection) if own is None else own, a_place(to))
        if places[0] == places[1]:
            raise BadInputError([finding("wrong_value", "--to", value=to, expected=ANOTHER)])
        with doing_to(connection, "inquiry.ask", person):
            number = inquiries.ask(
                connection, person, places, SCHEMES[scheme.value], (start, end), question.strip(), due_on
            )
    asked_page(number, language, as_json=as_json)


@inquiry_app.command()
def answer(
    context: typer.Context,
    number: Number,
    said: Annotated[Reply, typer.Argument(metavar="holds|ended|never", help="仍参保、已终止、从未参保 · The answer")],
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="参保起始日 · Cover from this day on")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="至（不含） · Until before this day")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="说明 · A remark")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """答复一件协查，只能一次 · Answer an inquiry, once."""
    from canbao.access.audit import audited
    from canbao.cli.desk_pages import answered_page
    from canbao.desk import inquiries
    from canbao.desk.refusals import refusals_told

    language = language_of(context, lang)
    start = None if since is None else day_of(since, language, as_json=as_json, about="--from")
    end = span_end(start, until, language, as_json=as_json)
    with (
        connected(context, language, as_json=as_json) as connection,
        audited(connection, "inquiry.answer", str(number), writes_itself=True),
        refusals_told(str(number)),
    ):
        inquiries.answer(connection, number, said.value, (start, end), note.strip())
    answered_page(number, language, as_json=as_json)


@inquiry_app.command("list")
def list_inquiries(
    context: typer.Context,
    person: Annotated[int | None, typer.Option("--person", metavar="N", help="在库编号 · The person")] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="至多几件 · How many at most")] = 200,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """本地发出和收到的协查，未答复的在前 · Inquiries that your place asked or is asked, open ones first."""
    from canbao.access.denials import require
    from canbao.cli.desk_pages import inquiries_page
    from canbao.desk import inquiries

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        require(connection, "registry.read")
        found = inquiries.inquiries(connection, person, most)
    inquiries_page(found, root_of(context).today(), language, as_json=as_json)


@inquiry_app.command()
def subject(context: typer.Context, number: Number, as_json: AsJson = False, lang: Lang = None) -> None:
    """所询何人：完整的证件和姓名，仅限被询问的地区，记入审计 · Whom it is about, in full; for the asked place, kept."""
    from canbao.access.audit import audited
    from canbao.cli.desk_pages import subject_page
    from canbao.desk import inquiries
    from canbao.desk.refusals import refusals_told

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        seals = sealed(context, language)
        with (
            audited(connection, "inquiry.read", str(number), writes_itself=True),
            refusals_told(str(number)),
        ):
            told = inquiries.subject(connection, seals, number)
    subject_page(number, told, language, as_json=as_json)


def span_end(start: date | None, until: str | None, language: Language, *, as_json: bool) -> date | None:
    """The day of ``--until``; ends the command when it is no later than the first."""
    if until is None:
        return None
    end = day_of(until, language, as_json=as_json, about="--until")
    if start is not None and end <= start:
        fail([finding("wrong_value", "--until", value=until, expected=LATER)], language, as_json=as_json)
    return end
