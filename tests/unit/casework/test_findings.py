"""The findings of an answer: each code of the table occurs, says what it is about, and leaves no place unfilled."""

from __future__ import annotations

import random
import re

import pytest
from tests.agreement.generate import plain_case
from tests.sizes import of_full
from tests.unit.casework.made_up import POLICIES, Plain, case_of, decided

from canbao.basis.finding_codes import CODES, TABLE
from canbao.basis.findings import Finding
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import decide
from canbao.casework.findings import findings_of
from canbao.casework.wording import UNMET
from canbao.policy.library import shipped_places
from canbao.rules.circumstances import DISPLACED, MET

RANDOM_CASES = of_full(2_000, 4)
LEFT_SERVICE = {"left_service": "2026-05-01"}
DESTITUTE = [{"category": "destitute", "from": "2020-01-01"}]

EXAMPLES: dict[str, tuple[Plain, str]] = {
    "assumed_value": (case_of("2025-10-10", "R"), "window"),
    "reported_value": (case_of("2025-10-10", "R"), "premium.personal"),
    "frame_only": (case_of("2024-10-10", "R", year=2025, known_on="2025-03-24"), "waiting"),
    "missing_layer": (case_of("2025-10-10", "R", place="331100"), "place"),
    "undetermined": (case_of("2026-02-10", "R", place="140500"), "premium.due_yuan"),
    "original_limit_unknown": (case_of("2025-10-10", "R"), "original_limit_yuan"),
    "unknown_years": (case_of("2025-10-10", history_known_from=2026), "history_known_from"),
    "no_circumstance": (case_of("2025-08-31", "R"), "enrolment.paid_on"),
    "circumstance_not_met": (
        case_of("2025-10-10", "R", enrolment={"circumstance": "late"}),
        "enrolment.circumstance",
    ),
    "other_rules_apply": (case_of("2026-05-05", "R", events=LEFT_SERVICE), "person.events"),
    "empty_span": (case_of("2026-12-01", "R"), "benefit"),
    "repair_without_effect": (
        case_of("2026-02-10", "R.", enrolment={"repair": {"years": 2}}),
        "enrolment.repair.years",
    ),
    "repair_only_with_payment": (
        case_of("2026-02-10", "R.", place="331100", enrolment={"repair": {"years": 1, "paid_on": "2026-02-11"}}),
        "enrolment.repair",
    ),
    "bonus_use_before_first_bonus": (
        case_of("2025-10-10", history=[{"year": 2024, "resident": True, "bonus_used": "any"}]),
        "history",
    ),
    "limit_below_zero": (
        case_of("2026-02-10", "R" + "." * 9, place="140500", original_limit_yuan=20000),
        "limit.total_yuan",
    ),
    "aid_not_in_force": (case_of("2025-10-10", "R", place="331100", aid=DESTITUTE), "premium.aid_yuan"),
    "premium_unknown": (case_of("2026-10-10", "R", year=2027), "premium.personal_yuan"),
}
"""For each code of an answer the least case in which it occurs, and what it is about."""


def codes_of_answers() -> list[str]:
    """The codes that the table has for answers, in its order."""
    names = [row.code for row in TABLE]
    return names[names.index("assumed_value") : names.index("unknown_document")]


def found(case: Plain) -> list[Finding]:
    """The findings of a case."""
    return findings_of(decided(case))


def texts(finding: Finding) -> list[str]:
    """Its sentences, in both languages."""
    return [finding.message.zh, finding.message.en, finding.remedy.zh, finding.remedy.en]


def is_filled(finding: Finding) -> bool:
    """Whether every place of its sentences is filled, with words and never with a code's number."""
    return all(text and not re.search(r"[{}]|None|-\d{10,}|Text\(", text) for text in texts(finding))


def test_there_is_an_example_of_every_code_of_an_answer() -> None:
    assert sorted(EXAMPLES) == sorted(codes_of_answers())


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_finding_of_an_answer_occurs_and_is_told_in_full(code: str) -> None:
    case, about = EXAMPLES[code]
    findings = [finding for finding in found(case) if (finding.code, finding.about) == (code, about)]
    assert len(findings) == 1, found(case)
    assert findings[0].severity == CODES[code].severity
    assert is_filled(findings[0]), texts(findings[0])
    assert re.search(r"[一-鿿]", findings[0].message.zh)
    assert not re.search(r"[一-鿿]", findings[0].message.en.replace("浙医保联发〔2024〕19号", ""))


