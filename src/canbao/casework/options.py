"""Every lawful way to enrol on a day: place, year, circumstance, repair; each with what it costs and gives.

The rules decide each way; an option beaten on every count by another of the same coverage year is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canbao.basis.errors import BadInputError
from canbao.casework.answer import Block, answer_of
from canbao.casework.case import Case
from canbao.casework.decide import check, policy_of
from canbao.casework.facts import facts_under
from canbao.casework.unknown_years import histories
from canbao.policy.policy import Policies, Policy
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import DECIDED, Determination, determine
from canbao.rules.facts import Facts
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED


@dataclass(frozen=True)
class Option:
    """One way to enrol. is_taken: the way the law decides when none is named. beaten_by: the number of the option,
    counted from 1 in the list, that beats it on every count; None when none does."""

    place: str
    year: int
    circumstance: str
    repair_years: int
    determination: Determination
    clauses: tuple[str, ...]
    is_taken: bool = False
    beaten_by: int | None = None

    @property
    def answer(self) -> Block:
        """The numbers of the option."""
        return answer_of(self.determination)


def options_of(case: Case, policies: Policies, places: Sequence[str] = ()) -> list[Option]:
    """The options of a case: at its place and others given, for each coverage year that its day of payment can buy.

    Raises BadInputError as ``decide`` does. Where earlier years are unknown they are taken as covered.
    """
    check(case, policies)
    found: list[Option] = []
    for place in dict.fromkeys((case.place, *places)):
        for year in years_to_buy(case):
            other = moved(case, place, year)
            try:
                policy = policy_of(other, policies, case.interpretations)
            except BadInputError:
                if place == case.place and year == case.enrolment.year:
                    raise
                continue
            found.extend(ways(other, policy))
    return [replace(option, beaten_by=beaten_by(option, found)) for option in found]


def years_to_buy(case: Case) -> list[int]:
    """The coverage years to look at: the one asked for, and those of the day of payment and after it.

    A year that the history already covers, and an earlier one, cannot be bought again.
    """
    asked, paid = case.enrolment.year, case.enrolment.paid_on
    nearby = {asked} if paid is None else {asked, paid.year, paid.year + 1}
    last_known = max((row.year for row in case.history), default=0)
    return sorted(year for year in nearby if year == asked or (year > last_known and year >= case.person.born.year))


def moved(case: Case, place: str, year: int) -> Case:
    """The case at another place or for another coverage year, nothing named, nothing repaired."""
    repair = case.enrolment.repair.model_copy(update={"years": 0})
    enrolment = case.enrolment.model_copy(update={"year": year, "circumstance": None, "repair": repair})
    as_of = case.as_of if year == case.enrolment.year else None
    return case.model_copy(update={"place": place, "enrolment": enrolment, "as_of": as_of})


def ways(case: Case, policy: Policy) -> Iterator[Option]:
    """Every circumstance that applies, with every number of repaired years that has effect; the law's choice marked."""
    f = facts_under(case, policy, histories(case)[0])
    chosen = determine(f, policy.terms)
    if chosen.reason != DECIDED:
        return
    names = [policy.terms.rows[row].name for row in range(policy.terms.row_count) if chosen.applicable >> row & 1]
    for name in dict.fromkeys([chosen.circumstance, *names]):
        yield from repairs(f._replace(chosen=name), case, policy, is_taken=name == chosen.circumstance)


def repairs(f: Facts, case: Case, policy: Policy, *, is_taken: bool) -> Iterator[Option]:
    """One circumstance without repair, and with each number of years worth repairing."""
    plain = determine(f, policy.terms)
    for years in range(plain.wait.repairable_years + 1):
        d = plain if years == 0 else determine(f._replace(repair_years=years), policy.terms)
        if d.wait.repaired_years != years:
            continue
        yield Option(
            case.place,
            policy.year,
            CIRCUMSTANCE_NAMES[d.circumstance],
            years,
            d,
            policy.rows[d.row].clauses,
            is_taken=is_taken and years == 0,
        )


def beaten_by(option: Option, others: Sequence[Option]) -> int | None:
    """The number of the first option that is as good on every count and better on one, for the same coverage year."""
    for number, other in enumerate(others, start=1):
        if other is not option and other.year == option.year and beats(other.determination, option.determination):
            return number
    return None


def beats(one: Determination, other: Determination) -> bool:
    """Whether one outcome is as good on price, span and limit, and better on at least one of them."""
    pairs = list(zip(counts(one), counts(other), strict=True))
    if any((a is None) != (b is None) for a, b in pairs):
        return False
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return all(a <= b for a, b in known) and any(a < b for a, b in known)


def counts(d: Determination) -> tuple[int | None, int, int | None]:
    """What options are compared on, less being better: price, first payable day, the limit (negative)."""
    due = None if d.premium.due_fen == UNDETERMINED else d.premium.due_fen
    total = d.limit.total_fen
    limit = None if total in (UNDETERMINED, NOTHING) else -min(total, UNLIMITED)
    return due, d.benefit_from, limit
