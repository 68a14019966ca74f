"""``canbao feed preview``, ``import`` and ``rejects``: taking a file in, and what was sent back of it."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language
from canbao.cli.acting import PlaceOption, connected
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import Root, root_of
from canbao.cli.feeds_opening import (
    DeltaOption,
    FeedFileArgument,
    FeedFilesArgument,
    FullOption,
    KindOption,
    MonthOption,
    RejectsOption,
    opened_file,
    place_of,
    session,
)
from canbao.cli.feeds_taken import GRAVER, Opened, Taken
from canbao.cli.output import BAD_INPUT, print_findings, print_json

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.cli.database_pages import Told
    from canbao.database.address import Address
    from canbao.feeds.reading import FeedFile
    from canbao.registry.importing.import_file import Outcome

Confirm = Annotated[
    str | None,
    typer.Option("--confirm", metavar="WHY", help="名单确实变短的理由 · Why a list that became short is whole"),
]
SMALL = 2**20
"""Bytes of a file that one process works off sooner than several begin."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the arguments and options of the command."""

    paths: list[Path]
    kind: str | None
    place: str | None
    month: str | None
    full: bool
    delta: bool
    confirm: str | None
    rejects: Path | None
    is_preview: bool


def preview(
    context: typer.Context,
    file: FeedFileArgument,
    kind: KindOption = None,
    place: PlaceOption = None,
    month: MonthOption = None,
    full: FullOption = False,
    delta: DeltaOption = False,
    confirm: Confirm = None,
    rejects: RejectsOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """导入会改变什么；什么也不留下 · What an import would change; nothing of it is kept.

    退出码 · Exit status: 0 全部可用 all can be taken, 1 有退回的行 some rows rejected, 2 不可用 not usable,
    3 会被暂存 it would be held.
    """
    asked = Asked([file], kind, place, month, full, delta, confirm, rejects, is_preview=True)
    run(context, asked, language_of(context, lang), as_json=as_json)


def import_files(
    context: typer.Context,
    files: FeedFilesArgument,
    kind: KindOption = None,
    place: PlaceOption = None,
    month: MonthOption = None,
    full: FullOption = False,
    delta: DeltaOption = False,
    confirm: Confirm = None,
    rejects: RejectsOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """导入部门文件；退回的行默认写在原文件旁边 · Import files; their rejects are written beside them.

    多个文件先月份早的，同月先带来人员的；有一个不可用就停在那里 · Of several, earlier months come first, and in a month
    those that bring people; the first that cannot be used ends it.

    退出码 · Exit status: 0 全部采用 all taken, 1 有退回的行 some rows rejected, 2 不可用 not usable,
    3 暂存待核实 held until somebody confirms it.
    """
    if (rejects or confirm) and len(files) > 1:
        raise typer.BadParameter("--rejects、--confirm 只能用于一个文件 · --rejects and --confirm are for one file")
    asked = Asked(files, kind, place, month, full, delta, confirm, rejects, is_preview=False)
    run(context, asked, language_of(context, lang), as_json=as_json)


def rejects(
    context: typer.Context,
    run: Annotated[int, typer.Argument(metavar="RUN", help="导入编号，见 canbao feed history · The import")],
    original: Annotated[Path, typer.Option("--file", metavar="ORIGINAL", help="当时导入的原文件 · The file imported")],
    out: Annotated[Path | None, typer.Argument(metavar="[OUT]", help="写到这里 · Where to write")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """从原文件重新写出一次导入退回的行 · Write the rejects of an import again, from its original file."""
    from canbao.basis.place_numbers import place_code
    from canbao.cli.feeds_taking_pages import rejects_page
    from canbao.feeds.rejects_of_file import rejects_beside, write_rejects_of
    from canbao.registry.feeds.history import came, original_of, rejects_of

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = came(connection, run)
        opened = original_of(found, original)
        rows = rejects_of(connection, found, opened)
        target = out or rejects_beside(opened, place_code(found.place))
        if rows:
            write_rejects_of(opened, rows, target)
    rejects_page(run, len(rows), target if rows else None, language, as_json=as_json)


def run(context: typer.Context, asked: Asked, language: Language, *, as_json: bool) -> None:
    """Take files in, or look what that would change, and tell it; ends with the exit status."""
    from canbao.cli.database_pages import doing
    from canbao.cli.feeds_taking_pages import several_block, several_line, taken_block, taken_page

    done: list[Taken] = []
    began = time.monotonic()
    with session(context, language, as_json=as_json) as reached:
        root = root_of(context)
        files = opened_files(root, reached, asked)
        try:
            with (
                doing(language, quiet=as_json) as told,
                closing(all_taken(root, reached, files, asked, told)) as outcomes,
            ):
                for taken in outcomes:
                    done.append(taken)
                    if not as_json:
                        taken_page(taken, language)
                        print_findings(taken.notes, language)
        except Exception as error:
            if len(files) == 1:
                raise
            if not isinstance(error, BadInputError):
                if as_json:
                    print_json(several_block(done, (), language))
                raise
            bad: BadInputError = error
            bad = BadInputError([*bad.findings, *left_out(files[len(done) :])])
            if not as_json:
                raise bad from None
            print_json(several_block(done, bad.findings, language))
            print_findings([*(note for one in done for note in one.notes), *bad.findings], language)
            raise typer.Exit(BAD_INPUT) from None
    if as_json:
        print_json(taken_block(done[0], language) if len(files) == 1 else several_block(done, (), language))
        print_findings((note for one in done for note in one.notes), language)
    elif len(files) > 1:
        several_line(done, time.monotonic() - began, language)
    raise typer.Exit(max((one.status for one in done), key=GRAVER.index))


def left_out(files: list[Opened]) -> Iterator[Finding]:
    """That files were not imported, after the first of them, which could not be."""
    first, *others = (one.file.about.path.name for one in files)
    if others:
        yield finding("feeds_not_taken", first, files="、".join(others))


def opened_files(root: Root, reached: tuple[Address, str], asked: Asked) -> list[Opened]:
    """The files that were asked for, in the order in which they are to be taken in. Raises BadInputError."""
    from canbao.database.connecting import application
    from canbao.registry.feeds.history import named_place

    opened = []
    with application(*reached) as connection:
        for path in asked.paths:
            file = opened_file(path, asked.kind, asked.month, root.today(), full=asked.full, delta=asked.delta)
            place, notes = place_of(file, asked.place)
            opened.append(Opened(file, place, named_place(connection, place), tuple(notes)))
    return sorted(opened, key=lambda one: (one.file.about.period.first, not one.file.feed.makes_people))


def all_taken(
    root: Root, reached: tuple[Address, str], files: list[Opened], asked: Asked, told: Told
) -> Generator[Taken, None, None]:
    """Take files in, or look what that would change; of each its rejects are written. Raises BadInputError."""
    from canbao.cli.feeds_pages import Rate
    from canbao.registry.feeds.taking import all_taken_in
    from canbao.registry.importing.import_file import Wanted
    from canbao.sealing.workers import CORES

    address, token = reached
    wanted = [(one.file, Wanted(one.place, root.today(), asked.confirm, asked.is_preview)) for one in files]
    processes = 1 if all(one.file.about.size < SMALL for one in files) else CORES
    rates = {one.file.about.path: Rate(told) for one in files}
    began = time.monotonic()
    ring = root.key_ring(address)
    with closing(
        all_taken_in(address, token, ring, wanted, lambda file: rates[file.about.path], processes)
    ) as outcomes:
        for one, outcome in zip(files, outcomes, strict=True):
            seconds, began = time.monotonic() - began, time.monotonic()
            yield with_rejects(reached, one, outcome, asked, root.today(), seconds)


def with_rejects(
    reached: tuple[Address, str], one: Opened, outcome: Outcome, asked: Asked, today: date, seconds: float
) -> Taken:
    """What became of a file; its rejects written."""
    from canbao.database.connecting import application
    from canbao.registry.feeds.agreements import beyond

    with application(*reached) as connection:
        notes = (*one.notes, *beyond(connection, one.file, one.place, today))
        is_again = outcome.told["state"] == "unchanged" and is_same_file(connection, outcome, one.file)
    written = None if is_again and not asked.rejects else write_rejects(one.file, outcome, one.place, asked)
    every = (*one.file.findings, *notes, *notes_of(outcome))
    return Taken(one.file, one.place, one.place_name, outcome, asked.is_preview, written, every, seconds)


def write_rejects(file: FeedFile, outcome: Outcome, place: int, asked: Asked) -> Path | None:
    """Write the rejects: where it is asked, else beside the file; the path. None where there are none.

    Not beside the file by a preview.
    """
    from canbao.basis.place_numbers import place_code
    from canbao.feeds.rejects_of_file import rejects_among, rejects_beside, write_rejects_of

    if not outcome.rejected or (asked.is_preview and not asked.rejects):
        return None
    target = asked.rejects or rejects_beside(file, place_code(place))
    write_rejects_of(file, rejects_among(file.feed, outcome.reasons), target)
    return target


def is_same_file(connection: Connection[Any], outcome: Outcome, file: FeedFile) -> bool:
    """Whether the very file was imported before: its rejects were written then, and may be being corrected."""
    from canbao.registry.feeds.history import came

    return came(connection, outcome.told["file"]).sha256 == file.about.sha256


def notes_of(outcome: Outcome) -> Iterator[Finding]:
    """What is to be said of what became of a file."""
    told = outcome.told
    if told["state"] == "held":
        yield finding("feed_held", f"#{told['file']}", before=told["before"], gone=told["gone"])
    if told.get("late"):
        yield finding("feed_late", f"#{told['file']}")
