"""``canbao pack``: the packs at hand, what the law of a place says, whether a pack is sound, places side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language, Text, shorten
from canbao.cli.arguments import Lang, Overlays, language_of
from canbao.cli.context import root_of
from canbao.cli.output import BAD_INPUT, print_findings

if TYPE_CHECKING:
    from canbao.basis.tree import Tree
    from canbao.policy.library import Library

FAULTY = 1

pack_app = typer.Typer(name="pack", help="政策包：查看、检查、对比 · Packs: show, check, compare", no_args_is_help=True)


class Format(StrEnum):
    """How a comparison is printed."""

    table = "table"
    markdown = "markdown"
    csv = "csv"
    json = "json"


OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="哪一天的规定，默认今天 · The day whose law is meant; today")
]


@pack_app.command("list")
def list_packs(context: typer.Context, lang: Lang = None, overlay: Overlays = None) -> None:
    """现有政策包 · The packs at hand."""
    from canbao.cli.pack_tables import print_list

    language = language_of(context, lang)
    with _bad_input(language):
        print_list(_library(context, overlay), language)


@pack_app.command()
def show(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help="地区代码 · Place code, as 430100")],
    on: OnOption = None,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """一地某日的全部规定及依据 · The law of a place on a day, with its clauses."""
    from canbao.cli.pack_tables import print_law

    language = language_of(context, lang)
    with _bad_input(language):
        print_law(root_of(context).policies(overlay or []), place, _day(context, on), language)


@pack_app.command()
def check(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]", help="政策包或覆盖文件 · Packs, overlays")
    ] = None,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """检查政策包；不给文件时检查随附的全部 · Check packs or overlays; without a file, all that ship.

    退出码 · Exit status: 0 没有错误 no error, 1 有错误 an error was found, 2 无法读取 a file cannot be read.
    """
    from canbao.cli.pack_tables import print_check
    from canbao.policy.checks.sheets import faults_of

    language = language_of(context, lang)
    with _bad_input(language):
        library = _library(context, overlay)
        trees = _trees(files) if files else list(_shipped_trees(library))
        found = faults_of(trees, library, root_of(context).today())
    print_check([tree.name for tree in trees], found, language)
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(FAULTY)


@pack_app.command()
def compare(
    context: typer.Context,
    places: Annotated[list[str], typer.Argument(metavar="PLACE", help="地区代码 · Place codes")],
    on: OnOption = None,
    format: Annotated[Format, typer.Option("--format", help="输出格式 · How it is printed")] = Format.table,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """各地规定对比 · Places side by side, with clauses and how sure each value is."""
    from canbao.cli.pack_tables import print_comparison
    from canbao.policy.comparison.compare import compare as side_by_side

    language = language_of(context, lang)
    if len(places) < 2:
        raise typer.BadParameter("请给出至少两个地区 · give two places or more", param_hint="PLACE")
    with _bad_input(language):
        comparison = side_by_side(root_of(context).policies(overlay or []), places, _day(context, on))
        print_comparison(comparison, format.value, language)


def _library(context: typer.Context, overlays: list[Path] | None) -> Library:
    return root_of(context).policies(overlays or []).library


def _day(context: typer.Context, given: str | None) -> date:
    """The day given, else today. Raises BadInputError for what is no day."""
    if given is None:
        return root_of(context).today()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        expected = Text("日期，如 2026-01-01", "a day, as 2026-01-01")
        raise BadInputError([finding("wrong_value", "--on", value=shorten(given), expected=expected)]) from error


@contextmanager
def _bad_input(language: Language) -> Iterator[None]:
    """Print what is wrong with the input and leave with status 2."""
    try:
        yield
    except BadInputError as error:
        print_findings(error.findings, language)
        raise typer.Exit(BAD_INPUT) from error


def _trees(files: list[Path]) -> list[Tree]:
    """The files as trees. Raises BadInputError with the faults of every file that cannot be read."""
    from canbao.basis.tree import read_tree

    trees: list[Tree] = []
    unreadable: list[Finding] = []
    for path in files:
        try:
            trees.append(read_tree(path))
        except BadInputError as error:
            unreadable += error.findings
    if unreadable:
        raise BadInputError(unreadable)
    return trees


def _shipped_trees(library: Library) -> Iterator[Tree]:
    from canbao.policy.library import shipped_places, shipped_tree

    return (shipped_tree(place) for place in library.places() if place in shipped_places())
