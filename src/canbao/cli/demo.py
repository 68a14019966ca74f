"""The sample cases, decided and explained: what ``make run`` shows."""

from __future__ import annotations

from typing import Any

import typer

from canbao.cli.arguments import Lang, language_of
from canbao.cli.context import root_of


def demo(context: typer.Context, lang: Lang = None) -> None:
    """判定并解释样例。 Decide and explain the sample cases of Hunan, Shanxi and Lishui."""
    from importlib.resources import files

    from canbao.basis.tree import parse_tree
    from canbao.casework.decide import decide
    from canbao.casework.read import read_cases
    from canbao.cli.output import console, print_findings
    from canbao.cli.pages import case_page

    language = language_of(context, lang)
    policies = root_of(context).policies()
    out = console()
    tree = parse_tree(files("canbao.cli").joinpath("samples.yaml").read_bytes(), "samples.yaml")
    stories: list[Any] = tree.value
    cases = [{key: value for key, value in story.items() if key != "story"} for story in stories]
    tree.value = cases
    for story, read in zip(stories, read_cases(tree), strict=True):
        if read.case is None:
            print_findings(read.findings, language)
            raise typer.Exit(2)
        out.rule(style="blue")
        out.print(story["story"][language], style="italic")
        case_page(decide(read.case, policies), policies, "full", language)
    out.print(
        "自己的案例：canbao determine FILE（格式见 docs/reference/case.md）"
        if language == "zh"
        else "Your own case: canbao determine FILE (format: docs/reference/case.md)",
        style="bold",
    )
