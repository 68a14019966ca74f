"""``canbao cover``: what the office says of cover as a whole."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.cli.acting import connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.output import fail, print_json

cover_app = typer.Typer(name="cover", help="参保记录 · The records of cover", no_args_is_help=True)

SAID = Text("{place} 的参保记录自 {year} 年起齐全。", "The cover of {place} is in the registry from {year} on.")
FIRST, LAST = 1990, 2200
A_YEAR = Text(f"{FIRST} 至 {LAST} 间的年份", f"a year from {FIRST} to {LAST}")
A_REASON = Text("依据，不能为空", "a reason")


@cover_app.callback()
def cover() -> None:
    """参保记录 · The records of cover."""


@cover_app.command("history-start")
def history_start(
    context: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="地区代码 · Place code, as 430100")],
    year: Annotated[int, typer.Argument(metavar="YEAR", help="从此年度起 · From this coverage year on")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="依据，记入审计 · On what grounds; kept")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """说明一地的参保记录从哪一年起齐全 · Say from which year on the cover of a place is in the registry.

    此前没有记录的年份按“不知道”判定，此后没有记录即未参保。
    Years before it without a record are unknown; after it a year without a record had no cover.
    """
    from canbao.access.audit import audited
    from canbao.registry.people.found import say_history_start

    language = language_of(context, lang)
    faults = []
    if not FIRST <= year <= LAST:
        faults.append(finding("wrong_value", "YEAR", value=year, expected=A_YEAR))
    if not why.strip():
        faults.append(finding("wrong_value", "--why", value=shorten(repr(why)), expected=A_REASON))
    if faults:
        fail(faults, language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        number = number_of_place(place)
        assert number is not None
        with audited(connection, "cover.history_start", place, place=number, why=why, writes_itself=True):
            say_history_start(connection, number, year, why.strip())
    if as_json:
        print_json({"place": place, "year": year})
    else:
        sys.stdout.write(SAID.fill(place=place, year=year).get(language) + "\n")
