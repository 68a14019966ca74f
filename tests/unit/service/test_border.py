"""The formats of others: the platform's benefit check, dictionary and envelope, aid codes, and a FHIR Coverage.

Long because it is one table of cases looked at from both sides, and the page that publishes the mapping.
"""

from __future__ import annotations

import json
import random
import re
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.generate import plain_case
from tests.unit.casework.made_up import Plain, case_of, decided
from tests.unit.service import fhir_r4

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.basis.glossary import entry, glossary, terms
from canbao.basis.tree import parse_tree
from canbao.casework.answer import flat
from canbao.casework.case import AidCategory, Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import Decision
from canbao.casework.payable import payable
from canbao.casework.receipt import receipt_of
from canbao.policy.library import shipped_places
from canbao.service import border

DAY = timedelta(days=1)

CASES: dict[str, Plain] = {
    "in the window": case_of("2025-10-10", "RR"),
    "late": case_of("2026-02-10", "RR."),
    "too early": case_of("2025-08-31", "R"),
    "left to other rules": case_of("2026-05-05", "R", events={"left_service": "2026-05-01"}),
    "unknown years": case_of("2026-02-10", born="2022-05-01", history_known_from=2026),
    "all unknown": case_of("2025-10-10", born="2010-05-01", history_known_from=2026),
    "newborn": case_of("2026-03-20", born="2026-02-01"),
    "wait past the year": case_of("2026-12-01", "RR"),
    "earlier wait": case_of("2025-10-10", "RR", earlier_wait_until="2026-03-01"),
    "employee before": case_of("2026-02-10", "RE."),
    "employee cover ended": case_of("2026-05-10", "EE", events={"employee_cover_ended": "2026-05-01"}),
    "new student": case_of("2025-09-20", "RR", born="2007-05-01", events={"student_registered": "2025-09-05"}),
    "Lishui": case_of("2026-02-10", "RR", place="331100"),
    "Lishui in December": case_of("2026-12-10", "EE", place="331100", events={"employee_cover_ended": "2026-12-01"}),
    "Shanxi": case_of("2026-02-10", "RR", place="140500"),
    "two waits": case_of("2026-02-10", "RR", earlier_wait_until="2026-08-01"),
    "Shanxi newborn": case_of("2026-03-20", born="2026-02-01", place="140500"),
    "perhaps past the year": case_of("2026-06-01", born="2022-05-01", history_known_from=2026),
    "surely past the year": case_of("2026-10-01", born="2022-05-01", history_known_from=2026),
    "named, years unknown": case_of(
        "2025-10-10", born="2022-05-01", history_known_from=2026, enrolment={"circumstance": "in_window"}
    ),
    "named in vain": case_of("2025-10-10", "R", enrolment={"circumstance": "late"}),
    "no limit": case_of("2025-10-10", "RRRRRR", original_limit_yuan="unlimited"),
    "with a limit": case_of("2025-10-10", "RRRRRR", original_limit_yuan=400000, place="430102"),
    "repaired": case_of("2026-02-10", "RR.", enrolment={"repair": {"years": 1}}),
}
"""Cases of 2026; Hunan unless another place is said."""


@cache
def decision_of(name: str) -> Decision:
    """A case of the table, decided."""
    return decided(CASES[name])


def day_of(text: str) -> date:
    """A day as the table has it."""
    return date.fromisoformat(text)


def rows_of(decision: Decision, begins: date, ends: date) -> list[dict[str, str]]:
    """The rows of a benefit check."""
    answer = border.benefit_check(decision, begins, ends)
    assert list(answer) == ["trtinfo"]
    rows: list[dict[str, str]] = answer["trtinfo"]
    return rows


# --- 2001: the asked days in spans

