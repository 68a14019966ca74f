"""The same content says the same, whatever file it comes in and in whatever order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.feeds.made_feeds import HELPED, checked, csv_file, number_of, row_of
from tests.unit.feeds.test_parquet_rows import columns_of, parquet_file
from tests.unit.feeds.workbooks import workbook_file

from canbao.feeds.checking import canonical_rows
from canbao.feeds.checking_faults import Verdict

Row = dict[str, str]
DAYS = st.dates(date(1930, 1, 1), date(2026, 11, 30))
WORDS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=15) | st.sampled_from(
    ["=1", "-", "@a", "无"]
)


def ways_to_write(on: date | None) -> list[str]:
    """A day as departments write it."""
    if on is None:
        return [""]
    return [f"{on:%Y-%m-%d}", f"{on:%Y%m%d}", f"{on.year}/{on.month}/{on.day}", f"{on.year}年{on.month}月{on.day}日"]


@st.composite
def contents(draw: st.DrawFn) -> list[Row]:
    """Rows of different people, some of them with something to be said about them."""
    rows = []
    for order in draw(st.lists(st.integers(1, 99_999), min_size=1, max_size=8, unique=True)):
        born = draw(DAYS)
        since, until = draw(DAYS), draw(st.none() | DAYS)
        rows.append(
            row_of(
                order,
                certificate_number=draw(st.sampled_from([number_of(order, f"{born:%Y%m%d}")] * 5 + ["无", ""])),
                born=draw(st.sampled_from(ways_to_write(born))),
                category=draw(st.sampled_from(["特困", "孤儿", "orphan", "05", "?"])),
                since=draw(st.sampled_from(ways_to_write(since))),
                until=draw(st.sampled_from(ways_to_write(until))),
                monthly=draw(st.sampled_from(["", "400", "400.5", "1,234.50", "x"])),
                note=draw(WORDS),
            )
        )
    return rows


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A way to put rows into a file: its form, the order of its columns."""
    form = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "xlsx", "parquet"]))
    columns = draw(st.permutations([column.zh for column in HELPED.columns]))
    return {"form": form, "columns": columns, "delimiter": draw(st.sampled_from([",", "\t", ";"]))}


def put(folder: Path, rows: list[Row], form: str, columns: list[str], delimiter: str) -> Path:
    """Rows in a file."""
    ordered = [{heading: row[heading] for heading in columns} for row in rows]
    if form == "xlsx":
        return workbook_file(folder, ordered)
    if form == "parquet":
        return parquet_file(folder, columns_of(rows))
    return csv_file(folder, ordered, encoding=form, delimiter=delimiter)


def said(path: Path) -> list[tuple[bytes, int, list[str]]]:
    """What is read of a file, whatever its order: canonical text, verdict and reasons of each row."""
    batches, _ = checked(path)
    rows = []
    for batch in batches:
        numbers, verdicts = batch.table["row_number"].to_pylist(), batch.table["verdict"].to_pylist()
        for number, verdict, text in zip(numbers, verdicts, canonical_rows(batch), strict=True):
            reasons = [f"{one.column} {one.finding.code}" for one in batch.reasons if one.row_number == number]
            rows.append((text, verdict, reasons))
    return sorted(rows)


@given(contents(), files(), files(), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_two_files_of_the_same_rows_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], one: dict[str, Any], other: dict[str, Any], order: Any
) -> None:
    folder = tmp_path_factory.mktemp("same")
    first = said(put(folder, rows, **one))
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert said(put(folder, shuffled, **other)) == first
    assert len(first) == len(rows)


@given(contents(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_rows_that_contradict_one_another_are_found_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], order: Any
) -> None:
    folder = tmp_path_factory.mktemp("same")
    doubled = [*rows, *({**row, "备注": row["备注"] + "另"} for row in rows), *rows[:1]]
    _, before = checked(csv_file(folder, doubled))
    order.shuffle(doubled)
    _, after = checked(csv_file(folder, doubled))
    assert before[:5] == after[:5]
    assert len(before.withdrawn.row_numbers) == len(after.withdrawn.row_numbers)
    taken = before.taken + before.with_warning
    assert taken == 0
    assert before.rejected == len(doubled)
    assert Verdict.REJECTED not in before.withdrawn.verdicts.values()
