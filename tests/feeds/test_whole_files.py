"""Files of fifty thousand rows: right, partly wrong, wholly wrong, of somebody else."""

from __future__ import annotations

import csv
import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import HELPED, NAME, PUPILS, csv_file, number_of, opened, row_of

from canbao.basis.errors import BadInputError
from canbao.feeds import reading_text
from canbao.feeds.checking_file import FileCheck
from canbao.feeds.checking_report import FileReport
from canbao.feeds.rejects import rejected_rows, write_rejects

Row = dict[str, str]
ROWS = 50_000
BAD = ROWS // 100
FIELDS = list(row_of(1))


@cache
def right_rows() -> tuple[Row, ...]:
    """Fifty thousand rows that are right."""
    return tuple(row_of(at) for at in range(1, ROWS + 1))


def written(
    folder: Path,
    change: Callable[[int, Row], Row] = lambda _, row: row,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """A file of fifty thousand rows, each changed."""
    rows = ({**change(at, row), "序号": str(at)} for at, row in enumerate(right_rows(), 1))
    return csv_file(folder, rows, encoding=encoding, delimiter=delimiter)


def report(path: Path) -> FileReport:
    """What became of a file."""
    check = FileCheck(opened(path))
    for _ in check.batches():
        pass
    return check.report()


def refused(path: Path, others: Iterable[object] = ()) -> list[str]:
    """Why a file is refused."""
    with pytest.raises(BadInputError) as caught:
        opened(path, others=others)  # type: ignore[arg-type]
    return [one.code for one in caught.value.findings if one.severity == "error"]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t")]
)
def test_a_right_file_is_taken_whole(tmp_path: Path, encoding: str, delimiter: str) -> None:
    found = report(written(tmp_path, encoding=encoding, delimiter=delimiter))
    assert (found.rows, found.taken, found.rejected, found.dropped) == (ROWS, ROWS, 0, 0)
    assert [one.code for one in found.findings] == ["feed_column_unknown"]


def test_columns_in_another_order_make_no_difference(tmp_path: Path) -> None:
    found = report(written(tmp_path, lambda _, row: dict(reversed(row.items()))))
    assert (found.taken, found.rejected) == (ROWS, 0)


def spoil(at: int, row: Row) -> Row:
    """Every hundredth row wrong, each in one of five ways."""
    if at % 100:
        return row
    wrong = [("认定日期", "不详"), ("姓名", ""), ("类别", "其他"), ("身份证号", "8843"), ("月标准", "若干")]
    heading, cell = wrong[at // 100 % 5]
    return {**row, heading: cell}


def test_one_row_in_a_hundred_is_rejected_for_its_reason(tmp_path: Path) -> None:
    found = report(written(tmp_path, spoil))
    assert (found.taken, found.rejected) == (ROWS - BAD, BAD)
    assert {one.finding.code: one.rows for one in found.reasons} == {
        "not_a_date": BAD // 5,
        "cell_missing": BAD // 5,
        "not_a_code": BAD // 5,
        "certificate_number_form": BAD // 5,
        "not_an_amount": BAD // 5,
    }


def test_a_wholly_wrong_file_is_rejected_row_by_row_and_told_once(tmp_path: Path) -> None:
    found = report(written(tmp_path, lambda _, row: {**row, "认定日期": "不详", "户籍地": "某县"}))
    assert (found.taken, found.rejected) == (0, ROWS)
    assert [(one.finding.code, one.rows) for one in found.reasons] == [("not_a_date", ROWS), ("not_a_place", ROWS)]
    assert found.findings[-1].code == "feed_all_rejected"


def test_a_file_from_the_future_is_rejected(tmp_path: Path) -> None:
    found = report(written(tmp_path, lambda at, row: {**row, "认定日期": f"2026-12-{at % 31 + 1:02}"}))
    assert [(one.finding.code, one.rows) for one in found.reasons] == [("future_date", ROWS)]


def test_swapped_columns_are_refused_before_any_row(tmp_path: Path) -> None:
    path = written(tmp_path, lambda _, row: {**row, "姓名": row["身份证号"], "身份证号": row["姓名"]})
    assert refused(path) == ["feed_columns_swapped"]


def test_another_departments_file_is_refused(tmp_path: Path) -> None:
    rows = ({"身份证号": number_of(at), "姓名": "合成", "学校名称": "某校", "年级": "一"} for at in range(ROWS))
    assert refused(csv_file(tmp_path, rows), [HELPED, PUPILS]) == ["feed_another_feed"]


def test_the_same_row_twice_and_a_contradiction_far_apart(tmp_path: Path) -> None:
    def change(at: int, row: Row) -> Row:
        return row_of(1) if at == ROWS else row_of(2, since="2026-01-01") if at == ROWS - 1 else row

    found = report(written(tmp_path, change))
    assert (found.taken, found.dropped, found.rejected) == (ROWS - 3, 1, 2)
    assert found.withdrawn.row_numbers == [3, ROWS, ROWS + 1]


def test_other_processes_say_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_text, "BATCH_ROWS", ROWS // 5)
    path = written(tmp_path, spoil)
    alone = FileCheck(opened(path))
    one_by_one = [(batch.table, batch.reasons) for batch in alone.batches()]
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        together = FileCheck(opened(path), executor, ahead=1)
        at_once = [(batch.table, batch.reasons) for batch in together.batches()]
    assert len(one_by_one) == len(at_once) > 3
    for (table, reasons), (other, others) in zip(one_by_one, at_once, strict=True):
        assert table.equals(other)
        assert reasons == others
    assert alone.report() == together.report()


def test_what_goes_to_another_process_is_not_more_than_its_rows(tmp_path: Path) -> None:
    (raw, *_) = opened(written(tmp_path)).batches()
    check = FileCheck(opened(csv_file(tmp_path, [row_of(1)])))
    (checked,) = check.batches()
    assert len(pickle.dumps(checked)) < 10_000
    assert raw.num_rows > 10_000


def test_every_reject_can_be_corrected_and_imported_again(tmp_path: Path) -> None:
    """Five hundred rows go back; somebody fills in what the reasons ask for; all of them are taken."""
    file = opened(written(tmp_path, spoil, encoding="gb18030"))
    check = FileCheck(file)
    reasons = [one for batch in check.batches() for one in batch.reasons]
    findings = {one.row_number: [one.finding] for one in reasons}
    (tmp_path / "back").mkdir()
    target = tmp_path / "back" / f"{NAME}.csv"
    assert write_rejects(target, file.layout, rejected_rows(file, findings)) == BAD
    with target.open(encoding="gb18030", newline="") as opened_file:
        rows = list(csv.DictReader(opened_file))
    corrected = []
    for back, number in zip(rows, sorted(findings), strict=True):
        right, wrong = row_of(number - 1), spoil(number - 1, row_of(number - 1))
        assert {heading: back[heading] for heading in FIELDS} == wrong
        assert "" not in (back["退回原因"], back["reject_reason"])
        (heading,) = (one for one in FIELDS if right[one] != wrong[one])
        corrected.append({**back, heading: right[heading]})
    found = report(csv_file(tmp_path, corrected, encoding="gb18030"))
    assert (found.rows, found.taken) == (BAD, BAD)
