"""The commands beside an enrolment: eligible, retirement, conversion, relation, family-account, settlement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language
from canbao.cli.arguments import AsJson, Lang, Overlays, language_of
from canbao.cli.context import root_of
from canbao.cli.output import BAD_INPUT, OK, fail, print_findings, print_json

if TYPE_CHECKING:
    from canbao.casework.beside.commands import SideReply

UNDETERMINED = 1
"""Exit status: the documents at hand leave a question open."""

SUMMARIES = {
    "eligible": "能否参保、在哪里参保、需要什么材料。 Who may enrol in which scheme, where, with which documents.",
    "retirement": "退休人员职工医保待遇：年限、补缴、办理地。 Retiree benefits: years, what is missing, where.",
    "conversion": "居民医保缴费年限折算职工医保年限。 Resident contribution years turned into employee years.",
    "relation": "两条参保记录保留哪一条。 Which of two enrolment records stays.",
    "family-account": "职工医保个人账户家庭共济。 What the personal account may pay for relatives.",
    "settlement": "按申报参数估算三层支付。 An estimate of what three layers pay, from declared rates.",
}

InputFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="输入文件（YAML 或 JSON；- 为标准输入）。 One entry or a list of them.")
]


def register(cli: typer.Typer) -> None:
    """Add the side commands to the command line."""
    for name, summary in SUMMARIES.items():
        cli.command(name, help=summary)(command(name))


def command(name: str) -> Callable[..., None]:
    """The function behind one side command."""

    def run(
        context: typer.Context, file: InputFile, as_json: AsJson = False, lang: Lang = None, overlay: Overlays = None
    ) -> None:
        raise typer.Exit(answer_file(name, context, file, overlay, language_of(context, lang), as_json=as_json))

    return run


def answer_file(
    name: str,
    context: typer.Context,
    file: Path,
    overlay: list[Path] | None,
    language: Language,
    *,
    as_json: bool,
) -> int:
    """Answer every entry of a file and print the answers; the exit status."""
    from canbao.basis.tree import read_tree
    from canbao.casework.beside.commands import replies
    from canbao.casework.read import cases_in
    from canbao.policy.side_terms import SideLaws

    try:
        tree = read_tree(file)
        cases_in(tree)
        laws = SideLaws(root_of(context).policies(overlay or ()))
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    status, blocks = OK, []
    for reply in replies(name, tree, laws, language):
        status = max(status, status_of(reply))
        if as_json:
            blocks.append(block_of(reply, language))
        else:
            show(name, reply, language)
    if as_json:
        print_json(blocks if isinstance(tree.value, list) else blocks[0])
    return status


def status_of(reply: SideReply) -> int:
    """The exit status that one answer asks for."""
    if reply.is_refused:
        return BAD_INPUT
    return UNDETERMINED if reply.is_open else OK


def block_of(reply: SideReply, language: Language) -> dict[str, Any]:
    """One answer as JSON, or what stands in its place."""
    from canbao.casework.report import error_block

    return error_block(reply.id, reply.findings, language) if reply.is_refused else reply.answer


def show(name: str, reply: SideReply, language: Language) -> None:
    """One answer as a page, or the findings that refuse it."""
    if reply.is_refused:
        print_findings(reply.findings, language)
        return
    from canbao.cli.side_pages import side_page

    side_page(name, reply, language)
