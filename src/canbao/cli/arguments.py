"""The arguments and options that several commands share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from canbao.basis.findings import Language
from canbao.cli.context import root_of


class Tongue(StrEnum):
    """The language of the answer."""

    ZH = "zh"
    EN = "en"


class DetailLevel(StrEnum):
    """How much of the answer is shown."""

    RESULT = "result"
    EXPLAINED = "explained"
    FULL = "full"


CaseFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="案例文件（YAML 或 JSON；- 为标准输入）。 A case or a list of cases.")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")]
Lang = Annotated[Tongue | None, typer.Option("--lang", help="语言：zh 或 en。 Language; default by LANG, else zh.")]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", help="覆盖文件或政策包，可重复。 An overlay or pack file; may be repeated."),
]
Detail = Annotated[DetailLevel, typer.Option("--detail", help="详略。 How much to show.")]


def day_of(text: str, language: Language, *, as_json: bool = False, about: str = "--on") -> date:
    """The day given with an option; ends the command when it is none."""
    from canbao.basis.day_text import day_expected, day_in
    from canbao.basis.finding_codes import finding
    from canbao.basis.tree_values import shown
    from canbao.cli.output import fail

    day = day_in(text)
    if day is None:
        expected = day_expected(text)
        fail([finding("wrong_value", about, value=shown(text), expected=expected)], language, as_json=as_json)
    return day


def language_of(context: typer.Context, lang: Tongue | None) -> Language:
    """The language asked for, else that of the environment."""
    if lang is not None:
        return "en" if lang is Tongue.EN else "zh"
    return "en" if root_of(context).language() == "en" else "zh"
