"""Rejected rows go back to the office in the layout they came in, and come back corrected."""

from __future__ import annotations

import csv
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.feeds.made_feeds import (
    HELPED,
    NAME,
    bytes_file,
    checked,
    csv_file,
    csv_text,
    opened,
    raw_rows,
    row_of,
    typed_rows,
)
from tests.unit.feeds.test_parquet_rows import columns_of, parquet_file
from tests.unit.feeds.workbooks import workbook_file

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.feeds import rejects
from canbao.feeds.checking_faults import Verdict
from canbao.feeds.checking_file import FileCheck
from canbao.feeds.reading import FeedFile
from canbao.feeds.reading_guarded import guarded, unguarded
from canbao.feeds.reading_headings import Headings
from canbao.feeds.reading_layout import MISSHAPEN, ROW, Layout
from canbao.feeds.rejects import RejectedRow, rejected_rows, write_rejects

ROWS = [row_of(1), row_of(2, since="不详", note=" 甲 "), row_of(3), row_of(4, name="", note="=1+1"), row_of(5)]
FORMATS = ["utf-8", "utf-8-sig", "gb18030", "tab", "xlsx", "parquet"]


def made(folder: Path, form: str, rows: list[dict[str, str]]) -> FeedFile:
    """Rows as a file of some form."""
    if form == "xlsx":
        return opened(workbook_file(folder, rows))
    if form == "parquet":
        return opened(parquet_file(folder, columns_of(rows)))
    if form == "tab":
        return opened(csv_file(folder, rows, delimiter="\t"))
    return opened(csv_file(folder, rows, encoding=form))


def sent_back(file: FeedFile, folder: Path, **said: Any) -> Path:
    """The rejected rows of a file, as a file."""
    check, found = FileCheck(file), dict[int, list[Any]]()
    for batch in check.batches():
        rejected = set(batch.table["row_number"].filter(pa.array(batch.table["verdict"].to_numpy() == 2)).to_pylist())
        for one in batch.reasons:
            if one.row_number in rejected:
                found.setdefault(one.row_number, []).append(one.finding)
    for one in check.report().withdrawn.contradicting:
        found.setdefault(one.row_number, []).append(one.finding)
    folder.mkdir(exist_ok=True)
    target = folder / f"{NAME}{file.about.path.suffix}"
    assert write_rejects(target, file.layout, rejected_rows(file, found), **said) == len(found)
    return target


def cells(file: FeedFile) -> list[list[str | None]]:
    """The file's own cells of each row."""
    names = [file.layout.names[at] for at in file.layout.own]
    return [[row[name] for name in names] for row in raw_rows(file)]


@pytest.mark.parametrize("form", FORMATS)
def test_rejects_have_the_files_layout_and_untouched_cells(tmp_path: Path, form: str) -> None:
    file = made(tmp_path, form, ROWS)
    back = opened(sent_back(file, tmp_path / "back"))
    assert back.layout.kind == file.layout.kind
    assert (back.layout.encoding, back.layout.delimiter) == (file.layout.encoding, file.layout.delimiter)
    assert [back.layout.headings.texts[at] for at in back.layout.own] == list(file.layout.headings.texts)
    assert cells(back) == [cells(file)[1], cells(file)[3]]
    assert back.findings == ()


@pytest.mark.parametrize("form", FORMATS)
def test_rejects_that_nobody_corrects_are_rejected_for_the_same(tmp_path: Path, form: str) -> None:
    file = made(tmp_path, form, ROWS)
    first = sent_back(file, tmp_path / "back")
    again = sent_back(opened(first), tmp_path / "again")
    assert cells(opened(again)) == cells(opened(first))
    assert len(opened(again).layout.headings.texts) == len(HELPED.columns) + 2


def test_corrected_rejects_are_taken(tmp_path: Path) -> None:
    """Somebody writes into the cells what the reasons ask for, and leaves the reasons standing."""
    path = sent_back(made(tmp_path, "utf-8", ROWS), tmp_path / "back")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["认定日期"], rows[1]["姓名"] = "2026-10-01", "合成乙00000004"
    mended = csv_file(tmp_path, rows)
    batches, report = checked(mended)
    assert (report.taken, report.rejected) == (2, 0)
    note = typed_rows(mended)[1]["note"]
    assert (batches[0].table["note"].to_pylist(), note) == (["甲", "=1+1"], "=1+1")


def test_the_reasons_stand_at_the_end_of_each_row(tmp_path: Path) -> None:
    path = sent_back(made(tmp_path, "utf-8", ROWS), tmp_path / "back")
    with path.open(encoding="utf-8", newline="") as file:
        heading, first, second = csv.reader(file)
    assert heading[-2:] == ["退回原因", "reject_reason"]
    assert first[-2:] == ["认定日期：不是日期。写成 2025-03-01。", "认定日期: This is no date. Write it as 2025-03-01."]
    assert "姓名：没有填写。" in second[-2]


