"""`random_case` draws valid cases that hit boundaries hard; `coverage` counts what was hit (see hits.py)."""

import random
from datetime import date
from typing import Any

from . import scenarios
from .circumstances import rows_of
from .draws import EVENT_KINDS, SWITCH_VALUES, aid_spans, between, near, original_limit
from .facts import facts_of
from .hits import coverage  # noqa: F401 (part of this module's interface)
from .law import add_days, add_months, law_of, place_of
from .reading import decide

OFTEN_TELLING = {
    "continuity_counts_before_2025",
    "continuity_raise_from",
    "employee_months_excusing_year",
    "first_missed_year_counts",
    "fixed_as_90_days",
    "late_price_basis",
    "late_price_subsidy_year",
    "late_year_is_continuous",
    "missed_years_from",
    "other_guarantee_excuses",
    "penalty_counts_before_2025",
    "starting_day_counts",
    "wait_starts_in_window",
    "zero_claim_first_year",
}
SELDOM_TELLING = {
    "hunan": [
        "aid_in_special_circumstances",
        "birth_day_is_day_zero",
        "excused_breaks_long_gap",
        "newborn_across_new_year",
        "newborn_after_90_days",
        "nine_c_applies_in_window",
        "october_first_included",
        "zero_claim_survives_gap",
        "wait_starts_in_window",
    ],
    "shanxi": [
        "birth_day_is_day_zero",
        "excused_breaks_long_gap",
        "repair_not_retroactive",
        "zero_claim_survives_gap",
        "wait_starts_in_window",
    ],
    "lishui": [
        "birth_day_is_day_zero",
        "cross_year_cross_scheme",
        "excused_breaks_long_gap",
        "newborn_start",
        "variable_survives_waiver",
        "zero_claim_survives_gap",
        "wait_starts_in_window",
    ],
    "frame": ["excused_breaks_long_gap", "repair_not_retroactive", "zero_claim_survives_gap"],
}
SCENARIOS = {
    "hunan": scenarios.HUNAN,
    "shanxi": scenarios.SHANXI,
    "lishui": scenarios.LISHUI,
    "frame": scenarios.FRAME,
}
ORDINARY = ["in_window", "in_window_after_gap", "late"]
NAMES = {
    "hunan": [
        "newborn",
        "newborn_next_year",
        "welfare_home_child",
        "new_student",
        "prepaid_student",
        "employee_ended",
        "employee_ended_after_gap",
        "employee_ended_next_year",
        "employee_ended_late",
        "resumed",
    ],
    "shanxi": ["newborn", "newborn_second_year", "new_student", "resumed"],
    "lishui": ["exempt", "resumed"],
    "frame": [],
}
# Days on which a document was or was not yet issued; none near a day of issue that is not in the text.
KNOWN_ON = {
    "hunan": [
        (date(2024, 7, 26), date(2024, 7, 31)),
        (date(2024, 12, 1), date(2025, 3, 24)),
        (date(2025, 3, 24), date(2025, 3, 25)),
    ],
    "shanxi": [(date(2024, 7, 26), date(2024, 12, 31)), (date(2024, 12, 31), date(2025, 1, 1))],
    "lishui": [(date(2024, 7, 26), date(2024, 12, 31)), (date(2026, 6, 1), date(2026, 7, 1))],
    "frame": [(date(2024, 7, 26), date(2026, 7, 1))],
}


def random_case(rng: random.Random, place: str) -> dict[str, Any]:
    """One valid case of a place code."""
    if rng.random() >= 0.07:
        return plain_case(rng, place, switches=True)
    return case_for_a_switch(rng, place)


def case_for_a_switch(rng: random.Random, place: str) -> dict[str, Any]:
    """A switch that seldom matters is chosen first, then a case is sought in which it does."""
    name = rng.choice(SELDOM_TELLING[place_of(place)])
    case: dict[str, Any] = {}
    for _ in range(40):
        case = plain_case(rng, place, switches=False)
        if "history_known_from" in case:
            continue
        answer = decide(case)
        for value in SWITCH_VALUES[name]:
            if decide(case | {"interpretations": {name: value}}) != answer:
                return case | {"interpretations": {name: value}}
    return case


def plain_case(rng: random.Random, place: str, switches: bool) -> dict[str, Any]:
    """A case of some scenario of the place."""
    kind = place_of(place)
    functions, weights = zip(*SCENARIOS[kind], strict=True)
    draft = rng.choices(functions, weights)[0](rng)
    year, born, paid_on = draft["year"], draft["born"], draft["paid_on"]
    case: dict[str, Any] = {"case": 1, "place": place}
    if paid_on is None and kind != "hunan":
        paid_on = date(year, 1, 1)
    if paid_on is not None and paid_on < born:
        paid_on = born
    earliest = min((row["year"] for row in draft["history"]), default=born.year)
    if earliest < born.year < year - 2 and rng.random() < 0.6:
        born = date(earliest, born.month, min(born.day, 28))
    anchor = paid_on or date(year, 1, 1)
    person: dict[str, Any] = {"born": born}
    spans = aid_spans(rng, anchor, born) if draft.get("aided") or rng.random() < 0.15 else []
    if spans or rng.random() < 0.2:
        person["aid"] = spans
    events = valid_events(rng, draft["events"], born, anchor)
    if events or rng.random() < 0.2:
        person["events"] = events
    case["person"] = person
    rows = valid_history(draft["history"], born, year)
    if rows or rng.random() < 0.5:
        case["history"] = rows
    enrolment: dict[str, Any] = {"scheme": "resident", "year": year, "paid_on": paid_on}
    if paid_on is not None and rng.random() < 0.42:
        enrolment["repair"] = repair(rng, paid_on, year, simultaneous=0.75 if kind == "lishui" else 0.4)
    case["enrolment"] = enrolment
    extras(rng, case, kind, anchor, switches)
    return case