SPANS: list[tuple[str, str, str, list[tuple[str, str, str, str]]]] = [
    (
        "in the window",
        "2025-12-01",
        "2027-01-31",
        [
            ("2025-12-01", "2025-12-31", "0", "无法确定是否享受待遇：该日属于 2025 年度，须按该年度的参保另行判定"),
            ("2026-01-01", "2026-12-31", "1", "享受待遇：在待遇享受期内（2026-01-01 至 2026-12-31）"),
            ("2027-01-01", "2027-01-31", "0", "无法确定是否享受待遇：该日属于 2027 年度"),
        ],
    ),
    (
        "late",
        "2025-12-31",
        "2026-12-31",
        [
            ("2025-12-31", "2025-12-31", "0", "2025-12-31 不享受待遇：在断保年度内"),
            ("2026-01-01", "2026-02-09", "0", "不享受待遇：早于待遇起始日，2026-06-10 起可享受待遇"),
            (
                "2026-02-10",
                "2026-06-09",
                "0",
                "2026-02-10 至 2026-06-09 不享受待遇：在待遇等待期内，2026-06-10 起可享受待遇",
            ),
            ("2026-06-10", "2026-12-31", "1", "享受待遇：在待遇享受期内（2026-06-10 至 2026-12-31）"),
        ],
    ),
    (
        "too early",
        "2026-01-01",
        "2026-12-31",
        [("2026-01-01", "2026-12-31", "0", "无法确定是否享受待遇：没有适用的参保情形：缴费早于允许的日期；")],
    ),
    (
        "left to other rules",
        "2026-06-01",
        "2027-01-01",
        [
            ("2026-06-01", "2026-12-31", "0", "无法确定是否享受待遇：该类人员（退出现役）由其他规定办理"),
            ("2027-01-01", "2027-01-01", "0", "该日属于 2027 年度，须按该年度的参保另行判定"),
        ],
    ),
    (
        "unknown years",
        "2026-02-09",
        "2026-12-31",
        [
            ("2026-02-09", "2026-02-09", "0", "早于待遇起始日，最早 2026-05-10、最晚 2026-09-10 起可享受待遇"),
            ("2026-02-10", "2026-05-09", "0", "在待遇等待期内，最早 2026-05-10、最晚 2026-09-10 起可享受待遇"),
            (
                "2026-05-10",
                "2026-09-09",
                "0",
                "无法确定是否享受待遇：取决于未知年度的参保情况（2022 至 2025 年间未知的年度），补充参保记录后可以确定",
            ),
            ("2026-09-10", "2026-12-31", "1", "享受待遇"),
        ],
    ),
    ("all unknown", "2026-01-01", "2026-12-31", [("2026-01-01", "2026-12-31", "0", "2010 至 2025 年间未知的年度")]),
    (
        "newborn",
        "2026-01-01",
        "2026-12-31",
        [
            ("2026-01-01", "2026-01-31", "0", "不享受待遇：早于出生日"),
            ("2026-02-01", "2026-12-31", "1", "享受待遇"),
        ],
    ),
    (
        "wait past the year",
        "2026-11-01",
        "2027-03-31",
        [
            ("2026-11-01", "2026-11-30", "0", "待遇起始日应为 2027-03-01，2026 年度内没有可享受待遇的日期"),
            ("2026-12-01", "2026-12-31", "0", "等待期满之日为 2027-03-01，2026 年度内没有可享受待遇的日期"),
            ("2027-01-01", "2027-03-31", "0", "须按该年度的参保另行判定"),
        ],
    ),
    (
        "earlier wait",
        "2026-01-01",
        "2026-03-02",
        [
            ("2026-01-01", "2026-02-28", "0", "不享受待遇：此前参保的等待期尚未结束，2026-03-01 起可享受待遇"),
            ("2026-03-01", "2026-03-02", "1", "享受待遇"),
        ],
    ),
    (
        "two waits",
        "2026-02-09",
        "2026-12-31",
        [
            ("2026-02-09", "2026-02-09", "0", "早于待遇起始日，2026-08-01 起可享受待遇"),
            ("2026-02-10", "2026-05-09", "0", "不享受待遇：在待遇等待期内，2026-08-01 起可享受待遇"),
            ("2026-05-10", "2026-07-31", "0", "不享受待遇：此前参保的等待期尚未结束，2026-08-01 起可享受待遇"),
            ("2026-08-01", "2026-12-31", "1", "享受待遇"),
        ],
    ),
    (
        "named, years unknown",
        "2026-01-01",
        "2026-12-31",
        [("2026-01-01", "2026-12-31", "0", "取决于未知年度的参保情况（2022 至 2025 年间未知的年度）")],
    ),
    (
        "named in vain",
        "2026-12-31",
        "2027-01-01",
        [
            ("2026-12-31", "2026-12-31", "0", "无法确定是否享受待遇：不符合所选情形“集中缴费期外参保”："),
            ("2027-01-01", "2027-01-01", "0", "无法确定是否享受待遇：该日属于 2027 年度，须按该年度的参保另行判定"),
        ],
    ),
    (
        "employee before",
        "2023-12-30",
        "2026-02-10",
        [
            ("2023-12-30", "2023-12-31", "0", "无法确定是否享受待遇：该日属于 2023 年度"),
            ("2024-01-01", "2024-12-31", "0", "该年度属于职工医保或其他保障，由该制度答复"),
            ("2025-01-01", "2025-12-31", "0", "在断保年度内"),
            ("2026-01-01", "2026-02-09", "0", "早于待遇起始日"),
            ("2026-02-10", "2026-02-10", "0", "2026-02-10 不享受待遇：在待遇等待期内"),
        ],
    ),
    (
        "employee cover ended",
        "2026-01-01",
        "2026-12-31",
        [
            ("2026-01-01", "2026-04-30", "0", "无法确定是否享受待遇：职工医保 2026-05-01 才断保，由职工医保答复"),
            ("2026-05-01", "2026-12-31", "1", "享受待遇"),
        ],
    ),
    (
        "new student",
        "2025-08-31",
        "2026-12-31",
        [("2025-08-31", "2025-08-31", "0", "2025 年度"), ("2025-09-01", "2026-12-31", "1", "享受待遇")],
    ),
    (
        "Lishui",
        "2026-02-10",
        "2026-12-31",
        [("2026-02-10", "2026-05-09", "0", "待遇等待期"), ("2026-05-10", "2026-12-31", "1", "享受待遇")],
    ),
    (
        "Lishui in December",
        "2026-11-30",
        "2026-12-31",
        [
            ("2026-11-30", "2026-11-30", "0", "由职工医保答复"),
            ("2026-12-01", "2026-12-31", "0", "待遇起始日应为 2027-01-01，2026 年度内没有可享受待遇的日期"),
        ],
    ),
    (
        "Shanxi",
        "2026-02-10",
        "2026-12-31",
        [("2026-02-10", "2026-05-09", "0", "待遇等待期"), ("2026-05-10", "2026-12-31", "1", "享受待遇")],
    ),
]


