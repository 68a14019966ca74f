"""``canbao db``: make, upgrade and look at the database; back up, restore, verify; stop the embedded server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import Root, root_of
from canbao.cli.output import fail, print_findings, print_json

if TYPE_CHECKING:
    from canbao.database.address import Address

FAULTY = 1

database_app = typer.Typer(
    name="db",
    help="数据库：建立、升级、备份、恢复、核对 · The database: make, upgrade, back up, restore, verify",
    no_args_is_help=True,
)

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 · The backup")]


@database_app.command()
def init(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """在空数据库中建立结构与角色 · Make schema and roles in an empty database."""
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.database.migrating import refuse_older_or_other

        refuse_older_or_other(address)
        brought_up(root_of(context), address, language, as_json=as_json)


@database_app.command()
def upgrade(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """把结构升级到本程序的版本 · Bring the schema to this program's version.

    两个同时运行时，一个等另一个。 Of two at once, one waits for the other.
    """
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.database.migrating import refuse_new

        refuse_new(address)
        brought_up(root_of(context), address, language, as_json=as_json)


@database_app.command()
def status(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """地址、版本、大小与行数 · Where it is, its versions, its size, its rows."""
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.cli.database_pages import doing, status_page
        from canbao.database.status import status_of

        with doing(language, quiet=as_json) as told:
            found = status_of(address, told.table)
        if as_json:
            print_json(found.block())
        else:
            status_page(found, language)


@database_app.command()
def backup(context: typer.Context, file: BackupFile, as_json: AsJson = False, lang: Lang = None) -> None:
    """备份到一个新文件，旁边写清单 FILE.json · Back up into a new file, with a manifest FILE.json beside it.

    备份含个人信息，只有本用户可读；请加密保管。 It holds personal data; only you may read it. Keep it encrypted.
    """
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.cli.database_pages import backup_page, doing
        from canbao.database.backup import back_up

        with doing(language, quiet=as_json) as told:
            made = back_up(address, file, told.written, told.table)
        if as_json:
            print_json({"file": str(file), **made.block()})
        else:
            backup_page(made, file, language)


@database_app.command()
def restore(context: typer.Context, file: BackupFile, as_json: AsJson = False, lang: Lang = None) -> None:
    """把备份恢复到空数据库并核对 · Restore a backup into an empty database, and verify it.

    退出码 · Exit status: 0 恢复且核对无误 restored and sound, 1 已恢复但核对发现问题 restored, something found,
    2 没有恢复 not restored.
    """
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.cli.database_pages import doing, restore_page
        from canbao.database.restore import restore as restored
        from canbao.database.verify import verify as verified

        with doing(language, quiet=as_json) as told:
            made = restored(address, file, told.rows, told.waits)
            found = verified(address, told.check)
        if as_json:
            print_json({"file": str(file), **made.block(), "findings": blocks(found, language)})
        else:
            restore_page(made, language)
        print_findings(found, language)
        if found:
            raise typer.Exit(FAULTY)


@database_app.command()
def verify(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """核对结构、行级安全、权限与记录 · Verify structure, row security, rights and records.

    退出码 · Exit status: 0 没有发现问题 nothing found, 1 发现问题 something found, 2 无法核对 cannot be verified.
    """
    language = language_of(context, lang)
    with asked(context, language, as_json=as_json) as address:
        from canbao.cli.database_pages import doing, sound_page
        from canbao.database.verify import verify as verified

        with doing(language, quiet=as_json) as told:
            found = verified(address, told.check)
        if as_json:
            print_json({"findings": blocks(found, language)})
        elif not found:
            sound_page(language)
        print_findings(found, language)
        if found:
            raise typer.Exit(FAULTY)


@database_app.command()
def stop(context: typer.Context, lang: Lang = None) -> None:
    """停止内置数据库 · Stop the embedded server.

    它在命令结束后继续运行，下次使用时自动启动。 It goes on when a command ends, and begins again when it is asked for.
    """
    from canbao.cli.database_pages import stop_page
    from canbao.database.address import DATABASE_URL
    from canbao.database.embedded import stop as stopped

    language = language_of(context, lang)
    folder = root_of(context).embedded_folder()
    try:
        if folder is None:
            raise BadInputError([finding("server_not_embedded", DATABASE_URL)])
        stop_page(folder, language, was_running=stopped(folder))
    except BadInputError as bad:
        fail(bad.findings, language)


def brought_up(root: Root, address: Address, language: Language, *, as_json: bool) -> None:
    """Bring the schema to the newest version, declare the feeds, make the keys; tell the revisions that were run."""
    from canbao.cli.database_pages import revision_line, version_page, waiting_line
    from canbao.database.migrating import upgrade as upgraded
    from canbao.registry.declaring import declare_feeds

    done: list[str] = []

    def told(revision: str) -> None:
        done.append(revision)
        if not as_json:
            revision_line(revision)

    version = upgraded(address, told=told, waits=lambda: waiting_line(language))
    declare_feeds(address)
    root.key_ring(address, may_make=True)
    if as_json:
        print_json({"applied": done, "schema": version.present})
    else:
        version_page(version, done, language)


def blocks(found: tuple[Finding, ...], language: Language) -> list[dict[str, Any]]:
    """Findings as JSON tells them."""
    from canbao.casework.report import finding_block

    return [finding_block(one, language) for one in found]


@contextmanager
def asked(context: typer.Context, language: Language, *, as_json: bool) -> Iterator[Address]:
    """The database; ends the command with what is wrong, and with what the server refuses, in one line of its own."""
    from psycopg import Error

    from canbao.database.connecting import where
    from canbao.database.refusals import refusal

    about = "PostgreSQL"
    try:
        address = root_of(context).database(language)
        about = where(address.owner or address.application)
        yield address
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
    except Error as error:
        fail([refusal(about, error)], language, as_json=as_json)
