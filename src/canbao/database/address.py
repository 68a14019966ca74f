"""Where the database is: three addresses of one database, for the three roles that reach it.

The *owner* makes and changes tables and is used by ``canbao db`` alone; the *application* reads and writes under row
security; *signing in* may check passwords and open sessions, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding

DATABASE_URL = "DATABASE_URL"
"""The application's address on a server, with the role ``canbao_app``."""
OWNER_URL = "CANBAO_OWNER_URL"
"""An address that may create roles and databases' objects, for ``canbao db`` alone."""
DATA = "CANBAO_DATA"
"""The folder of the embedded server and of what else this machine keeps."""

APPLICATION_ROLE = "canbao_app"
SIGN_IN_ROLE = "canbao_signin"
OWNER_ROLE = "canbao_owner"
EMBEDDED_DATABASE = "canbao"


@dataclass(frozen=True, slots=True)
class Address:
    """One database, reached as each of the roles. owner: None where only the application's address is known."""

    application: str
    sign_in: str
    owner: str | None
    is_embedded: bool = False

    def __repr__(self) -> str:
        return f"Address(is_embedded={self.is_embedded})"  # the addresses may hold passwords


def address_of(environment: Mapping[str, str]) -> Address | None:
    """The address that the environment names; None when it names none, and the embedded server is meant.

    Raises BadInputError for an address of another role, or one that cannot be read.
    """
    named = environment.get(DATABASE_URL)
    if not named:
        return None
    user = parts(named, "database_url_unreadable", DATABASE_URL).get("user")
    if user != APPLICATION_ROLE:
        raise BadInputError([finding("database_url_role", DATABASE_URL, role=APPLICATION_ROLE, given=user or "–")])
    owner = environment.get(OWNER_URL) or None
    if owner:
        parts(owner, "owner_url_unreadable", OWNER_URL)
    return Address(named, as_role(named, SIGN_IN_ROLE), owner)


def parts(address: str, code: str, about: str) -> dict[str, Any]:
    """The parts of an address by libpq's names.

    Raises BadInputError with the code for one that cannot be read, or whose host, port or database looks like the rest
    of a password that has signs of an address in it: messages tell these three.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = conninfo_to_dict(address)
    except ProgrammingError:  # it repeats the address
        found = {"host": "@"}
    host, port, database = (str(found.get(name) or "") for name in ("host", "port", "dbname"))
    if "@" in host or set(port) - set("0123456789,") or set(database) & set("@/"):
        raise BadInputError([finding(code, about)])
    return found


def as_role(address: str, role: str) -> str:
    """The same address for another role."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(address, user=role)


def of_owner(owner: str, database: str) -> Address:
    """The addresses of a database on a server that trusts its local connections, from its superuser's."""
    from psycopg.conninfo import make_conninfo

    own = make_conninfo(owner, dbname=database)
    return Address(as_role(own, APPLICATION_ROLE), as_role(own, SIGN_IN_ROLE), own, is_embedded=True)


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the embedded server: CANBAO_DATA, else ``data`` below the folder the program was started in."""
    return Path(environment.get(DATA) or "data").resolve()
