"""The cases that are measured: the worked cases of the tests, and cases drawn by the agreement test's generator.

Drawn without interpretations set in the case, as an office would hand them in; the worked cases keep theirs.
"""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from tests.agreement.generate import plain_case

from canbao.basis.tree import read_tree
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions

ROOT = Path(__file__).parents[1]
PLACES = ("430000", "140000", "140500", "331100")
SEED = 20250101
NOT_FACTS = ("expect", "why", "clause")


def worked_cases() -> list[dict[str, Any]]:
    """Every worked case under tests/cases, without what it expects."""
    found: list[dict[str, Any]] = []
    for path in sorted((ROOT / "tests" / "cases").rglob("*.yaml")):
        value = read_tree(path).value
        assert isinstance(value, list)
        found.extend({key: given for key, given in case.items() if key not in NOT_FACTS} for case in value)
    return found


def drawn_cases(count: int, places: tuple[str, ...] = PLACES) -> list[dict[str, Any]]:
    """Drawn cases that do not contradict themselves, the places in turn; always the same ones."""
    rng = random.Random(SEED)
    found: list[dict[str, Any]] = []
    while len(found) < count:
        case = plain_case(rng, places[len(found) % len(places)], switches=False)
        if not contradictions(Case.model_validate(case)):
            found.append(case)
    return found


def mixed_cases(count: int) -> list[dict[str, Any]]:
    """All worked cases and as many drawn ones as fill the number."""
    worked = worked_cases()[:count]
    return worked + drawn_cases(count - len(worked))


def as_json(value: Any) -> str:
    """A day of a case as JSON has it."""
    assert isinstance(value, date)
    return value.isoformat()
