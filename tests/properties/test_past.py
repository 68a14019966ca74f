"""The years behind a person: cover in place of a missed year never lengthens the wait; long streaks count in full."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.properties.drawn import Plain, cases, decided, settled, with_enrolment
from tests.sizes import of_full

from canbao.casework.decide import Decision
from canbao.rules.continuity import GAP_YEAR, RESIDENT_YEAR, class_of
from canbao.rules.determine import DECIDED

CASES = of_full(4_000, 4)
KINDS: dict[str, Plain] = {
    "resident": {"resident": True, "paid_in_window": True},
    "resident, paid late": {"resident": True},
    "excused": {"employee_months": 12},
}


def years_of_class(decision: Decision, wanted: int) -> list[int]:
    """The years behind a person that are of one class."""
    f, c = decision.facts[0], decision.policy.terms.continuity
    return [year for year in range(f.history.first_year, f.year) if class_of(f.history, year, c) == wanted]


def with_year(case: Plain, year: int, kind: str) -> Plain:
    """The case with one year of its history replaced."""
    rows = [row for row in case["history"] if row["year"] != year]
    return case | {"history": [*rows, {"year": year, **KINDS[kind]}]}


def with_a_missed_year_covered(seed: str) -> Iterator[tuple[Plain, str, Decision, Decision]]:
    """A case with a missed year, the kind of cover put in its place, and the two decisions."""
    rng = random.Random(seed)
    for drawn in cases(seed, CASES):
        case = settled(drawn)
        before = decided(case)
        missed = years_of_class(before, GAP_YEAR)
        if missed:
            year, kind = rng.choice(missed), rng.choice(list(KINDS))
            if not is_first_resident_year_of_many(before, year, kind):
                yield with_year(case, year, kind), kind, before, decided(with_year(case, year, kind))


def is_first_resident_year_of_many(before: Decision, year: int, kind: str) -> bool:
    """The one exception, and of a reading only: where a gap needs resident cover before it, the first such cover makes
    the years after it missed (``gap_needs_prior_resident``, xz11/9d 居民医保断保)."""
    needs_prior = before.policy.terms.continuity.gap_needs_prior_resident == 1
    earlier = [resident for resident in years_of_class(before, RESIDENT_YEAR) if resident < year]
    return needs_prior and kind != "excused" and not earlier


def test_a_covered_year_in_place_of_a_missed_one_never_lengthens_the_wait() -> None:
    """Fewer or as many months, over no later, benefits no later; whichever circumstance decides."""
    tried: Counter[str] = Counter()
    shorter = 0
    for case, kind, before, after in with_a_missed_year_covered("covered years"):
        tried[kind] += 1
        assert after.first.years.missed <= before.first.years.missed, case
        if before.first.reason != DECIDED:
            continue
        assert after.first.reason == DECIDED, case
        was, now = before.first.wait, after.first.wait
        assert now.total_months <= was.total_months, (case, was, now)
        assert now.ends_before <= was.ends_before, (case, was, now)
        assert after.first.benefit_from <= before.first.benefit_from, case
        shorter += now.total_months < was.total_months
    assert all(tried[kind] > CASES // 20 for kind in KINDS)
    assert shorter > CASES // 20


def test_the_exception_of_a_gap_that_needs_resident_cover_before_it_is_real() -> None:
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01"},
        "history": [{"year": 2020, "employee_months": 1}],
        "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
    }
    literal = case | {"interpretations": {"gap_needs_prior_resident": True}}
    assert decided(literal).first.wait.total_months == 0
    assert decided(with_year(literal, 2020, "resident")).first.wait.total_months > 0
    assert decided(case).first.years.missed == 6
    assert decided(with_year(case, 2020, "resident")).first.years.missed == 5


def test_a_covered_year_before_the_first_one_is_another_matter() -> None:
    """The property speaks of missed years. Cover before the first one makes missed years of what was none (sec. 3)."""
    never: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01"},
        "history": [],
        "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
    }
    assert decided(never).first.wait.total_months == 0
    assert decided(with_year(never, 2020, "resident")).first.years.missed == 5


@pytest.mark.parametrize("years", [1, 3, 4, 5, 22, 23, 24, 39, 40, 41, 62, 63, 64, 65, 90, 120])
@pytest.mark.parametrize("place", ["430000", "140500", "331100"])
def test_a_streak_of_any_length_counts_in_full(place: str, years: int) -> None:
    """No layout of the history cuts it: 23 continuous years are 19 steps (gb38/2.3b); around 64 in threes."""
    rows = [{"year": 2026 - back, "resident": True, "paid_in_window": True} for back in range(1, years + 1)]
    case: Plain = {
        "case": 1,
        "place": place,
        "person": {"born": "1900-01-01"},
        "history": rows,
        "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
        "original_limit_yuan": 400000,
    }
    d = decided(case).first
    counted = years if place == "331100" else years + 1
    assert d.continuous == years + 1
    assert d.limit.step_years == max(0, counted - 4)
    assert d.limit.bonus_fen == min(d.limit.continuity_fen + d.limit.zero_claim_fen, 80_000_00)


@pytest.mark.parametrize("years", [1, 3, 4, 5, 63, 64, 65, 110])
def test_a_gap_of_any_length_counts_in_full(years: int) -> None:
    """As many months of variable wait as missed years (gb38/2.3h), however many."""
    case: Plain = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1900-01-01"},
        "history": [{"year": 2026 - years - 1, "resident": True, "paid_in_window": True}],
        "enrolment": {"year": 2026, "paid_on": "2025-10-10"},
    }
    d = decided(case).first
    assert d.years.missed == years
    assert d.wait.total_months == 3 + years
    repaired = decided(with_enrolment(case, repair={"years": 100})).first
    assert repaired.wait.total_months == (3 if years < 4 else max(6, 3 + years - 100))
