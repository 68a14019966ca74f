"""Reports: the three details show one answer, every sentence carries the numbers, and JSON takes it all."""

from __future__ import annotations

import json
from collections import Counter
from typing import get_args

from tests.properties.drawn import POLICIES, Plain, cases, decided

from canbao.basis.findings import Text
from canbao.casework.answer import flat
from canbao.casework.decide import Decision
from canbao.casework.explanation.explain import steps_of
from canbao.casework.report import Detail, report
from canbao.casework.wording import amount, months

CASES = 100
EXPLAINED = 1_500
STEPS, REST = {"steps"}, {"counterfactuals", "options", "interpretations"}


def test_the_details_of_a_report_agree() -> None:
    """``result`` is part of ``explained``, which is part of ``full``: same keys, same values, same receipt."""
    for case in cases("details", CASES):
        decision = decided(case)
        shown = {detail: report(decision, POLICIES, detail) for detail in get_args(Detail)}
        result, explained, full = shown["result"], shown["explained"], shown["full"]
        assert set(explained) - set(result) == STEPS, case
        assert set(full) - set(explained) == REST, case
        assert {key: full[key] for key in explained} == explained, case
        assert {key: explained[key] for key in result} == result, case
        assert json.loads(json.dumps(full, ensure_ascii=False, allow_nan=False)) == full, case
        assert {key: full[key] for key in decision.answer} == decision.answer, case
        assert all("{" not in text for text in sentences(full)), case
        taken = [option for option in full["options"] if option["taken"]]
        if taken and full["circumstance"] is not None and case["enrolment"].get("circumstance") is None:
            same_year = [o for o in taken if o["year"] == case["enrolment"]["year"]]
            assert [o["circumstance"] for o in same_year] == [full["circumstance"]], case


def sentences(shown: Plain) -> list[str]:
    """Every sentence of a report, in both languages."""
    texts = [step["text"] for step in shown["steps"]]
    texts += [counterfactual["text"] for counterfactual in shown["counterfactuals"]]
    texts += [found["message"] for found in shown["findings"]]
    return [text[language] for text in texts for language in ("zh", "en")] + [f["remedy"] for f in shown["findings"]]


def numbers_told(decision: Decision) -> dict[str, tuple[str, Text]]:
    """For each number of the answer that is known: the rule of the step that tells it, and how it reads there."""
    answer = decision.answer
    told: dict[str, tuple[str, Text]] = {}
    for part, rule in (("due_yuan", "premium.premium"), ("repair_yuan", "premium.repair_fen")):
        if answer["premium"][part]:
            told[f"premium.{part}"] = (rule, amount(answer["premium"][part]))
    waiting = answer["waiting"]
    if waiting["starts_on"] is not None and waiting["ends_before"] is not None:
        told["waiting.ends_before"] = ("waiting.wait_end", both(waiting["ends_before"]))
        told["waiting.total_months"] = ("waiting.wait_end", months(waiting["total_months"]))
        for part in ("fixed_months", "variable_months"):
            if waiting[part]:
                told[f"waiting.{part}"] = (f"waiting.{part}", months(waiting[part]))
    if answer["benefit"] is not None:
        for end in ("from", "through"):
            told[f"benefit.{end}"] = ("benefit.benefit_from", both(answer["benefit"][end]))
    for part, rule in (
        ("continuity", "limit.continuity_step_years"),
        ("zero_claim", "limit.zero_claim_years"),
        ("bonus", "limit.bonus_fen"),
        ("total", "limit.serious_illness_limit"),
    ):
        if answer["limit"][f"{part}_yuan"] is not None:
            told[f"limit.{part}_yuan"] = (rule, amount(answer["limit"][f"{part}_yuan"]))
    if answer["limit"]["penalty_yuan"]:
        told["limit.penalty_yuan"] = ("limit.penalty_fen", amount(answer["limit"]["penalty_yuan"]))
    return told


def both(day: str) -> Text:
    """A day reads the same in both languages."""
    return Text(day, day)


def test_the_sentences_carry_the_numbers_of_the_answer() -> None:
    """Due, repair, months, days and limits each stand in the step about them, in Chinese and in English."""
    told: Counter[str] = Counter()
    for case in cases("sentences", EXPLAINED):
        decision = decided(case)
        if len(decision.determinations) > 1:
            continue
        texts = {step.rule: step.text for step in steps_of(decision)}
        for field, (rule, words) in numbers_told(decision).items():
            told[field] += 1
            assert words.zh in texts[rule].zh, (field, texts[rule], case)
            assert words.en in texts[rule].en, (field, texts[rule], case)
    assert min(told.values()) > EXPLAINED // 50, told


def test_a_step_that_unknown_years_leave_open_tells_no_number() -> None:
    """What is not determined is not told as if it were: such a step says that it is open."""
    left_open = 0
    for case in cases("open steps", EXPLAINED // 2):
        decision = decided(case)
        if len(decision.determinations) == 1:
            continue
        known = flat(decision.answer)
        for step in steps_of(decision):
            if any(known.get(field) is None for field in step.fields):
                left_open += 1
                assert "unknown years" in step.text.en, (step, case)
                assert not any(character.isdigit() for character in step.text.en + step.text.zh), (step, case)
    assert left_open > EXPLAINED // 20
