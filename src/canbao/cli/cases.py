"""The commands that take a case file: determine, options, payable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language
from canbao.cli.arguments import AsJson, CaseFile, Detail, DetailLevel, Lang, Overlays, language_of
from canbao.cli.context import root_of
from canbao.cli.output import BAD_INPUT, OK, WITHOUT_CIRCUMSTANCE, fail, print_findings, print_json

if TYPE_CHECKING:
    from canbao.basis.tree import Tree
    from canbao.casework.decide import Decision
    from canbao.casework.read import ReadCase
    from canbao.policy.policy import Policies

PROGRESS_FROM = 200
"""Cases from which on a progress bar is shown."""


def determine(
    context: typer.Context,
    file: CaseFile,
    detail: Detail = DetailLevel.FULL,
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="把时间轴存为 SVG。 Save the timeline.")] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="RECEIPT", help="核对回执。 Recompute and compare a receipt.")
    ] = None,
) -> None:
    """判定参保案例。 Decide cases: what to pay, from when costs are payable, the limit; with clauses."""
    language = language_of(context, lang)
    tree, policies = opened(context, file, overlay, language, as_json=as_json)
    if verify is not None:
        from canbao.cli.verify import verify_cases

        raise typer.Exit(verify_cases(verify, tree, policies, language))
    status = OK
    with Sink(tree, as_json=as_json, language=language, svg=svg) as sink:
        for read, decision, error in decided(tree, policies, language):
            status = max(status, sink.put(read, decision, error, policies, detail.value))
    raise typer.Exit(status)


def options(
    context: typer.Context,
    file: CaseFile,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="也比较其他参保地。 Also look at these places.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """列出全部合法参保方式。 List every lawful way to enrol: price, wait, span, limit; the beaten ones marked."""
    from canbao.casework.options import options_of
    from canbao.casework.report import error_block, option_block
    from canbao.cli.pages import options_page

    language = language_of(context, lang)
    tree, policies = opened(context, file, overlay, language, as_json=as_json)
    status, blocks = OK, []
    for read, decision, error in decided(tree, policies, language):
        if decision is None:
            status = BAD_INPUT
            blocks.append(error_block(read.id, error.findings if error else read.findings, language))
            if not as_json:
                print_findings(error.findings if error else read.findings, language)
            continue
        try:
            found = options_of(decision.case, policies, place or ())
        except BadInputError as bad:
            fail(bad.findings, language, as_json=as_json)
        status = max(status, OK if found else WITHOUT_CIRCUMSTANCE)
        blocks.append({"id": decision.case.id, "options": [option_block(option) for option in found]})
        if not as_json:
            options_page(decision, found, language)
    if as_json:
        print_json(blocks if isinstance(tree.value, list) else blocks[0])
    raise typer.Exit(status)


def payable(
    context: typer.Context,
    file: CaseFile,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="费用发生日。 The day of the cost.")],
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """某日的费用能否报销，为什么。 Whether a cost on a day is payable, and why not."""
    from canbao.casework import payable as days
    from canbao.casework.report import error_block, text_block
    from canbao.cli.pages import payable_line

    language = language_of(context, lang)
    day = day_of(on, language)
    tree, policies = opened(context, file, overlay, language, as_json=as_json)
    status, blocks = OK, []
    for read, decision, error in decided(tree, policies, language):
        if decision is None:
            status = BAD_INPUT
            findings = error.findings if error else read.findings
            blocks.append(error_block(read.id, findings, language))
            if not as_json:
                print_findings(findings, language)
            continue
        answer = days.payable(decision, day)
        if not decision.has_circumstance:
            status = max(status, WITHOUT_CIRCUMSTANCE)
        blocks.append(
            {
                "id": decision.case.id,
                "on": day.isoformat(),
                "payable": answer.is_payable,
                "why": text_block(answer.why),
                "clauses": list(answer.clauses),
                "benefit": decision.answer["benefit"],
            }
        )
        if not as_json:
            payable_line(decision, answer, language)
    if as_json:
        print_json(blocks if isinstance(tree.value, list) else blocks[0])
    raise typer.Exit(status)


def day_of(text: str, language: Language) -> Any:
    """A day given on the command line."""
    from datetime import date

    from canbao.basis.finding_codes import finding
    from canbao.basis.findings import Text, shorten

    try:
        return date.fromisoformat(text)
    except ValueError:
        expected = Text("日期，如 2025-03-10", "a day, as 2025-03-10")
        fail([finding("wrong_value", "--on", value=shorten(text), expected=expected)], language)


def opened(
    context: typer.Context, file: Path, overlay: list[Path] | None, language: Language, *, as_json: bool = False
) -> tuple[Tree, Policies]:
    """The tree of a case file and the policies to decide it with; ends the command when either is unusable."""
    from canbao.basis.tree import read_tree
    from canbao.casework.read import cases_in

    try:
        tree = read_tree(file)
        cases_in(tree)
        return tree, root_of(context).policies(overlay or ())
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)


def decided(
    tree: Tree, policies: Policies, language: Language
) -> Iterator[tuple[ReadCase, Decision | None, BadInputError | None]]:
    """Each case of a file, decided or refused; with a progress bar when there are many."""
    from canbao.casework.decide import decide
    from canbao.casework.read import cases_in, located, read_cases

    total = len(cases_in(tree))
    steps: Iterator[ReadCase] = read_cases(tree)
    if total >= PROGRESS_FROM:
        steps = with_progress(steps, total, language)
    for read in steps:
        if read.case is None:
            yield read, None, None
            continue
        try:
            yield read, decide(read.case, policies), None
        except BadInputError as bad:
            yield read, None, BadInputError(located(f, tree, read.path) for f in bad.findings)


def with_progress(steps: Iterator[ReadCase], total: int, language: Language) -> Iterator[ReadCase]:
    """The same cases, with a progress bar on standard error."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from canbao.cli.output import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True)) as progress:
        task = progress.add_task("判定" if language == "zh" else "deciding", total=total)
        for read in steps:
            yield read
            progress.advance(task)


