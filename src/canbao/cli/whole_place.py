"""``canbao determination place`` and ``canbao registry export-population``: everybody of a place at once."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.cli.acting import connected, number_of_place, ready
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.database import asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from psycopg import Connection

    from canbao.basis.findings import Language
    from canbao.database.address import Address
    from canbao.registry.whole_place.reading import Wanted

NOT_ALL = 1

registry_app = typer.Typer(
    name="registry",
    help="参保库：整地导出 · The registry: a whole place exported",
    no_args_is_help=True,
)


@registry_app.callback()
def registry() -> None:
    """参保库：整地导出 · The registry: a whole place exported."""


ThePlace = Annotated[str, typer.Argument(metavar="PLACE", help="地区代码 · Place code, as 430100")]
TheYear = Annotated[int, typer.Option("--year", metavar="Y", min=2000, max=2200, help="参保年度 · The coverage year")]
PaidOn = Annotated[
    str | None,
    typer.Option(
        "--paid-on",
        metavar="DATE",
        help="没有缴费记录的人按此日缴费 · The day of payment of those of whom none is reported",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="未缴费者此日居住在该地，缺省今天 · Where who has not paid lives on this day; today",
    ),
]
KnownOn = Annotated[
    str | None, typer.Option("--known", metavar="DATE", help="按此日终了时所知 · As was known at the end of this day")
]


@registry_app.command("export-population")
def export_population(
    context: typer.Context,
    place: ThePlace,
    year: TheYear,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写入的 .parquet 文件 · The .parquet file")],
    paid_on: PaidOn = None,
    as_of: AsOf = None,
    known: KnownOn = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """一地全部人员的事实，存为批量判定的人员文件 · The facts of all people of a place, as a file of people.

    供 canbao population determine 使用；没有姓名和号码。导出须有导出权限，记入审计。
    For canbao population determine; without names and numbers. It needs the right to export and is kept.
    """
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.basis.place_numbers import place_code
    from canbao.cli.export_file import exporting
    from canbao.cli.population_pages import progress_bar
    from canbao.cli.whole_place_pages import exported_page
    from canbao.registry.whole_place.export import export

    language = language_of(context, lang)
    days = [(as_of, "--as-of"), (paid_on, "--paid-on"), (known, "--known")]
    day, paid, known_day = (told_day(one, about, language, as_json=as_json) for one, about in days)
    with connected(context, language, as_json=as_json) as connection:
        wanted = wanted_of(context, connection, place, year, day, paid, known_day)
        about = f"{place_code(wanted.place)} {year}"
        with (
            exporting(out, (".parquet",)) as unfinished,
            audited(connection, "registry.export_population", about, place=wanted.place) as detail,
            progress_bar(language, quiet=as_json) as told,
        ):
            require(connection, "export", wanted.place)
            require(connection, "registry.read", wanted.place)
            address, token = root_of(context).database(language), root_of(context).session_token()
            found = export(address, token, wanted, unfinished, told.rows)
            detail |= found._asdict()
    exported_page(out, found, language, as_json=as_json)


def determine_place(
    context: typer.Context,
    place: ThePlace,
    year: TheYear,
    paid_on: PaidOn = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """判定在一地参保的全部人员并保存，同时告知结算 · Decide everybody who enrols in a place, and keep it.

    已有判定的不再保存；中断后再运行即可继续。 Who has one of the year gets no other; interrupted, run it again.

    退出码 · Exit status: 0 都已判定 all are decided, 1 有人无法判定 somebody cannot be, 2 无法办理 it cannot be done.
    """
    from canbao.cli.population_pages import progress_bar
    from canbao.cli.whole_place_pages import unfinished_lines, whole_place_page
    from canbao.desk.whole_place import WholePlace, begin, unfinished

    language = language_of(context, lang)
    days = [(as_of, "--as-of"), (paid_on, "--paid-on")]
    day, paid = (told_day(one, about, language, as_json=as_json) for one, about in days)
    root = root_of(context)
    with whole(context, language, as_json=as_json) as (address, token):
        from canbao.database.connecting import application

        policies = root.policies()
        with application(address, token) as connection:
            wanted = wanted_of(context, connection, place, year, day, paid, None)
            before = unfinished(connection, wanted)
        with progress_bar(language, quiet=as_json) as told:
            run = WholePlace(address, token, policies, wanted, notice=told.notice)
            number, counts = run.run(lambda people: begun(address, token, wanted, people, begin), told.rows)
    if not as_json:
        unfinished_lines(before, language)
    whole_place_page(number, counts, language, as_json=as_json)
    if counts.not_decided:
        raise typer.Exit(NOT_ALL)


def begun(address: Address, token: str, wanted: Wanted, people: int, begin: Any) -> int:
    """The number of a run, begun; that it was refused is written down. Raises DeniedError."""
    from canbao.access.audit import audited
    from canbao.basis.place_numbers import place_code
    from canbao.database.connecting import application

    with (
        application(address, token) as connection,
        audited(connection, "place.determine", place_code(wanted.place), place=wanted.place, writes_itself=True),
    ):
        return int(begin(connection, wanted, people))


def told_day(text: str | None, about: str, language: Language, *, as_json: bool) -> date | None:
    """A day of an option; ends the command for what is none."""
    return None if text is None else day_of(text, language, as_json=as_json, about=about)


def wanted_of(
    context: typer.Context,
    connection: Connection[Any],
    place: str,
    year: int,
    day: date | None,
    paid_on: date | None,
    known_day: date | None,
) -> Wanted:
    """Whose enrolment is meant. Raises BadInputError for what is no place."""
    from canbao.desk.determining import newest
    from canbao.registry.people.found import known_on
    from canbao.registry.whole_place.reading import Wanted

    number = number_of_place(place)
    assert number is not None
    known = newest(connection) if known_day is None else known_on(connection, known_day)
    return Wanted(number, year, day or root_of(context).today(), known, paid_on)


@contextmanager
def whole(context: typer.Context, language: Language, *, as_json: bool) -> Iterator[tuple[Address, str]]:
    """The database and the session of an act of several transactions; ends the command with what is wrong."""
    from canbao.access.denials import denials_told, streaming_denials_told
    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding

    with asked(context, language, as_json=as_json) as address:
        token = root_of(context).session_token()
        if not token:
            raise BadInputError([finding("no_session", "session")])
        with ready(address), denials_told(), streaming_denials_told():
            yield address, token
