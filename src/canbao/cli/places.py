"""``canbao places``: load tables of divisions, show a place as of a day, find places by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text, shorten
from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.output import fail, print_findings

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.registry.places.load import Loaded, Written

FOUND_NONE = 1
A_CODE = Text("2、4、6、9 或 12 位地区代码", "a place code of 2, 4, 6, 9 or 12 digits")

places_app = typer.Typer(
    name="places",
    help="地区：载入区划表、查看、查找 · Places: load tables of divisions, show, find",
    no_args_is_help=True,
)

Code = Annotated[str, typer.Argument(metavar="CODE", help="地区代码 · A place code, as 430122 or 430122101")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="在这一天 · On this day")]


@places_app.command("load")
def load_table(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="区划表（CSV 或 XLSX） · A table of divisions")
    ] = None,
    shipped: Annotated[
        bool, typer.Option("--shipped", help="随附的表，取本人地区之内的 · The table that comes with the program")
    ] = False,
    synthetic_county: Annotated[
        str | None, typer.Option("--synthetic-county", metavar="CODE", help="合成县，如 430191 · A synthetic county")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="表的日期，默认今天 · The day of the table")
    ] = None,
    end_absent: Annotated[
        bool, typer.Option("--end-absent", help="表中没有的已撤销 · What the table does not list is gone")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """载入区划表：新增、更名、停用与接管；同一张表再载入不改变任何内容 · Load a table of divisions.

    需要系统管理员，且在其地区之内。 For system administrators, within their place.
    """
    from canbao.cli.database_pages import doing
    from canbao.cli.places_pages import WRITING, loaded_page

    language = language_of(context, lang)
    if sum((file is not None, shipped, synthetic_county is not None)) != 1:
        told = "FILE、--shipped、--synthetic-county 取其一 · give one of them"
        raise typer.BadParameter(told, param_hint="FILE")
    day = root_of(context).today() if as_of is None else day_of(as_of, language, as_json=as_json, about="--as-of")
    with connected(context, language, as_json=as_json) as connection, doing(language, quiet=as_json) as shown:

        def written(done: int, of: int) -> None:
            shown.say(WRITING.fill(done=f"{done:,}", of=f"{of:,}"), done, of)

        if synthetic_county is not None:
            from canbao.registry.places.load import load_synthetic_county

            result = load_synthetic_county(connection, synthetic_county, written)
        else:
            result = _loaded(connection, file, day, written, end_absent=end_absent)
    loaded_page(result, language, as_json=as_json)
    print_findings(result.findings, language)


def _loaded(connection: Connection[Any], file: Path | None, day: date, written: Written, *, end_absent: bool) -> Loaded:
    """Load a file, or without one the table that comes with the program, so much of it as the session's place holds."""
    from canbao.registry.places.load import load
    from canbao.registry.places.official import read_table
    from canbao.registry.places.shipped import shipped_table

    if file is None:
        return load(connection, shipped_table(), own_only=True, written=written)
    return load(connection, read_table(file, day), end_absent=end_absent, written=written)


@places_app.command()
def show(context: typer.Context, code: Code, on: On = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """一个地区：上级、下级、曾用名、前后代码；--on 给出这一天有效的代码 · A place; with --on its code on that day.

    退出码 · Exit status: 0 找到 found, 1 那天没有唯一的代码 no single code on that day, 2 没有载入 not loaded.
    """
    from canbao.cli.places_pages import place_page
    from canbao.registry.places.former_codes import place_on
    from canbao.registry.places.tree import describe

    language = language_of(context, lang)
    number = _number(code, language, as_json=as_json)
    day = None if on is None else day_of(on, language, as_json=as_json)
    with connected(context, language, as_json=as_json, signed_in=False) as connection:
        answer = None if day is None else place_on(connection, number, day)
        shown = answer.place.place if answer and answer.place else (answer.known_as if answer else number)
        described = describe(connection, shown, day if answer and answer.place else None)
    place_page(described, answer, language, as_json=as_json)
    if answer is not None:
        print_findings(answer.findings(), language)
        if answer.place is None:
            raise typer.Exit(FOUND_NONE)


@places_app.command("find")
def find_places(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="名称，可带上级，如“长沙 望城” · A name, or words of one")
    ],
    within: Annotated[
        str | None, typer.Option("--within", metavar="CODE", help="在此地区之内 · Within a place")
    ] = None,
    on: On = None,
    most: Annotated[int, typer.Option("--most", min=1, max=1000, help="至多几个 · How many at most")] = 20,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """按名称或曾用名查找地区 · Find places by a name or a former one.

    退出码 · Exit status: 0 找到 found, 1 没有 none.
    """
    from canbao.cli.places_pages import hits_page
    from canbao.registry.places.tree import find

    language = language_of(context, lang)
    inside = 0 if within is None else _number(within, language, as_json=as_json, about="--within")
    day = None if on is None else day_of(on, language, as_json=as_json)
    with connected(context, language, as_json=as_json, signed_in=False) as connection:
        found = find(connection, name, inside, day, most)
    hits_page(found, language, as_json=as_json)
    if not found:
        raise typer.Exit(FOUND_NONE)


def _number(code: str, language: Language, *, as_json: bool, about: str = "CODE") -> int:
    """The number of a code; ends the command for what is none."""
    from canbao.basis.place_numbers import number_written

    number = number_written(code)
    if number is None:
        bad = BadInputError([finding("wrong_value", about, value=shorten(code), expected=A_CODE)])
        fail(bad.findings, language, as_json=as_json)
    return number
