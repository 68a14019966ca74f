"""``canbao determine --verify``: a receipt holds until a fact, the law or the result is another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.case_files import OVERLAY, SOUND, in_file, named, really, run, spoilt

BAD = spoilt("enrolment.year", "2025")


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    """The receipt of the sound case."""
    return receipt_of(SOUND, tmp_path)


def receipt_of(cases: Any, folder: Path, name: str = "receipt.json") -> Path:
    """The answers to cases, which have receipts, in a file."""
    result = run("determine", in_file(folder, cases, "decided.json"), "--json", "--detail", "result")
    return in_file(folder, result.stdout, name)


def verdict(case: Any, receipt: Path, folder: Path, *flags: str | Path) -> tuple[int, Any]:
    """The exit status of a verification and its JSON."""
    result = run("determine", in_file(folder, case), "--verify", receipt, "--json", *flags)
    return result.exit_code, json.loads(result.stdout)


def test_it_holds_for_the_same_case_and_for_its_rows_in_another_order(receipt: Path, tmp_path: Path) -> None:
    assert verdict(SOUND, receipt, tmp_path) == (0, {"id": "sound", "holds": True, "differs": []})
    turned = spoilt("history", SOUND["history"][::-1])
    assert verdict(turned, receipt, tmp_path)[0] == 0
    page = run("determine", in_file(tmp_path, SOUND), "--verify", receipt)
    assert (page.exit_code, page.stdout) == (0, "✓ sound: 一致\n")
    assert really("determine", in_file(tmp_path, SOUND), "--verify", receipt)[0] == 0


def test_a_bare_receipt_does_as_well_as_the_answer_that_has_it(receipt: Path, tmp_path: Path) -> None:
    bare = in_file(tmp_path, json.loads(receipt.read_text())["receipt"], "bare.json")
    assert verdict(SOUND, bare, tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("path", "value", "differs"),
    [
        ("person.born", "1980-05-02", ["facts"]),
        ("history.2.reimbursed", False, ["facts"]),
        ("enrolment.paid_on", "2025-03-11", ["facts", "result"]),
        ("original_limit_yuan", 400001, ["facts", "result"]),
        ("place", "430100", ["facts"]),
        ("place", "331100", ["pack", "policy", "facts", "result"]),
        ("interpretations", {"first_missed_year_counts": False}, ["policy", "facts", "result"]),
    ],
)
def test_a_changed_fact_is_named(path: str, value: Any, differs: list[str], receipt: Path, tmp_path: Path) -> None:
    status, said = verdict(spoilt(path, value), receipt, tmp_path)
    assert status == 1
    assert said == {"id": "sound", "holds": False, "differs": differs}


def test_a_changed_value_of_the_law_is_named_in_both_languages(receipt: Path, tmp_path: Path) -> None:
    overlay = in_file(tmp_path, OVERLAY.format(number=1, yuan=410), "overlay.yaml")
    status, said = verdict(SOUND, receipt, tmp_path, "--overlay", overlay)
    assert (status, said["differs"]) == (1, ["policy", "result"])
    file = in_file(tmp_path, SOUND)
    chinese = run("determine", file, "--verify", receipt, "--overlay", overlay)
    assert (chinese.exit_code, chinese.stdout) == (1, "✗ sound: 不一致: 规定、判定结果\n")
    english = run("determine", file, "--verify", receipt, "--overlay", overlay, "--lang", "en")
    assert english.stdout == "✗ sound: differs: policy, result\n"


def test_each_case_of_a_list_is_compared_with_its_own(tmp_path: Path) -> None:
    cases = [named("a"), named("b"), named("[/]")]
    receipts = receipt_of(cases, tmp_path)
    changed = [named("a"), spoilt("person.born", "1981-01-01", named("b")), named("[/]")]
    status, said = verdict(changed, receipts, tmp_path)
    assert status == 1
    assert [s["holds"] for s in said] == [True, False, True]
    assert "✓ [/]: 一致" in run("determine", in_file(tmp_path, changed), "--verify", receipts).stdout


def test_a_bad_case_does_not_stop_the_others_and_outranks_a_difference(tmp_path: Path) -> None:
    receipts = receipt_of([named("a"), named("bad", BAD), named("b")], tmp_path)
    status, said = verdict([named("a"), named("bad", BAD), named("changed")], receipts, tmp_path)
    assert status == 2
    assert said[0]["holds"] is True
    assert said[1]["error"][0]["code"] == "wrong_value"
    assert said[2]["differs"] == ["facts"]
    status, said = verdict([named("a"), named("bad"), named("b")], receipts, tmp_path)
    assert (status, [s["holds"] for s in said]) == (1, [True, False, True])  # an error has no receipt that could hold


def test_another_number_of_receipts_than_cases_is_refused(receipt: Path, tmp_path: Path) -> None:
    result = run("determine", in_file(tmp_path, [SOUND, SOUND]), "--verify", receipt)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "回执 1 份，案例 2 个" in result.stderr
