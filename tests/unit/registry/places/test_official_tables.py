"""Files of places: encodings, headings, codes, days; and every fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.unit.registry.places.tables import DAY, number

from canbao.basis.errors import BadInputError
from canbao.registry.places.official import read_table
from canbao.registry.places.table import Former, FormerName, GridRow, PlaceTable

STATISTICS = """统计用区划代码,城乡分类代码,名称
430102000000,,芙蓉区
430102001000,,文艺路街道
430102001001,111,识字岭社区居委会
"""


def read(folder: Path, text: str | bytes, name: str = "table.csv") -> PlaceTable:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_table(path, DAY)


def refused(folder: Path, text: str | bytes, name: str = "table.csv") -> list[tuple[str, str]]:
    with pytest.raises(BadInputError) as raised:
        read(folder, text, name)
    return [(one.code, one.about) for one in raised.value.findings]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet()
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_statistics_table_is_read_whatever_its_encoding(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    made = read(tmp_path, STATISTICS.replace(",", delimiter).replace("\n", end).encode(encoding))
    assert [(row.place, row.name, row.urban_rural, row.line) for row in made.rows] == [
        (number("430102"), "芙蓉区", None, 2),
        (number("430102001"), "文艺路街道", None, 3),
        (number("430102001001"), "识字岭社区居委会", "111", 4),
    ]
    assert (made.as_of, made.source) == (DAY, "table.csv 2026-06-30")


def test_the_civil_affairs_table_has_six_digits_a_title_blank_rows_and_notes(tmp_path: Path) -> None:
    text = """2025年中华人民共和国行政区划代码,,
,,
行政区划代码,单位名称,
430000,湖南省,
430100,　长沙市,
430102,　　芙蓉区*,

