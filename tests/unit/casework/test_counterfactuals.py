"""What would have changed a decision: an earlier payment, no missed year, repair; each as the rules decide it."""

from __future__ import annotations

import random
from datetime import date

import pytest
from tests.agreement.generate import plain_case
from tests.unit.casework.made_up import POLICIES, Plain, case_of, decided

from canbao.casework.answer import flat
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.counterfactuals import Counterfactual, counterfactuals_of, is_better
from canbao.casework.decide import decide

RANDOM_CASES = 300


def told(case: Plain) -> list[Counterfactual]:
    """The counterfactuals of a case."""
    return counterfactuals_of(decided(case))


def english(case: Plain) -> list[str]:
    """Their English sentences."""
    return [counterfactual.text.en for counterfactual in told(case)]


def test_paid_by_the_end_of_the_window_there_is_no_wait_and_400_instead_of_1100() -> None:
    """The example of the format: Hunan 2025, paid on 10 March."""
    sentences = english(case_of("2025-03-10", "RRRR", year=2025))
    assert sentences == ["Paid by 2024-12-31: no wait, payable from 2025-01-01, 400 yuan instead of 1,100 yuan."]


@pytest.mark.parametrize(
    ("paid_on", "count"), [("2025-12-30", 0), ("2025-12-31", 0), ("2026-01-01", 1), ("2026-01-02", 1)]
)
def test_who_paid_in_the_window_without_a_gap_could_have_done_nothing_better(paid_on: str, count: int) -> None:
    assert len(told(case_of(paid_on, "RR"))) == count


def test_a_gap_tells_the_window_the_gap_and_the_repair() -> None:
    found = english(case_of("2026-02-10", "R.."))
    begun = ["Paid by 2025-12-31", "Had no year been missed", "With 2 "]
    assert [sentence[: len(words)] for sentence, words in zip(found, begun, strict=True)] == begun
    assert "a wait of 3 months" in found[2]


def test_who_repaired_is_not_told_to_repair() -> None:
    found = english(case_of("2026-02-10", "R..", enrolment={"repair": {"years": 1}}))
    assert not any("repaired" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("paid_on", "told_day"), [("2026-06-29", None), ("2026-06-30", None), ("2026-07-01", "2026-06-30")]
)
def test_a_deadline_that_had_passed_is_told_with_its_last_day(paid_on: str, told_day: str | None) -> None:
    """Employee cover ended on 31 March: three months to 30 June (xz11/9a)."""
    found = english(case_of(paid_on, "RE", events={"employee_cover_ended": "2026-03-31"}))
    assert any(f"Paid by {told_day}" in sentence for sentence in found) is (told_day is not None)


def test_nobody_is_told_to_have_paid_before_birth_or_before_what_happened() -> None:
    """A child born in the year is told of day 90, not of the window before its birth."""
    found = english(case_of("2026-09-01", born="2026-02-01"))
    assert [sentence.partition(":")[0] for sentence in found] == ["Paid by 2026-05-02"]


def test_where_nothing_is_decided_or_years_are_unknown_nothing_is_told() -> None:
    assert told(case_of("2026-05-05", "R", events={"left_service": "2026-05-01"})) == []
    assert told(case_of("2025-08-31", "R")) == []
    assert told(case_of("2026-02-10", "R", history_known_from=2020)) == []


def test_every_counterfactual_is_what_deciding_so_would_give() -> None:
    """Paid on the day named, without repair, or repaired: the same changes, and better ones (random cases)."""
    rng = random.Random(20250104)
    tried: dict[str, int] = {"Paid by": 0, "With": 0, "Had no": 0}
    for number in range(RANDOM_CASES):
        case = plain_case(rng, ("430000", "140500", "331100")[number % 3], switches=False)
        case["enrolment"] = {k: v for k, v in case["enrolment"].items() if k != "circumstance"}
        if contradictions(Case.model_validate(case)):
            continue
        decision = decide(Case.model_validate(case), POLICIES)
        before = flat(decision.answer)
        for counterfactual in counterfactuals_of(decision):
            words = counterfactual.text.en.split()
            kind = " ".join(words[:2]) if words[0] != "With" else "With"
            tried[kind] += 1
            if kind == "Had no":
                assert counterfactual.changes, case
                continue
            enrolment = case["enrolment"] | {"repair": {"years": 0}}
            if kind == "Paid by":
                enrolment["paid_on"] = date.fromisoformat(words[2].rstrip(":"))
            else:
                enrolment["repair"] = {"years": int(words[1])}
            other = decide(
                Case.model_validate(case | {"as_of": decision.case.law_day, "enrolment": enrolment}), POLICIES
            )
            after = flat(other.answer)
            assert counterfactual.changes == {k: v for k, v in after.items() if v != before[k]}, (words, case)
            assert is_better(other.first, decision.first), (words, case)
    assert min(tried.values()) > RANDOM_CASES // 30, tried


def test_the_sentences_carry_what_changes_in_both_languages() -> None:
    (paid,) = told(case_of("2025-03-10", "RRRR", year=2025))
    assert (
        paid.text.zh
        == "若在 2024-12-31 前（含当日）缴费：无等待期，2025-01-01 起享受待遇，应缴 400 元（而非 1,100 元）。"
    )
    assert paid.changes["premium.due_yuan"] == 400
    assert paid.changes["benefit.from"] == "2025-01-01"
    assert paid.changes["circumstance"] == "in_window"