@pytest.mark.parametrize(("name", "begins", "ends", "expected"), SPANS, ids=[row[0] for row in SPANS])
def test_the_asked_days_are_told_in_spans(
    name: str, begins: str, ends: str, expected: list[tuple[str, str, str, str]]
) -> None:
    rows = rows_of(decision_of(name), day_of(begins), day_of(ends))
    assert [(row["begndate"], row["enddate"], row["trt_enjymnt_flag"]) for row in rows] == [e[:3] for e in expected]
    for row, (*_, words) in zip(rows, expected, strict=True):
        assert words in row["trt_chk_rslt"]


EDGES = [(name, row[0], row[2]) for name, _, _, rows in SPANS for row in rows[1:]]


@pytest.mark.parametrize(("name", "first", "flag"), EDGES)
def test_each_edge_is_the_same_asked_the_day_before_the_day_and_the_day_after(name: str, first: str, flag: str) -> None:
    """The first day of each span but the first: asked alone, each day has one row of that day with the same flag."""
    decision, day = decision_of(name), day_of(first)
    for asked in (day - DAY, day, day + DAY):
        (row,) = rows_of(decision, asked, asked)
        assert (row["begndate"], row["enddate"]) == (asked.isoformat(), asked.isoformat())
        assert row["trt_enjymnt_flag"] == ("1" if payable(decision, asked).is_payable is True else "0")
    assert rows_of(decision, day, day)[0]["trt_enjymnt_flag"] == flag


def test_a_row_has_the_fields_of_the_platform_and_its_codes() -> None:
    """The fund is the resident scheme's own; check type and flags stand in their tables."""
    rows = rows_of(decision_of("late"), day_of("2026-06-09"), day_of("2026-06-10"))
    fields = ["trt_chk_type", "fund_pay_type", "trt_enjymnt_flag", "begndate", "enddate", "trt_chk_rslt"]
    assert [list(row) for row in rows] == [fields, fields]
    for row in rows:
        for field in fields[:3]:
            assert row[field] in {one["value"] for one in border.dictionary(field)}
    assert {(row["trt_chk_type"], row["fund_pay_type"]) for row in rows} == {("01", "390100")}
    labels = {one["value"]: one["label"] for one in border.dictionary("fund_pay_type")}
    assert labels["390100"] == "城乡居民基本医疗保险基金"


def test_what_decides_an_undetermined_day_is_told_of_the_coverage_year_only() -> None:
    """Days after it belong to another year's enrolment, whatever is missing here."""
    (row,) = rows_of(decision_of("left to other rules"), day_of("2027-01-01"), day_of("2027-01-01"))
    assert row["trt_chk_rslt"] == "2027-01-01 无法确定是否享受待遇：该日属于 2027 年度，须按该年度的参保另行判定"


def test_a_reason_cites_the_document_and_its_article() -> None:
    (row,) = rows_of(decision_of("late"), day_of("2026-03-01"), day_of("2026-03-01"))
    assert row["trt_chk_rslt"].endswith("（依据：湘政办发〔2025〕11号 第(八)条）")
    (row,) = rows_of(decision_of("late"), day_of("2027-01-01"), day_of("2027-01-01"))
    assert "依据" not in row["trt_chk_rslt"]


