"""Twelve people walk through the calculator, each at both widths, seen in both languages; three without script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from canbao.basis.glossary import label
from canbao.casework.decide import decide
from canbao.casework.interview.open_facts import read
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from tests.browser.personas import AIDED, ALWAYS, PERSONAS, STUDENT, TWO_MISSED, Outcome, Persona
from tests.browser.pictures import Pictures
from tests.browser.reader import DESKTOP, PHONE, Language, Readers
from tests.browser.walker import NEEDED, walk

QUESTIONS_TO_WHO_ALWAYS_PAID = 5
WITHOUT_SCRIPT = (TWO_MISSED, STUDENT, AIDED)
ENGLISH_FIRST = {persona.name: number % 2 for number, persona in enumerate(PERSONAS)}


@pytest.fixture(scope="session")
def policies() -> Policies:
    """The shipped law, apart from the site's."""
    return Policies(Library())


def language_of(persona: Persona, is_wide: bool) -> Language:
    """Every persona in one language on a phone, in the other on a desk, alternating."""
    return "en" if ENGLISH_FIRST[persona.name] != is_wide else "zh"


def yuan(amount: int, language: Language) -> str:
    """An amount as it is read."""
    return f"{amount:,} 元" if language == "zh" else f"{amount:,} yuan"


def months(count: int, language: Language) -> str:
    """A wait as it is read."""
    return f"等待期 {count} 个月" if language == "zh" else f"Waiting period: {count} months"


SAID = {
    "free": {"zh": "不用缴费", "en": "Nothing to pay"},
    "undetermined": {"zh": "未能确定", "en": "undetermined"},
    "empty": {"zh": "本年度内不能报销", "en": "no costs payable in this year"},
    "no_wait": {"zh": "没有等待期", "en": "No waiting period"},
    "continuity": {"zh": "连续参保激励 +", "en": "continuity bonus +"},
    "zero_claim": {"zh": "零报销激励 +", "en": "zero-claim bonus +"},
    "penalty": {"zh": "断保降额 −", "en": "penalty −"},
    "plain": {"zh": "没有增减", "en": "unchanged"},
}


def card(page: Page, name: str) -> str:
    """What a card of the result says."""
    return page.inner_text(f"section[aria-labelledby={name}-head]")


def big(page: Page, name: str) -> str:
    """The answer of a card in large letters."""
    return page.inner_text(f"section[aria-labelledby={name}-head] .big")


def check_outcome(page: Page, outcome: Outcome, language: Language) -> None:
    """The result says what was worked out by hand, and no more."""
    due = outcome.due_yuan
    paid = SAID["undetermined"][language] if due is None else yuan(due, language) if due else SAID["free"][language]
    assert big(page, "pay") == paid
    first = SAID["empty"][language] if outcome.first is None else outcome.first.isoformat()
    assert big(page, "benefit") == first
    benefit = card(page, "benefit")
    assert outcome.through is None or outcome.through.isoformat() in benefit
    wait = months(outcome.wait_months, language) if outcome.wait_months else SAID["no_wait"][language]
    assert wait in benefit
    limit = card(page, "limit")
    changes = {
        "continuity": outcome.continuity_yuan,
        "zero_claim": outcome.zero_claim_yuan,
        "penalty": outcome.penalty_yuan,
    }
    for name, amount in changes.items():
        said = SAID[name][language]
        assert f"{said}{yuan(amount, language)}" in limit if amount else said not in limit
    assert (SAID["plain"][language] in limit) is not any(changes.values())
    assert big(page, "circumstance") == label(outcome.circumstance).get(language)


def check_case_file(page: Page, outcome: Outcome, policies: Policies) -> None:
    """The case file of the page decides to what the page shows."""
    answer = decide(read(downloaded(page)), policies).answer
    benefit = answer["benefit"]
    assert answer["circumstance"] == outcome.circumstance
    assert answer["premium"]["due_yuan"] == outcome.due_yuan
    assert (benefit and benefit["from"]) == (outcome.first and outcome.first.isoformat())
    assert (benefit and benefit["through"]) == (outcome.through and outcome.through.isoformat())
    assert answer["waiting"]["total_months"] == outcome.wait_months
    assert answer["limit"]["continuity_yuan"] == outcome.continuity_yuan
    assert answer["limit"]["zero_claim_yuan"] == outcome.zero_claim_yuan
    assert answer["limit"]["penalty_yuan"] == outcome.penalty_yuan


def downloaded(page: Page) -> dict[str, object]:
    """The case that the page gives as a file."""
    with page.expect_download() as waiting:
        page.click("a[download]")
    case = json.loads(Path(waiting.value.path()).read_bytes())
    assert case.pop("case") == 1
    return dict(case)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name)
def test_the_result_is_what_was_worked_out_by_hand(
    persona: Persona, size: ViewportSize, readers: Readers, policies: Policies, pictures: Pictures
) -> None:
    """The amount, the days, the wait, the limit and the circumstance, on the page and in its case file."""
    language = language_of(persona, size is DESKTOP)
    page = readers.one(language, size)
    asked = walk(page, persona)
    width = size["width"]
    pictures.keep(page, f"{persona.name}-{width}-{language}")
    assert asked[:4] == NEEDED
    check_outcome(page, persona.outcome, language)
    check_case_file(page, persona.outcome, policies)


@pytest.mark.parametrize("persona", WITHOUT_SCRIPT, ids=lambda persona: persona.name)
def test_the_result_is_the_same_without_script(persona: Persona, readers: Readers, policies: Policies) -> None:
    """Every question and the result need no script."""
    page = readers.one("zh", script=False)
    walk(page, persona)
    check_outcome(page, persona.outcome, "zh")
    check_case_file(page, persona.outcome, policies)


def test_who_always_paid_is_asked_five_questions_after_the_four_needed_ones(readers: Readers) -> None:
    """What cannot change the answer is not asked."""
    asked = walk(readers.one(), ALWAYS)
    assert len(asked) == len(NEEDED) + QUESTIONS_TO_WHO_ALWAYS_PAID, asked
