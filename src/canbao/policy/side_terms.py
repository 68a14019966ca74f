"""The chapters beside the enrolment decision, as the law of one place and day has them: the terms of their rules, and
for each parameter the clauses that give it. What no text gives is undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.basis.money import fen
from canbao.policy.policies import MOST_KEPT, Policies
from canbao.policy.policy import Policy
from canbao.policy.relative_days import resolve_day
from canbao.policy.resolve import Found, Law
from canbao.policy.resolve_openings import FoundOpening
from canbao.policy.schema import NOT_IN_FORCE_WORD, UNDETERMINED_WORD
from canbao.rules.conversion import FRACTION_NAMES, ConversionTerms
from canbao.rules.family_account import RELATIVE_NAMES, USE_NAMES, FamilyAccountTerms
from canbao.rules.openings import (
    CITY_CLASS_NAMES,
    DOCUMENT_NAMES,
    GROUP_NAMES,
    NO_OPENING,
    OPENING_CAPACITY,
    ORDINARY_CITY,
    ORIGIN_NAMES,
    EligibilityTerms,
    Opening,
)
from canbao.rules.relation import SCHEME_NAMES, TIE_NAMES, OverlapTerms, RelationTerms
from canbao.rules.retirement import MAKE_UP_NAMES, PLACE_NAMES, RetirementTerms
from canbao.rules.settlement import SettlementTerms
from canbao.rules.tiers import NO_TIER, TIER_CAPACITY, Tier, TierTerms
from canbao.rules.values import NOTHING, UNDETERMINED

OVERLAP = "relation.student_overlap"
CHAPTERS = ("eligibility", "relation", "retirement", "conversion", "family_account", "settlement")

Clauses = Mapping[str, Sequence[str]]
"""For each parameter by its last name, and each row of the table of openings as ``openings.3``, its clauses."""


@dataclass(frozen=True)
class SideLaw:
    """What the side chapters say at a place for a coverage year, on the day whose law applies."""

    policy: Policy
    policies: Policies

    @cached_property
    def eligibility(self) -> EligibilityTerms:
        """Who may enrol. The overlap is that of students who entered in the year before."""
        city = self._value("eligibility.city_class")
        rows = [_opening(found) for found in self.policy.resolved.openings]
        if len(rows) > OPENING_CAPACITY:
            what = Text(f"参保准入共 {len(rows)} 行", f"{len(rows)} openings")
            raise BadInputError([finding("too_large", self.policy.pack, what=what, limit=OPENING_CAPACITY)])
        return EligibilityTerms(
            ORDINARY_CITY if city is None else 1 << CITY_CLASS_NAMES.index(city),
            self._flag("eligibility.other_guarantee_excludes"),
            self._flag("eligibility.double_enrolment_barred"),
            self._count("eligibility.student_years_at_once"),
            self.overlap(self.policy.year - 1),
            len(rows),
            (*rows, *[NO_OPENING] * (OPENING_CAPACITY - len(rows))),
        )

    def relation(self, entry_year: int | None) -> RelationTerms:
        """Which of two records stays; with the overlap of a year of entry, if one is named."""
        return RelationTerms(
            self._count("relation.prevailing_employee_months"),
            self._flag("relation.aided_needs_undertaking"),
            OverlapTerms(UNDETERMINED, UNDETERMINED) if entry_year is None else self.overlap(entry_year),
        )

    def overlap(self, entry_year: int) -> OverlapTerms:
        """The lawful overlap of students who entered in a year: that of the coverage year after it."""
        found = self.found_of_entry(entry_year)
        if found is None or isinstance(found.value, str):
            return OverlapTerms(UNDETERMINED, UNDETERMINED)
        first, last = found.value["from"], found.value["through"]
        starts = NOTHING if first is None else resolve_day(first, entry_year + 1)
        return OverlapTerms(starts, resolve_day(last, entry_year + 1) + 1)

    @cached_property
    def retirement(self) -> RetirementTerms:
        """What retiree benefits of the employee scheme ask for."""
        return RetirementTerms(
            self._count("retirement.required_years"),
            self._flag("retirement.deemed_years_count"),
            self._count("retirement.province_years"),
            self._set("retirement.province_make_up", MAKE_UP_NAMES),
            self._set("retirement.required_make_up", MAKE_UP_NAMES),
            self._set("retirement.places_same", PLACE_NAMES),
            self._set("retirement.places_in_province", PLACE_NAMES),
            self._set("retirement.places_outside_province", PLACE_NAMES),
            self._set("retirement.places_extended", PLACE_NAMES),
        )

    @cached_property
    def conversion(self) -> ConversionTerms:
        """How resident years become employee years, as the interpretation ``resident_years_fraction`` reads it."""
        reading = self.policy.interpretations["resident_years_fraction"].value
        return ConversionTerms(
            self._count("conversion.resident_years_per_employee_year"), FRACTION_NAMES.index(reading)
        )

    @cached_property
    def family_account(self) -> FamilyAccountTerms:
        """What the personal account may pay for relatives."""
        return FamilyAccountTerms(
            self._set("family_account.relatives", RELATIVE_NAMES),
            self._set("family_account.uses", USE_NAMES),
            self._flag("family_account.premium_outside_province"),
        )

    @cached_property
    def settlement(self) -> SettlementTerms:
        """How the three layers hang together."""
        return SettlementTerms(
            self._flag("settlement.serious_with_basic"), self._flag("settlement.inclusive_needs_basic")
        )

    @cached_property
    def tiers(self) -> TierTerms:
        """The tiers of the premium; none where the pack declares none."""
        declared = self._value("premium.tiers") or []
        tiers = [Tier(fen(tier["personal"]), tier["benefit_grade"]) for tier in declared]
        return TierTerms(len(tiers), (*tiers, *[NO_TIER] * (TIER_CAPACITY - len(tiers))))

    @cached_property
    def clauses(self) -> Clauses:
        """The clauses behind each parameter of the side chapters and each opening."""
        values = self.policy.resolved.values
        found = {
            name.partition(".")[2]: value.clauses
            for name, value in values.items()
            if name.partition(".")[0] in CHAPTERS or name == "premium.tiers"
        }
        if OVERLAP in values:
            found["overlap"] = values[OVERLAP].clauses
        rows = {f"openings.{number}": row.clauses for number, row in enumerate(self.policy.resolved.openings)}
        return found | rows

    def clauses_of_entry(self, entry_year: int | None) -> Clauses:
        """The same, the overlap being that of a year of entry."""
        if entry_year is None:
            return self.clauses
        found = self.found_of_entry(entry_year)
        return {**self.clauses, "overlap": () if found is None else found.clauses}

    def found_of_entry(self, entry_year: int | None) -> Found | None:
        """The overlap that holds for students who entered in a year (None: in the year before the coverage year)."""
        law = self if entry_year is None else self._of_entry(entry_year)
        return law.policy.resolved.values.get(OVERLAP)

    def _of_entry(self, entry_year: int) -> SideLaw:
        p = self.policy
        if entry_year + 1 == p.year:
            return self
        return SideLaw(self.policies.policy(p.pack, entry_year + 1, p.law.as_of, p.law.known_on), self.policies)

    def _found(self, name: str) -> Found | None:
        """What holds, or None where the texts are silent, leave it open or do not have it."""
        found = self.policy.resolved.values.get(name)
        is_open = found is None or found.value in (UNDETERMINED_WORD, NOT_IN_FORCE_WORD)
        return None if is_open else found

    def _value(self, name: str) -> Any:
        found = self._found(name)
        return None if found is None else found.value

    def _count(self, name: str) -> int:
        found = self._found(name)
        return UNDETERMINED if found is None else int(found.value)

    def _flag(self, name: str) -> int:
        """A flag; a duty that is not in force is none."""
        given = self.policy.resolved.values.get(name)
        return 0 if given is not None and given.value == NOT_IN_FORCE_WORD else self._count(name)

    def _set(self, name: str, names: Sequence[str]) -> int:
        found = self._found(name)
        return UNDETERMINED if found is None else bits_of(found.value, names)


class SideLaws:
    """The side chapters by place and law, each built once."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        self._built: dict[tuple[str, Law], SideLaw] = {}

    def law(self, place: str, as_of: date, year: int | None = None) -> SideLaw:
        """The side chapters of a place under the law of a day; year: the coverage year, else that of the day.

        Raises BadInputError when no pack covers the place or no law encoded here is in force.
        """
        policy = self.policies.policy(place, as_of.year if year is None else year, as_of)
        key = (policy.pack, policy.law)
        built = self._built.get(key)
        if built is None:
            if len(self._built) >= MOST_KEPT:
                self._built.clear()
            built = self._built[key] = SideLaw(policy, self.policies)
        return built


def bits_of(names: Sequence[str], table: Sequence[str]) -> int:
    """A set of names as bits: name k of the table is bit k."""
    return sum(1 << table.index(name) for name in set(names))


def _opening(found: FoundOpening) -> Opening:
    """A row of the table as the rules take it."""
    row = found.opening
    return Opening(
        found.layer,
        bits_of(row.schemes, SCHEME_NAMES),
        bits_of(row.groups, GROUP_NAMES),
        bits_of(row.origins, ORIGIN_NAMES),
        bits_of(row.city_classes, CITY_CLASS_NAMES),
        int(row.closed),
        bits_of(row.ties, TIE_NAMES),
        bits_of(row.barred_ties, TIE_NAMES),
        bits_of(row.all_of, DOCUMENT_NAMES),
        bits_of(row.one_of, DOCUMENT_NAMES),
    )