def check_against_each_day(decision: Decision, begins: date, ends: date) -> None:
    """Spans tile the asked days, adjacent ones differ, and each day has the answer of the payable check."""
    spans = border.payable_spans(decision, begins, ends)
    assert (spans[0].begins, spans[-1].ends) == (begins, ends)
    for before, after in pairwise(spans):
        assert after.begins == before.ends + DAY
        assert replace(after.answer, on=before.answer.on) != before.answer
    for span in spans:
        assert span.begins <= span.ends
        day = span.begins
        while day <= span.ends:
            assert payable(decision, day) == replace(span.answer, on=day), (decision.case, day)
            day += DAY
    flags = [row["trt_enjymnt_flag"] for row in rows_of(decision, begins, ends)]
    assert flags == ["1" if span.answer.is_payable is True else "0" for span in spans]


@pytest.mark.parametrize("name", CASES)
def test_three_years_agree_with_asking_each_day(name: str) -> None:
    check_against_each_day(decision_of(name), day_of("2024-07-01"), day_of("2027-06-30"))


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 10**6), before=st.integers(0, 800), days=st.integers(0, 900))
def test_drawn_cases_agree_with_asking_each_day(seed: int, before: int, days: int) -> None:
    """Cases of every place, and spans that begin up to two years before the coverage year and end in or after it."""
    places = shipped_places()
    case = plain_case(random.Random(seed), places[seed % len(places)], switches=False)
    if contradictions(Case.model_validate(case)):
        return
    decision = decided(case)
    begins = date(decision.policy.year, 6, 1) - before * DAY
    check_against_each_day(decision, begins, begins + days * DAY)


# --- 2001: what is asked

QUESTION: Plain = {
    "psn_no": "43000000000000000001",
    "insutype": "390",
    "fixmedins_code": "H43010000001",
    "med_type": "11",
    "begntime": "2026-01-01",
    "endtime": "2026-12-31",
    "case": CASES["late"],
}


def asked(question: Plain) -> border.BenefitQuestion:
    """A question as a body has it."""
    tree = parse_tree(json.dumps({"input": question}, ensure_ascii=False).encode(), "body")
    return border.benefit_question(tree.value["input"], tree, ("input",))


def refused(question: Plain) -> tuple[Finding, ...]:
    """Why a question is refused."""
    with pytest.raises(BadInputError) as caught:
        asked(question)
    return caught.value.findings


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2026-01-01", "2026-12-31"),
        ("2026-01-01 00:00:00", "2026-12-31 23:59:59"),
        ("2026-01-01 23:59:59", "2026-12-31"),
    ],
)
def test_a_question_takes_days_or_times_and_only_the_day_counts(begins: str, ends: str) -> None:
    question = asked({**QUESTION, "begntime": begins, "endtime": ends})
    assert (question.begntime, question.endtime) == (date(2026, 1, 1), date(2026, 12, 31))
    assert question.case == Case.model_validate(CASES["late"])


def test_what_decides_nothing_may_be_left_out_and_a_person_number_is_told_nowhere() -> None:
    least = asked({key: QUESTION[key] for key in ("insutype", "begntime", "endtime", "case")})
    assert least.psn_no is None
    full = asked(QUESTION)
    assert "4300000000" not in repr(full) + str(full.model_dump())
    answer = border.benefit_check(decided(CASES["late"]), full.begntime, full.endtime)
    assert "4300000000" not in json.dumps(answer)


@pytest.mark.parametrize("number", [43000001, {"no": "43000001"}, ["43000001"], "4" * 201])
def test_a_person_number_that_is_no_short_text_is_refused_without_telling_it(number: object) -> None:
    (fault,) = refused({**QUESTION, "psn_no": number})
    assert (fault.code, fault.about) == ("wrong_value", "body:1 input.psn_no")
    assert not re.search(r"\d{5}", fault.message.zh + fault.message.en)


WRONG: list[tuple[Plain, str, str, str]] = [
    ({"insutype": "310"}, "wrong_value", "input.insutype", "390（居民医保）"),
    ({"insutype": 390}, "wrong_value", "input.insutype", "390（居民医保）"),
    ({"begntime": "2026/01/01"}, "wrong_value", "input.begntime", "2025-03-10"),
    ({"begntime": "2026-01-01T00:00:00"}, "wrong_value", "input.begntime", "2025-03-10"),
    ({"begntime": "2026-01-01 24:00:00"}, "wrong_value", "input.begntime", "2025-03-10"),
    ({"begntime": "2026-02-29"}, "wrong_value", "input.begntime", "存在的日期"),
    ({"begntime": "1879-12-31"}, "wrong_value", "input.begntime", "1880 至 2200"),
    ({"begntime": 20260101}, "wrong_value", "input.begntime", "2025-03-10"),
    ({"begntime": None}, "wrong_value", "input.begntime", "2025-03-10"),
    ({"endtime": "2025-12-31"}, "impossible_date", "input.endtime", "endtime 2025-12-31 早于 begntime 2026-01-01"),
    ({"endtime": "2029-01-01"}, "wrong_value", "input.endtime", "不晚于 2028-12-31 的日期（一次至多查询 3 年）"),
    ({"begin_time": "2026-01-01"}, "unknown_key", "input.begin_time", "begntime"),
    ({"case": {**CASES["late"], "plaec": "430000"}}, "unknown_key", "input.case.plaec", "place"),
    ({"case": {**CASES["late"], "place": 430000}}, "wrong_value", "input.case.place", "430000"),
    ({"case": "late"}, "wrong_value", "input.case", "键和值"),
]


