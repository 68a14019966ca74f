"""The rules as ttsim's policy environment: each year of the past a link of a chain, then the answers.

ttsim has no recursion through periods, so the stocks of a year (open gap, streak, claim-free years, penal years) are
functions of the year's facts and of the stocks of the year before, one set a year, joined by their names; they work on
whole columns. The place is a column; its values are parameters of which each person gets their own place's.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from dags import rename_arguments
from ttsim.tt import PolicyInput, ScalarParam, policy_function, policy_input
from ttsim.typing import BoolColumn, IntColumn

from bench.peer_openfisca.values import PLACES
from bench.population_peers import people as p
from bench.population_peers.ttsim_answers import SCALAR, UNIT

HUNAN, SHANXI = (PLACES[str(place)] for place in p.PLACES)
CHOSEN = (
    "excusing_employee_months",
    "continuity_step",
    "zero_claim_step",
    "zero_claim_needs_window",
    "any_use_clears",
    "cap_percent",
    "cap",
    "penalty_step",
    "penalty_cap",
)
COMMON = ("fixed_months", "long_gap_years", "long_gap_months", "years_before_first_step")
BEFORE, LAST, COVERAGE = p.FIRST_YEAR - 1, p.COVERAGE_YEAR - 1, p.COVERAGE_YEAR


def resident(word: IntColumn) -> BoolColumn:
    """Resident cover in the year."""
    return word & p.RESIDENT != 0


def in_window(word: IntColumn) -> BoolColumn:
    """The year's premium was paid in its window."""
    return word & p.PAID_IN_WINDOW != 0


