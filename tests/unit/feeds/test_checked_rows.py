"""Rows of a file checked: verdicts, reasons, typed columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.feeds.made_feeds import (
    HELPED,
    NUMBER,
    PERIOD_END,
    PERSON,
    PUPILS,
    bytes_file,
    checked,
    csv_file,
    csv_text,
    made_feed,
    number_of,
    opened,
    row_of,
    typed_rows,
)

from canbao.feeds.checking import (
    CERTIFICATE_KIND,
    CheckedBatch,
    canonical_keys,
    canonical_rows,
    check_chunk,
    content_names,
    row_marks,
)
from canbao.feeds.checking_faults import Verdict
from canbao.feeds.checking_file import FileCheck, check_packed, packed


def check(folder: Path, *rows: dict[str, str]) -> CheckedBatch:
    """Rows checked."""
    (batch,), _ = checked(csv_file(folder, rows))
    return batch


def found(folder: Path, **cells: str) -> tuple[Verdict, list[tuple[str, str]]]:
    """What becomes of a row with some cells, among others that are right."""
    batch = check(folder, row_of(1), row_of(2, **cells), row_of(3))
    verdicts = batch.table["verdict"].to_pylist()
    assert (verdicts[0], verdicts[2]) == (Verdict.TAKEN, Verdict.TAKEN)
    assert all(one.row_number == 3 for one in batch.reasons)
    return Verdict(verdicts[1]), [(one.column, one.finding.code) for one in batch.reasons]


def test_a_right_row_in_its_types(tmp_path: Path) -> None:
    (row,) = typed_rows(csv_file(tmp_path, [row_of(1, checked_in="2026-10", until="2027-01-01", note="无")]))
    assert row == {
        "row_number": 2,
        "verdict": 0,
        "to_mend": False,
        "certificate_kind": "resident_identity_card",
        "certificate_number": number_of(1),
        "name": "合成甲00000001",
        "born": date(1980, 5, 1),
        "sex": "male",
        "category": "destitute",
        "since": date(2026, 10, 1),
        "until": date(2027, 1, 1),
        "place": 439191901901,
        "monthly": 85050,
        "people": 3,
        "lives_alone": False,
        "checked_in": date(2026, 10, 1),
        "note": "无",
    }


def test_columns_that_a_file_leaves_out_are_null_in_their_types(tmp_path: Path) -> None:
    required = {column.zh for column in HELPED.columns if column.required}
    rows = [{heading: cell for heading, cell in row_of(order).items() if heading in required} for order in (1, 2)]
    (batch,), report = checked(csv_file(tmp_path, rows))
    assert report.taken == 2
    assert batch.table["born"].to_pylist() == [None, None]
    assert batch.table.schema.field("born").type == pa.date32()
    assert batch.table.schema.field("place").type == pa.int64()
    assert batch.table.schema.field("lives_alone").type == pa.bool_()


@pytest.mark.parametrize("column", ["certificate_number", "name", "category", "since"])
def test_a_required_cell_that_is_empty_rejects_the_row(tmp_path: Path, column: str) -> None:
    assert found(tmp_path, **{column: " "}) == (Verdict.REJECTED, [(column, "cell_missing")])


@pytest.mark.parametrize("column", ["certificate_kind", "born", "sex", "until", "place", "monthly", "note"])
def test_a_cell_that_may_be_empty_may_be_empty(tmp_path: Path, column: str) -> None:
    assert found(tmp_path, **{column: ""}) == (Verdict.TAKEN, [])


def test_a_cell_may_be_needed_with_another(tmp_path: Path) -> None:
    assert found(tmp_path, lives_alone="否") == (Verdict.TAKEN, [])
    assert found(tmp_path, lives_alone="是") == (Verdict.REJECTED, [("checked_in", "cell_missing_with")])
    assert found(tmp_path, lives_alone="是", checked_in="2026-11") == (Verdict.TAKEN, [])


def test_a_cell_may_be_needed_where_another_is_filled(tmp_path: Path) -> None:
    grade = PUPILS.column("grade").model_copy(update={"required": False, "required_with": ("school",)})
    school = PUPILS.column("school").model_copy(update={"required": False})
    feed = made_feed([NUMBER, PERSON, school, grade], ["certificate_number"])
    rows = [
        {"身份证号": number_of(at), "姓名": "合成", "学校名称": school, "年级": ""}
        for at, school in ((1, ""), (2, "某校"))
    ]
    (batch,), _ = checked(csv_file(tmp_path, rows), feed)
    assert [(one.row_number, one.column) for one in batch.reasons] == [(3, "grade")]


@pytest.mark.parametrize(
    ("since", "verdict"),
    [("2026-11-29", Verdict.TAKEN), ("2026-11-30", Verdict.TAKEN), ("2026-12-01", Verdict.REJECTED)],
)
def test_no_day_after_the_files_month(tmp_path: Path, since: str, verdict: Verdict) -> None:
    reasons = [("since", "future_date")] if verdict == Verdict.REJECTED else []
    assert found(tmp_path, since=since) == (verdict, reasons)


@pytest.mark.parametrize(("month", "is_late"), [("2026-10", False), ("2026-11", False), ("2026-12", True)])
def test_no_month_after_the_files_month(tmp_path: Path, month: str, is_late: bool) -> None:
    assert found(tmp_path, checked_in=month)[1] == ([("checked_in", "future_date")] if is_late else [])


def test_a_column_that_looks_ahead_may_be_later(tmp_path: Path) -> None:
    assert found(tmp_path, until="2030-01-01") == (Verdict.TAKEN, [])


@pytest.mark.parametrize(("until", "is_before"), [("2026-09-30", True), ("2026-10-01", False), ("2026-10-02", False)])
def test_no_end_before_its_beginning(tmp_path: Path, until: str, is_before: bool) -> None:
    verdict, reasons = found(tmp_path, until=until)
    assert reasons == ([("until", "until_before_from")] if is_before else [])
    assert (verdict == Verdict.REJECTED) is is_before


def test_what_is_doubtful_is_taken_with_a_warning(tmp_path: Path) -> None:
    assert found(tmp_path, name="合*") == (Verdict.TAKEN_WITH_WARNING, [("name", "name_incomplete")])
    assert found(tmp_path, sex="男") == (
        Verdict.TAKEN_WITH_WARNING,
        [("certificate_number", "certificate_sex_differs")],
    )


def test_a_number_with_a_slip_is_taken_and_marked(tmp_path: Path) -> None:
    wrong = number_of(2)[:-1] + ("1" if number_of(2)[-1] != "1" else "2")
    batch = check(tmp_path, row_of(1), row_of(2, certificate_number=wrong))
    assert batch.table["to_mend"].to_pylist() == [False, True]
    assert batch.table["verdict"].to_pylist() == [Verdict.TAKEN, Verdict.TAKEN_WITH_WARNING]
    assert batch.table["certificate_number"].to_pylist()[1] == wrong


def test_what_is_merely_noted_is_taken(tmp_path: Path) -> None:
    old = number_of(2)[:6] + number_of(2)[8:17]
    assert found(tmp_path, certificate_number=old) == (
        Verdict.TAKEN,
        [("certificate_number", "certificate_number_of_fifteen")],
    )


def test_all_reasons_of_a_row_are_told(tmp_path: Path) -> None:
    verdict, reasons = found(tmp_path, name="", born="不详", sex="?", monthly="多", people="x", place="某县")
    assert verdict == Verdict.REJECTED
    assert sorted(reasons) == [
        ("born", "not_a_date"),
        ("monthly", "not_an_amount"),
        ("name", "cell_missing"),
        ("people", "not_whole"),
        ("place", "not_a_place"),
        ("sex", "not_a_code"),
    ]


def test_a_cell_that_cannot_be_read_is_not_also_missing(tmp_path: Path) -> None:
    assert found(tmp_path, since="不详")[1] == [("since", "not_a_date")]


def test_a_rejected_row_keeps_what_could_be_read(tmp_path: Path) -> None:
    row = check(tmp_path, row_of(1, since="不详")).table.to_pylist()[0]
    assert (row["since"], row["certificate_number"], row["name"]) == (None, number_of(1), "合成甲00000001")


def test_a_row_with_other_cells_has_that_reason_alone(tmp_path: Path) -> None:
    text = csv_text([row_of(1)]) + "a,b\r\n" + csv_text([row_of(2)]).split("\r\n")[1] + "\r\n"
    (batch,), report = checked(bytes_file(tmp_path, text.encode()))
    assert [(one.row_number, one.column, one.finding.code) for one in batch.reasons] == [(3, "", "row_cells")]
    assert "2 cells, the headings are 14" in batch.reasons[0].finding.message.en
    assert batch.table["verdict"].to_pylist() == [0, 2, 0]
    assert (report.taken, report.rejected) == (2, 1)


def test_reasons_never_repeat_a_cell(tmp_path: Path) -> None:
    cells = {column.name: "合成8843001980050100" for column in HELPED.columns if column.name != "certificate_kind"}
    batch = check(tmp_path, row_of(1, **cells))
    told = " ".join(one.finding.message.zh + one.finding.message.en + one.finding.about for one in batch.reasons)
    assert "8843" not in told
    assert len(batch.reasons) >= 10


def test_the_kind_is_told_where_the_feed_has_no_column_for_it(tmp_path: Path) -> None:
    rows = [{"身份证号": number_of(1), "姓名": "合成", "学校名称": "某校", "年级": "一"}]
    (batch,), _ = checked(csv_file(tmp_path, rows), PUPILS)
    assert batch.table[CERTIFICATE_KIND].to_pylist() == ["resident_identity_card"]
    assert content_names(batch.table)[-1] == CERTIFICATE_KIND


def test_a_chunk_says_the_same_in_any_company(tmp_path: Path) -> None:
    """Rows checked together, one by one, and sent to another process."""
    rows = [row_of(1), row_of(2, since="不详"), row_of(3, name="合*"), row_of(4, certificate_number="")]
    (raw,) = opened(csv_file(tmp_path, rows)).batches()
    whole = check_chunk(HELPED, raw, PERIOD_END)
    parts = [check_packed(HELPED, packed(raw.slice(at, 1)), PERIOD_END) for at in range(4)]
    assert pa.concat_tables([part.table for part in parts]).equals(whole.table)
    assert [one for part in parts for one in part.reasons] == whole.reasons
    keys = [int(key) for part in parts for key in row_marks(HELPED, part).keys]
    assert keys == row_marks(HELPED, whole).keys.tolist()


def canonical(folder: Path, **cells: str) -> bytes:
    """The canonical text of a row with some cells."""
    (batch,), _ = checked(csv_file(folder, [row_of(1, **cells)]))
    return canonical_rows(batch)[0]


def test_the_canonical_text_of_a_row(tmp_path: Path) -> None:
    assert canonical(tmp_path).decode().split("\x1f") == [
        "certificate_kind=resident_identity_card",
        f"certificate_number={number_of(1)}",
        "name=合成甲00000001",
        "born=1980-05-01",
        "sex=male",
        "category=destitute",
        "since=2026-10-01",
        "place=439191901901",
        "monthly=85050",
        "people=3",
        "lives_alone=false",
    ]


def test_the_canonical_text_does_not_know_how_cells_were_written(tmp_path: Path) -> None:
    written: dict[str, Any] = {
        "certificate_kind": "01",
        "certificate_number": f" {number_of(1)} ",
        "name": "合成甲00000001 ",
        "born": "1980年5月1日",
        "sex": "1",
        "category": "特困",
        "since": "46296",
        "monthly": "¥850.5",
        "people": "3.0",
        "lives_alone": "N",
    }
    for column, text in written.items():
        assert canonical(tmp_path, **{column: text}) == canonical(tmp_path), column


def test_the_canonical_text_knows_every_column(tmp_path: Path) -> None:
    other = {"name": "合成乙00000001", "born": "1980-05-02", "sex": "女", "category": "孤儿", "since": "2026-10-02"}
    other |= {"until": "2027-01-01", "place": "439191901902", "monthly": "850.51", "people": "4", "lives_alone": "是"}
    texts = {canonical(tmp_path, **{column: text}) for column, text in other.items()}
    texts |= {canonical(tmp_path, checked_in="2026-01"), canonical(tmp_path, note="无"), canonical(tmp_path)}
    assert len(texts) == len(other) + 3


def test_a_cell_cannot_pass_for_two(tmp_path: Path) -> None:
    assert canonical(tmp_path, note="a\x1fpeople=4") != canonical(tmp_path, note="a", people="4")
    assert canonical(tmp_path, note="a\x1fpeople=4").count(b"\x1f") == 11


def test_the_key_of_a_row_that_does_not_tell_it_is_none(tmp_path: Path) -> None:
    batch = check(tmp_path, row_of(1), row_of(2, certificate_number="无"), row_of(3, since="不详"))
    key = f"certificate_number={number_of(1)}\x1fcategory=destitute".encode()
    assert canonical_keys(HELPED, batch)[:2] == [key, None]
    assert canonical_keys(HELPED, batch)[2] is not None


def test_a_file_is_not_reported_on_before_its_end(tmp_path: Path) -> None:
    check = FileCheck(opened(csv_file(tmp_path, [row_of(1)])))
    with pytest.raises(RuntimeError):
        check.report()