@pytest.mark.parametrize(("changes", "code", "about", "words"), WRONG, ids=[row[2] + "-" + row[3] for row in WRONG])
def test_what_is_wrong_with_a_question_is_a_finding(changes: Plain, code: str, about: str, words: str) -> None:
    (fault,) = refused({**QUESTION, **changes})
    assert (fault.code, fault.about) == (code, f"body:1 {about}")
    assert words in fault.message.zh


def test_everything_wrong_with_a_question_is_told_at_once() -> None:
    found = refused({"insutype": "310", "endtime": "soon", "case": {}})
    assert {fault.about.rpartition(".")[2] for fault in found} >= {"insutype", "begntime", "endtime", "person", "place"}


@pytest.mark.parametrize("ends", ["2028-12-30", "2028-12-31"])
def test_three_years_may_be_asked_at_once(ends: str) -> None:
    assert asked({**QUESTION, "endtime": ends}).endtime == day_of(ends)


def test_days_that_cannot_be_asked_are_refused_however_they_come() -> None:
    for ends in (day_of("2025-12-31"), day_of("2029-01-01")):
        with pytest.raises(BadInputError) as caught:
            border.benefit_check(decision_of("late"), day_of("2026-01-01"), ends)
        assert [fault.about for fault in caught.value.findings] == ["endtime"]


# --- 1901: the dictionary


@pytest.mark.parametrize(
    ("type_", "value", "label", "parent"),
    [
        ("insutype", "390", "城乡居民基本医疗保险", None),
        ("insutype", "39905", "二乙医疗保险", "399"),
        ("psn_type", "1105", "农名工", "11"),
        ("psn_type", "116003", "失业人员", "11"),
        ("psn_type", "1401", "新生儿", None),
        ("psn_idet_type", "2304", "特困救助对象", "23"),
        ("mat_idet_code", "226102", "边缘易致贫户", "2261"),
        ("mat_idet_code", "2303", "低保救助对象", None),
        ("naty", "10", "朝鲜族", None),
        ("clct_type", "10", "正常", None),
        ("clct_flag", "0", "未到账", None),
        ("clct_flag", "1", "足额到账", None),
    ],
)
def test_a_value_of_the_dictionary_has_its_label_and_parent(
    type_: str, value: str, label: str, parent: str | None
) -> None:
    assert {"type": type_, "label": label, "value": value, "parentValue": parent} in border.dictionary(type_)


def test_a_parent_that_is_named_has_its_children_only() -> None:
    values = [one["value"] for one in border.dictionary("mat_idet_code", "2261")]
    assert values == ["226101", "226102", "226103", "226104"]
    assert border.dictionary("mat_idet_code", "2303") == []
    assert border.dictionary("mat_idet_code", "") == border.dictionary("mat_idet_code")


def test_a_table_without_known_values_is_empty_and_not_unknown() -> None:
    assert border.dictionary("revs_flag") == []


@pytest.mark.parametrize(
    ("type_", "parent", "about", "near"),
    [
        ("insu_type", None, "type", "insutype"),
        ("INSUTYPE", None, "type", "insutype"),
        ("mat_idet_code", "2262", "parent_value", "2261"),
    ],
)
def test_an_unknown_type_or_parent_names_the_nearest(type_: str, parent: str | None, about: str, near: str) -> None:
    with pytest.raises(BadInputError) as caught:
        border.dictionary(type_, parent)
    (fault,) = caught.value.findings
    assert (fault.code, fault.about) == ("unknown_value", about)
    assert near in fault.message.zh


def test_tables_can_be_replaced() -> None:
    tables = {"revs_flag": border.CodeTable("冲正标志", (("0", "正常"), ("1", "冲正")))}
    assert [one["value"] for one in border.dictionary("revs_flag", tables=tables)] == ["0", "1"]


def test_of_several_levels_the_nearest_is_the_parent() -> None:
    table = border.CodeTable("", (("22", "a"), ("2261", "b"), ("226101", "c"), ("2", "d")), has_levels=True)
    assert [table.parent_of(code) for code in ("226101", "2261", "22", "2", "3")] == ["2261", "22", "2", None, None]
    assert replace(table, has_levels=False).parent_of("226101") is None


def test_every_parent_stands_in_its_table_and_begins_the_code() -> None:
    for type_ in border.code_tables():
        values = border.dictionary(type_)
        known = {one["value"] for one in values}
        for one in values:
            assert one["parentValue"] is None or one["parentValue"] in known
            assert one["value"] is not None
            assert one["value"].startswith(one["parentValue"] or "")


