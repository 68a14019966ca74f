"""Templates: what a clerk opens has the headings, the drop-downs and the explanations of the descriptor, and no row."""

from __future__ import annotations

import csv
import re
import time
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from canbao.basis.errors import BadInputError
from canbao.feeds.catalogue import feed, feeds
from canbao.feeds.describing import choices_of
from canbao.feeds.descriptor import Feed
from canbao.feeds.reading_headings import another_feed, find_headings, heading_findings
from canbao.feeds.templates import content_of, write_template

ALL = pytest.mark.parametrize("one", feeds().values(), ids=feeds().keys())
ROWS = "sheet1.xml"
VALIDATION = re.compile(r"<dataValidation (?P<about>[^>]*)>(?P<inside>.*?)</dataValidation>|<dataValidation [^>]*/>")


def opened(one: Feed) -> CalamineWorkbook:
    """The workbook of a feed as a reader opens it."""
    return CalamineWorkbook.from_filelike(BytesIO(content_of(one, ".xlsx")))


def part(one: Feed, name: str) -> str:
    """The text of a part of the workbook."""
    with ZipFile(BytesIO(content_of(one, ".xlsx"))) as parts:
        (found,) = (path for path in parts.namelist() if path.endswith(name))
        return parts.read(found).decode("utf-8")


def validations(one: Feed) -> list[str]:
    """The validation of the cells below each heading, in order."""
    return [found[0] for found in VALIDATION.finditer(part(one, ROWS))]


@ALL
def test_the_first_sheet_has_the_headings_and_nothing_below(one: Feed) -> None:
    book = opened(one)
    assert book.sheet_names == [one.name.zh, "说明", "取值"]
    assert book.get_sheet_by_index(0).to_python() == [[column.zh for column in one.columns]]


@ALL
def test_every_cell_below_a_heading_is_asked_for_what_the_column_is(one: Feed) -> None:
    kinds = {"date": 'type="date"', "whole": 'type="whole"'}
    listed = ("code", "yes_no", "certificate_kind")
    found = validations(one)
    assert len(found) == len(one.columns)
    for column, validation in zip(one.columns, found, strict=True):
        assert ('type="list"' if column.type in listed else kinds.get(column.type, 'type="textLength"')) in validation
        assert f'promptTitle="{column.zh}"' in validation
        assert 'errorStyle="warning"' in validation


@ALL
def test_a_drop_down_shows_the_choices_of_its_column_and_no_more(one: Feed) -> None:
    lists = opened(one).get_sheet_by_name("取值").to_python()
    ranges = [re.search(r"'取值'!\$([A-Z])\$2:\$[A-Z]\$(\d+)", validation) for validation in validations(one)]
    for column, found in zip(one.columns, ranges, strict=True):
        assert (found is not None) == bool(choices_of(column))
        if found is not None:
            at, last = ord(found[1]) - ord("A"), int(found[2])
            shown = [str(row[at]) for row in lists[:last]]
            assert shown == [column.zh, *(choice.zh for choice in choices_of(column))]
            assert not any(row[at] for row in lists[last:])


@ALL
def test_a_template_is_read_back_as_of_its_own_feed(one: Feed) -> None:
    rows = [[str(cell) for cell in row] for row in opened(one).get_sheet_by_index(0).to_python()]
    found = find_headings(one, rows)
    assert found.columns == tuple(column.name for column in one.columns)
    assert heading_findings(one, found, "template") == []
    assert another_feed(one, feeds().values(), rows, "template") is None


def test_numbers_of_eighteen_digits_stay_text_and_days_are_days() -> None:
    one = feed("civil_affairs")
    styles = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]* style="(\d+)"', part(one, ROWS))
    of_column = {
        one.columns[at - 1].name: int(style) for first, last, style in styles for at in range(int(first), int(last) + 1)
    }
    cells = re.search(r"<cellXfs.*?</cellXfs>", part(one, "styles.xml"))
    assert cells is not None
    formats = re.findall(r'<xf numFmtId="(\d+)"', cells[0])
    text = "49"
    assert formats[of_column["certificate_number"]] == text
    assert formats[of_column["registered_place"]] == text
    day = formats[of_column["recognised_on"]]
    assert f'numFmtId="{day}" formatCode="yyyy-mm-dd"' in part(one, "styles.xml")


def test_the_row_of_headings_stays_in_sight() -> None:
    assert re.search(r'<pane ySplit="1"[^>]* state="frozen"', part(feed("births"), ROWS))


@ALL
def test_the_second_sheet_explains_every_column(one: Feed) -> None:
    lines = opened(one).get_sheet_by_name("说明").to_python()
    told = {str(line[0]): [str(cell) for cell in line] for line in lines}
    assert told["键 key"][1] == "、".join(one.column(name).zh for name in one.key)
    for column in one.columns:
        line = told[column.zh]
        assert line[1] == column.en
        assert (line[2] == "必填") == column.required
        assert line[4] == "、".join(choice.zh for choice in choices_of(column))
        assert line[6] == column.example


def test_the_second_sheet_says_when_it_is_due_and_under_which_clause() -> None:
    told = {str(line[0]): line for line in opened(feed("students")).get_sheet_by_name("说明").to_python()}
    assert told["报送 due"][1] == "学生录取工作结束（08-31）后 30 天内（xy41/3.2b）"
    told = {str(line[0]): line for line in opened(feed("births")).get_sheet_by_name("说明").to_python()}
    assert told["报送 due"][4] == "by day 5 of every month (the agreement)"


def test_what_is_needed_in_some_rows_only_is_told_so() -> None:
    told = {str(line[0]): line for line in opened(feed("population_register")).get_sheet_by_name("说明").to_python()}
    assert told["注销原因"][2] == "户籍状态为注销时必填"
    assert told["与户主关系"][2] == "填写户号时必填"
    assert told["户号"][2] == "选填"


@ALL
def test_a_csv_template_opens_as_chinese_and_has_the_headings_alone(one: Feed) -> None:
    content = content_of(one, ".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    (headings,) = csv.reader(StringIO(content.decode("utf-8-sig")))
    assert headings == [column.zh for column in one.columns]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_same_descriptor_gives_the_same_bytes_at_another_time(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = content_of(feed("students"), suffix)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 100_000)
    assert content_of(feed("students"), suffix) == first
    assert content_of(feed("pension"), suffix) != first


def test_a_template_says_nothing_of_when_or_by_whom_it_was_written() -> None:
    core = part(feed("births"), "core.xml")
    assert "<dc:creator>canbao</dc:creator>" in core
    assert set(re.findall(r">(\d{4}-[^<]*)</dcterms:(?:created|modified)>", core)) == {"2025-01-01T00:00:00Z"}


def test_the_name_of_the_file_says_which_template_is_wanted(tmp_path: Path) -> None:
    write_template(feed("births"), tmp_path / "出生.XLSX")
    assert (tmp_path / "出生.XLSX").read_bytes() == content_of(feed("births"), ".xlsx")
    write_template(feed("births"), tmp_path / "births.csv")
    assert (tmp_path / "births.csv").read_bytes() == content_of(feed("births"), ".csv")
    with pytest.raises(BadInputError) as caught:
        write_template(feed("births"), tmp_path / "births.xls")
    assert "ends in .xlsx or .csv" in caught.value.findings[0].message.en


def test_a_template_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        write_template(feed("births"), tmp_path / "none" / "births.csv")
    assert [found.code for found in caught.value.findings] == ["file_unwritable"]
