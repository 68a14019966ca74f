"""``canbao match schedule`` and ``due``, and ``match run --due``: the monthly match as a job runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.acting import connected, ready
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.database import asked
from canbao.cli.desk_acting import own_place
from canbao.cli.match_asked import MATCHING, lacking, month_of, number, place_names_of
from canbao.cli.output import print_findings, print_json

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.registry.matching.match import MatchRun
    from canbao.registry.matching.scheduled import DueMatch

SOME_DUE = 1

SAID = Text(
    "{place} 自 {month} 起每月比对，于次月 {day} 日到期。",
    "{place} is matched each month from {month} on, due on day {day} of the month after.",
)
ENDED = Text("{place} 不再定期比对。", "{place} is matched by itself no longer.")
NOTHING_SCHEDULED = Text("没有定期比对的地区。", "No place is matched by itself.")
NOTHING_DUE = Text("没有到期未比对的月份。", "No month is due.")
IS_DUE = Text("{place}  {month}  {day} 到期", "{place}  {month}  due on {day}")
RAN = Text("{place}  {month}  已比对（编号 {run}）", "{place}  {month}  matched (run {run})")

Place = Annotated[str | None, typer.Argument(metavar="[PLACE]", help="地区代码 · Place code, as 430100")]


def schedule(
    context: typer.Context,
    place: Place = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM", help="从哪一月起 · From this month on")
    ] = None,
    day: Annotated[
        int | None, typer.Option("--day", metavar="N", help="次月几日到期，缺省 5 · The day of the month after")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="不再定期比对 · No longer")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """每月定期比对的地区：列出，设定（--from），停止（--end） · Places matched each month: list, set, end."""
    from canbao.access.audit import audited
    from canbao.registry.matching import scheduled

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        if place is not None and (end or first is not None):
            at, due_day = number(place), day or scheduled.DUE_DAY
            if not 1 <= due_day <= scheduled.LAST_DUE_DAY:
                raise BadInputError([finding("match_due_day", "--day", last=scheduled.LAST_DUE_DAY)])
            with audited(connection, "match.schedule", place, place=at, writes_itself=True):
                if end or first is None:
                    scheduled.end_schedule(connection, at)
                else:
                    scheduled.schedule(connection, at, month_of(first), due_day)
        found = scheduled.schedules(connection, at_or_own(connection, place))
    if as_json:
        print_json([
            {"place": place_code(one.place), "from": f"{one.first_month:%Y-%m}", "day": one.due_day} for one in found
        ])  # fmt: skip
        return
    lines = [SAID.fill(place=place_code(one.place), month=f"{one.first_month:%Y-%m}", day=one.due_day) for one in found]
    say(lines or [ENDED.fill(place=place) if end else NOTHING_SCHEDULED], language)


def due(context: typer.Context, place: Place = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """到期而未比对的地区和月份，先早后晚 · Places and months that are due, the earliest first.

    退出码 · Exit status: 0 没有到期的 nothing is due, 1 有到期未比对的 something is.
    """
    from canbao.registry.matching import scheduled

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = scheduled.due(connection, at_or_own(connection, place), root_of(context).today())
    if as_json:
        print_json([due_block(one) for one in found])
    else:
        say([due_line(one) for one in found] or [NOTHING_DUE], language)
    if found:
        raise typer.Exit(SOME_DUE)


def run_due(context: typer.Context, place: str | None, language: Language, *, as_json: bool) -> None:
    """Match all that is due, the earliest first; what is missing is told of each."""
    from canbao.cli.waiting import waiting
    from canbao.feeds.catalogue import feeds
    from canbao.registry.matching import scheduled

    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        at = at_or_own(connection, place)
    with (
        asked(context, language, as_json=as_json) as address,
        ready(address),
        waiting(MATCHING, language, quiet=as_json),
    ):
        made = scheduled.run_due(address, root.session_token(), feeds().values(), at, root.today())
    if as_json:
        print_json([{**run.manifest(), "sets": run.sets} for run in made])
        return
    with connected(context, language) as connection:
        names = place_names_of(connection, made)
    say([ran_line(run, names) for run in made] or [NOTHING_DUE], language)
    print_findings((one for run in made for one in lacking(run)), language)


def at_or_own(connection: Connection[Any], place: str | None) -> int:
    """The place that is named, else that of the session."""
    return own_place(connection) if place is None else number(place)


def due_block(one: DueMatch) -> dict[str, Any]:
    """A month that is due, in plain values."""
    return {"place": place_code(one.place), "month": f"{one.month:%Y-%m}", "due_on": one.due_on.isoformat()}


def due_line(one: DueMatch) -> Text:
    """A month that is due."""
    return IS_DUE.fill(place=place_code(one.place), month=f"{one.month:%Y-%m}", day=one.due_on.isoformat())


def ran_line(run: MatchRun, names: dict[int, str]) -> Text:
    """A month that was matched."""
    place = f"{names.get(run.place, '')} {place_code(run.place)}".strip()
    return RAN.fill(place=place, month=f"{run.month:%Y-%m}", run=run.run_id)


def say(lines: Sequence[Text], language: Language) -> None:
    """Lines of a page."""
    sys.stdout.write("".join(line.get(language) + "\n" for line in lines))
    sys.stdout.flush()
