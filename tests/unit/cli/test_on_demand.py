"""A command line on demand: it shows and runs what a plain one does, and builds no more than was asked for."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from canbao.cli.on_demand import CommandLine

OPTIONS: dict[str, Any] = {"name": "line", "help": "What it does.", "no_args_is_help": True, "add_completion": False}


def filled(line: typer.Typer) -> typer.Typer:
    """The line with two commands and a group of two."""

    @line.command("say")
    def say(words: str, loud: bool = False) -> None:
        """Say it."""
        typer.echo(words.upper() if loud else words)

    @line.command()
    def be_quiet() -> None:
        """Say nothing."""
        raise typer.Exit(3)

    group = typer.Typer(name="group", help="Two of them.", no_args_is_help=True)
    group.command("one", help="The first.")(lambda: typer.echo("1"))
    group.command("two", help="The second.")(lambda: typer.echo("2"))
    line.add_typer(group)
    return line


@pytest.fixture
def line() -> typer.Typer:
    return filled(CommandLine(**OPTIONS))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "--help",
        "say --help",
        "say hello",
        "say hello --loud",
        "say",
        "be-quiet",
        "be_quiet",
        "group",
        "group two",
        "group three",
        "sya",
    ],
)
def test_it_answers_as_a_plain_one_does(words: str, line: typer.Typer) -> None:
    plain = CliRunner().invoke(filled(typer.Typer(**OPTIONS)), words)
    ours = CliRunner().invoke(line, words)
    assert (ours.exit_code, ours.stdout, ours.stderr) == (plain.exit_code, plain.stdout, plain.stderr)
    assert plain.output or plain.exit_code == 3


def test_only_what_is_asked_for_is_built_and_that_once(line: typer.Typer) -> None:
    told: Any = get_command(line)
    assert list(told.commands) == ["say", "be-quiet", "group"]
    assert told.commands.built == {}
    asked = told.commands["group"]
    assert set(told.commands.built) == {"group"}
    again: Any = get_command(line)
    assert again.commands["group"] is asked
    assert again.commands.get("grup") is None
