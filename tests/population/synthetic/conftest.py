"""The people the tests look at: made once, in two blocks of which the last is short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.population.synthetic.setting import PEOPLE, PLACE, SEED, YEAR

from canbao.population.synthetic.synthesize import TABLES, synthesize


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of synthetic people of Hunan, made by two threads."""
    out = tmp_path_factory.mktemp("synthetic") / "hunan"
    summary = synthesize(out, PLACE, PEOPLE, SEED, YEAR, threads=2)
    assert summary.people == PEOPLE
    return out


@pytest.fixture(scope="session")
def tables(made: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of the folder as views of one database."""
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.read_parquet(str(made / table / "*.parquet")).create_view(table)
        yield connection