def excused(word: IntColumn, excusing_employee_months: IntColumn) -> BoolColumn:
    """A year without resident cover that is not missed."""
    elsewhere = (word // p.MONTHS_UNIT >= excusing_employee_months) | (word & p.OTHER_GUARANTEE != 0)
    return (word & p.RESIDENT == 0) & elsewhere


def missed_from(year: int) -> Callable[..., Any]:
    """A year missed: neither covered nor excused, and not before the first cover."""

    def missed(first_cover_year: IntColumn, resident: BoolColumn, excused: BoolColumn) -> BoolColumn:
        return (first_cover_year <= year) & ~resident & ~excused

    return missed


def open_gap(resident: BoolColumn, missed: BoolColumn, before: IntColumn, xnp: ModuleType) -> IntColumn:
    """Missed years since the last year of resident cover, this year included."""
    return xnp.where(resident, 0, before + missed)


def streak(resident: BoolColumn, excused: BoolColumn, before: IntColumn, xnp: ModuleType) -> IntColumn:
    """Years of resident cover that end with this one, excused years passed over."""
    return xnp.where(resident, before + 1, xnp.where(excused, before, 0))


def penal_before(resident: BoolColumn, missed: BoolColumn, before: IntColumn, xnp: ModuleType) -> IntColumn:
    """Missed years of gaps not ended, before the measures."""
    return xnp.where(resident, 0, before + missed)


def penal_since(missed: BoolColumn, before: IntColumn) -> IntColumn:
    """Missed years of gaps not ended before the measures, from the measures on."""
    return before + missed


def claim_free_in(year: int) -> Callable[..., Any]:
    """Zero-claim years through one year, counted once the next is enrolled for; a use of the bonus clears them."""
    may_clear = year > HUNAN["measures_first_year"]

    def claim_free(
        word: IntColumn,
        next_resident: BoolColumn,
        next_in_window: BoolColumn,
        zero_claim_needs_window: BoolColumn,
        any_use_clears: BoolColumn,
        before: IntColumn,
        xnp: ModuleType,
    ) -> IntColumn:
        enrolled = next_resident & (next_in_window | ~zero_claim_needs_window)
        counts = (word & (p.RESIDENT | p.REIMBURSED) == p.RESIDENT) & enrolled
        clears = any_use_clears & (word & p.BONUS_USED != 0)
        if may_clear:
            clears = clears | (word & p.ZERO_CLAIM_USED != 0)
        return xnp.where(clears, 0, before + counts)

    return claim_free


def of_place(is_hunan: BoolColumn, hunan: int, shanxi: int, xnp: ModuleType) -> IntColumn:
    """The value of each person's place."""
    return xnp.where(is_hunan, hunan, shanxi).astype(xnp.int32)


def flag_of_place(is_hunan: BoolColumn, hunan: bool, shanxi: bool, xnp: ModuleType) -> BoolColumn:
    """The condition of each person's place."""
    return xnp.where(is_hunan, hunan, shanxi)


def no_years(place: IntColumn) -> IntColumn:
    """No years yet, in the type of the place so that sums of yuan fit."""
    return place * 0


def everybody(first_cover_year: IntColumn) -> BoolColumn:
    """Enrolled for the coverage year."""
    return first_cover_year == first_cover_year


def is_hunan(place: IntColumn) -> BoolColumn:
    """Whether the place is Hunan."""
    return place == p.PLACES[0]


def on_columns(name: str, function: Callable[..., Any], **names: str) -> Any:
    """A function on whole columns under a name of its own, its arguments taken from the names given."""
    renamed = rename_arguments(function, mapper=names)
    return policy_function(leaf_name=name, vectorization_strategy="not_required", unit=UNIT)(renamed)


def year_functions(year: int) -> dict[str, Any]:
    """The facts and stocks of one year of history."""
    at = {name: f"{name}_in_{year}" for name in ("word", "resident", "excused", "missed")}
    since = year >= HUNAN["measures_first_year"]
    made: dict[str, tuple[Callable[..., Any], dict[str, str]]] = {
        "resident": (resident, {}),
        "in_window": (in_window, {}),
        "excused": (excused, {}),
        "missed": (missed_from(year), {}),
        "open_gap": (open_gap, {"before": f"open_gap_in_{year - 1}"}),
        "streak": (streak, {"before": f"streak_in_{year - 1}"}),
        "penal": (penal_since if since else penal_before, {"before": f"penal_in_{year - 1}"}),
    }
    if year >= HUNAN["zero_claim_first_year"]:
        following = {"next_resident": f"resident_in_{year + 1}", "next_in_window": f"in_window_in_{year + 1}"}
        made["claim_free"] = (claim_free_in(year), following | {"before": f"claim_free_in_{year - 1}"})
    return {
        f"{name}_in_{year}": on_columns(f"{name}_in_{year}", function, **used(function, at | names))
        for name, (function, names) in made.items()
    }


def used(function: Callable[..., Any], names: dict[str, str]) -> dict[str, str]:
    """Those of the names that the function has among its arguments."""
    arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
    return {name: names[name] for name in arguments if name in names}


def place_values() -> dict[str, Any]:
    """The values of both places as parameters, and each person's own."""
    found: dict[str, Any] = {name: ScalarParam(value=HUNAN[name], unit=UNIT) for name in COMMON}
    for name in CHOSEN:
        found[f"hunan_{name}"] = ScalarParam(value=HUNAN[name], unit=UNIT)
        found[f"shanxi_{name}"] = ScalarParam(value=SHANXI[name], unit=UNIT)
        function = flag_of_place if isinstance(HUNAN[name], bool) else of_place
        found[name] = on_columns(name, function, hunan=f"hunan_{name}", shanxi=f"shanxi_{name}")
    return found


def given(name: str, kind: str) -> PolicyInput:
    """A column of the data."""

    def column() -> int:
        raise NotImplementedError

    column.__name__ = name
    column.__annotations__["return"] = BoolColumn if kind == "bool" else IntColumn
    return policy_input(unit=UNIT)(column)


def inputs() -> dict[str, str]:
    """Every column of the data with its type, as the people have it."""
    words = {f"word_in_{year}": p.COLUMNS["history"] for year in p.YEARS}
    plain = {name: p.COLUMNS[name] for name in ("first_cover_year", "place", "repair_years", "paid_in_window")}
    return words | plain | {"original_limit": p.COLUMNS["original_limit_yuan"]}


def environment() -> dict[str, Any]:
    """The policy environment."""
    found: dict[str, Any] = {name: given(name, kind) for name, kind in inputs().items()}
    found |= {f"{stock}_in_{BEFORE}": on_columns(f"{stock}_in_{BEFORE}", no_years) for stock in ("open_gap", "streak")}
    found[f"penal_in_{BEFORE}"] = on_columns(f"penal_in_{BEFORE}", no_years)
    first = HUNAN["zero_claim_first_year"] - 1
    found[f"claim_free_in_{first}"] = on_columns(f"claim_free_in_{first}", no_years)
    found[f"resident_in_{COVERAGE}"] = on_columns(f"resident_in_{COVERAGE}", everybody)
    found[f"in_window_in_{COVERAGE}"] = on_columns(f"in_window_in_{COVERAGE}", itself, column="paid_in_window")
    found["is_hunan"] = on_columns("is_hunan", is_hunan)
    for year in p.YEARS:
        found |= year_functions(year)
    return found | place_values() | {function.leaf_name: function for function in SCALAR}


def itself(column: BoolColumn) -> BoolColumn:
    """A column under another name."""
    return column


def no_rows(people: int) -> dict[str, Any]:
    """Data of so many people with nothing in it."""
    return {name: np.zeros(people, dtype=kind) for name, kind in inputs().items()}
