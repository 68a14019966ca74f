"""Every lawful way to enrol on a day: place, year, circumstance, repair; each with what it costs and gives.

The rules decide each way, once for each reading of years that the case does not tell; a number on which the readings
differ is open, and a note says on what it depends. An option beaten on every count by another of the same coverage year
is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.casework.answer import Block, agreed_numbers, blocks_of
from canbao.casework.case import Case
from canbao.casework.decide import check, policy_of
from canbao.casework.facts import facts_under
from canbao.casework.findings import about_law, about_limit, about_premium, about_values, findings_in
from canbao.casework.options_compared import Worth, beaten, worth_of
from canbao.casework.options_past import moved, note_on, readings
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.rules.answer import has_benefit
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES, MET, unmet_anchor, unmet_payment
from canbao.rules.determine import DECIDED, Determination, determine
from canbao.rules.facts import Facts

Outcomes = list[Determination | None]
"""What each reading of the past gives; None where the way is not open."""


@dataclass(frozen=True)
class Option:
    """One way to enrol.

    determinations: one for each reading of the years that the case does not tell, None where the way is not open.
    findings: the codes of what the office must know about it. note: on which years something in it depends.
    is_asked: it is for the place and year that the case asks about. is_taken: the way the law decides when none is
    named. beaten_by: the number of the option, counted from 1 in the list, that beats it; None when none does.
    """

    place: str
    year: int
    circumstance: str
    repair_years: int
    determinations: tuple[Determination | None, ...]
    clauses: tuple[str, ...]
    findings: tuple[str, ...] = ()
    note: Text | None = None
    is_asked: bool = True
    is_taken: bool = False
    beaten_by: int | None = None

    @property
    def decided(self) -> list[Determination]:
        """The determinations under which the way is open."""
        return [determination for determination in self.determinations if determination is not None]

    @property
    def determination(self) -> Determination:
        """The first of them."""
        return self.decided[0]

    @cached_property
    def answer(self) -> Block:
        """The numbers of the option on which all readings agree."""
        return blocks_of(agreed_numbers(self.decided))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is payable in the coverage year, whatever the reading."""
        return not any(has_benefit(determination) for determination in self.decided)


def options_of(case: Case, policies: Policies, places: Sequence[str] = ()) -> list[Option]:
    """The options of a case: at its place and others given, for each coverage year that its day of payment can buy.

    Raises BadInputError as ``decide`` does.
    """
    check(case, policies)
    found: list[tuple[Option, list[Worth | None]]] = []
    for place in dict.fromkeys((case.place, *places)):
        for year in years_to_buy(case):
            other = moved(case, place, year)
            try:
                policy = policy_of(other, policies, case.interpretations)
            except BadInputError:
                if is_asked(case, other):
                    raise
                continue
            found += [(option, worths_of(option, policy)) for option in ways(case, other, policy)]
    numbers = beaten([worths for _, worths in found])
    return [
        option if number is None else replace(option, beaten_by=number)
        for (option, _), number in zip(found, numbers, strict=True)
    ]


def is_asked(case: Case, other: Case) -> bool:
    """Whether a case moved is still for the place and year asked about."""
    return (other.place, other.enrolment.year) == (case.place, case.enrolment.year)


def years_to_buy(case: Case) -> list[int]:
    """The coverage years to look at: the one asked for, and those of the day of payment and after it.

    A year with resident cover cannot be bought again, nor one before birth.
    """
    asked, paid = case.enrolment.year, case.enrolment.paid_on
    nearby = {asked} if paid is None else {asked, paid.year, paid.year + 1}
    resident = {row.year for row in case.history if row.resident}
    born = case.person.born.year
    return sorted(year for year in nearby if year == asked or (year not in resident and year >= born))


