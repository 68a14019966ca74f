"""The numbers of an answer: what a determination says to the person, flat, with one mark for all that is null.

Several determinations of one person (the readings of unknown years) are merged field by field: what they agree on is
the answer, the rest is null.
"""

from __future__ import annotations

from typing import NamedTuple

from canbao.basis.compilable import compilable
from canbao.rules.clauses import rule
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.values import NOTHING, UNDETERMINED

NULL = UNDETERMINED
"""No such value, or none that can be determined."""


class Answer(NamedTuple):
    """The numbers of an answer; days are day numbers, amounts fen, codes as in the rules; NULL where there is none."""

    circumstance: int
    missed_years: int
    continuous_years: int
    basis: int
    personal_fen: int
    subsidy_fen: int
    aid_fen: int
    repair_fen: int
    due_fen: int
    fixed_months: int
    variable_months: int
    repaired_months: int
    total_months: int
    repairable_years: int
    starts_on: int
    ends_before: int
    benefit_from: int
    benefit_through: int
    original_limit_fen: int
    continuity_fen: int
    zero_claim_fen: int
    cap_fen: int
    bonus_fen: int
    penalty_fen: int
    total_limit_fen: int


@compilable
def day_or_null(day: int) -> int:
    """A day, or NULL where there is no such day."""
    return NULL if day == NOTHING else day


@rule("xz11/3", "xz11/9", "jy3/4", "ls25/2.3.2")
def has_benefit(d: Determination) -> bool:
    """Whether anything is payable in the coverage year."""
    return d.reason == DECIDED and d.benefit_from <= d.benefit_through


@compilable
def answer_numbers(d: Determination) -> Answer:
    """The answer that a determination gives."""
    is_payable = has_benefit(d)
    return Answer(
        d.circumstance if d.reason == DECIDED else NULL,
        d.years.missed,
        d.continuous,
        d.premium.basis,
        d.premium.personal_fen,
        d.premium.subsidy_fen,
        d.premium.aid_fen,
        d.premium.repair_fen,
        d.premium.due_fen,
        d.wait.fixed_months,
        d.wait.variable_months,
        d.wait.repaired_months,
        d.wait.total_months,
        d.wait.repairable_years,
        day_or_null(d.wait.starts_on),
        day_or_null(d.wait.ends_before),
        d.benefit_from if is_payable else NULL,
        d.benefit_through if is_payable else NULL,
        d.limit.original_fen,
        d.limit.continuity_fen,
        d.limit.zero_claim_fen,
        d.limit.cap_fen,
        d.limit.bonus_fen,
        d.limit.penalty_fen,
        d.limit.total_fen,
    )


@compilable
def same_or_null(one: int, other: int) -> int:
    """What two answers agree on in a field, else NULL."""
    return one if one == other else NULL


@compilable
def agreed(a: Answer, b: Answer) -> Answer:
    """What two answers agree on, field by field; a benefit needs both its days."""
    has_same_span = a.benefit_from == b.benefit_from and a.benefit_through == b.benefit_through
    return Answer(
        same_or_null(a.circumstance, b.circumstance),
        same_or_null(a.missed_years, b.missed_years),
        same_or_null(a.continuous_years, b.continuous_years),
        same_or_null(a.basis, b.basis),
        same_or_null(a.personal_fen, b.personal_fen),
        same_or_null(a.subsidy_fen, b.subsidy_fen),
        same_or_null(a.aid_fen, b.aid_fen),
        same_or_null(a.repair_fen, b.repair_fen),
        same_or_null(a.due_fen, b.due_fen),
        same_or_null(a.fixed_months, b.fixed_months),
        same_or_null(a.variable_months, b.variable_months),
        same_or_null(a.repaired_months, b.repaired_months),
        same_or_null(a.total_months, b.total_months),
        same_or_null(a.repairable_years, b.repairable_years),
        same_or_null(a.starts_on, b.starts_on),
        same_or_null(a.ends_before, b.ends_before),
        a.benefit_from if has_same_span else NULL,
        a.benefit_through if has_same_span else NULL,
        same_or_null(a.original_limit_fen, b.original_limit_fen),
        same_or_null(a.continuity_fen, b.continuity_fen),
        same_or_null(a.zero_claim_fen, b.zero_claim_fen),
        same_or_null(a.cap_fen, b.cap_fen),
        same_or_null(a.bonus_fen, b.bonus_fen),
        same_or_null(a.penalty_fen, b.penalty_fen),
        same_or_null(a.total_limit_fen, b.total_limit_fen),
    )
