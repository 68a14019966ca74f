"""What became of a file, as it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import checked, csv_file, number_of, row_of

from canbao.feeds.checking_report import EXAMPLES, FileReport, masked_cell


def report(folder: Path, *rows: dict[str, str]) -> FileReport:
    """What became of a file of some rows."""
    return checked(csv_file(folder, rows))[1]


def test_the_counts_sum_to_the_rows(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1), row_of(2, name="合*"), row_of(3, since=""), row_of(1), row_of(4))
    assert (found.rows, found.taken, found.with_warning, found.rejected, found.dropped) == (5, 2, 1, 1, 1)


def test_reasons_are_counted_by_column_the_most_frequent_first(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1, born="x"), row_of(2, since="x"), row_of(3, since="y"))
    assert [(one.column, one.finding.code, one.rows) for one in found.reasons] == [
        ("since", "not_a_date", 2),
        ("born", "not_a_date", 1),
    ]


def test_the_first_rows_are_examples(tmp_path: Path) -> None:
    found = report(tmp_path, *(row_of(order, since=f"2026-13-{order:02}") for order in range(1, EXAMPLES + 3)))
    (one,) = found.reasons
    assert one.rows == EXAMPLES + 2
    assert [(each.row_number, each.cell) for each in one.examples] == [
        (order + 1, f"2026-13-{order:02}") for order in range(1, EXAMPLES + 1)
    ]


def test_examples_are_masked(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1, certificate_number="8843001980050100A4", name="合成1"))
    cells = {each.cell for one in found.reasons for each in one.examples}
    assert len(cells) == 2
    assert all("*" in cell and "19800501" not in cell for cell in cells)


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("date", "2026-13-01", "2026-13-01"),
        ("date", "2026年13月1日", "2026年13月1日"),
        ("yuan", "12.345", "12.345"),
        ("date", number_of(1), "884***********0014"),
        ("place", "4391919019011", "439********11"),
        ("text", "13800000000", "13*******00"),
        ("code", "合成甲", "合*甲"),
        ("certificate_number", "12345678", "1*****78"),
        ("person_name", "合成", "合*"),
        ("date", "", ""),
    ],
)
def test_a_cell_as_a_report_shows_it(kind: str, text: str, shown: str) -> None:
    assert masked_cell(kind, text) == shown


def test_a_file_of_which_nothing_can_be_taken_is_told_so(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1, since="x"), row_of(2, since="y"))
    (one,) = found.findings
    assert one.code == "feed_all_rejected"
    assert "认定日期：不是日期。" in one.message.zh
    assert report(tmp_path, row_of(1), row_of(2, since="y")).findings == ()
