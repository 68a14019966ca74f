"""One loop for every command that takes a case file: each case answered in its place, or refused with its faults."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding, Language
from canbao.cli.context import root_of
from canbao.cli.output import BAD_INPUT, OK, WITHOUT_CIRCUMSTANCE, fail, json_text, print_findings, print_json

if TYPE_CHECKING:
    from canbao.basis.tree import Tree
    from canbao.casework.decide import Decision
    from canbao.casework.read import ReadCase
    from canbao.policy.policies import Policies

PROGRESS_FROM = 200
"""Cases from which on a progress bar is shown."""


@dataclass(frozen=True)
class Job:
    """What a command works on: the cases of a file, the law, and how to answer."""

    tree: Tree
    policies: Policies
    language: Language
    as_json: bool

    @property
    def is_list(self) -> bool:
        """Whether the file holds a list of cases, so that JSON answers are a list too."""
        return isinstance(self.tree.value, list)


@dataclass(frozen=True)
class Reply:
    """What a command says of one case: the exit status it asks for, and the JSON unless a page was printed."""

    status: int
    block: dict[str, Any] | None = None


Answer = Callable[["ReadCase", "Decision"], Reply]


def opened(context: typer.Context, file: Path, overlay: list[Path] | None, language: Language, *, as_json: bool) -> Job:
    """The cases of a file and the policies to decide them with; ends the command when either is unusable."""
    from canbao.basis.tree import read_tree
    from canbao.casework.read import cases_in

    try:
        tree = read_tree(file)
        cases_in(tree)
        return Job(tree, root_of(context).policies(overlay or ()), language, as_json)
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)


def answer_all(job: Job, answer: Answer) -> int:
    """Answer every case in order and print the answers; the gravest exit status. A bad case does not stop the others.

    The answers to a list are written as they come, one a line; the list is closed only if nothing broke off.
    """
    status = OK
    for number, read in enumerate(cases_of(job)):
        reply = answer_one(job, read, answer)
        status = max(status, reply.status)
        if not job.as_json:
            continue
        if job.is_list:
            sys.stdout.write(",\n" if number else "[\n")
            sys.stdout.write(json_text(reply.block))
        else:
            print_json(reply.block)
    if job.as_json and job.is_list:
        sys.stdout.write("\n]\n")
    return status


def answer_one(job: Job, read: ReadCase, answer: Answer) -> Reply:
    """One case decided and answered, or its faults in its place."""
    from canbao.casework.decide import decide_read
    from canbao.casework.read import telling_where

    faults: tuple[Finding, ...] = read.findings
    if read.case is not None:
        try:
            with telling_where(job.tree, read.path):
                return answer(read, decide_read(read.case, job.policies))
        except BadInputError as bad:
            faults = bad.findings
    print_findings(faults, job.language)
    if not job.as_json:
        return Reply(BAD_INPUT)
    from canbao.casework.report import error_block

    return Reply(BAD_INPUT, error_block(read.id, faults, job.language))


def status_of(decision: Decision) -> int:
    """The exit status of a decided case."""
    return OK if decision.has_circumstance else WITHOUT_CIRCUMSTANCE


def cases_of(job: Job) -> Iterator[ReadCase]:
    """The cases of a file, read one by one; with a progress bar when there are many."""
    from canbao.casework.read import cases_in, read_cases

    total = len(cases_in(job.tree))
    cases = read_cases(job.tree)
    if total < PROGRESS_FROM:
        return cases
    gc.freeze()  # what was read stays to the end: not to be walked by every collection (a tenth of the time)
    return cases if sys.stdout.isatty() else with_progress(cases, total, job.language)


def with_progress(cases: Iterator[ReadCase], total: int, language: Language) -> Iterator[ReadCase]:
    """The same cases, with a progress bar on standard error; standard output stays as it is."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from canbao.cli.output import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task("判定" if language == "zh" else "deciding", total=total)
        for case in cases:
            yield case
            progress.advance(task)