def test_tables_name_their_source() -> None:
    text = Path(border.__file__).with_name("platform_codes.json").read_text(encoding="utf-8")
    plain = json.loads(text)
    assert "V1.1.27" in plain["source"]["document"]
    assert list(plain) == ["source", "tables"]
    assert {"clct_type", "clct_flag", "revs_flag"} == {t for t, table in plain["tables"].items() if "known" in table}


# --- aid categories


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("destitute", "2304"),
        ("minimum_living_allowance", "2303"),
        ("minimum_living_margin", "236074"),
        ("orphan", "2361"),
        ("unattended_child", "2370"),
        ("severely_disabled", "230801"),
        ("monitored_unstable", "226101"),
        ("monitored_marginal", "226102"),
        ("monitored_sudden_hardship", "226103"),
    ],
)
def test_an_aid_category_and_its_code_lead_to_each_other(category: AidCategory, code: str) -> None:
    assert border.mat_idet_code(category) == code
    assert border.aid_category(code) == category


def test_every_aid_category_has_one_code_of_the_table() -> None:
    codes = [border.mat_idet_code(category) for category in border.AID_CATEGORIES]
    assert sorted(border.AID_CATEGORIES) == sorted(terms("aid_category"))
    assert len(set(codes)) == len(codes)
    assert set(codes) <= {one["value"] for one in border.dictionary("mat_idet_code")}


def test_a_code_of_the_table_may_be_no_aid_category() -> None:
    assert border.aid_category("226104") is None
    assert border.aid_category("0") is None


def test_a_code_outside_the_table_names_the_nearest() -> None:
    with pytest.raises(BadInputError) as caught:
        border.aid_category("236075")
    assert [(f.code, f.about) for f in caught.value.findings] == [("unknown_value", "mat_idet_code")]
    assert "236074" in caught.value.findings[0].message.zh


# --- the envelope

ENVELOPE: Plain = {
    "infno": "2001",
    "msgid": "H43010000001202603010830001234",
    "mdtrtarea_admvs": "430100",
    "insuplc_admdvs": "430100",
    "recer_sys_code": "CANBAO",
    "infver": "V1.0",
    "opter_type": "1",
    "opter": "0001",
    "opter_name": "",
    "inf_time": "2026-03-01 08:30:00",
    "fixmedins_code": "H43010000001",
    "fixmedins_name": "",
    "sign_no": None,
    "input": QUESTION,
}
CHINA = timezone(timedelta(hours=8))
RECEIVED = datetime(2026, 3, 1, 8, 30, 1, tzinfo=CHINA)
RESPONDED = datetime(2026, 3, 1, 0, 30, 2, 999_000, tzinfo=UTC)


def opened(envelope: Plain) -> border.Envelope:
    """An envelope as a body has it."""
    tree = parse_tree(json.dumps(envelope, ensure_ascii=False).encode(), "body")
    return border.envelope_in(tree.value, tree)


def test_an_answer_has_the_message_it_answers_and_both_times_in_china() -> None:
    output: Plain = {"trtinfo": []}
    assert border.success(opened(ENVELOPE), output, RECEIVED, RESPONDED) == {
        "infcode": 0,
        "inf_refmsgid": "H43010000001202603010830001234",
        "refmsg_time": "2026-03-01 08:30:01",
        "respond_time": "2026-03-01 08:30:02",
        "err_msg": None,
        "output": output,
    }


def test_a_refusal_has_every_finding_in_chinese() -> None:
    faults = [
        finding("missing_key", "body:1 input.begntime", key="begntime"),
        finding("missing_key", "body:1 input.endtime", key="endtime"),
    ]
    answer = border.failure(opened(ENVELOPE), faults, RECEIVED, RESPONDED)
    assert (answer["infcode"], answer["output"]) == (-1, None)
    assert answer["err_msg"] == (
        "body:1 input.begntime：缺少必填项“begntime”。补上该项。；body:1 input.endtime：缺少必填项“endtime”。补上该项。"
    )


def test_an_envelope_that_cannot_be_read_is_refused_without_its_message() -> None:
    answer = border.failure(None, [finding("missing_key", "body:1 msgid", key="msgid")], RECEIVED, RESPONDED)
    assert (answer["infcode"], answer["inf_refmsgid"]) == (-1, None)
    assert list(answer) == ["infcode", "inf_refmsgid", "refmsg_time", "respond_time", "err_msg", "output"]


def test_a_time_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        border.success(opened(ENVELOPE), {}, RECEIVED.replace(tzinfo=None), RESPONDED)