def test_no_finding_of_any_case_leaves_a_place_unfilled_or_has_another_code() -> None:
    """Random cases of every place; each clause a finding names is one of a document of the place."""
    rng = random.Random(20250105)
    places = shipped_places()
    codes: set[str] = set()
    for number in range(RANDOM_CASES):
        case = plain_case(rng, places[number % len(places)], switches=False)
        if contradictions(Case.model_validate(case)):
            continue
        decision = decide(Case.model_validate(case), POLICIES)
        documents = decision.policy.resolved.chain.documents
        for finding in findings_of(decision):
            codes.add(finding.code)
            assert is_filled(finding), (texts(finding), case)
            assert all(clause.partition("/")[0] in documents for clause in finding.clauses), (finding, case)
    assert codes == set(codes_of_answers()) - {"limit_below_zero"}, "only an original limit below the penalty gives it"


def test_an_answer_that_needs_nobody_has_no_warning() -> None:
    """Hunan 2025, paid in the window that was read, with the original limit: nothing to see to."""
    clear = case_of("2024-10-10", "RR", year=2025, original_limit_yuan=400000)
    assert [finding for finding in found(clear) if finding.severity != "info"] == []


@pytest.mark.parametrize(
    ("case", "about", "where"),
    [
        (case_of("2026-02-10", "R", place="140500"), "premium.due_yuan", "late_price_basis"),
        (case_of("2025-10-10", "R", place="140500", aid=DESTITUTE), "premium.aid_yuan", "aid.rates"),
        (case_of("2025-10-10", "RRRRR", place="000000"), "limit", "limit.continuity_step"),
    ],
)
def test_what_is_undetermined_says_where_it_could_be_given(case: Plain, about: str, where: str) -> None:
    (finding,) = [f for f in found(case) if f.code == "undetermined" and f.about == about]
    assert where in finding.remedy.en
    assert where in finding.remedy.zh


@pytest.mark.parametrize(
    ("case", "about", "year"),
    [
        (case_of("2026-10-10", "R", year=2027), "premium.personal_yuan", "2027"),
        (case_of("2027-02-10", "R.", year=2027, enrolment={"repair": {"years": 1}}), "premium.repair_yuan", "2027"),
        (
            case_of("2025-02-10", "R", place="140500", year=2025)
            | {
                "interpretations": {
                    "late_price_basis": "personal_plus_subsidy",
                    "late_price_subsidy_year": "year_before",
                }
            },
            "premium.subsidy_yuan",
            "2024",
        ),
    ],
)
def test_an_amount_not_yet_known_names_its_year(case: Plain, about: str, year: str) -> None:
    (finding,) = [f for f in found(case) if f.code == "premium_unknown" and f.about == about]
    assert year in finding.message.zh
    assert year in finding.message.en


@pytest.mark.parametrize(
    ("paid_on", "why"), [("2025-08-31", "before"), ("2027-01-01", "after")], ids=["too early", "too late"]
)
def test_no_circumstance_says_whether_it_was_too_early_or_too_late_and_names_the_window(paid_on: str, why: str) -> None:
    (finding,) = [f for f in found(case_of(paid_on, "R")) if f.code == "no_circumstance"]
    assert why in finding.message.en
    assert "2025-09-01" in finding.message.en
    assert "2025-12-31" in finding.message.zh


def test_a_refused_repair_tells_how_many_years_were_asked_refused_and_possible() -> None:
    (finding,) = [
        f
        for f in found(case_of("2026-02-10", "R....", enrolment={"repair": {"years": 7}}))
        if f.code == "repair_without_effect"
    ]
    assert [int(number) for number in re.findall(r"\d+", finding.message.en)] == [6, 7]
    assert "1" in finding.remedy.en


def test_an_empty_span_names_the_day_to_carry_over() -> None:
    """And carrying it over is what the remedy says: the next year's enrolment then begins on that day."""
    (finding,) = [f for f in found(case_of("2026-12-01", "R")) if f.code == "empty_span"]
    assert "2027-03-01" in finding.remedy.en
    following = case_of("2026-12-01", "RR", year=2027, earlier_wait_until="2027-03-01")
    assert decided(following).answer["benefit"]["from"] == "2027-03-01"


def test_unknown_years_name_the_least_and_the_most() -> None:
    case = case_of("2025-10-10", "R", born="2021-05-01", history_known_from=2025)
    (finding,) = [f for f in found(case) if f.code == "unknown_years"]
    assert re.search(r"\b2\b.*\b6\b", finding.message.en)
    assert "2025" in finding.message.en


def test_every_condition_that_can_fail_has_its_words() -> None:
    assert set(UNMET) == set(range(MET + 1, DISPLACED + 1))
    assert all(text.zh and text.en for text in UNMET.values())
