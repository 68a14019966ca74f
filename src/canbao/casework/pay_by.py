"""Until when a payment gives the same: the last day on which circumstance, price and first payable day stay."""

from __future__ import annotations

from datetime import date

from canbao.basis.days import to_date, year_start
from canbao.basis.errors import BadInputError
from canbao.casework.case import Case
from canbao.casework.decide import Decision, policy_of
from canbao.casework.facts import facts_under
from canbao.policy.policies import Policies
from canbao.rules.circumstances import deadline_day
from canbao.rules.determine import DECIDED, Determination, determine
from canbao.rules.facts import NO_ANCHOR
from canbao.rules.parameters import NO_DEADLINE


def pay_by(decision: Decision, policies: Policies) -> date | None:
    """The last day on which paying gives the same as on the day of the case.

    None where nothing is paid, where nothing was decided or depends on unknown years, and where every day counts, as
    when a wait runs from the payment.
    """
    case, first = decision.case, decision.first
    if case.enrolment.paid_on is None or first.reason != DECIDED or len(decision.determinations) > 1:
        return None
    if not decision.policy.terms.rows[first.row].needs_payment:
        return None
    paid = case.enrolment.paid_on
    later = sorted({day for day in last_days(decision) if day > paid}, reverse=True)
    return next((day for day in later if alike(first, paid_on(case, day, policies))), None)


def last_days(decision: Decision) -> list[date]:
    """The days on which something may run out: the window, the deadline of the row that decided, the year."""
    terms, first = decision.policy.terms, decision.first
    row = terms.rows[first.row]
    days = [terms.window_until - 1, year_start(terms.year + 1) - 1]
    if row.anchor != NO_ANCHOR and row.deadline_unit != NO_DEADLINE:
        days.append(deadline_day(decision.facts[0].anchors[row.anchor], row.deadline, row.deadline_unit))
    return [to_date(day) for day in days]


def paid_on(case: Case, day: date, policies: Policies) -> Determination | None:
    """The determination had the premium been paid on another day; None where no law is in force for it."""
    enrolment = case.enrolment.model_copy(update={"paid_on": day})
    other = case.model_copy(update={"enrolment": enrolment})
    try:
        policy = policy_of(other, policies, case.interpretations)
    except BadInputError:
        return None
    return determine(facts_under(other, policy), policy.terms)


def alike(one: Determination, other: Determination | None) -> bool:
    """Whether two determinations give a person the same."""
    return (
        other is not None
        and other.reason == DECIDED
        and other.circumstance == one.circumstance
        and other.premium.due_fen == one.premium.due_fen
        and other.benefit_from == one.benefit_from
    )
