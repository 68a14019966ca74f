"""The explanation cites every clause whose parameter decided a value.

A parameter decided a value when another value of it would have given another answer. So each value in force is moved
a little, by an overlay that cites the same clauses, and the case is decided again: where the answer changes, the
clauses of the value must stand among those of the steps. What is *not in force* decides nothing and is not moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.properties.drawn import Plain, answered, cases, decided, settled
from tests.sizes import of_full

from canbao.casework.answer import flat
from canbao.casework.decide import Decision
from canbao.casework.explanation.explain import steps_of
from canbao.policy.catalogue_side import SIDE_PARAMETERS
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.policy.resolve import Found
from canbao.policy.schema import Pack
from canbao.rules.determine import DECIDED

CASES = of_full(100, 2)
READINGS_CASES = of_full(400, 2)

OF_OTHER_COMMANDS = {p.name for p in SIDE_PARAMETERS} | {"goal.enrolment_rate", "limit.step_floor"}
"""Parameters that ``determine`` does not use."""
PREMISE = {"measures.first_year"}
"""That the measures run from 2025 is the ground of every rule, in every document (自2025年起); it is the document's own
date, and no step tells it anew."""
WINDOWS = [("Y-1/08-31", "Y-1/12-31"), ("Y-1/09-02", "Y-1/12-31"), ("Y-1/09-01", "Y-1/12-30"), ("Y-1/09-01", "Y/01-01")]
RATES = {"destitute": 50, "orphan": 50, "minimum_living_allowance": 50, "monitored_unstable": 50}
OPEN_VALUES: dict[str, list[Any]] = {
    "aid.rates": [RATES],
    "limit.continuity_step": [1000],
    "limit.zero_claim_step": [1000],
    "premium.personal": [500],
    "premium.subsidy": [500],
}
"""What is put in place of a value that the texts leave undetermined."""


def moved(name: str, value: Any) -> Iterator[Any]:
    """The value moved a little: a count or an amount by one, a flag turned, a span by a day, one of a set left out."""
    if name == "window":
        yield from ({"from": first, "through": last} for first, last in WINDOWS)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + (-1 if name == "aid.rates" else 1)
        if value:
            yield value - (2 if name == "aid.rates" else 1)
    elif isinstance(value, list):
        yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
    elif isinstance(value, dict):
        yield from (value | {key: other} for key, part in value.items() for other in moved(name, part))
    elif value == "undetermined":
        yield from OPEN_VALUES.get(name, [])


def values_in_force(p: Policy) -> Iterator[tuple[str, int, Found]]:
    """Every value that a determination may use: its name, the year it is of, where it comes from."""
    for name, found in p.resolved.values.items():
        if name not in OF_OTHER_COMMANDS | PREMISE and not name.startswith("premium."):
            yield name, p.year, found
    for name, by_year in (("premium.personal", p.resolved.premiums), ("premium.subsidy", p.resolved.subsidies)):
        for year, of_year in by_year.items():
            if of_year is not None:
                yield name, year, of_year


def overlay(place: str, name: str, year: int, value: Any, found: Found) -> Policies:
    """Policies in which one value of one year is another, told by the same clauses."""
    entry = {
        "value": value,
        "unit": found.unit,
        "coverage_years": {"from": year, "through": year},
        "source": list(found.clauses),
        "status": found.status,
    }
    return Policies(Library([Pack.model_validate({"overlay": 1, "place": place, "values": {name: [entry]}})]))


LAWS: dict[str, Policies] = {}
"""The laws of ``other_laws``, each built once."""


def other_laws(p: Policy) -> Iterator[tuple[str, Any, Found, Policies]]:
    """For each value in force and each way to move it: the name, the other value, the source, and that law."""
    for name, year, found in values_in_force(p):
        for value in moved(name, found.value):
            key = repr((p.pack, name, year, value, found.clauses))
            if key not in LAWS:
                LAWS[key] = overlay(p.pack, name, year, value, found)
            yield name, value, found, LAWS[key]


def clauses_told(decision: Decision) -> set[str]:
    """Every clause that a step cites."""
    return {clause for step in steps_of(decision) for clause in step.clauses}


def is_limb_not_reached(name: str, decision: Decision) -> bool:
    """The one exception: a change of scheme that stayed under the four months of ls25/2.3.2c is not told as such; the
    step speaks only where they are reached."""
    return name == "continuity.transfer_unpaid_months" and not decision.first.years.is_interrupted


def test_the_clauses_of_every_value_that_decided_are_told() -> None:
    decisive: Counter[str] = Counter()
    for drawn in cases("clauses", CASES, switched=0.0):
        case = settled(drawn)
        decision = decided(case)
        before, told = flat(decision.answer), clauses_told(decision)
        for name, value, found, policies in other_laws(decision.policy):
            after = flat(decided(case, policies).answer)
            if after != before:
                decisive[name] += 1
                is_told = set(found.clauses) <= told or is_limb_not_reached(name, decision)
                assert is_told, (name, value, found.clauses, case)
    assert {
        "window",
        "aid.rates",
        "premium.personal",
        "waiting.fixed_months",
        "waiting.months_per_missed_year",
        "waiting.months_per_repaired_year",
        "waiting.long_gap_total_months",
        "limit.continuity_step",
        "limit.years_before_first_step",
        "limit.zero_claim_step",
        "limit.cap",
        "limit.penalty",
    } <= set(decisive), decisive


def test_a_repair_on_a_later_day_cites_the_clause_that_lets_it() -> None:
    """Shanxi is silent on the day; the frame's silence is what allows it (gb38/2.3h), Lishui's text refuses (2.3.3)."""
    case: Plain = {
        "case": 1,
        "place": "140000",
        "person": {"born": "1980-05-01"},
        "history": [{"year": 2022, "resident": True, "paid_in_window": True}],
        "enrolment": {"year": 2026, "paid_on": "2026-02-02", "repair": {"years": 1, "paid_on": "2026-02-03"}},
    }
    assert "gb38/2.3h" in clauses_told(decided(case))
    assert "ls25/2.3.3" in clauses_told(decided(case | {"place": "331100"}))


def test_the_clauses_of_the_row_and_of_every_reading_a_text_sets_are_told() -> None:
    """The row that decides is cited; so is a reading that a local text sets, where another one changes the answer."""
    decisive: Counter[str] = Counter()
    for drawn in cases("readings told", READINGS_CASES, switched=0.0):
        case = settled(drawn)
        decision = decided(case)
        p, told = decision.policy, clauses_told(decision)
        if decision.first.reason == DECIDED:
            assert set(p.rows[decision.first.row].clauses) <= told, case
        before = flat(decision.answer)
        for name, chosen in p.interpretations.items():
            if not (chosen.is_text and chosen.acts):
                continue
            for value in chosen.others:
                if answered(case | {"interpretations": {name: value}}) != before:
                    decisive[name] += 1
                    assert set(chosen.clauses) <= told, (name, value, case)
    assert {"fixed_as_90_days", "employee_months_excusing_year", "late_price_basis", "continuity_raise_from"} <= set(
        decisive
    ), decisive


def test_every_clause_told_is_of_a_document_that_holds() -> None:
    """No step cites a text that the law asked for does not know, or that had ended."""
    for case in cases("documents", READINGS_CASES):
        decision = decided(case)
        documents = decision.policy.resolved.chain.documents
        for clause in clauses_told(decision):
            assert decision.policy.law.knows(documents[clause.partition("/")[0]]), (clause, case)
