"""The rules as a tax-benefit system: the formulas as variables by year, of one kind of entity, the person."""

from __future__ import annotations

from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.peer_openfisca.formulas import ANSWERS, BOOLEAN, GIVEN, NEVER, WHOLE
from bench.peer_openfisca.parameters import parameters_of

__all__ = ["ANSWERS", "system_of"]

PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)


def variable(name: str, value_type: type, **more: Any) -> type:
    """A variable of one person, by year unless told otherwise."""
    attributes = {"value_type": value_type, "entity": PERSON, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), attributes | more)


def system_of(place: str) -> Any:
    """The tax-benefit system of a place."""
    system = TaxBenefitSystem([PERSON])
    system.add_variables(
        variable("first_cover_year", int, definition_period=DateUnit.ETERNITY, default_value=NEVER),
        *(variable(name, value_type) for name, value_type in GIVEN.items()),
        *(variable(formula.__name__, bool, formula=formula) for formula in BOOLEAN),
        *(variable(formula.__name__, int, formula=formula) for formula in WHOLE),
    )
    system.parameters = parameters_of(place)
    return system
