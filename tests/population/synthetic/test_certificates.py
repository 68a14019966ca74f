"""Nobody in the register can be taken for somebody: numbers right in form, of regions that no province has."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as parquet
import pytest
from tests.population.synthetic.setting import PEOPLE

from canbao.population.synthetic.certificates import CAPACITY, PREFIXES

ASSIGNED = {
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
}
"""The first two digits that GB/T 2260 gives to a province or region, and 83 of residence permits."""
OF_FOREIGNERS = range(90, 100)
CHARACTERS = "0123456789X"
SUM = 1


@pytest.fixture(scope="module")
def register(made: Path) -> list[dict[str, Any]]:
    """The first block of the register."""
    rows: list[dict[str, Any]] = parquet.read_table(made / "register" / "part-00000.parquet").to_pylist()
    return rows


def is_right(number: str) -> bool:
    """Whether the weighted digits, the check character as the last, leave 1 divided by 11 (ISO 7064, MOD 11-2)."""
    total = 0
    for character in number:
        total = (total * 2 + CHARACTERS.index(character)) % 11
    return total == SUM


def test_the_check_knows_the_example_of_the_standard() -> None:
    """The number printed in GB 11643 itself; one digit off is wrong."""
    assert is_right("11010519491231002X")
    assert not is_right("11010519491231003X")


def test_every_number_is_right_in_form(register: list[dict[str, Any]]) -> None:
    """Check character, day of birth, order by sex."""
    for row in register:
        number = row["certificate_number"]
        assert is_right(number)
        assert date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") == row["born"]
        assert int(number[16]) % 2 == (row["sex"] == "male")


def test_no_region_is_assigned() -> None:
    """Whatever prefix is ever used."""
    assert not ASSIGNED & set(PREFIXES)
    assert not set(OF_FOREIGNERS) & set(PREFIXES)
    assert len(set(PREFIXES)) == len(PREFIXES)


def test_the_register_uses_these_regions_once_each(tables: duckdb.DuckDBPyConnection) -> None:
    """No number, identifier or name twice; each row says that it is synthetic."""
    query = """select count(*), count(distinct certificate_number), count(distinct person_id), count(distinct name),
        bool_and(is_synthetic), bool_and(name like '合成%'), bool_and(person_id like 'S__________'),
        bool_and(certificate_number[1:2]::int in (select unnest(?))) from register"""
    row = tables.execute(query, [list(PREFIXES)]).fetchone()
    assert row == (PEOPLE, PEOPLE, PEOPLE, PEOPLE, True, True, True, True)
    assert PEOPLE < CAPACITY


def test_households_begin_with_their_head(tables: duckdb.DuckDBPyConnection) -> None:
    """Each has one head, whose number it bears, one registered place, and at most one spouse of the other sex."""
    query = """select count(*) from (
        select household_id, count(*) filter (relation = 'head') as heads, min(person_id) as first,
            count(distinct registered_place) as places, count(*) filter (relation = 'spouse') as spouses,
            count(distinct sex) filter (relation in ('head', 'spouse')) as sexes
        from register group by 1)
        where heads <> 1 or places <> 1 or spouses > 1 or sexes <> 1 + spouses or first[2:] <> household_id[2:]"""
    assert tables.execute(query).fetchone() == (0,)
