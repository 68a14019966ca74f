"""``canbao outgoing``: what changed for settlement and for the national database, read on from a number."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, language_of


class Audience(StrEnum):
    """Who is told."""

    SETTLEMENT = "settlement"
    NATIONAL_DATABASE = "national_database"


def outgoing(
    context: typer.Context,
    audience: Annotated[
        Audience, typer.Argument(metavar="settlement|national_database", help="告知谁：结算、全国参保库 · Who is told")
    ],
    after: Annotated[
        int, typer.Option("--after", metavar="N", min=0, help="从已读到的编号之后 · Behind the last number read")
    ] = 0,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=100_000, help="至多几条 · At most so many")
    ] = 1000,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """告知结算或全国参保库的变化，按编号续读 · Changes for settlement or the national database, read on by number.

    --json 每行一条。 With --json, one change a line.
    """
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.cli.desk_pages import outgoing_page
    from canbao.desk.outgoing import outgoing as changes

    language = language_of(context, lang)
    with (
        connected(context, language, as_json=as_json) as connection,
        audited(connection, "outgoing.read", audience.value) as detail,
    ):
        require(connection, "registry.read")
        found = changes(connection, audience.value, after, most)
        detail |= {"after": after, "count": len(found)}
    outgoing_page(found, language, as_json=as_json)
