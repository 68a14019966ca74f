"""Printing: findings to standard error, JSON to standard output, and the exit status of a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from canbao.basis.findings import Finding, Language

if TYPE_CHECKING:
    from rich.console import Console

OK = 0
WITHOUT_CIRCUMSTANCE = 1
BAD_INPUT = 2

WIDTH_WITHOUT_TERMINAL = 100
NO_NEAREST = ("–", "None")


def console(*, stderr: bool = False) -> Console:
    """A Rich console on standard output or standard error; of a fixed width where there is no terminal."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = WIDTH_WITHOUT_TERMINAL
    return made


def print_json(value: Any) -> None:
    """A value as JSON, as people can read it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_findings(findings: Iterable[Finding], language: Language) -> None:
    """Findings on standard error: where, what, and what to do."""
    out = console(stderr=True)
    names = {"error": ("错误", "error"), "warning": ("提示", "warning"), "info": ("说明", "note")}
    colours = {"error": "bold red", "warning": "yellow", "info": "cyan"}
    for f in findings:
        name = names[f.severity][0 if language == "zh" else 1]
        out.print(f"[{colours[f.severity]}]{name}[/] ", end="")
        out.print(f"{f.about}", markup=False, style="bold", soft_wrap=True)
        out.print(f"   {f.message.get(language)}", markup=False, soft_wrap=True)
        out.print(f"   → {f.remedy.get(language)}  ({f.code})", markup=False, style="dim", soft_wrap=True)


def fail(findings: Iterable[Finding], language: Language, *, as_json: bool = False) -> NoReturn:
    """End the command with findings and the status of bad input."""
    from canbao.casework.report import finding_block

    found = tuple(findings)
    if as_json:
        print_json({"error": [finding_block(f, language) for f in found]})
    print_findings(found, language)
    raise typer.Exit(BAD_INPUT)
