"""The sample cases, decided and explained: what ``make run`` shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language, Text
from canbao.cli.arguments import Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.demo_county import county
from canbao.cli.output import BAD_INPUT, fail

if TYPE_CHECKING:
    from rich.console import Console

    from canbao.casework.case import Case
    from canbao.policy.policies import Policies

COMPARED_CASE = "jincheng-five-missed-years"
COMPARED_PLACES = ("430000", "331100")
COMPARISON = Text(
    "同一个人（断保五年，集中缴费期内补参）在晋城、湖南、丽水：",
    "The same person (five missed years, back in the window) in Jincheng, Hunan and Lishui:",
)
NEXT = Text(
    "各地规定并列：canbao pack compare 430000 140500 331100\n"
    "自己的案例：canbao determine FILE（格式见 docs/reference/case.md）",
    "The law side by side: canbao pack compare 430000 140500 331100\n"
    "Your own case: canbao determine FILE (format: docs/reference/case.md)",
)


demo_app = typer.Typer(
    name="demo",
    help="判定并解释样例；county：一个合成县的数据专员所见。 "
    "Decide and explain the sample cases; county: what a data officer of a synthetic county sees.",
    invoke_without_command=True,
)


@demo_app.callback()
def demo(context: typer.Context, lang: Lang = None) -> None:
    """判定并解释样例。 Decide and explain the sample cases of Hunan, Shanxi and Lishui."""
    if context.invoked_subcommand is not None:
        return
    from importlib.resources import files

    from canbao.basis.tree import parse_tree
    from canbao.casework.decide import decide
    from canbao.casework.read import read_cases
    from canbao.cli.output import console, print_findings
    from canbao.cli.pages import case_page

    language = language_of(context, lang)
    try:
        policies = root_of(context).policies()
    except BadInputError as bad:  # a faulty overlay
        fail(bad.findings, language)
    out = console()
    tree = parse_tree(files("canbao.cli").joinpath("samples.yaml").read_bytes(), "samples.yaml")
    stories: list[Any] = tree.value
    tree.value = [{key: value for key, value in story.items() if key != "story"} for story in stories]
    for story, read in zip(stories, read_cases(tree), strict=True):
        if read.case is None:
            print_findings(read.findings, language)
            raise typer.Exit(BAD_INPUT)
        out.rule(style="blue")
        out.print(story["story"][language], style="italic")
        case_page(decide(read.case, policies), policies, "full", language)
        if read.case.id == COMPARED_CASE:
            compared = read.case
    side_by_side(out, compared, policies, language)
    out.print(NEXT.get(language), style="bold")


demo_app.command()(county)


def side_by_side(out: Console, case: Case, policies: Policies, language: Language) -> None:
    """One of the people again, as each place would decide."""
    from canbao.casework.options import options_of
    from canbao.cli.options_table import options_table

    asked = [
        replace(option, beaten_by=None)
        for option in options_of(case, policies, COMPARED_PLACES)
        if option.is_taken and option.year == case.enrolment.year
    ]
    out.rule(style="blue")
    out.print(COMPARISON.get(language), style="italic")
    out.print(options_table(asked, language))
    out.print()