@pytest.mark.parametrize(
    ("changes", "code", "about"),
    [
        ({"msg_id": "1"}, "unknown_key", "msg_id"),
        ({"infno": 2001}, "wrong_value", "infno"),
        ({"msgid": ""}, "wrong_value", "msgid"),
        ({"input": []}, "wrong_value", "input"),
        ({"opter_name": ["张三"]}, "wrong_value", "opter_name"),
    ],
)
def test_what_is_wrong_with_an_envelope_is_a_finding(changes: Plain, code: str, about: str) -> None:
    with pytest.raises(BadInputError) as caught:
        opened({**ENVELOPE, **changes})
    (fault,) = caught.value.findings
    assert (fault.code, fault.about) == (code, f"body:1 {about}")
    assert "张三" not in fault.message.zh


def test_an_envelope_shows_nothing_of_its_sender_or_input() -> None:
    shown = repr(opened({**ENVELOPE, "opter_name": "张三"}))
    assert "张三" not in shown
    assert "4300000000" not in shown


def test_the_least_envelope_has_three_fields() -> None:
    least = {key: ENVELOPE[key] for key in ("infno", "msgid", "input")}
    assert opened(least).input == QUESTION
    for key in least:
        with pytest.raises(BadInputError):
            opened({k: v for k, v in least.items() if k != key})


# --- FHIR Coverage


@pytest.mark.parametrize("name", CASES)
def test_a_coverage_has_the_structure_of_r4(name: str) -> None:
    resource = border.coverage(decision_of(name))
    assert fhir_r4.faults(resource) == []
    assert json.loads(json.dumps(resource)) == resource


def changed(**changes: Any) -> Plain:
    """A coverage with fields changed, or with None taken away."""
    resource = deepcopy(border.coverage(decision_of("late")))
    resource.update(changes)
    return {key: value for key, value in resource.items() if value is not None}


@pytest.mark.parametrize(
    "changes",
    [
        {"resourceType": "Claim"},
        {"status": "in-force"},
        {"status": None},
        {"beneficiary": None},
        {"payor": None},
        {"payor": []},
        {"payor": {"display": "湖南省"}},
        {"contained": None},
        {"policy": "1"},
        {"period": {"start": "2026-13-01"}},
        {"period": {"start": "2026-12-31", "end": "2026-01-01"}},
        {"extension": [{"url": "urn:x"}]},
        {"extension": [{"url": "urn:x", "valueMoney": {"value": "400", "currency": "CNY"}}]},
        {"extension": [{"url": "urn:x", "valueCode": "a", "valueString": "a"}]},
    ],
)
def test_the_check_of_the_structure_can_fail(changes: Plain) -> None:
    assert fhir_r4.faults(changed(**changes))


@pytest.mark.parametrize(
    ("name", "status", "state", "period"),
    [
        ("in the window", "active", "payable", {"start": "2026-01-01", "end": "2026-12-31"}),
        ("late", "active", "payable", {"start": "2026-06-10", "end": "2026-12-31"}),
        ("newborn", "active", "payable", {"start": "2026-02-01", "end": "2026-12-31"}),
        ("new student", "active", "payable", {"start": "2025-09-01", "end": "2026-12-31"}),
        ("too early", "draft", "no_circumstance", None),
        ("left to other rules", "draft", "no_circumstance", None),
        ("unknown years", "draft", "undetermined", None),
        ("perhaps past the year", "draft", "undetermined", None),
        ("surely past the year", "draft", "nothing_payable", None),
        ("named, years unknown", "draft", "undetermined", None),
        ("named in vain", "draft", "no_circumstance", None),
        ("wait past the year", "draft", "nothing_payable", None),
        ("Lishui in December", "draft", "nothing_payable", None),
        ("Shanxi", "active", "payable", {"start": "2026-05-10", "end": "2026-12-31"}),
    ],
)
def test_a_coverage_is_active_only_where_a_benefit_span_is_known(
    name: str, status: str, state: str, period: Plain | None
) -> None:
    resource = border.coverage(decision_of(name))
    assert (resource["status"], resource.get("period")) == (status, period)
    assert dict(fhir_r4.leaves(resource, "Coverage"))[at("benefit-state", "valueCode")] == state


def at(extension: str, *steps: str) -> str:
    """The path of a value in an extension."""
    return ".".join([f"Coverage.extension('urn:canbao:fhir:{extension}:1')", *steps])


def told(name: str) -> dict[str, Any]:
    """The values of a coverage by path."""
    return dict(fhir_r4.leaves(border.coverage(decision_of(name)), "Coverage"))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("in the window", 724),  # the fiscal subsidy of 2026 beside the personal premium
        ("late", 0),  # the person pays the subsidy as well
        ("Shanxi", None),  # no text names the late price
        ("Shanxi newborn", None),  # nothing is paid, and no text says what the government then adds
        ("too early", None),
    ],
)
def test_the_government_s_part_is_what_stands_beside_the_premium(name: str, part: int | None) -> None:
    assert told(name)[at("government-part", "valueMoney", "value")] == part


