"""What commands that act in the registry share: the session they act for, places, passwords asked without echo."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text, shorten
from canbao.basis.places import A_PLACE, is_place_code
from canbao.cli.context import root_of
from canbao.cli.database import asked

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.database.address import Address

PlaceOption = Annotated[str | None, typer.Option("--place", metavar="CODE", help="地区代码 · Place code, as 430100")]
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="登录名 · The login")]
FromStandardInput = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="从标准输入读口令，每行一个 · Read passwords from standard input, one a line"
    ),
]

PASSWORD = Text("口令", "Password")
NEW_PASSWORD = Text("新口令", "New password")
OLD_PASSWORD = Text("现有口令", "Present password")
AGAIN = Text("再输一次", "The same again")


@contextmanager
def connected(
    context: typer.Context, language: Language, *, as_json: bool = False, signed_in: bool = True
) -> Iterator[Connection[Any]]:
    """A connection for the session of the command line, one transaction; ends the command with what is wrong.

    signed_in: refuse at once when there is no session.
    """
    from canbao.database.connecting import application

    with asked(context, language, as_json=as_json) as address:
        token = root_of(context).session_token()
        if signed_in and not token:
            raise BadInputError([finding("no_session", "session")])
        with ready(address), application(address, token) as connection:
            yield connection


@contextmanager
def ready(address: Address) -> Iterator[None]:
    """Say that the schema is older than the program where a table or a function is missing. Raises BadInputError."""
    from psycopg.errors import InvalidSchemaName, UndefinedFunction, UndefinedTable

    from canbao.database.connecting import reached
    from canbao.database.migrating import not_ready, version_of

    try:
        yield
    except (InvalidSchemaName, UndefinedFunction, UndefinedTable):
        with reached(address.application) as connection:
            version = version_of(connection)
            if version.is_newest:
                raise
            raise BadInputError([not_ready(connection, version)]) from None


def number_of_place(code: str | None) -> int | None:
    """The number of a place code; None for none. Raises BadInputError for what is no code."""
    from canbao.basis.place_numbers import place_number

    if code is None:
        return None
    if not is_place_code(code):
        raise BadInputError([finding("wrong_value", "--place", value=shorten(code), expected=A_PLACE)])
    return place_number(code)


class Passwords:
    """Where passwords come from: a terminal, without echo; or standard input, one a line."""

    def __init__(self, language: Language, *, from_standard_input: bool) -> None:
        self.language = language
        self.from_standard_input = from_standard_input
        if not from_standard_input and not sys.stdin.isatty():
            told = "没有终端，请用 --password-stdin · no terminal to ask at: use --password-stdin"
            raise typer.BadParameter(told, param_hint="--password-stdin")

    def known(self, what: Text = PASSWORD) -> str:
        """A password that there is."""
        if self.from_standard_input:
            return sys.stdin.readline().rstrip("\r\n")
        return str(typer.prompt(what.get(self.language), hide_input=True, err=True))

    def chosen(self) -> str:
        """A new password, asked twice at a terminal."""
        if self.from_standard_input:
            return sys.stdin.readline().rstrip("\r\n")
        again = AGAIN.get(self.language)
        asked_twice = typer.prompt(
            NEW_PASSWORD.get(self.language), hide_input=True, confirmation_prompt=again, err=True
        )
        return str(asked_twice)