000000,中华人民共和国,
注：1.以*标识的为……,,
"""
    made = read(tmp_path, text)
    assert [(row.place, row.name) for row in made.rows] == [
        (number("430000"), "湖南省"),
        (number("430100"), "长沙市"),
        (number("430102"), "芙蓉区"),
    ]
    assert made.passed_over == 2


def test_a_workbook_is_read_with_codes_that_are_numbers_and_days_that_are_days(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "table.xlsx",
        [
            ["区划代码", "名称", "启用日期", "原代码"],
            [430182, "宁乡市", "2017/4/10", 430124],
            [430102001001.0, "一社区", None, None],
        ],
    )
    rows = read_table(path, DAY).rows
    assert [(row.place, row.line) for row in rows] == [(number("430182"), 2), (number("430102001001"), 3)]
    assert (rows[0].valid_from, rows[0].former) == (date(2017, 4, 10), (Former(number("430124")),))


def test_remarks_above_the_headings_are_passed_over_and_lines_counted_with_them(tmp_path: Path) -> None:
    made = read(tmp_path, "# 来源 a, b\n# 说明\ncode,name\n430102,芙蓉区\n")
    assert [row.line for row in made.rows] == [4]


def test_a_name_in_quotation_marks_may_hold_commas_and_line_ends(tmp_path: Path) -> None:
    made = read(tmp_path, '代码,名称\n430102,"芙蓉区, 又名"\n430103,天心区\n')
    assert [(row.name, row.line) for row in made.rows] == [("芙蓉区, 又名", 2), ("天心区", 3)]


@pytest.mark.parametrize(
    "day",
    ["2011-05-20", "2011-5-20", "2011/5/20", "2011年5月20日", "20110520", "２０１１-05-20", "2011-05-20 00:00:00"],
)
def test_days_are_read_as_they_are_written(tmp_path: Path, day: str) -> None:
    assert read(tmp_path, f"代码,名称,启用日期\n430112,望城区,{day}\n").rows[0].valid_from == date(2011, 5, 20)


def test_former_codes_and_names_stand_with_their_days(tmp_path: Path) -> None:
    text = "代码,名称,原代码,曾用名\n330114,钱塘区,330104@2021-03-11 330109；330110@2021/3/11,甲区@2005-12-31\n"
    row = read(tmp_path, text).rows[0]
    day = date(2021, 3, 11)
    assert row.former == (Former(number("330104"), day), Former(number("330109")), Former(number("330110"), day))
    assert row.former_names == (FormerName("甲区", date(2005, 12, 31)),)


def test_a_table_of_grids_names_villages_and_no_places(tmp_path: Path) -> None:
    text = "代码,网格编号,网格名称\n430102001001,1,东网格\n430102001001,002,\n430102001001,430102001001003,西\n"
    made = read(tmp_path, text)
    village = number("430102001001")
    assert made.rows == ()
    assert made.grids == (
        GridRow(village, 1, "东网格", 2),
        GridRow(village, 2, "网格2", 3),
        GridRow(village, 3, "西", 4),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "places_headings_missing"),
        ("代码\n430102\n", "places_headings_missing"),
        ("名称,电话\n芙蓉区,1\n", "places_headings_missing"),
        ("代码,名称\n", "places_table_empty"),
        ("代码,名称\n000000,全国\n", "places_table_empty"),
        ("代码,代码,名称\n430102,430102,芙蓉区\n", "places_heading_twice"),
    ],
)
def test_a_file_that_is_no_table_of_places_is_refused(tmp_path: Path, text: str, found: str) -> None:
    assert refused(tmp_path, text) == [(found, "table.csv")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("43010x,芙蓉区", "place_code_form"),
        ("4.30102E+11,芙蓉区", "place_code_form"),
        (",芙蓉区,,,x", "place_code_form"),
        ("430102,", "place_name_unusable"),
        (f"430102,{'区' * 101}", "place_name_unusable"),
        ("430102,芙蓉\x07区", "place_name_unusable"),
        ("430102,芙蓉区,111", "place_class_unknown"),
        ("430102001001,社区,113", "place_class_unknown"),
        ("430102,芙蓉区,,2011-02-30", "place_day_form"),
        ("430102,芙蓉区,,2011", "place_day_form"),
        ("430102,芙蓉区,,2011-05-20,2011-05-20", "place_span_empty"),
        ("430102,芙蓉区,,2011-05-20,2011-05-19", "place_span_empty"),
        ("430102,芙蓉区,,,,43010x", "place_former_form"),
        ("430102,芙蓉区,,,,430103@2011", "place_former_form"),
        ("430102,芙蓉区,,,,,旧区", "place_former_form"),
        ("430102,,,,,,,1", "grid_form"),
        ("430102001001,,,,,,,0", "grid_form"),
        ("430102001001,,,,,,,1000", "grid_form"),
        ("430102001001,,,,,,,430102001002003", "grid_form"),
    ],
)
def test_a_faulty_line_is_told_with_its_number(tmp_path: Path, line: str, found: str) -> None:
    heads = "代码,名称,城乡分类代码,启用日期,停用日期,原代码,曾用名,网格编号"
    assert refused(tmp_path, f"{heads}\n430104,岳麓区\n{line}\n") == [(found, "table.csv:3")]


def test_the_day_after_the_first_is_the_earliest_end(tmp_path: Path) -> None:
    assert read(tmp_path, "代码,名称,启用日期,停用日期\n430102,芙蓉区,2011-05-20,2011-05-21\n").rows


def test_codes_and_grids_may_stand_once(tmp_path: Path) -> None:
    text = "代码,名称\n430102,芙蓉区\n430102000000,芙蓉区\n"
    assert refused(tmp_path, text) == [("place_code_twice", "table.csv:3")]
    text = "代码,名称,网格编号\n430102001001,,1\n430102001001,,001\n"
    assert refused(tmp_path, text) == [("grid_twice", "table.csv:3")]


def test_of_many_faults_fifty_are_told(tmp_path: Path) -> None:
    lines = "\n".join(f"43010x,第{n}区" for n in range(60))
    found = refused(tmp_path, f"代码,名称\n{lines}\n")
    assert found[-2:] == [("place_code_form", "table.csv:51"), ("places_more_faults", "table.csv")]
    assert len(found) == 51


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as raised:
        read_table(tmp_path / "nowhere.csv", DAY)
    assert raised.value.findings[0].code == "file_unreadable"
    assert refused(tmp_path, b"PK\x03\x04 not a workbook", "table.xlsx")[0][0] == "feed_workbook_damaged"
    assert refused(tmp_path, b"\x00\x01\x02", "table.csv")[0][0] == "feed_kind_unknown"
    assert refused(tmp_path, "代码,名称\n430102,芙蓉区".encode()[:-1])[0][0] == "feed_encoding_unknown"
