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

Structure = Mapping[str, str]
"""Descriptions by name."""

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
def expected() -> tuple[Structure, Structure]:
    """What the migrations make, as written down when they were last changed; and the same made again from its text.

    PostgreSQL tells some expressions differently once it has read its own words, as in a database that was restored:
    brackets within a row of ORs, names of columns. Either is right.
    """
    read: dict[str, str | list[str]] = json.loads(files("canbao.database").joinpath(FILE).read_text("utf-8"))
    forms = {name: (told, told) if isinstance(told, str) else (told[0], told[1]) for name, told in read.items()}
    return {name: first for name, (first, _) in forms.items()}, {name: again for name, (_, again) in forms.items()}


def differences(found: Structure, *wanted: Structure) -> Iterator[Finding]:
    """What of a structure differs from every form of what is wanted, one thing after another."""
    for name in sorted({*found, *wanted[0]}):
        forms = [structure[name] for structure in wanted if name in structure]
        if not forms:
            yield finding("structure_extra", name, found=found[name])
        elif name not in found:
            yield finding("structure_missing", name, expected=forms[0])
        elif found[name] not in forms:
            yield finding("structure_differs", name, expected=forms[0], found=found[name])


def as_text(made: Structure, again: Structure) -> str:
    """A structure as the text of ``structure.json``: as the migrations make it, and as it is when made again."""
    both = {name: told if again.get(name, told) == told else [told, again[name]] for name, told in made.items()}
    return json.dumps(both, ensure_ascii=False, indent=1) + "\n"
