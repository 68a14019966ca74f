"""Rows of Parquet files, whatever the types of their columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.feeds.made_feeds import HELPED, NAME, codes_of, csv_file, opened, raw_rows, row_of, typed_rows

from canbao.basis.errors import BadInputError
from canbao.feeds.reading_layout import ROW
from canbao.feeds.reading_parquet import text_of

ROWS = [row_of(order) for order in range(1, 8)]


def parquet_file(folder: Path, columns: dict[str, Any]) -> Path:
    """Columns as a Parquet file."""
    path = folder / f"{NAME}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def columns_of(rows: list[dict[str, str]]) -> dict[str, Any]:
    """Rows of text by the feed's names."""
    return {column.name: pa.array([row[column.zh] or None for row in rows], pa.string()) for column in HELPED.columns}


def test_a_parquet_file_says_what_the_csv_file_says(tmp_path: Path) -> None:
    assert typed_rows(parquet_file(tmp_path, columns_of(ROWS))) == typed_rows(csv_file(tmp_path, ROWS))


def test_typed_columns_say_the_same(tmp_path: Path) -> None:
    columns = columns_of(ROWS)
    columns |= {
        "born": columns["born"].cast(pa.date32()),
        "since": columns["since"].cast(pa.timestamp("us")),
        "place": columns["place"].cast(pa.int64()),
        "monthly": columns["monthly"].cast(pa.decimal128(10, 2)),
        "people": columns["people"].cast(pa.float64()),
        "category": columns["category"].dictionary_encode(),
        "lives_alone": pa.array([False] * 7),
        "note": pa.nulls(7),
    }
    assert typed_rows(parquet_file(tmp_path, columns)) == typed_rows(csv_file(tmp_path, ROWS))


@pytest.mark.parametrize(
    ("values", "kind", "texts"),
    [
        (["甲", "", None], pa.large_string(), ["甲", None, None]),
        ([884300198005010014], pa.int64(), ["884300198005010014"]),
        ([4.3e17, 850.5, float("nan"), None], pa.float64(), ["4.30000000000000E+17", "850.5", None, None]),
        ([date(2025, 3, 1)], pa.date64(), ["2025-03-01"]),
        ([datetime(2025, 3, 1), datetime(2025, 3, 1, 4)], pa.timestamp("ms"), ["2025-03-01", "2025-03-01 04:00:00"]),
        ([True, None], pa.bool_(), ["true", None]),
        ([Decimal("400.50")], pa.decimal128(8, 2), ["400.50"]),
    ],
)
def test_a_column_as_text(values: list[Any], kind: Any, texts: list[str | None]) -> None:
    assert text_of(pa.array(values, kind)).to_pylist() == texts


def test_a_midnight_of_a_time_zone_stays_its_day() -> None:
    at = datetime(2025, 2, 28, 16, tzinfo=UTC)
    assert text_of(pa.array([at], pa.timestamp("us", "Asia/Shanghai"))).to_pylist() == ["2025-03-01"]


def test_a_number_kept_as_floating_point_is_told(tmp_path: Path) -> None:
    columns = columns_of(ROWS) | {"certificate_number": pa.array([4.3e17] * 7)}
    assert {code for _, _, code in codes_of(parquet_file(tmp_path, columns))} == {"certificate_number_rounded"}


def test_the_names_of_columns_count_as_the_first_row(tmp_path: Path) -> None:
    assert [row[ROW] for row in raw_rows(opened(parquet_file(tmp_path, columns_of(ROWS))))] == [2, 3, 4, 5, 6, 7, 8]


def test_a_column_of_lists_is_no_column_of_cells(tmp_path: Path) -> None:
    columns = columns_of(ROWS) | {"note": pa.array([["a"]] * 7)}
    with pytest.raises(BadInputError) as caught:
        opened(parquet_file(tmp_path, columns))
    assert [one.code for one in caught.value.findings] == ["feed_column_type"]


def test_a_column_of_lists_that_nobody_asks_for_does_no_harm(tmp_path: Path) -> None:
    columns = columns_of(ROWS) | {"tags": pa.array([["a"]] * 7)}
    assert [row["#14"] for row in raw_rows(opened(parquet_file(tmp_path, columns)))] == [None] * 7


def test_a_parquet_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = parquet_file(tmp_path, columns_of(ROWS))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadInputError) as caught:
        opened(path)
    assert [one.code for one in caught.value.findings] == ["feed_parquet_damaged"]
