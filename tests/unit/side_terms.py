"""The terms of the side chapters for a place and coverage year, as the shipped packs have them."""

from datetime import date

from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.side_terms import SideLaw, SideLaws
from canbao.rules.conversion import FLOOR, ConversionTerms
from canbao.rules.family_account import FamilyAccountTerms
from canbao.rules.openings import EligibilityTerms
from canbao.rules.relation import RelationTerms
from canbao.rules.retirement import RetirementTerms
from canbao.rules.settlement import SettlementTerms

LIBRARY = Library()
LAWS = SideLaws(Policies(LIBRARY))
LAYERS = LIBRARY.places()


def law(place: str, year: int = 2025) -> SideLaw:
    """The law of 10 March of a year."""
    return LAWS.law(place, date(year, 3, 10))


def sources(place: str, year: int = 2025) -> dict[str, list[str]]:
    """The clauses behind each parameter and each opening."""
    return {name: list(clauses) for name, clauses in law(place, year).clauses.items()}


def eligibility_terms(place: str, year: int = 2025) -> EligibilityTerms:
    """The terms of eligibility."""
    return law(place, year).eligibility


def relation_terms(place: str, entry_year: int = 2025) -> RelationTerms:
    """The terms of relation."""
    return law(place).relation(entry_year)


def retirement_terms(place: str) -> RetirementTerms:
    """The terms of retirement."""
    return law(place).retirement


def conversion_terms(place: str, fraction: int = FLOOR) -> ConversionTerms:
    """The terms of conversion."""
    return law(place).conversion._replace(resident_years_fraction=fraction)


def family_account_terms(place: str) -> FamilyAccountTerms:
    """The terms of the family account."""
    return law(place).family_account


def settlement_terms(place: str) -> SettlementTerms:
    """The terms of settlement."""
    return law(place).settlement