def test_columns_stay_in_their_order_with_those_nobody_knows(tmp_path: Path) -> None:
    rows = [{"序号": str(at), **dict(reversed(row.items())), "": "z"} for at, row in enumerate(ROWS)]
    file = opened(csv_file(tmp_path, rows))
    back = opened(sent_back(file, tmp_path / "back"))
    assert back.layout.headings.texts[:2] == ("序号", "备注")
    assert [row[0] for row in cells(back)] == ["1", "3"]
    assert [row[-1] for row in cells(back)] == ["z", "z"]


def test_contradicting_rows_go_back_together(tmp_path: Path) -> None:
    file = made(tmp_path, "utf-8", [row_of(1), row_of(2), row_of(1, since="2026-09-01")])
    assert [row[ROW] for row in raw_rows(opened(sent_back(file, tmp_path / "back")))] == [2, 3]


def test_a_row_with_more_cells_keeps_them_behind_the_reasons(tmp_path: Path) -> None:
    heading, first = csv_text([row_of(1)]).split("\r\n")[:2]
    file = opened(bytes_file(tmp_path, f"{heading}\r\n{first},x,y\r\na,b\r\n".encode()))
    path = sent_back(file, tmp_path / "back")
    with path.open(encoding="utf-8", newline="") as opened_file:
        _, long, short = csv.reader(opened_file)
    assert long[:14] == first.split(",")
    assert long[16:] == ["x", "y"]
    assert short[:3] == ["a", "b", ""]
    assert [row[MISSHAPEN] is None for row in raw_rows(opened(path))] == [False, True]


def test_rejects_of_a_parquet_file_can_be_had_as_a_workbook(tmp_path: Path) -> None:
    file = made(tmp_path, "parquet", ROWS)
    path = sent_back(file, tmp_path / "back", kind="xlsx")
    assert cells(opened(path)) == [cells(file)[1], cells(file)[3]]


def test_nobody_else_may_read_rejects(tmp_path: Path) -> None:
    path = sent_back(made(tmp_path, "utf-8", ROWS), tmp_path / "back")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def layout(kind: str) -> Layout:
    """A layout of two columns."""
    return Layout(kind, Headings(1, ("姓名", "备注"), ("name", "note")), "utf-8", ",")


def test_what_cannot_be_written_leaves_the_file_that_is_there(tmp_path: Path) -> None:
    target = tmp_path / "back.xlsx"
    target.write_text("earlier")
    row = RejectedRow(2, ("合成", "长" * 32_768), (finding("cell_missing", "姓名"),))
    with pytest.raises(BadInputError) as caught:
        write_rejects(target, layout("xlsx"), [row])
    assert [one.code for one in caught.value.findings] == ["rejects_cell_too_long"]
    assert [path.name for path in tmp_path.iterdir()] == ["back.xlsx"]
    assert target.read_text() == "earlier"
    assert write_rejects(target, layout("xlsx"), [row._replace(cells=("合成", "长" * 32_767))]) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "parquet"):
        with pytest.raises(BadInputError) as caught:
            write_rejects(tmp_path / "none" / "back", layout(kind), [])
        assert [one.code for one in caught.value.findings] == ["file_unwritable"]


def test_parquet_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejects, "GROUP", 2)
    rows = [RejectedRow(at, (str(at), ""), ()) for at in range(5)]
    assert write_rejects(tmp_path / "back.parquet", layout("parquet"), rows) == 5
    assert pq.read_table(tmp_path / "back.parquet")["姓名"].to_pylist() == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+86", "-5", "@x", "\tx", "\rx", "\nx", "＝1", "'=1", "''=1", "'x", "x=1", "'"]
)
def test_a_cell_that_would_run_is_written_with_an_apostrophe_and_read_without(cell: str) -> None:
    written = guarded(cell)
    assert written[0] not in "=+-@\t\r\n＝＋－＠"
    assert unguarded(pa.array([written])).to_pylist() == [cell]


CELL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
) | st.sampled_from(
    ["=1", "'=1", '"', '""', ",", "\r\n", "\n", "\r", " a ", "00123", "4.3E+17", "'", "_x0041_", "TRUE", "2025-03-01"]
)


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4), st.sampled_from(["csv", "gb18030", ";", "xlsx", "parquet"])
)
@settings(max_examples=60, deadline=None)
def test_any_cell_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, every: list[tuple[str, str]], form: str
) -> None:
    folder = tmp_path_factory.mktemp("back")
    kind = form if form in ("xlsx", "parquet") else "csv"
    of_file = layout(kind)._replace(
        encoding="gb18030" if form == "gb18030" else "utf-8", delimiter=";" if form == ";" else ","
    )
    rows = [RejectedRow(at, cells, (finding("cell_missing", "姓名"),)) for at, cells in enumerate(every, 2)]
    path = folder / f"{NAME}.{kind}"
    write_rejects(path, of_file, rows)
    feed = HELPED.model_copy(
        update={"columns": tuple(one.model_copy(update={"required": False}) for one in HELPED.columns)}
    )
    assert [(row["name"], row["note"]) for row in raw_rows(opened(path, feed))] == every


def test_verdicts_are_numbers_that_a_database_keeps() -> None:
    assert [verdict.value for verdict in Verdict] == [0, 1, 2]
