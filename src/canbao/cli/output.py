"""Printing: findings to standard error, JSON to standard output, and the exit status of a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from canbao.basis.findings import Finding, Language, Text

if TYPE_CHECKING:
    from rich.console import Console

OK = 0
WITHOUT_CIRCUMSTANCE = 1
BAD_INPUT = 2

WIDTH_WITHOUT_TERMINAL = 100

GRADES = {
    "error": (Text("错误", "error"), "bold red"),
    "warning": (Text("提示", "warning"), "yellow"),
    "info": (Text("说明", "note"), "cyan"),
}


def console(*, stderr: bool = False) -> Console:
    """A Rich console on standard output or standard error; of a fixed width where there is no terminal.

    It reads no markup: names and numbers from files may hold brackets.
    """
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.width = WIDTH_WITHOUT_TERMINAL
    return made


def print_json(value: Any) -> None:
    """A value as JSON, as people can read it."""
    sys.stdout.write(json_text(value, indent=2) + "\n")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON text; in ASCII where the output cannot hold Chinese."""
    is_unicode = (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")
    return json.dumps(value, ensure_ascii=not is_unicode, indent=indent)


def print_findings(findings: Iterable[Finding], language: Language) -> None:
    """Findings on standard error: where, what, and what to do. Coloured where a person looks on."""
    lines = [line for f in findings for line in lines_of(f, language)]
    sys.stdout.flush()  # the two may be read as one
    if not sys.stderr.isatty():
        sys.stderr.write("".join(f"{head}{line}\n" for head, line, _, _ in lines))
        return
    from rich.text import Text as Line

    out = console(stderr=True)
    for head, line, head_style, style in lines:
        out.print(Line.assemble((head, head_style), (line, style)), soft_wrap=True)


def lines_of(f: Finding, language: Language) -> Iterable[tuple[str, str, str, str]]:
    """A finding as lines: what stands first and the rest, and their styles."""
    grade, colour = GRADES[f.severity]
    yield f"{grade.get(language)} ", f.about, colour, "bold"
    yield "   ", f.message.get(language), "", ""
    yield "   ", f"→ {f.remedy.get(language)}  ({f.code})", "", "dim"


def fail(findings: Iterable[Finding], language: Language, *, as_json: bool = False) -> NoReturn:
    """End the command with findings and the status of bad input."""
    found = tuple(findings)
    if as_json:
        from canbao.casework.report import finding_block

        print_json({"error": [finding_block(f, language) for f in found]})
    print_findings(found, language)
    raise typer.Exit(BAD_INPUT)