def valid_events(rng: random.Random, events: list[dict], born: date, anchor: date) -> list[dict]:
    """The scenario's events, sometimes another of any kind; none before birth."""
    events = list(events)
    if rng.random() < 0.12:
        events.append({"kind": rng.choice(EVENT_KINDS), "on": add_days(anchor, rng.randint(-420, 60))})
    return [event for event in events if event["on"] >= born]


def valid_history(rows: list[dict], born: date, year: int) -> list[dict]:
    """Each year once, none before birth, none from the coverage year on, oldest first."""
    by_year = {row["year"]: row for row in rows if born.year <= row["year"] < year}
    return [by_year[key] for key in sorted(by_year)]


def repair(rng: random.Random, paid_on: date, year: int, simultaneous: float) -> dict:
    """0 to 8 years, with the enrolment or on a later day."""
    asked: dict[str, Any] = {"years": rng.choices(range(9), [6, 22, 18, 16, 12, 8, 8, 5, 5])[0]}
    kind = rng.random()
    if kind < simultaneous:
        return asked if rng.random() < 0.5 else asked | {"paid_on": paid_on}
    if kind < simultaneous + 0.07:
        day = add_days(paid_on, rng.choice([0, 1, 2, 30]))
    elif kind < 0.9:
        start = rng.choice([paid_on, max(paid_on, date(year, 1, 1))])
        day = near(rng, add_months(start, rng.choice([3, 3, 4, 4, 5, 6, 7, 8])))
    else:
        day = add_days(paid_on, rng.randint(0, 300))
    return asked | {"paid_on": max(day, paid_on)}


def extras(rng: random.Random, case: dict, kind: str, anchor: date, switches: bool) -> None:
    """Limits, earlier waits, unknown years, law times, switches, a named circumstance."""
    year = case["enrolment"]["year"]
    original = original_limit(rng)
    if original is not None or rng.random() < 0.5:
        case["original_limit_yuan"] = original
    if rng.random() < 0.09:
        near_end = near(rng, rng.choice([date(year, 1, 1), date(year + 1, 1, 1), date(year, 4, 1)]))
        free = between(rng, date(year, 1, 1), date(year + 1, 2, 28))
        case["earlier_wait_until"] = near_end if rng.random() < 0.6 else free
    if rng.random() < 0.08:
        case["history_known_from"] = year - rng.choice([0, 0, 1, 1, 2, 2, 3, 4, 6, 10])
    if rng.random() < 0.08:
        first, last = rng.choice(KNOWN_ON[kind])
        case["known_on"] = between(rng, first, last)
    if rng.random() < 0.08:
        case["as_of"] = rng.choice([max(anchor, date(year, 1, 1)), date(2024, 10, 1), date(2025, 1, 1)])
    if switches and rng.random() < 0.37:
        case["interpretations"] = {}
        for name in rng.sample(sorted(SWITCH_VALUES), rng.choice([1, 2, 2, 2])):
            case["interpretations"][name] = rng.choice(SWITCH_VALUES[name])
        if "history_known_from" not in case and rng.random() < 0.45:
            case["interpretations"] = telling_switches(rng, case) or case["interpretations"]
    if rng.random() < 0.11:
        local = NAMES[kind] if case.get("known_on") is None else []
        names = ORDINARY + local
        if rng.random() < 0.5:
            rows = {row["year"]: row for row in case.get("history") or []}
            applicable = rows_of(facts_of(case, law_of(case), rows, covered_before=False))
            names = [row.name for row in applicable] or names
        case["enrolment"]["circumstance"] = rng.choice(names)


def telling_switches(rng: random.Random, case: dict) -> dict[str, Any]:
    """A switch that changes this case's answer, those that often do last; often a second one."""
    plain = decide(case | {"interpretations": {}})
    order = sorted(SWITCH_VALUES)
    rng.shuffle(order)
    order.sort(key=lambda name: name in OFTEN_TELLING)
    found: dict[str, Any] = {}
    for name in order:
        values = list(SWITCH_VALUES[name])
        rng.shuffle(values)
        for value in values:
            if not found and decide(case | {"interpretations": {name: value}}) != plain:
                found[name] = value
    if found and rng.random() < 0.5:
        name = rng.choice(sorted(SWITCH_VALUES))
        found.setdefault(name, rng.choice(SWITCH_VALUES[name]))
    return found