def ways(case: Case, other: Case, policy: Policy) -> Iterator[Option]:
    """Every circumstance that applies under some reading of the past, with every number of years worth repairing."""
    own = facts_under(other, policy)
    if not may_apply(own, policy):
        return
    if policy.terms.waiting.repair_only_with_payment:
        own = own._replace(repair_paid_on=own.paid_on)
    facts = [own._replace(history=history) for history in readings(case, other)]
    chosen = [determine(f, policy.terms) for f in facts]
    for name in names_of(chosen, policy):
        is_taken = all(d.circumstance == name for d in chosen)
        plain = [outcome(f, d, name, policy) for f, d in zip(facts, chosen, strict=True)]
        about = own._replace(history=facts[first_open(plain)].history)
        codes = codes_of(about, plain, policy)
        for years, outcomes in repaired(facts, plain, policy):
            note = note_on(case, other, outcomes)
            yield Option(
                other.place,
                policy.year,
                CIRCUMSTANCE_NAMES[name],
                years,
                tuple(outcomes),
                clauses_of(outcomes, policy),
                (*codes, *own_codes(about, outcomes, policy, is_open=note is not None, told=codes)),
                note,
                is_asked=is_asked(case, other),
                is_taken=is_taken and years == 0,
            )


def may_apply(f: Facts, policy: Policy) -> bool:
    """Whether events and the day of payment leave any circumstance open, whatever the years behind the person."""
    t = policy.terms
    paid_in_window = t.window_from <= f.paid_on < t.window_until
    return any(
        unmet_anchor(row, f) == MET and unmet_payment(row, f, paid_in_window) == MET for row in t.rows[: t.row_count]
    )


def names_of(chosen: Sequence[Determination], policy: Policy) -> list[int]:
    """The circumstances that apply under some reading, by number: those the law takes first, then as in the table."""
    terms = policy.terms
    applicable = 0
    for d in chosen:
        if d.reason == DECIDED:
            applicable |= d.applicable
    taken = [d.circumstance for d in chosen if d.reason == DECIDED]
    return list(dict.fromkeys([*taken, *(terms.rows[n].name for n in range(terms.row_count) if applicable >> n & 1)]))


def outcome(f: Facts, chosen: Determination, name: int, policy: Policy) -> Determination | None:
    """What a circumstance gives when it is named; None where it does not apply. chosen: with none named."""
    if chosen.reason != DECIDED:
        return None
    if chosen.circumstance == name:
        return chosen
    named = determine(f._replace(chosen=name), policy.terms)
    return named if named.reason == DECIDED else None


def repaired(facts: Sequence[Facts], plain: Outcomes, policy: Policy) -> Iterator[tuple[int, Outcomes]]:
    """A circumstance without repair, and with each number of years that is worth repairing whatever the reading."""
    yield 0, plain
    most = min(d.wait.repairable_years for d in plain if d is not None)
    for years in range(1, most + 1):
        outcomes: Outcomes = []
        for f, d in zip(facts, plain, strict=True):
            asked = f if d is None else f._replace(chosen=d.circumstance, repair_years=years)
            found = None if d is None else determine(asked, policy.terms)
            if found is not None and found.wait.repaired_years != years:
                break
            outcomes.append(found)
        else:
            yield years, outcomes


def first_open(outcomes: Outcomes) -> int:
    """The position of the first reading under which a way is open."""
    return next(at for at, d in enumerate(outcomes) if d is not None)


def clauses_of(outcomes: Outcomes, policy: Policy) -> tuple[str, ...]:
    """The clauses of the rows taken."""
    rows = dict.fromkeys(d.row for d in outcomes if d is not None)
    return tuple(dict.fromkeys(clause for row in rows for clause in policy.rows[row].clauses))


def codes_of(f: Facts, outcomes: Outcomes, policy: Policy) -> list[str]:
    """The codes of the findings on the law and the values used; they are the same whatever is repaired."""
    d = outcomes[first_open(outcomes)]
    assert d is not None
    found = findings_in(f, d, policy, (about_limit, about_law, about_values))
    return list(dict.fromkeys(finding.code for finding in found))


def own_codes(f: Facts, outcomes: Outcomes, policy: Policy, *, is_open: bool, told: Sequence[str]) -> list[str]:
    """The codes beside those told: on the price, on a span without a payable day, on years that are not known."""
    decided = [d for d in outcomes if d is not None]
    codes = [finding.code for finding in findings_in(f, decided[0], policy, (about_premium,))]
    codes += ["empty_span"] * (not any(has_benefit(d) for d in decided)) + ["unknown_years"] * is_open
    return [code for code in dict.fromkeys(codes) if code not in told]


def worths_of(option: Option, policy: Policy) -> list[Worth | None]:
    """What an option is compared on, under each reading."""
    rows = policy.terms.rows
    return [
        None if d is None else worth_of(option.place, option.year, rows[d.row].price, d) for d in option.determinations
    ]
