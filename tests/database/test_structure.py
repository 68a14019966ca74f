"""The migrations, the structure that is written down and the schema that is to be read are one and the same."""

from __future__ import annotations

from scripts.schema_structure import SCHEMA, STRUCTURE, load, schema_text
from tests.database.contents import contents

from canbao.database.address import Address
from canbao.database.connecting import owner
from canbao.database.migrating import revisions, upgrade
from canbao.database.structure import as_text, described, differences, expected


def structure_of(address: Address) -> dict[str, str]:
    with owner(address) as connection:
        return described(connection)


def test_the_structure_written_down_is_that_of_the_migrations(database: Address) -> None:
    """What fails here is mended by ``make schema``."""
    assert list(differences(structure_of(database), expected())) == []
    assert STRUCTURE.read_text("utf-8") == as_text(structure_of(database))


def test_the_schema_to_be_read_is_as_make_schema_writes_it(database: Address) -> None:
    """The same on every version of the server."""
    with owner(database) as connection:
        assert schema_text(connection, database.owner or "") == SCHEMA.read_text("utf-8")


def test_a_database_made_of_the_schema_is_as_one_that_was_migrated(empty: Address) -> None:
    with owner(empty) as connection:
        load(connection, SCHEMA.read_text("utf-8"))
    assert list(differences(structure_of(empty), expected())) == []


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
