"""Rows of one file with the same key."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import HELPED, checked, csv_file, row_of

from canbao.feeds import reading_text
from canbao.feeds.checking_faults import Verdict
from canbao.feeds.checking_report import FileReport
from canbao.feeds.checking_twice import withdrawn


def report(folder: Path, *rows: dict[str, str]) -> FileReport:
    """What became of a file of some rows."""
    return checked(csv_file(folder, rows))[1]


def test_rows_of_different_keys_are_left_alone(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1), row_of(1, category="孤儿"), row_of(2))
    assert (found.taken, found.withdrawn.row_numbers) == (3, [])


def test_of_rows_that_say_the_same_the_first_counts(tmp_path: Path) -> None:
    again = row_of(1, born="19800501", sex="1", monthly="850.5")
    found = report(tmp_path, row_of(1), row_of(2), again, row_of(1))
    assert (found.rows, found.taken, found.dropped, found.rejected) == (4, 2, 2, 0)
    told = [(one.row_number, one.finding.code, one.finding.message.en) for one in found.withdrawn.dropped]
    assert told == [
        (4, "row_twice", "The same as row 2; it counts once."),
        (5, "row_twice", "The same as row 2; it counts once."),
    ]


def test_rows_that_contradict_one_another_are_all_sent_back(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1), row_of(2), row_of(1, since="2026-09-01"), row_of(1))
    assert (found.rows, found.taken, found.dropped, found.rejected) == (4, 1, 0, 3)
    assert [(one.row_number, one.finding.message.en.split("(")[0]) for one in found.withdrawn.contradicting] == [
        (2, "It speaks of the same as row 4 "),
        (4, "It speaks of the same as row 2 "),
        (5, "It speaks of the same as row 4 "),
    ]
    assert "身份证号、类别" in found.withdrawn.contradicting[0].finding.message.zh


def test_the_order_of_the_rows_decides_nothing(tmp_path: Path) -> None:
    rows = [row_of(1), row_of(1, since="2026-09-01"), row_of(2)]
    for order in (rows, rows[::-1]):
        found = report(tmp_path, *order)
        assert (found.taken, found.rejected) == (1, 2)


def test_a_row_that_is_rejected_for_itself_contradicts_nobody(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1), row_of(1, since="不详"))
    assert (found.taken, found.rejected, found.withdrawn.row_numbers) == (1, 1, [])


def test_the_verdict_that_a_row_had_is_known(tmp_path: Path) -> None:
    found = report(tmp_path, row_of(1), row_of(1, name="合*"))
    assert found.withdrawn.verdicts == {2: Verdict.TAKEN, 3: Verdict.TAKEN_WITH_WARNING}
    assert (found.taken, found.with_warning, found.rejected) == (0, 0, 2)


def test_rows_far_apart_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In chunks of a few rows."""
    monkeypatch.setattr(reading_text, "LEAST_BLOCK", 1 << 11)
    monkeypatch.setattr(reading_text, "MOST_BLOCK", 1 << 11)
    rows = [row_of(order) for order in range(1, 101)]
    batches, found = checked(csv_file(tmp_path, [*rows, row_of(1), row_of(2, note="另")]))
    assert len(batches) > 5
    assert [one.row_number for one in found.withdrawn.dropped] == [102]
    assert [one.row_number for one in found.withdrawn.contradicting] == [3, 103]


def test_a_file_without_rows_has_none_twice() -> None:
    assert withdrawn(HELPED, []).row_numbers == []
