"""The engine and the independent plain re-reading give the same answer on random cases that hit every boundary.

22,000 cases a place in full, so that the rarest boundary is hit 200 times. Left out are the cases in which the two
rest on documents that the re-reading was not given: which rows the Hunan notice of 2024 had before the measures of
2025 (``NOTES.md``).
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from canbao.casework.answer import flat
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.findings import findings_of
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from tests.sizes import IS_FULL, of_full

from .draws import SWITCH_VALUES
from .generate import NAMES, ORDINARY, random_case
from .hits import BOUNDARIES, coverage
from .law import place_of
from .reading import decide as plain_reading

CASES = of_full(22_000, 20)
LEAST_HITS = 200 if IS_FULL else 5
SEED = 20250101

XY41_ISSUED, XZ11_ISSUED = date(2024, 9, 12), date(2025, 3, 25)
ROWS_OF_XY41 = {"newborn", "welfare_home_child", "new_student"}

NAMED_FINDINGS = {
    "repair_without_effect",
    "unknown_years",
    "circumstance_not_met",
    "no_circumstance",
    "other_rules_apply",
    "frame_only",
    "empty_span",
    "bonus_use_before_first_bonus",
}


def rests_on_other_documents(case: dict[str, Any], decision: Decision) -> bool:
    """Whether a case turns on a document whose content the re-reading was not given."""
    known_on = case.get("known_on")
    if case["place"] == "430000" and known_on is not None and XY41_ISSUED <= known_on < XZ11_ISSUED:
        rows = {decision.policy.rows[i].circumstance.name for d in decision.determinations for i in applicable(d)}
        return bool(rows & ROWS_OF_XY41)
    return has_empty_row_before_unknown_years(case)


def has_empty_row_before_unknown_years(case: dict[str, Any]) -> bool:
    """Whether a row without cover lies before the unknown years: read as known to have had none by the engine only."""
    known_from = case.get("history_known_from")
    empty = [
        row["year"]
        for row in case.get("history", [])
        if not (row.get("resident") or row.get("employee_months") or row.get("other_guarantee"))
    ]
    return known_from is not None and any(year < known_from for year in empty)


def applicable(determination: Any) -> list[int]:
    """The rows that apply in a determination."""
    return [i for i in range(64) if determination.applicable >> i & 1]


def fixed_findings(case: dict[str, Any], codes: set[str]) -> set[str]:
    """The findings both name. Lishui's later repair is refused under a code of its own, which only the engine has."""
    wanted = codes & NAMED_FINDINGS
    return wanted - {"repair_without_effect"} if case["place"] == "331100" else wanted


@pytest.mark.parametrize("place", ["430000", "140000", "140500", "331100", "000000"])
def test_engine_and_plain_reading_agree(place: str) -> None:
    """Field by field, and on the findings both name; and the cases hit everything often enough."""
    policies = Policies(Library())
    rng = random.Random(f"{SEED}-{place}")
    left_out = compared = 0
    counts: Counter[str] = Counter()
    while compared < CASES:
        case = random_case(rng, place)
        expected = plain_reading(case)
        decision = decide(Case.model_validate(case), policies)
        if rests_on_other_documents(case, decision):
            left_out += 1
            continue
        compared += 1
        counts.update(coverage([(case, expected)]))
        answer = flat(decision.answer)
        wanted = flat({name: expected[name] for name in decision.answer})
        assert answer == wanted, (case, {k: (v, wanted[k]) for k, v in answer.items() if v != wanted[k]})
        found = {finding.code for finding in findings_of(decision)}
        assert fixed_findings(case, found) == fixed_findings(case, set(expected["findings"])), case
    assert left_out < CASES // 20
    assert too_rare(counts, place_of(place)) == {}


def too_rare(counts: Counter[str], kind: str) -> dict[str, int]:
    """Every circumstance of the place, every switch and every boundary that was hit too seldom."""
    keys = [f"circumstance:{kind}:{name}" for name in (*ORDINARY, *NAMES[kind])]
    keys += [f"switch:{kind}:{name}" for name in SWITCH_VALUES]
    keys += [f"boundary:{kind}:{name}" for name, kinds in BOUNDARIES.items() if kind in kinds]
    return {key: counts[key] for key in keys if counts[key] < LEAST_HITS}
