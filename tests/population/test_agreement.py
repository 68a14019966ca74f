"""The kernel decides as the interpreter does: column by column, for every pack, on cases drawn to press on every edge.

What this proves: machine code and interpreter give the same answer and the same findings for drawn cases of every place
(unknown years, events, aid, repair, readings), in full 50,000 each, and for 200,000 synthetic people each. What it does
not prove: that the rules are right (the agreement with an independent reading does that).
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from tests.agreement.draws import SWITCH_VALUES
from tests.agreement.generate import plain_case
from tests.population.rows_of_cases import answered, first_difference, interpreted, people_batch, row_of
from tests.sizes import of_full

from canbao.basis.errors import BadInputError
from canbao.casework.case import Case
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies
from canbao.population.engine import decide_batch
from canbao.population.law import LawTable

DRAWN, GROUP = of_full(50_000, 20), of_full(5_000, 20)
SEED = 20260301
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"as_of": date(2025, 2, 1)},
    {"known_on": date(2025, 3, 1)},
    {"interpretations": {"starting_day_counts": False, "first_missed_year_counts": False}},
    {"interpretations": {"repaired_year_restores": True, "late_price_basis": "personal_plus_subsidy"}},
)
"""The options of the groups; most groups have none."""


def options_of(group: int, rng: random.Random) -> dict[str, Any]:
    """The options under which a group of cases is decided: a run has one set of them."""
    if group % 2 == 0:
        return {}
    if group < 2 * len(OPTIONS):
        return OPTIONS[group // 2]
    names = rng.sample(sorted(SWITCH_VALUES), 4)
    return {"interpretations": {name: rng.choice(SWITCH_VALUES[name]) for name in names}}


def drawn(rng: random.Random, place: str, options: dict[str, Any]) -> Case:
    """A drawn case, under the options of its group."""
    case = plain_case(rng, place, switches=False) | {"as_of": None, "known_on": None, "interpretations": {}}
    return Case.model_validate(case | options)


def law_under(policies: Policies, options: dict[str, Any]) -> LawTable:
    """The law under the options of a group."""
    return LawTable(policies, options.get("as_of"), options.get("known_on"), options.get("interpretations", {}))


@pytest.mark.parametrize("place", shipped_places())
def test_drawn_cases(place: str) -> None:
    """The cases of a place, in groups that each have their own options."""
    policies = Policies(Library())
    rng = random.Random(f"{SEED} {place}")
    seen = 0
    for group in range(DRAWN // GROUP):
        options = options_of(group, rng)
        table = law_under(policies, options)
        rows, expected = [], []
        for number in range(GROUP):
            case = drawn(rng, place, options)
            rows.append(row_of(case, number))
            expected.append(interpreted(case, policies))
        decided = decide_batch(people_batch(rows), table)
        assert not decided.faults.any()
        assert (difference := first_difference(expected, answered(decided.answers))) == "", (options, difference)
        seen += len(rows)
    assert seen == DRAWN


def test_law_that_is_not_in_force_is_refused() -> None:
    """Where the interpreter refuses a case, the kernel refuses the row, and decides its neighbours."""
    policies = Policies(Library())
    rng = random.Random(SEED)
    good = drawn(rng, "430000", {})
    rows = [row_of(good), row_of(good) | {"year": 2024, "history": [], "history_ends": None}, row_of(good)]
    decided = decide_batch(people_batch(rows), LawTable(policies))
    assert list(decided.kept) == [0, 2]
    assert answered(decided.answers) == [interpreted(good, policies)] * 2
    with pytest.raises(BadInputError):
        policies.policy("430000", 2024, date(2025, 1, 1))
