"""Every worked case under ``tests/cases`` (and the project's shared ones, where present) gives the expected answer."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from canbao.basis.tree import read_tree
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.casework.findings import findings_of
from canbao.policy.library import Library
from canbao.policy.policies import Policies

CASES = Path(__file__).parents[1] / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "cases"
LEAST_CASES = 150

POLICIES = Policies(Library())


def files() -> list[Path]:
    """The case files, the shared ones last."""
    return sorted(CASES.rglob("*.yaml")) + sorted(SHARED.glob("*.yaml"))


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a file, with their expectations."""
    value = read_tree(path).value
    assert isinstance(value, list)
    return value


ALL = [
    pytest.param(case, id=f"{path.parent.name}-{path.stem}-{case['id']}") for path in files() for case in cases(path)
]


@pytest.mark.parametrize("worked", ALL)
def test_the_answer_is_the_one_reasoned_by_hand(worked: dict[str, Any]) -> None:
    """Each field named in ``expect`` is equal; findings named there are among those found."""
    facts = {key: value for key, value in worked.items() if key not in ("expect", "why", "clause")}
    expected = dict(worked["expect"])
    wanted = {f["code"] for f in expected.pop("findings", [])}
    decision = decide(Case.model_validate(facts), POLICIES)
    answer = decision.answer
    assert differences(expected, answer) == []
    assert wanted <= {f.code for f in findings_of(decision)}


def differences(expected: dict[str, Any], answer: dict[str, Any], path: str = "") -> list[str]:
    """The fields of ``expected`` that the answer does not have, as ``path: expected, not found``."""
    found: list[str] = []
    for key, value in expected.items():
        assert key in answer, f"{path}{key} is no field of the answer"
        got = answer[key]
        if isinstance(value, dict) and isinstance(got, dict):
            found += differences(value, got, f"{path}{key}.")
        elif (value.isoformat() if isinstance(value, datetime.date) else value) != got:
            found.append(f"{path}{key}: {value}, not {got}")
    return found


def test_there_are_enough_cases_each_with_a_source() -> None:
    """At least 150 worked cases, each under a known place, with a reason and a clause."""
    own = [(path, case) for path in sorted(CASES.rglob("*.yaml")) for case in cases(path)]
    assert len(own) >= LEAST_CASES
    for path, case in own:
        assert case["why"], (path, case["id"])
        assert "/" in case["clause"], (path, case["id"])
        assert case["place"] == path.parts[-3], path
    repeated = [key for key, n in Counter((p.parts[-3], c["id"]) for p, c in own).items() if n > 1]
    assert repeated == []
