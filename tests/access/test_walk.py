"""A walk through every table with everybody: each role of each area, and nobody.

The tables are those of the catalog, so that one that is made later is walked through too; how its rows are made, and
who is to see them, stands in ``rows``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql
from tests.access.office import COUNTRY, COUNTY, OTHER_COUNTY, VILLAGE, Office, opened
from tests.access.rows import DEPARTMENT, TABLES, Made, Rows, area_of, founded
from tests.postgres import copied

from canbao.database.connecting import application

ROLES = (
    "system_administrator",
    "security_administrator",
    "auditor",
    "clerk",
    "reviewer",
    "data_officer",
    "policy_officer",
    "township_worker",
    "village_worker",
    "partner_department",
    "commercial_insurer",
    "citizen",
)
OTHER_DEPARTMENT = "civil_affairs"
HERE, NOWHERE = "here", "nowhere"
AREAS = {"the own area": COUNTY, "another area": OTHER_COUNTY, "the country": COUNTRY}
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Walker:
    """Somebody who looks: a role at a place, for a department; no role for nobody."""

    role: str | None
    place: int | None
    department: str | None = None
    rights: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.role or 'nobody'} {self.department or ''} at {self.place}"

    def sees(self, rows: Rows, where: str) -> bool:
        """Whether a row of the county, or one without a place, is to be seen."""
        if rows.to_all:
            return True
        if not rows.rights & self.rights:
            return False
        if self.department is not None and rows.department not in (None, self.department):
            return False
        if rows.everywhere:
            return True
        return self.place == COUNTRY or (where == HERE and self.place == COUNTY)


@dataclass
class Walked:
    """What the walk found: by table, walker and row whether it was seen; what was written that should not be."""

    tables: set[str] = field(default_factory=set)
    seen: dict[str, list[tuple[Walker, str, bool]]] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walked(superuser: str, template: str) -> Iterator[Walked]:
    """Every table with a row in it, and everybody who looked at it and tried to change it."""
    with copied(superuser, template) as address, opened(address) as office:
        walkers = list(everybody(office))
        found = Walked(tables_of(office))
        founded(office.owner)
        areas = {HERE: area_of(office.owner, VILLAGE), NOWHERE: area_of(office.owner, None)}
        rows = {
            (table, where): one.make(area)
            for table, one in TABLES.items()
            if table in found.tables
            for where, area in areas.items()
            if where == HERE or one.has_placeless
        }
        changed = columns_that_change(office)
        for walker in walkers:
            with application(address, token_of(office, walker)) as connection:
                look(connection, walker, rows, found)
                change(connection, walker, changed, found)
        yield found


def everybody(office: Office) -> Iterator[Walker]:
    """Each role of each area, a partner also of another department, and nobody."""
    rights = dict(office.rows("SELECT role, array_agg(right_name) FROM access.role_right GROUP BY role"))
    yield Walker(None, None)
    for place in AREAS.values():
        for role in ROLES:
            department = DEPARTMENT if role == "partner_department" else None
            yield Walker(role, place, department, frozenset(rights.get(role, ())))
        yield Walker("partner_department", place, OTHER_DEPARTMENT, frozenset(rights["partner_department"]))


def token_of(office: Office, walker: Walker) -> str:
    """A session of a walker; nobody has none."""
    if walker.role is None or walker.place is None:
        return ""
    return office.session(walker.role, walker.place, department=walker.department)


def tables_of(office: Office) -> set[str]:
    """The tables of the schemas, as the catalog has them; of a partitioned table itself, not its parts."""
    return {
        name
        for (name,) in office.rows(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname IN ('access', 'registry') AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
    }


def columns_that_change(office: Office) -> dict[str, str]:
    """For each table a column: one that the application may update where there is such a one, else any."""
    return dict(
        office.rows(
            "SELECT DISTINCT ON (1) n.nspname || '.' || c.relname, a.attname FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE n.nspname IN ('access', 'registry') AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
            "AND a.attnum > 0 AND NOT a.attisdropped "
            "ORDER BY 1, NOT has_column_privilege('canbao_app', c.oid, a.attnum, 'UPDATE'), a.attnum DESC"
        )
    )


def look(connection: Connection[Any], walker: Walker, rows: dict[tuple[str, str], Made], found: Walked) -> None:
    """Look for each row."""
    for (table, where), made in rows.items():
        asked = sql.SQL("SELECT count(*) FROM {} WHERE {} = %s").format(
            sql.Identifier(*table.split(".")), sql.Identifier(made.column)
        )
        try:
            with connection.transaction():
                row = connection.execute(asked, [made.value]).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            row = None
        found.seen.setdefault(table, []).append((walker, where, bool(row and row[0])))


def change(connection: Connection[Any], walker: Walker, columns: dict[str, str], found: Walked) -> None:
    """Try to add, change and delete rows of each table; keep what succeeded and should not."""
    for table, column in columns.items():
        one = TABLES.get(table)
        may = one is not None and one.written_with in walker.rights
        for write in WRITES:
            if not may and (done := attempted(connection, table, column, write)):
                found.written.setdefault(table, []).append(f"{walker}: {write} of {done} rows")


def attempted(connection: Connection[Any], table: str, column: str, write: str) -> int:
    """How many rows a write changed, which is taken back; 0 when it was refused."""
    words = {
        "INSERT": sql.SQL("INSERT INTO {0} DEFAULT VALUES"),
        "UPDATE": sql.SQL("UPDATE {0} SET {1} = {1}"),
        "DELETE": sql.SQL("DELETE FROM {0}"),
    }
    statement = words[write].format(sql.Identifier(*table.split(".")), sql.Identifier(column))
    try:
        with connection.transaction(force_rollback=True):
            return connection.execute(statement).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0
    except psycopg.errors.IntegrityError:
        return 1  # nothing but a value that is missing stood in the way


def test_every_table_is_walked_through(walked: Walked) -> None:
    new = sorted(walked.tables - set(TABLES))
    assert not new, f"who sees the rows of {new}? Say it in TABLES of tests/access/rows.py, with a way to make one"
    gone = sorted(set(TABLES) - walked.tables)
    assert not gone, f"there are no such tables any more: {gone}"


def test_everybody_walks(walked: Walked) -> None:
    walkers = {walker for walker, _, _ in walked.seen["registry.person"]}
    assert len(walkers) == 1 + len(AREAS) * (len(ROLES) + 1)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_seen_by_whom_they_are_for_and_nobody_else(walked: Walked, table: str) -> None:
    wrong = [
        f"{walker} {'sees' if seen else 'does not see'} the row {where}"
        for walker, where, seen in walked.seen.get(table, [])
        if seen != walker.sees(TABLES[table], where)
    ]
    assert not wrong, "\n".join(wrong)
    assert any(seen for _, _, seen in walked.seen.get(table, [])), "no row of it was seen by anybody: is there one?"


@pytest.mark.parametrize("table", TABLES)
def test_nobody_writes_to_a_table_without_the_right(walked: Walked, table: str) -> None:
    assert walked.written.get(table, []) == []


@pytest.mark.parametrize("table", sorted(name for name, rows in TABLES.items() if rows.written_with))
def test_whoever_may_write_directly_does_so_in_the_own_places_alone(table: str, superuser: str, template: str) -> None:
    with copied(superuser, template) as address, opened(address) as office:
        founded(office.owner)
        TABLES[table].make(area_of(office.owner, VILLAGE))
        column = columns_that_change(office)[table]
        with office.acting("system_administrator", COUNTY) as connection:
            inside = attempted(connection, table, column, "UPDATE")
        with office.acting("system_administrator", OTHER_COUNTY) as connection:
            outside = attempted(connection, table, column, "UPDATE")
    updates = table != "registry.place_former_name"  # which is added to alone
    assert (inside > 0) == (updates and table != "registry.place_successor")  # whose other end lies outside
    assert outside == (1 if table == "registry.place" else 0)  # the county itself
