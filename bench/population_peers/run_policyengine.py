"""policyengine-core: the formulas of ``bench/peer_openfisca`` as its variables, a simulation for each place."""

from __future__ import annotations

import argparse
from typing import Any

from policyengine_core.entities import build_entity
from policyengine_core.parameters import ParameterNode
from policyengine_core.periods import ETERNITY, YEAR
from policyengine_core.simulations import SimulationBuilder
from policyengine_core.taxbenefitsystems import TaxBenefitSystem
from policyengine_core.variables import Variable

from bench.peer_openfisca.formulas import BOOLEAN, GIVEN, NEVER, WHOLE
from bench.peer_openfisca.values import PLACES
from bench.population_peers.by_period import PeriodEngine
from bench.population_peers.process import run

PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)


def variable(name: str, value_type: type, **more: Any) -> type:
    """A variable of one person, by year unless told otherwise."""
    attributes = {"value_type": value_type, "entity": PERSON, "definition_period": YEAR, "label": name}
    return type(name, (Variable,), attributes | more)


class PolicyEngine(PeriodEngine):
    """The engine with the same formulas and values as openfisca-core."""

    package = "policyengine-core"

    def system(self, place: int) -> Any:
        """The tax-benefit system of a place."""
        system = TaxBenefitSystem([PERSON])
        system.add_variables(
            variable("first_cover_year", int, definition_period=ETERNITY, default_value=NEVER),
            *(variable(name, value_type) for name, value_type in GIVEN.items()),
            *(variable(formula.__name__, bool, formula=formula) for formula in BOOLEAN),
            *(variable(formula.__name__, int, formula=formula) for formula in WHOLE),
        )
        values = PLACES[str(place)]
        data = {name: {"values": {"1900-01-01": {"value": value}}} for name, value in values.items()}
        system.parameters = ParameterNode("", data=data)
        return system

    def simulation(self, place: int, people: int) -> Any:
        """A simulation of so many people of a place."""
        return SimulationBuilder().build_default_simulation(self.systems[place], count=people)


def engine(asked: argparse.Namespace) -> PolicyEngine:
    """The engine as the command line asks for it."""
    return PolicyEngine(asked.loops)


if __name__ == "__main__":
    run(engine)