def test_what_is_undetermined_is_said_and_not_left_out() -> None:
    assert told("Shanxi")[at("due-amount", "valueMoney", "value")] is None
    assert told("Shanxi")[at("waiting-period", "extension('total-months')", "valueUnsignedInt")] == 3
    assert "costToBeneficiary" not in border.coverage(decision_of("late"))


def test_where_there_is_no_wait_it_has_no_days() -> None:
    values = told("in the window")
    assert values[at("waiting-period", "extension('total-months')", "valueUnsignedInt")] == 0
    assert at("waiting-period", "extension('starts-on')", "valueDate") not in values


@pytest.mark.parametrize("name", CASES)
def test_a_coverage_has_nothing_of_the_person(name: str) -> None:
    """Neither birth nor the name of the case: the asker has both."""
    case = {**CASES[name], "id": "my own name of it"}
    resource = border.coverage(decided(case))
    text = json.dumps(resource)
    assert resource["contained"] == [{"resourceType": "Patient", "id": "beneficiary"}]
    assert "my own name" not in text
    assert "birthDate" not in text


# --- the published page


PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "border.md").read_text(encoding="utf-8")


def published(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the page, without marks of code."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = re.search(r"(?:^\|.*\|\n?)+", section, re.MULTILINE)
    assert lines is not None, heading
    cells = [line.removeprefix("|").removesuffix("|").split("|") for line in lines[0].splitlines()]
    return [[cell.strip().replace("`", "") for cell in row] for row in cells[2:]]


def test_the_page_lists_the_words_that_have_a_platform_field_or_code() -> None:
    expected = [
        [e.term, e.label.zh, e.platform]
        for e in glossary().values()
        if e.platform and e.kind not in ("aid_category", "certificate_kind")
    ]
    assert published("Words with a platform field or code · 对应平台字段与代码的词") == expected


def test_the_page_lists_the_certificates() -> None:
    expected = [[term, entry(term).label.zh, entry(term).platform] for term in terms("certificate_kind")]
    assert published("Certificates · 证件") == [row for row in expected if row[2]]


def test_the_page_lists_the_aid_categories() -> None:
    labels = {one["value"]: one["label"] for one in border.dictionary("mat_idet_code")}
    expected = [
        [category, entry(category).label.zh, border.mat_idet_code(category), labels[border.mat_idet_code(category)]]
        for category in border.AID_CATEGORIES
    ]
    assert published("Aid categories · 资助对象") == expected


def test_the_page_lists_the_tables() -> None:
    expected = [
        [type_, table.name, str(len(table.values)), "yes" if table.has_levels else ""]
        for type_, table in border.code_tables().items()
    ]
    assert published("Dictionary (1901) · 字典") == expected


def test_the_page_lists_the_fields_of_a_question_and_of_a_row() -> None:
    assert [row[0] for row in published("Benefit check (2001): asked · 待遇检查：输入")] == list(
        border.BenefitQuestion.model_fields
    )
    (row,) = rows_of(decision_of("late"), day_of("2026-03-01"), day_of("2026-03-01"))
    assert [row[0] for row in published("Benefit check (2001): answered · 待遇检查：输出")] == list(row)


MAPPED = [(row[0], row[1]) for row in published("Coverage (FHIR R4)")]
CONSTANT = re.compile(r"“(.*)”")


def expected_values(name: str) -> dict[str, Any]:
    """Our fields of a case of the table, by the names of the page."""
    decision = decision_of(name)
    parts = {f"receipt.{part}": digest for part, digest in receipt_of(decision).items()}
    return {**flat(decision.answer), **parts, "place": decision.case.place, "scheme": decision.case.enrolment.scheme}


@pytest.mark.parametrize("name", CASES)
def test_every_value_of_a_coverage_stands_on_the_page_and_is_the_field_it_names(name: str) -> None:
    values, fields = told(name), expected_values(name)
    assert set(values) <= {path for _, path in MAPPED}
    for field, path in MAPPED:
        constant = CONSTANT.fullmatch(field)
        if constant is not None:
            assert values.get(path, constant[1]) == constant[1], path
        elif field in fields:
            own = fields[field]
            is_of_this_kind = (own == "unlimited") == path.endswith("valueCode") or not field.startswith("limit.")
            assert values.get(path) == (own if is_of_this_kind else None), path
        else:
            assert field.startswith("("), f"{field} is neither a field, a constant nor (derived)"


def test_every_row_of_the_page_is_the_path_of_some_value() -> None:
    every = {path for name in CASES for path in told(name)}
    assert {path for _, path in MAPPED} == every
    assert len(MAPPED) == len(every)
