"""Answer and time cases: python -m bench.peer_openfisca CASES.json RUNS LOOPS; writes one JSON object."""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.simulations import SimulationBuilder

from bench.peer_openfisca.people import person_of
from bench.peer_openfisca.system import ANSWERS, system_of

MANY = 10_000
LOOP = "continuous_years_by_loop"


class Peer:
    """The systems of the places, built once, and the cases as the engine's input."""

    def __init__(self, cases: list[dict[str, Any]], loops: int) -> None:
        self.cases = cases
        self.loops = loops
        self.systems = {place: system_of(place) for place in {case["place"] for case in cases}}
        self.people = [person_of(case) for case in cases]

    def simulation(self, number: int, loops: int | None) -> Any:
        """A fresh simulation of one person; loops None: the engine's own setting."""
        simulation = SimulationBuilder().build_from_entities(
            self.systems[self.cases[number]["place"]], {"persons": {"person": self.people[number]}}
        )
        if loops is not None:
            simulation.max_spiral_loops = loops
        return simulation

    def answer(self, number: int, simulation: Any, names: tuple[str, ...] = ANSWERS) -> dict[str, int]:
        """The answers for one person."""
        year = self.cases[number]["enrolment"]["year"]
        return {name: int(simulation.calculate(name, year)[0]) for name in names}

    def answers(self, loops: int | None) -> list[dict[str, int]]:
        """The answers for everyone, the streak written as a loop among them."""
        return [self.answer(i, self.simulation(i, loops), (*ANSWERS, LOOP)) for i in range(len(self.cases))]

    def prepared(self) -> float:
        """Seconds a person, the simulations built beforehand."""
        simulations = [self.simulation(i, self.loops) for i in range(len(self.cases))]
        start = time.perf_counter()
        for i, simulation in enumerate(simulations):
            self.answer(i, simulation)
        return (time.perf_counter() - start) / len(self.cases)

    def from_data(self) -> float:
        """Seconds a person, from plain data."""
        start = time.perf_counter()
        for i in range(len(self.cases)):
            self.answer(i, self.simulation(i, self.loops))
        return (time.perf_counter() - start) / len(self.cases)

    def many(self) -> float:
        """Seconds a person when many are in one simulation: the commonest place and year, its people over and over."""
        groups = Counter((case["place"], case["enrolment"]["year"]) for case in self.cases)
        (place, year), _ = groups.most_common(1)[0]
        chosen = [
            person
            for person, case in zip(self.people, self.cases, strict=True)
            if (case["place"], case["enrolment"]["year"]) == (place, year)
        ]
        simulation = SimulationBuilder().build_default_simulation(self.systems[place], count=MANY)
        simulation.max_spiral_loops = self.loops
        for name in sorted({name for person in chosen for name in person}):
            for period in sorted({period for person in chosen for period in person.get(name, {})}):
                column = [person.get(name, {}).get(period, 0) for person in chosen]
                simulation.set_input(name, period, np.resize(np.array(column), MANY))
        start = time.perf_counter()
        for name in ANSWERS:
            simulation.calculate(name, year)
        return (time.perf_counter() - start) / MANY


def several(measure: Callable[[], float], runs: int) -> list[float]:
    """A measure taken several times after one that is not counted."""
    measure()
    return [measure() for _ in range(runs)]


def main(file: str, runs: str, loops: str) -> None:
    """Write the answers with and without the setting, and the times."""
    peer = Peer(json.loads(Path(file).read_text(encoding="utf-8")), int(loops))
    report = {
        "version": importlib.metadata.version("openfisca-core"),
        "raised": peer.answers(peer.loops),
        "default": peer.answers(None),
        "prepared": several(peer.prepared, int(runs)),
        "from_data": several(peer.from_data, int(runs)),
        "crowd": MANY,
        "many": several(peer.many, int(runs)),
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
