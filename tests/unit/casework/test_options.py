"""Options: every way listed is decided as if it had been named; what is marked as beaten really is."""

from __future__ import annotations

import random

import pytest
from tests.agreement.generate import plain_case
from tests.unit.casework.made_up import POLICIES, Plain, case_of, decided

from canbao.basis.errors import BadInputError
from canbao.casework.answer import answer_of, has_benefit
from canbao.casework.case import Case
from canbao.casework.contradictions import contradictions
from canbao.casework.decide import decide
from canbao.casework.options import Option, options_of
from canbao.rules.determine import DECIDED
from canbao.rules.values import UNDETERMINED

PLACES = ("430000", "140500", "331100")
RANDOM_CASES = 150


def options(case: Plain, places: tuple[str, ...] = ()) -> list[Option]:
    """The options of a case."""
    return options_of(Case.model_validate(case), POLICIES, places)


def named(case: Plain, option: Option) -> Plain:
    """The case with the option's place, year, circumstance and repair named in it."""
    repair = (case["enrolment"].get("repair") or {}) | {"years": option.repair_years}
    enrolment = case["enrolment"] | {"year": option.year, "circumstance": option.circumstance, "repair": repair}
    as_of = {"as_of": None} if option.year != case["enrolment"]["year"] else {}
    return case | {"place": option.place, "enrolment": enrolment} | as_of


def drawn() -> list[Plain]:
    """Random cases with a known past, free of contradictions."""
    rng = random.Random(20250103)
    found: list[Plain] = []
    while len(found) < RANDOM_CASES:
        case = plain_case(rng, PLACES[len(found) % 3], switches=False)
        if "history_known_from" not in case and not contradictions(Case.model_validate(case)):
            found.append(case)
    return found


def summary(found: list[Option]) -> list[tuple[int, str, int]]:
    """Year, circumstance and repair of each option."""
    return [(o.year, o.circumstance, o.repair_years) for o in found]


def test_every_option_listed_is_decided_as_if_it_had_been_named() -> None:
    listed = 0
    for case in drawn():
        for option in options(case):
            listed += 1
            other = decide(Case.model_validate(named(case, option)), POLICIES)
            assert other.first.reason == DECIDED, (option, case)
            assert other.answer == option.answer, (option, case)
            assert option.clauses == other.policy.rows[other.first.row].clauses, (option, case)
    assert listed > RANDOM_CASES


def test_the_option_taken_is_what_the_law_decides_when_nothing_is_named() -> None:
    for case in drawn():
        plain = case | {"enrolment": case["enrolment"] | {"circumstance": None, "repair": {"years": 0}}}
        decision = decided(plain)
        taken = [o for o in options(case) if o.is_taken and o.year == case["enrolment"]["year"]]
        if decision.first.reason != DECIDED:
            assert taken == [], case
            continue
        assert [o.circumstance for o in taken] == [decision.answer["circumstance"]], case
        assert taken[0].determination.benefit_from == decision.first.benefit_from, case


def test_every_number_of_years_worth_repairing_is_an_option_of_its_own() -> None:
    """Three years missed: none, one, two or three repaired; five missed: only two have effect."""
    assert summary(options(case_of("2026-02-10", "R..."))) == [(2026, "late", years) for years in range(4)]
    assert summary(options(case_of("2026-02-10", "R....."))) == [(2026, "late", years) for years in range(3)]


def test_beaten_options_really_are_and_the_others_are_not() -> None:
    """As good on price, first day and limit, and better on one; for the same coverage year; what is not known beats no
    one."""
    beaten = 0
    for case in drawn():
        found = options(case)
        for option in found:
            better = [other for other in found if other is not option and is_better(other, option)]
            assert (option.beaten_by is not None) == bool(better), (option, case)
            if option.beaten_by is not None:
                beaten += 1
                assert found[option.beaten_by - 1] in better, (option, case)
    assert beaten > RANDOM_CASES // 10


def is_better(one: Option, other: Option) -> bool:
    """Whether an option beats another, read off their answers alone."""
    if one.year != other.year:
        return False
    a, b = one.answer, other.answer
    pairs = [(a["premium"]["due_yuan"], b["premium"]["due_yuan"]), (first_day(one), first_day(other))]
    pairs.append((limit(b), limit(a)))
    if any((x is None) != (y is None) for x, y in pairs):
        return False
    known = [(x, y) for x, y in pairs if x is not None]
    return all(x <= y for x, y in known) and any(x < y for x, y in known)


def first_day(option: Option) -> int:
    """The first payable day, also where it lies after the year."""
    return option.determination.benefit_from


def limit(answer: Plain) -> float | None:
    """The limit as a number that compares."""
    total = answer["limit"]["total_yuan"]
    return float("inf") if total == "unlimited" else total


def test_the_best_of_a_year_is_never_beaten() -> None:
    for case in drawn():
        found = options(case)
        for year in {o.year for o in found}:
            assert any(o.beaten_by is None for o in found if o.year == year), case


def test_a_payment_in_december_may_buy_the_year_that_runs_or_the_next() -> None:
    """Late for 2025, in the window for 2026; a year that the history covers, or an earlier one, is not for sale."""
    case = case_of("2025-12-10", "RRRR", year=2025)
    assert summary(options(case)) == [
        (2025, "late", 0),
        (2026, "in_window_after_gap", 0),
        (2026, "in_window_after_gap", 1),
    ]
    assert [o.is_taken for o in options(case)] == [True, True, False]
    covered = case_of("2025-12-10", "RRRRR", year=2026)
    assert summary(options(covered)) == [(2026, "in_window", 0)]


def test_another_place_is_decided_by_its_own_law() -> None:
    """Asked for beside the case's own; each once; where no pack covers the place it is left out."""
    case = case_of("2026-02-10", "R.", original_limit_yuan=400000)
    found = options(case, ("140500", "430000", "140500"))
    assert [(o.place, o.circumstance, o.repair_years) for o in found] == [
        ("430000", "late", 0),
        ("430000", "late", 1),
        ("140500", "late", 0),
        ("140500", "late", 1),
    ]
    assert [o.determination.premium.due_fen for o in found[2:]] == [UNDETERMINED, UNDETERMINED]
    assert options(case, ("990000",)) == options(case)


def test_at_a_place_of_ones_own_without_a_pack_there_is_no_answer() -> None:
    with pytest.raises(BadInputError):
        options(case_of("2026-02-10", "R.", place="990000"))


def test_nothing_is_listed_where_nothing_can_be_bought() -> None:
    """Before the window opens; and where other rules apply."""
    assert [o.year for o in options(case_of("2025-08-31", "RRRR.", year=2026))] == [2025]
    assert options(case_of("2025-08-31", "RRRRR", year=2026)) == []
    assert options(case_of("2026-05-05", "R", events={"left_service": "2026-05-01"})) == []


def test_an_option_without_benefit_in_the_year_says_so() -> None:
    """Paid in September after a gap, the wait ends next year; the repair shortens it into the year's last days."""
    found = [option for option in options(case_of("2026-09-15", "R.")) if option.year == 2026]
    assert [has_benefit(o.determination) for o in found] == [False, True]
    assert found[0].answer["benefit"] is None
    assert answer_of(found[1].determination)["benefit"] == {"from": "2026-12-15", "through": "2026-12-31"}
