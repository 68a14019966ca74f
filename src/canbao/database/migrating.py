"""The schema: brought to the newest version, or told which version it has.

Alembic keeps the order and the version; a revision runs one file of plain SQL, in one transaction of all that is due.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.roles import as_owner, ensure_roles, let_in
from canbao.database.tables import refuse_not_empty

if TYPE_CHECKING:
    from psycopg import Connection

FOLDER = "canbao.database.migrations"
VERSION_IS_READ = "GRANT SELECT ON public.alembic_version TO canbao_app"
LOCK_KEY = "hashtext('canbao.migrations')"
LOCK = f"SELECT pg_advisory_lock({LOCK_KEY})"
TRY_LOCK = f"SELECT pg_try_advisory_lock({LOCK_KEY})"

Told = Callable[[str], None]
Waits = Callable[[], None]
"""Is called when another program changes the schema or backs it up, and must end first."""


class Version(NamedTuple):
    """The version of a database and the newest one; ``present`` None for a database that has no schema yet."""

    present: str | None
    newest: str

    @property
    def is_newest(self) -> bool:
        """Whether nothing is left to do."""
        return self.present == self.newest


def revisions() -> list[str]:
    """The revisions in order."""
    return sorted(
        entry.name.removesuffix(".sql")
        for entry in files(FOLDER).joinpath("sql").iterdir()
        if entry.name.endswith(".sql")
    )


def version_of(connection: Connection[Any]) -> Version:
    """The version of the database of a connection."""
    newest = revisions()[-1]
    there = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
    if there is None or not there[0]:
        return Version(None, newest)
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return Version(row[0] if row else None, newest)


def refuse_older_or_other(address: Address) -> None:
    """Raises BadInputError for a database to be made that has an older schema, or that holds something else."""
    with owner(address) as connection:
        version = version_of(connection)
        if version.present is None:
            refuse_not_empty(connection)
        elif not version.is_newest:
            raise BadInputError([not_ready(connection, version)])


def refuse_new(address: Address) -> None:
    """Raises BadInputError for a database to be upgraded that has no schema: it may be the wrong one."""
    with owner(address) as connection:
        version = version_of(connection)
        if version.present is None:
            raise BadInputError([not_ready(connection, version)])


def not_ready(connection: Connection[Any], version: Version) -> Finding:
    """That the schema is not the newest."""
    return finding("database_not_ready", connection.info.dbname, present=version.present or "–", newest=version.newest)


def upgrade(address: Address, to: str = "head", told: Told | None = None, waits: Waits | None = None) -> Version:
    """Bring the schema to a version; told each revision that is run. Two at once: one waits, and finds all done."""
    with owner(address) as connection:
        keep_others_out(connection, waits)
        ensure_roles(connection)
        run(address, to, told)
        connection.execute(VERSION_IS_READ)
        let_in(connection, address)
        return version_of(connection)


def keep_others_out(connection: Connection[Any], waits: Waits | None = None) -> None:
    """Be the only one who changes the schema, until the connection ends."""
    row = connection.execute(TRY_LOCK).fetchone()
    if row is None or not row[0]:
        if waits:
            waits()
        connection.execute(LOCK)


def run(address: Address, to: str, told: Told | None) -> None:
    """Let Alembic run the revisions that are due, as the owner of all that they make."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    def applied(**about: Any) -> None:
        if told:
            told(about["step"].up_revision_id)

    engine = create_engine("postgresql+psycopg://", creator=lambda: as_owner(address), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(files(FOLDER)))
    try:
        with engine.connect() as connection:
            config.attributes.update(connection=connection, applied=applied)
            command.upgrade(config, to)
    except DBAPIError as error:
        raise error.orig or error from None
