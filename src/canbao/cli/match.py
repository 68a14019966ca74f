"""``canbao match``: the monthly match run, shown, compared with another month, worked out again."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.basis.place_numbers import place_code
from canbao.basis.places import is_place_code
from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.match_asked import MATCHING, lacking, month_of, number, place_names_of
from canbao.cli.match_scheduled import due as due_months
from canbao.cli.match_scheduled import run_due, schedule
from canbao.cli.output import print_findings, print_json

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.registry.matching.listing import Listed
    from canbao.registry.matching.match import MatchRun

NOT_THE_SAME = 1

match_app = typer.Typer(
    name="match",
    help="月度比对：运行、查看、比较、重算 · The monthly match: run, show, diff, replay",
    no_args_is_help=True,
)


class WorkList(StrEnum):
    """A work list."""

    UNENROLLED = "unenrolled"
    AID_WITHOUT_COVER = "aid_without_cover"
    NEWBORN_WITHOUT_COVER = "newborn_without_cover"
    DOUBLE_COVER = "double_cover"
    STUDENT_TWICE = "student_twice"
    COVER_AFTER_DEATH = "cover_after_death"
    AID_ENDED = "aid_ended"
    MARK_ELSEWHERE = "mark_elsewhere"
    NOT_IN_REGISTRY = "not_in_registry"


Place = Annotated[str, typer.Argument(metavar="PLACE", help="地区代码 · Place code, as 430100")]
Run = Annotated[int, typer.Argument(metavar="RUN", help="比对的编号 · The number of the run")]
Most = Annotated[int, typer.Option("--most", min=1, help="至多几条 · How many at most")]

REPLAYING = Text("正在重算", "working it out again")


match_app.command()(schedule)
match_app.command("due")(due_months)


@match_app.command()
def run(
    context: typer.Context,
    place: Annotated[str | None, typer.Argument(metavar="[PLACE]", help="地区代码 · Place code, as 430100")] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="月份 · The month")] = None,
    due: Annotated[
        bool, typer.Option("--due", help="运行已到期未比对的各月，供定时任务 · All that has fallen due; for jobs")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """比对一地一月的全部人员 · Match everybody of a place as of the end of a month.

    缺哪些部门数据会告知，并记入清单。 Which feeds of the month are missing is told, and kept in the manifest.
    """
    from canbao.access.audit import audited
    from canbao.cli.match_pages import run_page
    from canbao.cli.output import fail
    from canbao.cli.waiting import waiting
    from canbao.feeds.catalogue import feeds
    from canbao.registry.matching.scheduled import match_month

    language = language_of(context, lang)
    if due and month is None:
        run_due(context, place, language, as_json=as_json)
        return
    if due or place is None or month is None:
        fail([finding("match_what", "match run")], language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        of_place, of_month, today = number(place), month_of(month), root_of(context).today()
        about = f"{place} {month}"
        with (
            audited(connection, "match.run", about, place=of_place, writes_itself=True),
            waiting(MATCHING, language, quiet=as_json),
        ):
            made = match_month(connection, feeds().values(), of_place, of_month, today)
            assert made is not None
        names = place_names_of(connection, [made])
    run_page(made, names, language, as_json=as_json)
    if not as_json:
        print_findings(lacking(made), language)


@match_app.command()
def show(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="PLACE|RUN", help="地区代码或比对编号 · A place code or a run")],
    month: Annotated[
        str | None, typer.Option("--month", metavar="YYYY-MM", help="月份，缺省为最近的 · The newest unless given")
    ] = None,
    work_list: Annotated[WorkList | None, typer.Option("--list", help="工作清单 · A work list")] = None,
    most: Most = 20,
    start: Annotated[int, typer.Option("--from", min=1, help="从第几条起 · From this item on")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="把整个清单存为 .csv 或 .xlsx · Write the whole list")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """各类人数、各工作清单；--list 看一个清单 · Classes and work lists by number; --list shows one list.

    导出须有导出权限，记入审计；姓名和号码遮盖。 Writing a file needs the right to export and is kept; all is masked.
    """
    from canbao.cli.match_pages import items_page, run_page
    from canbao.registry.matching.listing import shown

    language = language_of(context, lang)
    root = root_of(context)
    if out is not None:
        exported(context, which, month, work_list, out, as_json=as_json, lang=lang)
        return
    with connected(context, language, as_json=as_json) as connection:
        found = run_called(connection, which, month)
        items: list[Listed] = []
        if work_list is not None:
            ring = root.key_ring(root.database(language))
            items = shown(connection, ring, found, work_list.value, most, start - 1)
        names = place_names_of(connection, [found], items)
    if work_list is None:
        run_page(found, names, language, as_json=as_json)
    else:
        items_page(found, work_list.value, items, names, language, as_json=as_json)


@match_app.command()
def diff(
    context: typer.Context,
    place: Place,
    months: Annotated[
        list[str], typer.Option("--month", metavar="YYYY-MM", help="两个月份，各写一次 · Two months, each by itself")
    ],
    most: Most = 20,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """两个月的差别：类别变动、清单进出、变动的人 · What differs: classes, lists, people who changed."""
    from canbao.cli.match_pages import difference_page
    from canbao.registry.matching.listing import changed
    from canbao.registry.matching.match import difference

    language = language_of(context, lang)
    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        two = sorted({month_of(each) for each in months})
        if len(two) != 2:
            raise BadInputError([finding("match_months_two", "--month")])
        before, after = (newest_of(connection, number(place), each) for each in two)
        told = difference(connection, before, after)
        people = changed(connection, root.key_ring(root.database(language)), before, after, most)
        names = place_names_of(connection, [before, after])
    difference_page(told, people, names, language, as_json=as_json)


@match_app.command()
def replay(context: typer.Context, which: Run, as_json: AsJson = False, lang: Lang = None) -> None:
    """按当时已知的重新计算，核对是否一字不差 · Work a run out again from what was known then, and compare.

    退出码 · Exit status: 0 相同 the same, 1 不同 not the same, 2 无法重算 cannot be worked out again.
    """
    from canbao.access.audit import audited
    from canbao.cli.match_pages import same_page
    from canbao.cli.waiting import waiting
    from canbao.registry.matching.match import is_the_same_again

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = run_numbered(connection, which)
        with (
            audited(connection, "match.replay", f"run {which}", place=found.place) as detail,
            waiting(REPLAYING, language, quiet=as_json),
        ):
            detail["same"] = same = is_the_same_again(connection, found)
    if as_json:
        print_json({"run": which, "same": same, "result": found.result})
    elif same:
        same_page(found, language)
    if not same:
        print_findings([finding("match_not_the_same", str(which))], language)
        raise typer.Exit(NOT_THE_SAME)


@match_app.command()
def manifest(context: typer.Context, which: Run, lang: Lang = None) -> None:
    """清单（JSON）：快照、输入与规则的摘要、计数、结果摘要 · The manifest: snapshot, digests, counts."""
    language = language_of(context, lang)
    with connected(context, language, as_json=True) as connection:
        found = run_numbered(connection, which)
    print_json(found.manifest())


def exported(
    context: typer.Context,
    which: str,
    month: str | None,
    work_list: WorkList | None,
    out: Path,
    *,
    as_json: bool,
    lang: Any,
) -> None:
    """Write a whole list to a file; that it was done, and how many rows, is written to the audit trail."""
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.cli.export_file import exporting, write_list
    from canbao.cli.match_pages import exported_page, heads, rows_of
    from canbao.cli.output import fail
    from canbao.cli.waiting import waiting

    language = language_of(context, lang)
    root = root_of(context)
    if work_list is None:
        raise typer.BadParameter("--out 须与 --list 同用 · --out goes with --list", param_hint="--out")
    try:
        with exporting(out) as unfinished, connected(context, language, as_json=as_json) as connection:
            found = run_called(connection, which, month)
            about = f"run {found.run_id} {work_list.value}"
            with (
                audited(connection, "match.export", about, place=found.place) as detail,
                waiting(Text("正在导出", "writing"), language, quiet=as_json),
            ):
                require(connection, "export", found.place)
                ring = root.key_ring(root.database(language))
                rows = rows_of(connection, ring, found, work_list.value, language)
                detail["rows"] = written = write_list(unfinished, out.suffix, heads(language), rows)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    exported_page(out, written, language, as_json=as_json)


def run_called(connection: Connection[Any], which: str, month: str | None) -> MatchRun:
    """The run that a place and month, or a number, name. Raises BadInputError."""
    if not is_place_code(which):
        digits = which.removeprefix("run:")
        if digits.isascii() and digits.isdecimal() and len(digits) < 19:
            return run_numbered(connection, int(digits))
        raise BadInputError([finding("match_run_unknown", shorten(which))])
    return newest_of(connection, number(which), None if month is None else month_of(month))


def newest_of(connection: Connection[Any], place: int, month: date | None) -> MatchRun:
    """The newest run of a place and month. Raises BadInputError where there is none."""
    from canbao.registry.matching.match import newest

    found = newest(connection, place, month)
    if found is None:
        raise BadInputError([finding("match_run_unknown", place_code(place) + (f" {month:%Y-%m}" if month else ""))])
    return found


def run_numbered(connection: Connection[Any], which: int) -> MatchRun:
    """A run by its number. Raises BadInputError where there is none that the present actor may see."""
    from canbao.registry.matching.match import run_of

    found = run_of(connection, which)
    if found is None:
        raise BadInputError([finding("match_run_unknown", str(which))])
    return found
