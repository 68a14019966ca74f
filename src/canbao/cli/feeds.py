"""``canbao feed``: what departments hand over. Here what needs no database; the other commands stand beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.cli import feeds_looking, feeds_taking
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.feeds_agreements import agreement_app
from canbao.cli.feeds_opening import (
    DeltaOption,
    FeedFileArgument,
    FullOption,
    KindOption,
    MonthOption,
    RejectsOption,
    opened_file,
)
from canbao.cli.feeds_taken import SOME_REJECTED
from canbao.cli.output import BAD_INPUT, OK, fail, print_findings, print_json

if TYPE_CHECKING:
    from canbao.feeds.checking_report import FileReport

feeds_app = typer.Typer(
    name="feed",
    help="部门数据：模板、检查、导入、到期、共享约定 · Feeds: templates, checks, imports, due days, agreements",
    no_args_is_help=True,
)


@feeds_app.command("list")
def list_kinds(as_json: AsJson = False, lang: Lang = None, *, context: typer.Context) -> None:
    """数据种类、提供部门与时限 · The kinds, whose they are, when they are due."""
    from canbao.cli.feeds_pages import kinds_page
    from canbao.feeds.catalogue import feeds

    kinds_page(list(feeds().values()), language_of(context, lang), as_json=as_json)


@feeds_app.command()
def template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="数据种类，见 canbao feed list · The feed")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help=".xlsx 或 .csv；默认 KIND.xlsx · .xlsx or .csv")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """空白模板：XLSX 带下拉选项与说明，CSV 只有列名 · An empty template to fill in."""
    from canbao.cli.feeds_pages import written_page
    from canbao.feeds.catalogue import feed
    from canbao.feeds.templates import write_template

    language = language_of(context, lang)
    try:
        known = feed(kind)
        target = file or Path(f"{known.feed}.xlsx")
        write_template(known, target)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    written_page(target, language, as_json=as_json)


@feeds_app.command()
def check(
    context: typer.Context,
    file: FeedFileArgument,
    kind: KindOption = None,
    month: MonthOption = None,
    full: FullOption = False,
    delta: DeltaOption = False,
    rejects: RejectsOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """读取并逐行检查，不用数据库 · Read it and check every row; no database.

    退出码 · Exit status: 0 全部可用 all can be taken, 1 有退回的行 some rows rejected, 2 文件不可用 not usable.
    """
    from canbao.cli.database_pages import doing
    from canbao.cli.feeds_pages import Rate, check_block, check_page
    from canbao.feeds.rejects_of_file import check_file, rejects_among, write_rejects_of

    language = language_of(context, lang)
    try:
        opened = opened_file(file, kind, month, root_of(context).today(), full=full, delta=delta)
        with doing(language, quiet=as_json) as told:
            report, reasons = check_file(opened, Rate(told))
        if rejects is not None:
            write_rejects_of(opened, rejects_among(opened.feed, reasons), rejects)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    if as_json:
        print_json(check_block(opened, report, language))
    else:
        check_page(opened, report, language)
    print_findings(report.findings, language)
    raise typer.Exit(status_of(report))


def status_of(report: FileReport) -> int:
    """The exit status for what became of a file."""
    if report.rows and report.rejected == report.rows:
        return BAD_INPUT
    return SOME_REJECTED if report.rejected else OK


commands: dict[str, Any] = {
    "preview": feeds_taking.preview,
    "import": feeds_taking.import_files,
    "rejects": feeds_taking.rejects,
    "history": feeds_looking.history,
    "due": feeds_looking.due,
    "conflicts": feeds_looking.conflicts,
}
for name, command in commands.items():
    feeds_app.command(name)(command)
feeds_app.add_typer(agreement_app)
