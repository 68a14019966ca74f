"""``canbao payable``: whether a cost on a day is payable, and why not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.case_files import SOUND, WITHOUT_CIRCUMSTANCE, in_file, named, run, spoilt

BAD = spoilt("person.born", None)


@pytest.mark.parametrize(
    ("day", "is_payable", "why"),
    [
        ("1980-04-30", False, "before birth"),
        ("2024-06-01", False, "missed year"),
        ("2025-03-10", False, "waiting period"),
        ("2025-07-07", False, "waiting period"),
        ("2025-07-08", True, "within the benefit span"),
        ("2025-12-31", True, "within the benefit span"),
        ("2026-01-01", None, "decide that year's enrolment"),
    ],
)
def test_a_day_is_payable_or_not_and_the_reason_is_given(
    day: str, is_payable: bool | None, why: str, tmp_path: Path
) -> None:
    result = run("payable", in_file(tmp_path, SOUND), "--on", day, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert set(answer) == {"id", "on", "payable", "why", "clauses", "benefit"}
    assert (answer["on"], answer["payable"]) == (day, is_payable)
    assert why in answer["why"]["en"]


@pytest.mark.parametrize(("day", "is_payable"), [("0001-01-01", False), ("9999-12-31", None)])
def test_a_day_far_away_is_answered_too(day: str, is_payable: bool | None, tmp_path: Path) -> None:
    assert json.loads(run("payable", in_file(tmp_path, SOUND), "--on", day, "--json").stdout)["payable"] is is_payable


def test_the_line_is_chinese_or_english(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    assert "不予支付" in run("payable", file, "--on", "2025-07-07").stdout
    assert "可以支付" in run("payable", file, "--on", "2025-07-08").stdout
    assert "not payable: within the waiting period" in run("payable", file, "--on", "2025-07-07", LANG="en_US").stdout


def test_a_list_is_answered_in_its_order_and_a_bad_case_in_its_place(tmp_path: Path) -> None:
    file = in_file(tmp_path, [named("b"), named("bad", BAD), named("a")])
    result = run("payable", file, "--on", "2025-07-08", "--json")
    assert result.exit_code == 2
    answers = json.loads(result.stdout)
    assert [a["id"] for a in answers] == ["b", "bad", "a"]
    assert [a.get("payable") for a in answers] == [True, None, True]
    assert answers[1]["error"][0]["about"].endswith("1.person.born")


@pytest.mark.parametrize(
    ("cases", "status"),
    [(SOUND, 0), (WITHOUT_CIRCUMSTANCE, 1), ([WITHOUT_CIRCUMSTANCE, SOUND], 1), ([WITHOUT_CIRCUMSTANCE, BAD], 2)],
)
def test_the_gravest_case_sets_the_exit_status(cases: Any, status: int, tmp_path: Path) -> None:
    file = in_file(tmp_path, cases)
    for flags in ((), ("--json",)):
        assert run("payable", file, "--on", "2026-07-08", *flags).exit_code == status


def test_what_is_not_decided_is_not_known_to_be_payable(tmp_path: Path) -> None:
    file = in_file(tmp_path, WITHOUT_CIRCUMSTANCE)
    assert json.loads(run("payable", file, "--on", "2026-07-08", "--json").stdout)["payable"] is None
    assert "未能确定" in run("payable", file, "--on", "2026-07-08").stdout
