"""The migrations, the structure that is written down and the schema that is to be read are one and the same."""

from __future__ import annotations

import json

from scripts.schema_structure import SCHEMA, STRUCTURE, load, schema_text
from tests.database.contents import contents

from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.migrating import revisions, upgrade
from canbao.database.structure import as_text, described, differences, expected

VERSION = "CREATE TABLE public.alembic_version AS SELECT '9999' AS version_num"
"""The version stands outside the schema."""


def structure_of(address: Address) -> dict[str, str]:
    with owner(address) as connection:
        return described(connection)


def test_the_structure_written_down_is_that_of_the_migrations(database: Address, empty: Address) -> None:
    """What fails here is mended by ``make schema``. A database made of the schema holds the same things."""
    with owner(empty) as connection:
        load(connection, SCHEMA.read_text("utf-8"))
    made, again = structure_of(database), structure_of(empty)
    assert list(differences(made, *expected())) == []
    assert list(differences(again, *expected())) == []
    assert STRUCTURE.read_text("utf-8") == as_text(made, again)


def test_what_was_made_again_from_its_text_stays_as_it_is_the_next_time(empty: Address, empty_too: Address) -> None:
    """So that a database may be restored any number of times."""
    with owner(empty) as connection:
        load(connection, SCHEMA.read_text("utf-8"))
        connection.execute(VERSION)
        again = schema_text(connection, empty.owner or "")
    with owner(empty_too) as connection:
        load(connection, again)
    assert structure_of(empty_too) == structure_of(empty)


def test_the_schema_to_be_read_is_as_make_schema_writes_it(database: Address) -> None:
    """The same on every version of the server."""
    with owner(database) as connection:
        assert schema_text(connection, database.owner or "") == SCHEMA.read_text("utf-8")


def test_one_revision_after_another_ends_where_all_at_once_do(empty: Address, database: Address) -> None:
    sizes = []
    for revision in revisions():
        assert upgrade(empty, to=revision).present == revision
        sizes.append(len(structure_of(empty)))
    assert structure_of(empty) == structure_of(database)
    assert contents(empty) == contents(database)
    assert sizes[0] > 100
    assert len(set(sizes)) > len(sizes) / 2  # most of them make something


def test_differences_are_told_one_by_one() -> None:
    found = list(differences({"a": "1", "b": "2", "d": "4"}, {"a": "1", "b": "3", "c": "4"}))
    assert [(one.code, one.about) for one in found] == [
        ("structure_differs", "b"),
        ("structure_missing", "c"),
        ("structure_extra", "d"),
    ]
    assert "It should be 3, and is 2." in found[0].message.en


def test_a_thing_is_right_in_either_of_its_forms() -> None:
    forms = {"a": "1", "b": "2"}, {"a": "1", "b": "3"}
    assert list(differences({"a": "1", "b": "2"}, *forms)) == list(differences({"a": "1", "b": "3"}, *forms)) == []
    assert [one.about for one in differences({"a": "1", "b": "4"}, *forms)] == ["b"]
    assert json.loads(as_text(*forms)) == {"a": "1", "b": ["2", "3"]}


def test_the_structure_names_every_kind_of_thing(database: Address) -> None:
    kinds = {name.split(" ")[0] for name in structure_of(database)}
    assert {"schema", "table", "column", "constraint", "index", "policy", "trigger", "function", "right"} <= kinds


def test_a_view_is_told_the_same_by_every_version_and_after_a_dump(database: Address) -> None:
    """Older servers write the table before every column of a view, and names behind."""
    with owner(database) as connection:
        connection.execute("SET ROLE canbao_owner")
        connection.execute("CREATE VIEW registry.a AS SELECT place, 'x' FROM registry.place WHERE level = 'county'")
        told = described(connection)["view registry.a"]
        row = connection.execute("SELECT pg_get_viewdef('registry.a'::regclass)").fetchone()
        assert row is not None
        connection.execute("CREATE VIEW registry.b AS " + row[0])
        again = described(connection)["view registry.b"]
        connection.execute("CREATE VIEW registry.c AS SELECT place, 'x' FROM registry.grid WHERE name = 'county'")
        assert (again == told, described(connection)["view registry.c"] == told) == (True, False)
    assert told.endswith("ef") or len(told.split("query ")[1]) == 64
