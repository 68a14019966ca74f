"""openfisca-core: the system of ``bench/peer_openfisca``, a simulation for the people of each place in a piece."""

from __future__ import annotations

import argparse
from typing import Any

from openfisca_core.simulations import SimulationBuilder

from bench.peer_openfisca.system import system_of
from bench.population_peers.by_period import PeriodEngine
from bench.population_peers.process import run


class OpenFisca(PeriodEngine):
    """The engine with its own system."""

    package = "openfisca-core"

    def system(self, place: int) -> Any:
        """The tax-benefit system of a place."""
        return system_of(str(place))

    def simulation(self, place: int, people: int) -> Any:
        """A simulation of so many people of a place."""
        return SimulationBuilder().build_default_simulation(self.systems[place], count=people)


def engine(asked: argparse.Namespace) -> OpenFisca:
    """The engine as the command line asks for it."""
    return OpenFisca(asked.loops)


if __name__ == "__main__":
    run(engine)
