"""What openfisca-core and policyengine-core have in common: variables by period, one simulation for many people."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from bench.population_peers import people as p
from bench.population_peers.process import ANSWERS

ANY_USE = 2
ZERO_CLAIM_USE = 1


class PeriodEngine(ABC):
    """One system a place, built once; the people of a place in a piece share a simulation."""

    package: str
    piece = 100_000

    def __init__(self, loops: int | None) -> None:
        self.loops = loops
        self.systems: dict[int, Any] = {}
        setting = "the engine's own max_spiral_loops" if loops is None else f"max_spiral_loops={loops}"
        self.form = f"NumPy formulas over whole columns, a simulation a place, {setting}"

    @abstractmethod
    def system(self, place: int) -> Any:
        """The tax-benefit system of a place."""

    @abstractmethod
    def simulation(self, place: int, people: int) -> Any:
        """A simulation of so many people of a place."""

    def begin(self, _people: int, /) -> None:
        """Build the systems."""
        self.systems = {place: self.system(place) for place in p.PLACES}

    def prepare(self, columns: dict[str, p.Column]) -> list[tuple[p.Column, Any]]:
        """The rows of each place with their simulation, everything known set."""
        rows_of = {place: np.flatnonzero(columns["place"] == place) for place in p.PLACES}
        return [(rows, self.filled(place, rows, columns)) for place, rows in rows_of.items() if len(rows)]

    def filled(self, place: int, rows: p.Column, columns: dict[str, p.Column]) -> Any:
        """A simulation with the facts of the rows; what is 0 for all of them is left to the engine's default."""
        simulation = self.simulation(place, len(rows))
        if self.loops is not None:
            simulation.max_spiral_loops = self.loops
        simulation.set_input("first_cover_year", "ETERNITY", columns["first_cover_year"][rows].astype(np.int32))
        for position, year in enumerate(p.YEARS):
            for name, values in facts_of(columns["history"][:, position][rows]).items():
                if values.any():
                    simulation.set_input(name, str(year), values)
        enrolled = str(p.COVERAGE_YEAR)
        simulation.set_input("resident", enrolled, np.ones(len(rows), dtype=bool))
        simulation.set_input("paid_in_window", enrolled, columns["paid_in_window"][rows])
        simulation.set_input("repair_years", enrolled, columns["repair_years"][rows].astype(np.int32))
        simulation.set_input("original_limit", enrolled, columns["original_limit_yuan"][rows])
        return simulation

    def compute(self, prepared: list[tuple[p.Column, Any]]) -> list[tuple[p.Column, dict[str, p.Column]]]:
        """Every answer for the coverage year."""
        return [
            (rows, {name: simulation.calculate(name, str(p.COVERAGE_YEAR)) for name in ANSWERS})
            for rows, simulation in prepared
        ]

    def collect(self, answered: list[tuple[p.Column, dict[str, p.Column]]]) -> dict[str, p.Column]:
        """The answers of both places back in the order of the people."""
        people = sum(len(rows) for rows, _ in answered)
        found = {name: np.empty(people, dtype=np.int32) for name in ANSWERS}
        for rows, answers in answered:
            for name, values in answers.items():
                found[name][rows] = values
        return found


def facts_of(words: p.Column) -> dict[str, p.Column]:
    """The variables of one year of history."""
    used = np.where(words & p.BONUS_USED != 0, ANY_USE, np.where(words & p.ZERO_CLAIM_USED != 0, ZERO_CLAIM_USE, 0))
    return {
        "resident": words & p.RESIDENT != 0,
        "paid_in_window": words & p.PAID_IN_WINDOW != 0,
        "reimbursed": words & p.REIMBURSED != 0,
        "other_guarantee": words & p.OTHER_GUARANTEE != 0,
        "employee_months": (words // p.MONTHS_UNIT).astype(np.int32),
        "bonus_used": used.astype(np.int32),
    }
