"""What a database is made of, told from its catalogs, so that two can be compared whatever the version of the server.

Each thing has a name, as ``column access.actor.login``, and a description. ``structure.json`` holds what the migrations
make and ``schema.sql`` the same as one text to be read; ``make schema`` writes both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.database.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

FILE = "structure.json"

SAME_EVERYWHERE = """
    SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; SET LOCAL TimeZone = 'UTC';
    SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'
"""
"""Settings of a session that change how the catalogs are told."""


def described(connection: Connection[Any]) -> dict[str, str]:
    """What the database of a connection is made of, in order of the names."""
    found: dict[str, str] = {}
    with connection.transaction():
        connection.execute(SAME_EVERYWHERE)
        for query in queries("canbao.database", "structure.sql").values():
            found.update(connection.execute(query).fetchall())
    return dict(sorted(found.items()))


@cache
def expected() -> Mapping[str, str]:
    """What the migrations make, as written down when they were last changed."""
    read: dict[str, str] = json.loads(files("canbao.database").joinpath(FILE).read_text("utf-8"))
    return read


def differences(found: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Finding]:
    """What of a structure differs from what is wanted, one thing after another."""
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            yield finding("structure_missing", name, expected=wanted[name])
        elif name not in wanted:
            yield finding("structure_extra", name, found=found[name])
        elif found[name] != wanted[name]:
            yield finding("structure_differs", name, expected=wanted[name], found=found[name])


def as_text(structure: Mapping[str, str]) -> str:
    """A structure as the text of ``structure.json``."""
    return json.dumps(structure, ensure_ascii=False, indent=1) + "\n"
