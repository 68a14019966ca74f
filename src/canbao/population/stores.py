"""An answer into its columns and out of them: each column has its own number for null. Compiled as it stands."""

from __future__ import annotations

from canbao.basis.compilable import compilable
from canbao.population.arrays import EPOCH, NO_CODE, NO_COUNT, NO_DAY, UNLIMITED_FEN, Answers
from canbao.rules.answer import NULL, Answer, agreed
from canbao.rules.values import UNLIMITED


@compilable
def code(value: int) -> int:
    """A name's number as its column has it."""
    return NO_CODE if value == NULL else value


@compilable
def count(value: int) -> int:
    """A count as its column has it."""
    return NO_COUNT if value == NULL else value


@compilable
def day(value: int) -> int:
    """A day as its column has it, counted from 1970."""
    return NO_DAY if value == NULL else value - EPOCH


@compilable
def amount(value: int) -> int:
    """An amount as its column has it; null is the same there."""
    return UNLIMITED_FEN if value == UNLIMITED else value


@compilable
def store(into: Answers, i: int, a: Answer, notes: int) -> None:
    """Write an answer and its finding codes into row ``i``."""
    into.circumstance[i] = code(a.circumstance)
    into.missed_years[i] = count(a.missed_years)
    into.continuous_years[i] = count(a.continuous_years)
    into.basis[i] = code(a.basis)
    into.personal_fen[i] = a.personal_fen
    into.subsidy_fen[i] = a.subsidy_fen
    into.aid_fen[i] = a.aid_fen
    into.repair_fen[i] = a.repair_fen
    into.due_fen[i] = a.due_fen
    into.fixed_months[i] = count(a.fixed_months)
    into.variable_months[i] = count(a.variable_months)
    into.repaired_months[i] = count(a.repaired_months)
    into.total_months[i] = count(a.total_months)
    into.repairable_years[i] = count(a.repairable_years)
    into.starts_on[i] = day(a.starts_on)
    into.ends_before[i] = day(a.ends_before)
    into.benefit_from[i] = day(a.benefit_from)
    into.benefit_through[i] = day(a.benefit_through)
    into.original_limit_fen[i] = amount(a.original_limit_fen)
    into.continuity_fen[i] = a.continuity_fen
    into.zero_claim_fen[i] = a.zero_claim_fen
    into.cap_fen[i] = a.cap_fen
    into.bonus_fen[i] = a.bonus_fen
    into.penalty_fen[i] = a.penalty_fen
    into.total_limit_fen[i] = amount(a.total_limit_fen)
    into.findings[i] = notes


@compilable
def code_stored(value: int) -> int:
    """A name's number out of its column."""
    return NULL if value == NO_CODE else value


@compilable
def count_stored(value: int) -> int:
    """A count out of its column."""
    return NULL if value == NO_COUNT else value


@compilable
def day_stored(value: int) -> int:
    """A day out of its column."""
    return NULL if value == NO_DAY else value + EPOCH


@compilable
def stored(of: Answers, i: int) -> Answer:
    """The answer in row ``i``; a limit without an end is told by the original one."""
    is_unlimited = of.original_limit_fen[i] == UNLIMITED_FEN
    return Answer(
        code_stored(of.circumstance[i]),
        count_stored(of.missed_years[i]),
        count_stored(of.continuous_years[i]),
        code_stored(of.basis[i]),
        of.personal_fen[i],
        of.subsidy_fen[i],
        of.aid_fen[i],
        of.repair_fen[i],
        of.due_fen[i],
        count_stored(of.fixed_months[i]),
        count_stored(of.variable_months[i]),
        count_stored(of.repaired_months[i]),
        count_stored(of.total_months[i]),
        count_stored(of.repairable_years[i]),
        day_stored(of.starts_on[i]),
        day_stored(of.ends_before[i]),
        day_stored(of.benefit_from[i]),
        day_stored(of.benefit_through[i]),
        UNLIMITED if is_unlimited else of.original_limit_fen[i],
        of.continuity_fen[i],
        of.zero_claim_fen[i],
        of.cap_fen[i],
        of.bonus_fen[i],
        of.penalty_fen[i],
        UNLIMITED if is_unlimited else of.total_limit_fen[i],
    )


@compilable
def merge(into: Answers, i: int, a: Answer, notes: int) -> bool:
    """Leave in row ``i`` what its answer and another agree on. Returns whether they differ in any field.

    A field on which earlier answers differed is null already, and that they did was told then.
    """
    before = stored(into, i)
    store(into, i, agreed(before, a), into.findings[i] & notes)
    return before != a
