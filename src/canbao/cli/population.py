"""``canbao population``: decide everyone in a file, explain one row, make histories, make synthetic people."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.cli.arguments import AsJson, Detail, DetailLevel, Lang, Overlays, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.output import OK, WITHOUT_CIRCUMSTANCE, fail, print_json

if TYPE_CHECKING:
    from canbao.basis.findings import Language
    from canbao.population.manifest import Options

population_app = typer.Typer(
    name="population",
    help="批量：判定、复算、整理、合成 · Populations: decide, replay, pack, synthesize",
    no_args_is_help=True,
)


DIFFERS = 3
"""The exit status of a replay that does not give the numbers of the run."""

GO_ON = Text(
    "已中断；未完成的输出不会被当作结果。用同样的命令可继续或重来。",
    "Interrupted; nothing unfinished passes for a result. The same command goes on, or begins again.",
)


class Engine(StrEnum):
    """Where the rules run."""

    LOCAL = "local"
    SPARK = "spark"


Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--interpretation", metavar="NAME=VALUE", help="换用的解释，可重复 · Another reading; may be repeated"
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, help="线程数，默认全部处理器 · Threads; all processors")]


@population_app.command()
def determine(
    context: typer.Context,
    people: Annotated[str, typer.Argument(metavar="IN", help="人员文件或目录 · Parquet or CSV, or a folder")],
    out: Annotated[str, typer.Argument(metavar="OUT", help="输出目录（须不存在）· The folder to write")],
    engine: Annotated[Engine, typer.Option(help="计算引擎 · Where the rules run")] = Engine.LOCAL,
    remote: Annotated[
        str | None, typer.Option(metavar="sc://HOST:PORT", help="Spark Connect 地址 · The Spark Connect server")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="适用哪一天的规定 · The day whose law applies")
    ] = None,
    known_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="只看此日以前印发的文件 · Only documents issued by this day")
    ] = None,
    interpretation: Readings = None,
    threads: Threads = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="丢弃未完成的运行，从头开始 · Throw an unfinished run away")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """判定全部人员 · Decide everyone in a file; goes on where a killed run stopped."""
    from canbao.cli.population_pages import progress_bar, summary_page

    language = language_of(context, lang)
    options = options_of(as_of, known_on, interpretation, overlay, language, as_json=as_json)
    with bad_input(language, as_json=as_json):
        table = law_table(context, options)
        with progress_bar(language, quiet=as_json) as told:
            if engine is Engine.SPARK:
                from canbao.population.spark import determine_on_spark

                report: Any = determine_on_spark(spark_remote(remote), people, out, table, options, notice=told.notice)
            else:
                from canbao.population.run import determine_files

                report = determine_files(
                    Path(people),
                    Path(out),
                    table,
                    options,
                    threads=threads,
                    restart=restart,
                    progress=told.rows,
                    notice=told.notice,
                )
    if as_json:
        print_json(report.block())
    else:
        summary_page(report, out, language)
    raise typer.Exit(OK)


@population_app.command()
def explain(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="批量判定的输出目录 · The folder of a finished run")],
    person: Annotated[str, typer.Option("--person", metavar="ID", help="人员编号 · The number of the person")],
    year: Annotated[
        int | None, typer.Option(help="参保年度（同一人有多行时） · The coverage year, where there are several rows")
    ] = None,
    detail: Detail = DetailLevel.FULL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """复算并解释一行 · Replay one row of a run as a case, with the full explanation."""
    from canbao.population.replay import overlays_of, replay

    language = language_of(context, lang)
    with bad_input(language, as_json=as_json):
        policies = root_of(context).policies(overlays_of(out))
        found = replay(out, person, policies, year)
    if as_json:
        from canbao.casework.report import report

        block = report(found.decision, policies, detail.value, language)
        print_json(block | {"differs": list(found.differs)})
    else:
        from canbao.cli.pages import case_page

        case_page(found.decision, policies, detail.value, language)
    from canbao.cli.population_pages import comparison_line

    comparison_line(found, language)
    if found.differs:
        raise typer.Exit(DIFFERS)
    raise typer.Exit(OK if found.decision.has_circumstance else WITHOUT_CIRCUMSTANCE)


@population_app.command()
def pack(
    context: typer.Context,
    cover: Annotated[Path, typer.Argument(metavar="COVER", help="参保长表 · The long table of cover")],
    people: Annotated[Path, typer.Argument(metavar="PEOPLE", help="人员表（无历史列）· People without histories")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="输出目录（须不存在）· The folder to write")],
    memory: Annotated[str, typer.Option(help="内存上限 · The memory it may use")] = "2GB",
    threads: Threads = None,
    replace_history: Annotated[
        bool, typer.Option("--replace-history", help="替换已有的历史列 · Replace histories that are there")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """把参保长表整理为历史 · Turn the long table of cover into one history a person."""
    from canbao.cli.counts_page import counts_page
    from canbao.cli.population_pages import progress_bar
    from canbao.population.packing.pack import pack as packed

    language = language_of(context, lang)
    with bad_input(language, as_json=as_json), progress_bar(language, quiet=as_json) as told:
        summary = packed(
            cover,
            people,
            out,
            memory=memory,
            threads=threads,
            replace_history=replace_history,
            progress=told.count,
        )
    if as_json:
        print_json(summary._asdict())
    else:
        counts_page(summary._asdict(), out, language)


@population_app.command()
def synthesize(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="输出目录（须不存在）· The folder to write")],
    place: Annotated[str, typer.Option(help="地区代码 · Place code, as 430000")],
    people: Annotated[int, typer.Option(min=1, help="人数 · How many people")],
    seed: Annotated[int, typer.Option(help="随机种子 · The seed; the same seed makes the same people")] = 1,
    year: Annotated[int, typer.Option(help="参保年度 · The coverage year")] = 2026,
    threads: Threads = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """合成人口（全部为虚构）· Make synthetic people; nobody in them is real."""
    from canbao.cli.counts_page import counts_page
    from canbao.cli.population_pages import progress_bar
    from canbao.population.synthetic.synthesize import synthesize as made

    language = language_of(context, lang)
    with bad_input(language, as_json=as_json), progress_bar(language, quiet=as_json) as told:
        began = time.monotonic()
        summary = made(
            out,
            place_code(place),
            people,
            seed,
            year,
            threads,
            progress=told.of(people),
            notice=told.notice,
        )
    if as_json:
        print_json(summary._asdict())
    else:
        counts_page({**summary._asdict(), "seconds": round(time.monotonic() - began, 1)}, out, language)


def place_code(place: str) -> int:
    """A place code as a number. Raises BadInputError for what is none."""
    from canbao.basis.finding_codes import finding
    from canbao.basis.places import A_PLACE, is_place_code
    from canbao.basis.tree_values import shown

    if not is_place_code(place):
        raise BadInputError([finding("wrong_value", "--place", value=shown(place), expected=A_PLACE)])
    return int(place)


def options_of(
    as_of: str | None,
    known_on: str | None,
    interpretation: list[str] | None,
    overlay: list[Path] | None,
    language: Language,
    *,
    as_json: bool,
) -> Options:
    """The options of a run; ends the command when one cannot be read."""
    from canbao.population.manifest import Options

    with bad_input(language, as_json=as_json):
        return Options(
            as_of=day_of(as_of, language, as_json=as_json, about="--as-of") if as_of else None,
            known_on=day_of(known_on, language, as_json=as_json, about="--known-on") if known_on else None,
            interpretations=dict(reading_of(given) for given in interpretation or ()),
            overlays=tuple(overlay or ()),
        )


def reading_of(given: str) -> tuple[str, Any]:
    """A reading given as NAME=VALUE. Raises BadInputError for anything else."""
    from canbao.basis.finding_codes import finding
    from canbao.basis.tree_values import shown

    name, equals, value = given.partition("=")
    if not equals or not name:
        expected = Text("NAME=VALUE，如 starting_day_counts=false", "NAME=VALUE, as starting_day_counts=false")
        raise BadInputError([finding("wrong_value", "--interpretation", value=shown(given), expected=expected)])
    if value in ("true", "false"):
        return name, value == "true"
    return name, int(value) if value.isascii() and value.isdigit() else value


def law_table(context: typer.Context, options: Options) -> Any:
    """The law under the options of a run."""
    from canbao.population.law import LawTable

    policies = root_of(context).policies(options.overlays)
    return LawTable(policies, options.as_of, options.known_on, options.interpretations)


def spark_remote(remote: str | None) -> str:
    """The address of the cluster. Raises BadInputError where none is given."""
    from canbao.basis.finding_codes import finding

    if remote is None:
        expected = Text("sc://主机:端口", "sc://host:port")
        raise BadInputError([finding("wrong_value", "--remote", value="null", expected=expected)])
    return remote


@contextmanager
def bad_input(language: Language, *, as_json: bool) -> Iterator[None]:
    """End the command with what is wrong with the input; say that an interrupted run can be gone on with."""
    try:
        yield
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    except KeyboardInterrupt:
        sys.stderr.write(GO_ON.get(language) + "\n")
        raise
