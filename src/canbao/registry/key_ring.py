"""The key ring of a database: made together with it, opened with the number that the database keeps.

The keys lie outside the database, in a folder of their own. A ring of another database is refused, so that a restored
database and its keys are found to belong together before anything is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.database.address import OWNER_ROLE, data_folder
from canbao.database.connecting import application, owner
from canbao.sealing.keys import create_ring, open_ring
from canbao.sealing.master import master_in
from canbao.sealing.ring import RING, KeyRing

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.database.address import Address

KEYS = "CANBAO_KEYS"
"""The environment variable that names the folder of the keys."""


def keys_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the keys: CANBAO_KEYS, else ``keys`` in the folder of data."""
    named = environment.get(KEYS)
    return Path(named).resolve() if named else data_folder(environment) / "keys"


def opened(address: Address, environment: Mapping[str, str]) -> KeyRing:
    """The ring of a database. Raises BadInputError where there is none, or another's."""
    folder = keys_folder(environment)
    with application(address) as connection:
        ring_id = kept(connection)
    if ring_id is None:
        raise BadInputError([finding("key_ring_missing", str(folder))])
    return open_ring(folder, master_in(environment), ring_id)


def made(address: Address, environment: Mapping[str, str], today: date) -> KeyRing:
    """The ring of a database; one is made, and its number kept, where database and folder have none yet.

    After a kill the same call goes on. Raises BadInputError where the folder has the ring of another database, or the
    database that of another folder.
    """
    folder = keys_folder(environment)
    with owner(address) as connection:
        connection.execute(f"SET ROLE {OWNER_ROLE}")
        ring_id = kept(connection)
        if ring_id is None:
            master = master_in(environment)
            ring = open_ring(folder, master) if (folder / RING).exists() else create_ring(folder, today, master)
            connection.execute("INSERT INTO registry.key_ring (ring_id) VALUES (%s)", [ring.ring_id])
            return ring
    return open_ring(folder, master_in(environment), ring_id)


def kept(connection: Connection[Any]) -> str | None:
    """The number of the ring that a database keeps."""
    row = connection.execute("SELECT ring_id FROM registry.key_ring").fetchone()
    return None if row is None else str(row[0])