class Sink:
    """Where decided cases go: a JSON object or array written as it comes, or readable pages; and SVG files."""

    def __init__(self, tree: Tree, *, as_json: bool, language: Language, svg: Path | None) -> None:
        self.is_list = isinstance(tree.value, list)
        self.count = 0
        self.as_json = as_json
        self.language: Language = language
        self.svg = svg

    def __enter__(self) -> Sink:
        if self.as_json and self.is_list:
            typer.echo("[", nl=False)
        return self

    def __exit__(self, *_: object) -> None:
        if self.as_json and self.is_list:
            typer.echo("\n]")

    def put(
        self,
        read: ReadCase,
        decision: Decision | None,
        error: BadInputError | None,
        policies: Policies,
        detail: Any,
    ) -> int:
        """Write one case; the exit status it asks for."""
        from canbao.casework.report import error_block, report
        from canbao.cli.pages import case_page

        findings = error.findings if error is not None else read.findings
        if self.as_json:
            block = (
                error_block(read.id, findings, self.language)
                if decision is None
                else report(decision, policies, detail, self.language)
            )
            self.write(block)
        elif decision is None:
            print_findings(findings, self.language)
        else:
            case_page(decision, policies, detail, self.language)
        self.count += 1
        if decision is None:
            return BAD_INPUT
        if self.svg is not None:
            self.draw(decision)
        return OK if decision.has_circumstance else WITHOUT_CIRCUMSTANCE

    def write(self, block: dict[str, Any]) -> None:
        """One JSON object; of a list, one a line."""
        import json
        import sys

        if not self.is_list:
            print_json(block)
            return
        sys.stdout.write(",\n" if self.count else "\n")
        json.dump(block, sys.stdout, ensure_ascii=False)

    def draw(self, decision: Decision) -> None:
        """Save the timeline; of a list, each case under its number."""
        from canbao.casework.timeline import timeline_of
        from canbao.casework.timeline_svg import svg_of

        assert self.svg is not None
        target = self.svg
        if self.is_list:
            target = target.with_name(f"{target.stem}-{self.count}{target.suffix or '.svg'}")
        target.write_text(svg_of(timeline_of(decision), self.language), encoding="utf-8")
