"""Bad input of every kind: status 2, and a few lines that say where, what, what was expected and what was nearest.

Long because it is one list: every kind of bad input there is, so that a missing kind is seen.
"""

from __future__ import annotations

import json
import random
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.cli.case_files import CANBAO, DELETE, OVERLAY, SOUND, in_file, really, run, spoilt
from tests.sizes import of_full
from typer.main import get_command

from canbao.app.composition import Composition
from canbao.basis.findings import SHORT
from canbao.cli.main import cli
from canbao.policy.library import Library
from canbao.policy.policies import Policies

JARGON = re.compile(
    r"Traceback|Input should|Value error|String should|pydantic|validation|literal_error|decimal\b|None|True\b|False\b"
    r"|function-|\.bool\b|\.str\b|\.int\b"
)
"""Words of the machinery that no clerk should meet."""

Fault = tuple[str, Any, str, str, str, str]

A_DAY_ZH, A_DAY_EN = "应为日期，如 2025-03-10", "expected a day, as 2025-03-10"
AMOUNT_ZH, AMOUNT_EN = "以元计的金额", "an amount in yuan"
YEAR_ZH, YEAR_EN = "应为1880 至 2200 的整数", "expected a whole number from 1880 to 2200"

FAULTS: dict[str, Fault] = {
    # what is wrong: (path, value, line it must name, code, words in Chinese, words in English)
    "no such place": ("place", "999999", "place", "unknown_place", "430000", "there are: 000000, 140000, 140500"),
    "a place without a pack": ("place", "110000", "place", "unknown_place", "140000", "331100, 430000"),
    "a place too short": ("place", "43000", "place", "wrong_value", "六位或十二位地区代码", "six or twelve digits"),
    "a place with a letter": ("place", "43o000", "place", "wrong_value", "六位或十二位地区代码", "six or twelve"),
    "a place in wide digits": ("place", "４３００００", "place", "wrong_value", "地区代码", "place code"),
    "a place without quotes": ("place", 430000, "place", "wrong_value", "加引号", "put it in quotes"),
    "a place that is a list": ("place", ["430000"], "place", "wrong_value", "（列表）", "(a list)"),
    "no place": ("place", DELETE, "place", "missing_key", "缺少必填项“place”", "key 'place' is missing"),
    "a day that does not exist": ("person.born", "2025-02-30", "person.born", "wrong_value", "存在的日期", "exists"),
    "a 13th month": ("enrolment.paid_on", "2025-13-01", "enrolment.paid_on", "wrong_value", "存在的日期", "exists"),
    "the year 1": (
        "person.born",
        "0001-01-01",
        "person.born",
        "wrong_value",
        "1880 至 2200 年",
        "between 1880 and 2200",
    ),
    "the year 9999": ("as_of", "9999-12-31", "as_of", "wrong_value", "1880 至 2200 年", "between 1880 and 2200"),
    "a day with a time": ("person.born", "1980-05-01T00:00:00", "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a timestamp": ("person.born", 326000000, "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a day in digits": ("person.born", "19800501", "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a day of a week": ("person.born", "1980-W18-4", "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a day with slashes": ("person.born", "1980/05/01", "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a day in Chinese": ("person.born", "1980年5月1日", "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "a bare year": ("person.born", 1980, "person.born", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "no day of birth": ("person.born", None, "person.born", "wrong_value", "值“null”无效", "value 'null'"),
    "true for a day": ("enrolment.paid_on", True, "enrolment.paid_on", "wrong_value", "值“true”无效", "value 'true'"),
    "known on a word": ("known_on", "yesterday", "known_on", "wrong_value", A_DAY_ZH, A_DAY_EN),
    "paid before birth": (
        "person.born",
        "2025-03-11",
        "enrolment.paid_on",
        "impossible_date",
        "缴费日 2025-03-10 早于出生日 2025-03-11",
        "paid on 2025-03-10, before birth on 2025-03-11",
    ),
    "history of the coverage year": (
        "history.0.year",
        2025,
        "history.0.year",
        "impossible_date",
        "参保记录 2025 年不早于参保年度 2025",
        "history of 2025 is not before the coverage year 2025",
    ),
    "history after the coverage year": (
        "history.0.year",
        2030,
        "history.0.year",
        "impossible_date",
        "不早于参保年度 2025",
        "not before the coverage year 2025",
    ),
    "history before birth": (
        "history.0.year",
        1979,
        "history.0.year",
        "impossible_date",
        "参保记录 1979 年早于出生年 1980",
        "history of 1979 is before the year of birth, 1980",
    ),
    "a year twice": (
        "history.1.year",
        2021,
        "history.1.year",
        "contradiction",
        "2021 年出现了两行",
        "two rows for 2021",
    ),
    "paid in the window without cover": (
        "history.0.paid_in_window",
        True,
        "history.0.paid_in_window",
        "contradiction",
        "没有居民医保",
        "without resident cover",
    ),
    "13 months": (
        "history.0.employee_months",
        13,
        "history.0.employee_months",
        "wrong_value",
        "0 至 12",
        "from 0 to 12",
    ),
    "-1 months": (
        "history.0.employee_months",
        -1,
        "history.0.employee_months",
        "wrong_value",
        "0 至 12",
        "from 0 to 12",
    ),
    "3.5 months": (
        "history.0.employee_months",
        3.5,
        "history.0.employee_months",
        "wrong_value",
        "整数",
        "whole number",
    ),
    "true months": ("history.0.employee_months", True, "history.0.employee_months", "wrong_value", "整数", "whole"),
    "months in quotes": (
        "history.0.employee_months",
        "5",
        "history.0.employee_months",
        "wrong_value",
        "去掉引号",
        "quotes",
    ),
    "a year in quotes": ("history.0.year", "2021", "history.0.year", "wrong_value", "（去掉引号）", "without quotes"),
    "a year with decimals": ("history.0.year", 2021.0, "history.0.year", "wrong_value", YEAR_ZH, YEAR_EN),
    "the coverage year 1": ("enrolment.year", 1, "enrolment.year", "wrong_value", YEAR_ZH, YEAR_EN),
    "the coverage year 99999": ("enrolment.year", 99999, "enrolment.year", "wrong_value", YEAR_ZH, YEAR_EN),
    "yes for true": (
        "history.1.resident",
        "yes",
        "history.1.resident",
        "wrong_value",
        "true 或 false",
        "true or false",
    ),
    "1 for true": ("history.1.resident", 1, "history.1.resident", "wrong_value", "true 或 false", "true or false"),
    "true in quotes": ("history.1.resident", "true", "history.1.resident", "wrong_value", "去掉引号", "without quotes"),
    "repair before enrolment": (
        "enrolment.repair",
        {"years": 1, "paid_on": "2025-03-09"},
        "enrolment.repair.paid_on",
        "impossible_date",
        "修复缴费日 2025-03-09 早于参保缴费日 2025-03-10",
        "repair paid on 2025-03-09, before the enrolment on 2025-03-10",
    ),
    "negative repair": ("enrolment.repair.years", -1, "enrolment.repair.years", "wrong_value", "0 至 100", "0 to 100"),
    "half a year of repair": ("enrolment.repair.years", 0.5, "enrolment.repair.years", "wrong_value", "整数", "whole"),
    "repair that is a number": (
        "enrolment.repair",
        1,
        "enrolment.repair",
        "wrong_value",
        "应为键和值",
        "keys and values",
    ),
    "no day of payment": ("enrolment.paid_on", None, "enrolment.paid_on", "wrong_value", "缴费日期", "day of payment"),
    "no payment at all": ("enrolment.paid_on", DELETE, "enrolment.paid_on", "missing_key", "paid_on", "paid_on"),
    "no enrolment": (
        "enrolment",
        DELETE,
        "enrolment",
        "missing_key",
        "缺少必填项“enrolment”",
        "'enrolment' is missing",
    ),
    "no person": ("person", DELETE, "person", "missing_key", "缺少必填项“person”", "'person' is missing"),
    "an unknown key": ("plase", "430000", "plase", "unknown_key", "最接近的是“place”", "nearest known one is 'place'"),
    "an unknown key of a person": ("person.bron", "x", "person.bron", "unknown_key", "“born”", "'born'"),
    "an unknown key of an aid": ("person.aid.0.form", "x", "person.aid.0.form", "unknown_key", "“from”", "'from'"),
    "an unknown key of an event": (
        "person.events.0.knd",
        "x",
        "person.events.0.knd",
        "unknown_key",
        "“kind”",
        "'kind'",
    ),
    "an unknown key of a row": (
        "history.1.residnt",
        True,
        "history.1.residnt",
        "unknown_key",
        "“resident”",
        "'resident'",
    ),
    "an unknown key of an enrolment": (
        "enrolment.paidon",
        1,
        "enrolment.paidon",
        "unknown_key",
        "“paid_on”",
        "'paid_on'",
    ),
    "an unknown key of a repair": (
        "enrolment.repair.yeers",
        1,
        "enrolment.repair.yeers",
        "unknown_key",
        "“years”",
        "'years'",
    ),
    "a key like no other": (
        "person.姓名",
        "x",
        "person.姓名",
        "unknown_key",
        "可用的键：born, aid, events",
        "born, aid, events",
    ),
    "an unknown event": (
        "person.events.0.kind",
        "employee_cover_end",
        "person.events.0.kind",
        "unknown_value",
        "最接近的是“employee_cover_ended”",
        "nearest known one is 'employee_cover_ended'",
    ),
    "an event before birth": (
        "person.events.0.on",
        "1970-01-01",
        "person.events.0.on",
        "impossible_date",
        "1970-01-01 早于出生日",
        "1970-01-01 is before birth",
    ),
    "an event without a day": ("person.events.0.on", DELETE, "person.events.0.on", "missing_key", "“on”", "'on'"),
    "events as a mapping": ("person.events", {}, "person.events", "wrong_value", "应为列表", "expected a list"),
    "an unknown aid category": (
        "person.aid.0.category",
        "destitut",
        "person.aid.0.category",
        "unknown_value",
        "最接近的是“destitute”",
        "nearest known one is 'destitute'",
    ),
    "an aid category in Chinese": (
        "person.aid.0.category",
        "特困人员",
        "person.aid.0.category",
        "unknown_value",
        "最接近的是“destitute”",
        "nearest known one is 'destitute'",
    ),
    "an aid category like no other": (
        "person.aid.0.category",
        "qqq",
        "person.aid.0.category",
        "unknown_value",
        "minimum_living_allowance（最低生活保障对象）",
        "there are: destitute, severely_disabled",
    ),
    "an aid category without days": (
        "person.aid",
        ["destitute"],
        "person.aid.0",
        "wrong_value",
        "键和值",
        "keys and values",
    ),
    "aid that ends before it begins": (
        "person.aid.0.until",
        "2024-10-01",
        "person.aid.0.until",
        "impossible_date",
        "终止日 2024-10-01 不晚于起始日 2024-10-01",
        "until 2024-10-01 is not after from 2024-10-01",
    ),
    "aid before birth": (
        "person.aid.0.from",
        "1970-01-01",
        "person.aid.0.from",
        "impossible_date",
        "早于出生日",
        "before birth",
    ),
    "an unknown circumstance": (
        "enrolment.circumstance",
        "newborns",
        "enrolment.circumstance",
        "unknown_value",
        "最接近的是“newborn”",
        "nearest known one is 'newborn'",
    ),
    "a circumstance in Chinese": (
        "enrolment.circumstance",
        "新生儿",
        "enrolment.circumstance",
        "unknown_value",
        "最接近的是“newborn”",
        "'newborn'",
    ),
    "a circumstance that is a number": (
        "enrolment.circumstance",
        3,
        "enrolment.circumstance",
        "wrong_value",
        "下列之一：in_window",
        "one of: in_window",
    ),
    "an unknown use of the bonus": (
        "history.1.bonus_used",
        "all",
        "history.1.bonus_used",
        "unknown_value",
        "zero_claim",
        "any",
    ),
    "the employee scheme": (
        "enrolment.scheme",
        "employee",
        "enrolment.scheme",
        "wrong_value",
        "不判定职工医保",
        "not the employee",
    ),
    "the year before the measures": (
        "enrolment.year",
        2024,
        "enrolment.year",
        "law_not_in_force",
        "起始年度 2025",
        "2025",
    ),
    "known before the frame": (
        "known_on",
        "2024-07-25",
        "known_on",
        "law_not_in_force",
        "known_on 2024-07-25 早于国家框架文件国办发〔2024〕38号的印发日 2024-07-26",
        "is before the national frame",
    ),
    "an unknown interpretation": (
        "interpretations.first_missed_year_count",
        True,
        "interpretations.first_missed_year_count",
        "unknown_key",
        "最接近的是“first_missed_year_counts”",
        "'first_missed_year_counts'",
    ),
    "a reading there is not": (
        "interpretations.first_missed_year_counts",
        "maybe",
        "interpretations.first_missed_year_counts",
        "wrong_value",
        "下列之一：true, false",
        "one of: true, false",
    ),
    "1 for a true reading": (
        "interpretations.first_missed_year_counts",
        1,
        "interpretations.first_missed_year_counts",
        "wrong_value",
        "下列之一：true, false",
        "one of: true, false",
    ),
    "a reading that is a list": (
        "interpretations.first_missed_year_counts",
        [True],
        "interpretations.first_missed_year_counts",
        "wrong_value",
        "true、false、整数或文本",
        "true, false, a whole number or text",
    ),
    "a key that looks like a number but is none": (
        "interpretations.²",
        1,
        "interpretations.²",
        "unknown_key",
        "“²”",
        "'²'",
    ),
    "a reading refused in a case": (
        "interpretations.clearing_within_year",
        True,
        "interpretations.clearing_within_year",
        "not_in_scope",
        "不能在个案中设置",
        "cannot be set in a case",
    ),
    "another reading refused in a case": (
        "interpretations.resident_years_fraction",
        1,
        "interpretations.resident_years_fraction",
        "not_in_scope",
        "不能在个案中设置",
        "cannot be set in a case",
    ),
    "readings as a list": ("interpretations", [], "interpretations", "wrong_value", "应为键和值", "keys and values"),
    "readings that are nothing": (
        "interpretations",
        None,
        "interpretations",
        "wrong_value",
        "删去该项",
        "leave the key out",
    ),
    "an amount in quotes": (
        "original_limit_yuan",
        "400000",
        "original_limit_yuan",
        "wrong_value",
        AMOUNT_ZH,
        AMOUNT_EN,
    ),
    "a negative amount": ("original_limit_yuan", -1, "original_limit_yuan", "wrong_value", AMOUNT_ZH, AMOUNT_EN),
    "half a cent": ("original_limit_yuan", 0.005, "original_limit_yuan", "wrong_value", AMOUNT_ZH, AMOUNT_EN),
    "an absurd amount": ("original_limit_yuan", 1e30, "original_limit_yuan", "wrong_value", AMOUNT_ZH, AMOUNT_EN),
    "a true amount": ("original_limit_yuan", True, "original_limit_yuan", "wrong_value", AMOUNT_ZH, AMOUNT_EN),
    "an amount misspelt": (
        "original_limit_yuan",
        "unlimitd",
        "original_limit_yuan",
        "wrong_value",
        "unlimited",
        "unlimited",
    ),
    "another format": ("case", 2, "case", "wrong_value", "案例格式的版本号", "version of the case format"),
    "the format in quotes": ("case", "1", "case", "wrong_value", "不加引号", "version of the case format"),
    "a true format": ("case", True, "case", "wrong_value", "案例格式的版本号", "version of the case format"),
    "no format": ("case", DELETE, "case", "missing_key", "缺少必填项“case”", "'case' is missing"),
    "an id without quotes": ("id", 430102, "id", "wrong_value", "加引号", "put it in quotes"),
    "an id too long": ("id", "x" * 201, "id", "wrong_value", "至多 200 个字符", "at most 200 characters"),
    "history as a mapping": ("history", {"year": 2021}, "history", "wrong_value", "应为列表", "expected a list"),
    "history that is nothing": ("history", None, "history", "wrong_value", "没有则写 []", "write [] for none"),
    "a row that is a year": ("history.0", 2021, "history.0", "wrong_value", "应为键和值", "expected keys and values"),
    "too many rows": ("history", [{"year": 2021}] * 401, "history", "wrong_value", "至多 400 项", "at most 400 items"),
    "a person who is a name": ("person", "张三", "person", "wrong_value", "值“（文本）”无效", "'(text)'"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_line_in_both_languages(fault: str, tmp_path: Path) -> None:
    path, value, spot, code, zh, en = FAULTS[fault]
    file = in_file(tmp_path, spoilt(path, value))
    for language, words in (("zh", zh), ("en", en)):
        result = run("determine", file, "--lang", language)
        assert result.exit_code == 2
        assert result.stdout == ""
        lines = result.stderr.splitlines()
        where = next(i for i, line in enumerate(lines) if line.endswith(f" {spot}"))
        assert re.search(rf"{re.escape(str(file))}:\d+ ", lines[where]), lines
        assert words in lines[where + 1], lines
        assert f"({code})" in lines[where + 2], lines
        check_plain(result.stderr)


@pytest.mark.parametrize("fault", FAULTS)
def test_json_mode_tells_it_as_an_object_too(fault: str, tmp_path: Path) -> None:
    path, value, spot, code, zh, en = FAULTS[fault]
    result = run("determine", in_file(tmp_path, spoilt(path, value)), "--json")
    assert result.exit_code == 2
    told = next(f for f in json.loads(result.stdout)["error"] if f["about"].endswith(f" {spot}"))
    assert (told["code"], told["severity"]) == (code, "error")
    assert zh in told["message"]["zh"]
    assert en in told["message"]["en"]
    assert told["remedy"]
    assert told["message"]["zh"] in result.stderr


@pytest.mark.parametrize(
    "path", ["place", "person.born", "history.1.resident", "original_limit_yuan", "enrolment.year", "enrolment.repair"]
)
def test_the_line_is_the_one_of_the_value(path: str, tmp_path: Path) -> None:
    file = in_file(tmp_path, spoilt(path, "here"))
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if '"here"' in text)
    assert f"{file}:{line} {path}" in run("determine", file).stderr


def test_all_faults_of_a_case_are_told_at_once(tmp_path: Path) -> None:
    case = spoilt("place", 1, spoilt("person.born", "x", spoilt("history.0.employee_months", 13)))
    assert run("determine", in_file(tmp_path, case)).stderr.count("(wrong_value)") == 3


BAD_FILES: dict[str, tuple[bytes | str, str, str]] = {
    "nothing": ("", "", "文件为空"),
    "white space": (" \n\n\t\n", "", "文件为空"),
    "a comment": ("# 案例\n", "", "文件为空"),
    "an empty list": ("[]", ":1", "文件为空"),
    "null": ("null", ":1", "一个案例（键和值）或案例列表"),
    "a number": ("42", ":1", "一个案例（键和值）或案例列表"),
    "a text": ("hello", ":1", "一个案例（键和值）或案例列表"),
    "a table of commas": ("姓名,出生\n张三,1980\n", ":1", "一个案例（键和值）或案例列表"),
    "a 10 MB line": ("id: " + "x" * 10_000_000, ":1", "一段长 10000000 字符的文本"),
    "a 10 MB line of JSON": ('{"id": "' + "x" * 10_000_000 + '"}', ":1", "一段长 10000000 字符的文本"),
    "a bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ":1", "锚点"),
    "an alias": ("case: 1\nid: *x\n", ":2", "别名"),
    "a tag": ("case: 1\nid: !!python/object/apply:os.system [id]\n", ":2", "标签"),
    "a key twice": ("case: 1\nplace: '430000'\nplace: '331100'\n", ":3", "键“place”出现了两次"),
    "a key twice in JSON": ('{"case": 1,\n"case": 1}', ":2", "键“case”出现了两次"),
    "a tab": ("case: 1\nperson:\n\tborn: 1980-05-01\n", ":3", "缩进用空格"),
    "GBK": ("case: 1\nid: 湖南\n".encode("gbk"), ":2", "不是 UTF-8"),
    "UTF-16": ("case: 1\n".encode("utf-16"), ":1", "不是 UTF-8"),
    "NUL": (b"case: 1\nid: a\0b\n", ":2", "U+0000"),
    "a zip": (b"PK\x03\x04\x14\x00\x06\x00", ":1", "控制字符"),
    "JSON cut short": (json.dumps(SOUND)[:-40], ":1", "没有闭合"),
    "nesting": ("[" * 100_000, ":1", "嵌套层数"),
    "closed nesting": ("[" * 5000 + "]" * 5000, ":1", "嵌套层数"),
    "nesting in YAML": ("- " * 5000, ":1", "嵌套层数"),
    "two documents": ("case: 1\n---\ncase: 1\n", ":2", "多个案例请写成列表"),
    "a merge key": ("<<: {case: 1}\n", ":1", "合并键"),
    "an infinite number": ("case: 1\noriginal_limit_yuan: .inf\n", ":2", "有限的数"),
    "a number without end": ("case: " + "9" * 5000, ":1", "至多 18 位"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_each_file_that_is_no_case_is_refused_with_its_line(kind: str, tmp_path: Path) -> None:
    content, line, words = BAD_FILES[kind]
    file = in_file(tmp_path, content)
    result = run("determine", file, "--json")
    assert result.exit_code == 2
    told = json.loads(result.stdout)["error"]
    assert told[0]["about"] == f"{file}{line}"
    assert words in told[0]["message"]["zh"]
    check_plain(result.stderr)
    english = run("determine", file, "--lang", "en")
    assert english.exit_code == 2
    assert english.stderr.startswith("error ")
    check_plain(english.stderr)


def test_a_byte_order_mark_and_windows_lines_are_no_fault(tmp_path: Path) -> None:
    text = json.dumps(SOUND, indent=1).replace("\n", "\r\n")
    assert run("determine", in_file(tmp_path, b"\xef\xbb\xbf" + text.encode())).exit_code == 0


def test_entries_that_are_no_cases_are_refused_in_their_places(tmp_path: Path) -> None:
    result = run("determine", in_file(tmp_path, "- 1\n- null\n- text\n- []\n- {}\n"), "--json")
    assert result.exit_code == 2
    answers = json.loads(result.stdout)
    assert len(answers) == 5
    lines = [answer["error"][0]["about"].rpartition(":")[2].split()[0] for answer in answers]
    assert lines == ["1", "2", "3", "4", "5"]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run("determine", tmp_path / "none.yaml")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "文件不存在" in missing.stderr
    folder = run("determine", tmp_path, "--lang", "en")
    assert folder.exit_code == 2
    assert "expected a file, found a directory" in folder.stderr

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = in_file(tmp_path, SOUND)
    monkeypatch.setattr(Path, "open", refuse)
    unreadable = run("determine", file)
    assert unreadable.exit_code == 2
    assert "没有读取权限" in unreadable.stderr


def test_an_empty_standard_input_is_an_empty_file() -> None:
    result = run("determine", "-", given="")
    assert result.exit_code == 2
    assert "<stdin>" in result.stderr


def test_an_identity_number_or_a_name_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    number = "430102198005011234"
    for path, value in (
        ("person.born", number),
        ("place", number),
        ("person", number),
        ("person", {"张三丰": 1}),
        (f"person.{number}", 1),
        (f"interpretations.{number}", True),
        ("enrolment.circumstance", number),
        ("history", "张三丰"),
    ):
        result = run("determine", in_file(tmp_path, spoilt(path, value)), "--json")
        assert result.exit_code == 2
        assert number not in result.output
        if path != "person":  # a key must be named to be found
            assert "张三丰" not in result.output


@pytest.mark.parametrize("path", ["place", "person.born", "enrolment.circumstance", "original_limit_yuan", "id"])
def test_a_long_value_is_repeated_in_part_only(path: str, tmp_path: Path) -> None:
    result = run("determine", in_file(tmp_path, spoilt(path, "长" * 9000)))
    assert result.exit_code == 2
    assert "长" * (SHORT + 1) not in result.stderr
    key = run("determine", in_file(tmp_path, spoilt("interpretations." + "k" * 9000, 1)))
    assert key.exit_code == 2
    assert "k" * (SHORT + 1) not in key.stderr


# --- options


def test_a_day_of_cost_that_is_none(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    for day in ("x", "2025-02-30", "20250310", "2025-W10-1", "", "2025-03-10T00:00", "9" * 500):
        result = run("payable", file, "--on", day, "--json")
        assert result.exit_code == 2, day
        (told,) = json.loads(result.stdout)["error"]
        assert told["about"] == "--on"
        assert "2025-03-10" in told["message"]["zh"]
        check_plain(result.stderr)


def test_other_places_that_are_none(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    for place, words in (("999999", "现有："), ("hunan", "地区代码"), ("4300001", "地区代码")):
        result = run("options", file, "--place", place)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "--place" in result.stderr
        assert words in result.stderr


def test_overlays_that_cannot_be_used(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    missing = run("determine", file, "--overlay", tmp_path / "none.yaml")
    assert missing.exit_code == 2
    assert "none.yaml" in missing.stderr
    broken = in_file(tmp_path, OVERLAY.format(number=9, yuan=410).replace("values:", "valeus:"), "broken.yaml")
    result = run("determine", file, "--overlay", broken, "--json")
    assert result.exit_code == 2
    (told,) = json.loads(result.stdout)["error"]
    assert told["about"].startswith(f"{broken}:")
    assert "values" in told["message"]["zh"]
    check_plain(result.stderr)
    assert run("determine", file, "--overlay", file).exit_code == 2  # a case is no overlay


def test_one_broken_file_in_the_folder_of_overlays_is_named(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    folder = tmp_path / "overlays"
    folder.mkdir()
    in_file(folder, OVERLAY.format(number=8, yuan=410), "a.yaml")
    broken = in_file(folder, "overlay: 1\nplace: &x '430000'\n", "b.yaml")
    for command in (("determine", file), ("options", file), ("payable", file, "--on", "2025-07-01"), ("demo",)):
        result = run(*command, CANBAO_OVERLAYS=str(folder))
        assert result.exit_code == 2
        assert f"{broken}:2" in result.stderr
        assert "a.yaml" not in result.stderr
    nowhere = run("determine", file, CANBAO_OVERLAYS=str(tmp_path / "none"))
    assert nowhere.exit_code == 2
    assert "没有这个目录" in nowhere.stderr


def test_receipts_that_are_none(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    for content in (
        "x",
        "[]",
        "{}",
        "[1]",
        '{"receipt": 1}',
        '{"result": "sha256:x"}',
        '{"receipt": {"result": 1}}',
        "",
    ):
        result = run("determine", file, "--verify", in_file(tmp_path, content, "receipt.json"), "--json")
        assert result.exit_code == 2, content
        assert "receipt.json" in json.loads(result.stdout)["error"][0]["about"]
        check_plain(result.stderr)
    assert run("determine", file, "--verify", tmp_path / "none.json").exit_code == 2


def test_a_drawing_that_cannot_be_saved_is_refused_before_anything_is_decided(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    for target in (tmp_path / "none" / "x.svg", tmp_path):
        result = run("determine", file, "--svg", target)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "(file_unwritable)" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("determin",), "determine"),
        (("determine",), "FILE"),
        (("determine", "x", "--jsn"), "--json"),
        (("determine", "x", "--detail", "some"), "explained"),
        (("determine", "x", "--lang", "fr"), "zh"),
        (("payable", "x"), "--on"),
    ],
)
def test_a_wrong_command_line_is_told_in_two_lines(arguments: tuple[str, ...], words: str) -> None:
    status, out, err = really(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("命令行有误 · usage error: ")
    assert words in err
    assert len(err.splitlines()) == 2
    assert "Value error" not in err


def test_the_real_command_says_it_without_a_traceback(tmp_path: Path) -> None:
    assert CANBAO.exists()
    for content in ("[", "x" * 100, json.dumps(spoilt("place", 430000))):
        status, out, err = really("determine", in_file(tmp_path, content))
        assert (status, out) == (2, "")
        assert err.startswith("错误 ")
        assert "Traceback" not in err


def check_plain(text: str) -> None:
    """A message is plain: no word of the machinery, no endless line."""
    said = re.sub(r"(?m)^(错误|error) .*$", "", text)  # the place may be of any length
    assert JARGON.search(said) is None, said
    assert all(len(line) <= 500 for line in said.splitlines()), said


# --- mutations of sound cases

JUNK: list[Any] = [
    *(None, True, False, 0, -1, 12, 100, 3.5, 1e300, 10**17, 1980, 2024, 2025, 2026, 2200),
    *("", "x", "²", "张三", "[/]", "[bold]", "x" * 5000, "\u200b", "unlimited", "newborn", "any", "resident"),
    *("430000", "140500", "331100", "000000", "430102001003", "430102199001011234"),
    *("2025-02-30", "2025-W10-1", "9999-12-31", "0001-01-01", "2025-03-10", "2026-11-01", "1880-01-01"),
    *([], {}, [[]], [None], {"a": 1}, {"year": 2024}),
]
KEYS = ["x", "year", "born", "²", "张三", "[/]", "430102199001011234", "", "on", "true", "k" * 5000]
COMMANDS: list[tuple[str, ...]] = [
    ("determine", "--json"),
    ("determine", "--detail", "explained"),
    ("determine", "--detail", "result", "--lang", "en"),
    ("options", "--json"),
    ("payable", "--on", "2025-07-01"),
]
MUTATIONS_A_SEED = of_full(250, 2)


@pytest.mark.parametrize("seed", range(8))
def test_no_mutation_of_a_case_breaks_a_command(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2,000 cases with keys, values, bytes and lines deleted, doubled, replaced, cut and swapped."""
    rng = random.Random(seed)
    program, root = get_command(cli), PackedOnce()
    statuses = set()
    for number in range(MUTATIONS_A_SEED):
        data = mutated_bytes(rng)
        file = in_file(tmp_path, data)
        command, *flags = rng.choice(COMMANDS)
        try:
            status = program.main([command, str(file), *flags], standalone_mode=False, obj=root)
        except Exception as error:
            raise AssertionError(f"seed {seed}, number {number}: {command} {flags} {data!r}") from error
        out, err = capsys.readouterr()
        assert status in (0, 1, 2), (seed, number, data)
        assert (status == 2) == bool(err), (seed, number, data)
        if "--json" in flags:
            json.loads(out)
        check_plain(err)
        statuses.add(status)
    assert {0, 2} <= statuses


class PackedOnce(Composition):
    """A root that reads the packs once for many commands."""

    def __init__(self) -> None:
        super().__init__({})
        self.built = Policies(Library())

    def policies(self, overlays: Any = ()) -> Policies:
        assert not overlays
        return self.built


def mutated_bytes(rng: random.Random) -> bytes:
    """A sound case with one to three mutations; a fifth of them in the bytes of the file as well."""
    case = deepcopy(SOUND)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        mutate(case, rng)
    data = json.dumps(case, ensure_ascii=False, indent=rng.choice([None, 1])).encode()
    if rng.random() > 0.2:
        return data
    kind, at = rng.randrange(3), rng.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        lines = data.split(b"\n")
        rng.shuffle(lines)
        return b"\n".join(lines)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def mutate(case: dict[str, Any], rng: random.Random) -> None:
    """Delete, replace, double or rename one thing in a case."""
    boxes = [(box, key) for box in boxes_in(case) for key in (box if isinstance(box, dict) else range(len(box)))]
    if not boxes:
        return
    box, key = rng.choice(boxes)
    kind = rng.choice(["delete", "replace", "replace", "double", "rename"])
    if kind == "delete":
        del box[key]
    elif kind == "replace":
        box[key] = deepcopy(rng.choice(JUNK))
    elif isinstance(box, list):
        box.append(deepcopy(box[key] if kind == "double" else rng.choice(JUNK)))
    else:
        name = f"{key}{rng.choice(['s', '²', '.', ' ', '_'])}" if kind == "rename" else rng.choice(KEYS)
        box[name] = deepcopy(box[key])
        if kind == "rename":
            del box[key]


def boxes_in(value: Any) -> list[Any]:
    """Every mapping and list in a value."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict | list) else []
    return own + [box for member in members for box in boxes_in(member)]
