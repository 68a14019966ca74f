"""What the databases of these tests hold, and how two are compared."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.tables import tables

PLACES = """
    INSERT INTO registry.place (place, name, level, parent, is_synthetic, source) VALUES
        (910000000000, '虚构省', 'province', 0, true, 'test'),
        (911100000000, '虚构市', 'city', 910000000000, true, 'test'),
        (911121000000, '虚构县', 'county', 911100000000, true, 'test'),
        (911121901000, 'It''s a \\ township	with a tab', 'township', 911121000000, true, 'E''\\n''');
    INSERT INTO registry.grid (place, grid, name) SELECT 911121901000, g, '网格' || g FROM generate_series(1, 300) g
"""
AUDIT = """
    INSERT INTO access.audit_event (act, about, about_place, why, outcome, detail)
    SELECT 'test.act', 'thing ' || g, 911121000000, '', 'done', jsonb_build_object('n', g, '字', '值')
    FROM generate_series(1, 500) g
"""


def fill(address: Address) -> None:
    """Places, the first actor and events."""
    with owner(address) as connection:
        connection.execute(PLACES)
        connection.execute("SELECT access.add_first_actor('first', '第一人', 'no hash')")
        connection.execute(AUDIT)


def make_large(address: Address, rows: int = 200_000) -> None:
    """So many events that a backup takes a moment: some megabytes that cannot be made smaller."""
    with owner(address) as connection:
        connection.execute(
            "INSERT INTO access.audit_event (act, about, outcome) SELECT 'test.act', md5(random()::text) || "
            f"md5(random()::text) || md5(random()::text) || md5(random()::text), 'done' FROM generate_series(1, {rows})"
        )


def digests(connection: Connection[Any]) -> dict[str, Any]:
    """Every row of every table, and where every sequence stands."""
    found: dict[str, Any] = {}
    for name in tables(connection):
        words = f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")) FROM {name} t"
        found[name] = connection.execute(words).fetchone()
    found.update(connection.execute("SELECT schemaname || sequencename, last_value FROM pg_sequences").fetchall())
    return found


def contents(address: Address) -> dict[str, Any]:
    """The contents of a database."""
    with owner(address) as connection:
        return digests(connection)
