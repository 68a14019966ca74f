"""A command line whose commands are built when asked for: mostly one is, and all together take longer than it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info, get_command_name, get_group_from_info, solve_typer_info_defaults


class CommandLine(typer.Typer):
    """Takes commands and groups of commands as any ``Typer`` does, and builds each when it is first asked for."""

    def __init__(self, **options: Any) -> None:
        self.parts = typer.Typer()
        super().__init__(cls=group_of(self), **options)
        self.callback()(nothing_first)

    def command(self, *given: Any, **options: Any) -> Callable[[Any], Any]:
        """Take a command, later."""
        return self.parts.command(*given, **options)

    def add_typer(self, *given: Any, **options: Any) -> None:
        """Take a group of commands, later."""
        self.parts.add_typer(*given, **options)


def nothing_first() -> None:
    """What runs before a command."""


def group_of(line: CommandLine) -> type[TyperGroup]:
    """The class of the group that finds the commands of a command line."""
    built: dict[str, Any] = {}

    class Group(TyperGroup):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.commands = cast("Any", Parts(line, built))

    return Group


class Parts(Mapping[str, Any]):
    """The commands by name. built: those that were asked for."""

    def __init__(self, line: CommandLine, built: dict[str, Any]) -> None:
        self.ways, self.built = ways_of(line), built

    def __getitem__(self, name: str) -> Any:
        if name not in self.built:
            self.built[name] = self.ways[name]()
        return self.built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ways)

    def __len__(self) -> int:
        return len(self.ways)


def ways_of(line: CommandLine) -> dict[str, Callable[[], Any]]:
    """How each command is built, by its name."""
    is_short, mode = line.pretty_exceptions_short, line.rich_markup_mode
    ways: dict[str, Callable[[], Any]] = {}
    for one in line.parts.registered_commands:
        assert one.callback is not None
        name = one.name or get_command_name(one.callback.__name__)
        ways[name] = partial(get_command_from_info, one, pretty_exceptions_short=is_short, rich_markup_mode=mode)
    for group in line.parts.registered_groups:
        ways[solve_typer_info_defaults(group).name or ""] = partial(
            get_group_from_info,
            group,
            pretty_exceptions_short=is_short,
            suggest_commands=line.suggest_commands,
            rich_markup_mode=mode,
        )
    return ways
