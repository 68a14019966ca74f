"""``canbao demo county``: a county that does not exist, prepared once; what its data officer would see."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.cli.arguments import Lang, language_of
from canbao.cli.context import Root, root_of
from canbao.cli.database import asked

if TYPE_CHECKING:
    from canbao.database.address import Address

FOLDER = "synthetic-county"
PEOPLE = 50_000
DATABASE = Text("建立数据库结构……", "making the schema …")

People = Annotated[int, typer.Option("--people", min=500, help="人数，仅第一次有效 · How many people, the first time")]
Folder = Annotated[
    Path | None, typer.Option("--folder", help="合成文件的位置 · Where the files go; default: in the folder of data")
]


def county(context: typer.Context, people: People = PEOPLE, folder: Folder = None, lang: Lang = None) -> None:
    """合成县演示：首次准备约数分钟，以后直接显示 · A synthetic county: prepared once, then only shown.

    两个月的部门文件导入登记库并逐月比对；中断后再次运行即继续。
    Two months of department files are imported and matched; run it again to go on after an interruption.
    """
    language = language_of(context, lang)
    with asked(context, language, as_json=False) as address:
        from canbao.cli.demo_county_pages import county_page
        from canbao.database.migrating import upgrade
        from canbao.registry.declaring import declare_feeds
        from canbao.registry.synthetic_county.preparing import prepared

        root = root_of(context)
        at = folder_of(root, folder)
        if upgrade(address, told=first_told(language)):
            declare_feeds(address)
        ring = root.key_ring(address, may_make=True)
        made = prepared(address, ring, at, people, told=lambda what: tell(what, language))
        kept = keep_session(root, address, made.token)
        county_page(made, language, commands_of(context), has_session=kept)


def folder_of(root: Root, given: Path | None) -> Path:
    """Where the files of the county go. Raises BadInputError for a named server and no folder."""
    data = root.embedded_folder()
    if given is None and data is None:
        raise BadInputError([finding("demo_server_named", "DATABASE_URL")])
    return given or Path(str(data)) / FOLDER


def first_told(language: Language) -> Callable[[str], None]:
    """Tells once that the schema is being made."""
    told: list[str] = []

    def tell_once(revision: str) -> None:
        if not told:
            tell(DATABASE, language)
        told.append(revision)

    return tell_once


def tell(what: Text, language: Language) -> None:
    """A line on standard error: what goes on."""
    sys.stderr.write(what.get(language) + "\n")
    sys.stderr.flush()


def keep_session(root: Root, address: Address, token: str) -> bool:
    """Keep the session of the demonstration for the commands that follow; false where somebody is signed in."""
    from canbao.registry.synthetic_county.office import is_of_officer

    present = root.session_token()
    if present and not is_of_officer(address, present):
        return False
    root.keep_session(token)
    return True


def commands_of(context: typer.Context) -> set[str]:
    """The groups of commands that this program has."""
    command = context.find_root().command
    return set(getattr(command, "commands", {}))
