"""The commands that take a case file: determine, options, payable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.cli.answering import Job, Reply, answer_all, opened, status_of
from canbao.cli.arguments import AsJson, CaseFile, Detail, DetailLevel, Lang, Overlays, day_of, language_of
from canbao.cli.output import OK, WITHOUT_CIRCUMSTANCE, fail

if TYPE_CHECKING:
    from canbao.casework.decide import Decision
    from canbao.casework.read import ReadCase


def determine(
    context: typer.Context,
    file: CaseFile,
    detail: Detail = DetailLevel.FULL,
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", help="把时间轴存为 SVG；多个案例各存一个。 Save the timeline.")
    ] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="RECEIPT", help="核对回执。 Recompute and compare a receipt.")
    ] = None,
) -> None:
    """判定参保案例。 Decide cases: what to pay, from when costs are payable, the limit; with clauses."""
    job = opened(context, file, overlay, language_of(context, lang), as_json=as_json)
    if verify is not None:
        from canbao.cli.verify import verify_cases

        raise typer.Exit(verify_cases(verify, job))
    if svg is not None:
        check_writable(svg, job)

    def reply(read: ReadCase, decision: Decision) -> Reply:
        if svg is not None:
            draw(svg, read, decision, job)
        if job.as_json:
            from canbao.casework.report import report

            return Reply(status_of(decision), report(decision, job.policies, detail.value, job.language))
        from canbao.cli.pages import case_page

        case_page(decision, job.policies, detail.value, job.language)
        return Reply(status_of(decision))

    raise typer.Exit(answer_all(job, reply))


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
    job = opened(context, file, overlay, language_of(context, lang), as_json=as_json)
    places = checked_places(place or [], job)

    def reply(_: ReadCase, decision: Decision) -> Reply:
        from canbao.casework.options import options_of

        found = options_of(decision.case, job.policies, places)
        status = OK if found else WITHOUT_CIRCUMSTANCE
        if job.as_json:
            from canbao.casework.report import options_block

            return Reply(status, options_block(decision.case, found))
        from canbao.cli.pages import options_page

        options_page(decision, found, job.language)
        return Reply(status)

    raise typer.Exit(answer_all(job, reply))


def payable(
    context: typer.Context,
    file: CaseFile,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="费用发生日。 The day of the cost.")],
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """某日的费用能否报销，为什么。 Whether a cost on a day is payable, and why not."""
    language = language_of(context, lang)
    day = day_of(on, language, as_json=as_json)
    job = opened(context, file, overlay, language, as_json=as_json)

    def reply(_: ReadCase, decision: Decision) -> Reply:
        from canbao.casework import payable as days

        answer = days.payable(decision, day)
        if job.as_json:
            from canbao.casework.report import payable_block

            return Reply(status_of(decision), payable_block(decision, answer))
        from canbao.cli.pages import payable_line

        payable_line(decision, answer, job.language)
        return Reply(status_of(decision))

    raise typer.Exit(answer_all(job, reply))


def checked_places(places: list[str], job: Job) -> list[str]:
    """The places to look at besides the case's own; ends the command when a pack covers one of them not."""
    from dataclasses import replace

    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.basis.places import A_PLACE, is_place_code
    from canbao.basis.tree_values import shown

    faults = []
    for place in places:
        if not is_place_code(place):
            faults.append(finding("wrong_value", "--place", value=shown(place), expected=A_PLACE))
            continue
        try:
            job.policies.library.place_of_pack(place)
        except BadInputError as bad:
            faults += [replace(fault, about="--place") for fault in bad.findings]
    if faults:
        fail(faults, job.language, as_json=job.as_json)
    return places


def check_writable(svg: Path, job: Job) -> None:
    """End the command when the drawing cannot be saved there: before anything is decided."""
    from os import W_OK, access

    from canbao.basis.finding_codes import finding
    from canbao.basis.findings import Text

    reason = None
    if not svg.parent.is_dir():
        reason = Text("没有这个目录", "there is no such folder")
    elif svg.is_dir():
        reason = Text("这是一个目录", "it is a folder")
    elif not access(svg if svg.exists() else svg.parent, W_OK):
        reason = Text("没有写入权限", "no permission to write there")
    if reason is not None:
        fail([finding("file_unwritable", f"--svg {svg}", reason=reason)], job.language, as_json=job.as_json)


def draw(svg: Path, read: ReadCase, decision: Decision, job: Job) -> None:
    """Save the timeline; of a list, each case under its number."""
    from canbao.casework.timeline.svg import svg_of
    from canbao.casework.timeline.timeline import timeline_of

    target = svg.with_name(f"{svg.stem}-{read.number + 1}{svg.suffix or '.svg'}") if job.is_list else svg
    target.write_text(svg_of(timeline_of(decision), job.language), encoding="utf-8")
