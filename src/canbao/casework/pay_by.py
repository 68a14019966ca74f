"""Until when a payment gives the same: the last day on which circumstance, price and first payable day stay."""

from __future__ import annotations

from datetime import date, timedelta

from canbao.basis.errors import BadInputError
from canbao.casework.decide import Decision, policy_of
from canbao.casework.facts import facts_under
from canbao.policy.policies import Policies
from canbao.rules.determine import DECIDED, Determination, determine

A_DAY = timedelta(days=1)


def pay_by(decision: Decision, policies: Policies) -> date | None:
    """The last day up to which paying, on whichever day, gives the same as on the day of the case.

    Each day is decided: what ends it may be the window, a deadline, an aid category, an event, the law of that day.
    None where nothing is paid, where nothing was decided or depends on unknown years, and where every day counts, as
    when a wait runs from the payment.
    """
    case, first = decision.case, decision.first
    paid = case.enrolment.paid_on
    if paid is None or first.reason != DECIDED or len(decision.determinations) > 1:
        return None
    if not decision.policy.terms.rows[first.row].needs_payment:
        return None
    last, day = paid, paid + A_DAY
    while day.year <= case.enrolment.year and alike(first, paid_on(decision, day, policies)):
        last, day = day, day + A_DAY
    return None if last == paid else last


def paid_on(decision: Decision, day: date, policies: Policies) -> Determination | None:
    """The determination had the premium been paid on another day, and with it a repair that was paid on the same day.

    None where no law is in force for it, or the repair would come before the payment.
    """
    case = decision.case
    enrolment, repaired = case.enrolment, case.enrolment.repair.paid_on
    if repaired is not None and repaired == enrolment.paid_on:
        enrolment = enrolment.model_copy(update={"repair": enrolment.repair.model_copy(update={"paid_on": day})})
    elif repaired is not None and repaired < day:
        return None
    other = case.model_copy(update={"enrolment": enrolment.model_copy(update={"paid_on": day})})
    try:
        policy = policy_of(other, policies, case.interpretations)
    except BadInputError:
        return None
    return determine(facts_under(other, policy, decision.facts[0].history), policy.terms)


def alike(one: Determination, other: Determination | None) -> bool:
    """Whether two determinations give a person the same."""
    return (
        other is not None
        and other.reason == DECIDED
        and other.circumstance == one.circumstance
        and other.premium.due_fen == one.premium.due_fen
        and other.benefit_from == one.benefit_from
    )
