"""From a case to the facts of the rules: dates become day numbers, history rows become words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from canbao.basis.days import year_start
from canbao.basis.money import fen
from canbao.casework.case import Case, HistoryRow
from canbao.policy.build import amount_fen
from canbao.policy.policy import Policy
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import (
    AID_CATEGORIES,
    ANCHOR_NAMES,
    BIRTH,
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
    Facts,
    History,
    counts_for_payment,
    held_on,
    history_from,
    later_day,
)
from canbao.rules.unknown_years import has_cover
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

_USED = {"none": 0, "zero_claim": ZERO_CLAIM_USED, "any": BONUS_USED}
_ANCHOR = {name: number for number, name in enumerate(ANCHOR_NAMES)}
_CATEGORY = {name: number for number, name in enumerate(AID_CATEGORIES)}
_CIRCUMSTANCE = {name: number for number, name in enumerate(CIRCUMSTANCE_NAMES)}


def word_of(row: HistoryRow) -> int:
    """A history row as a year word."""
    return (
        (RESIDENT if row.resident else 0)
        | (PAID_IN_WINDOW if row.paid_in_window else 0)
        | (REIMBURSED if row.reimbursed else 0)
        | (OTHER_GUARANTEE if row.other_guarantee else 0)
        | _USED[row.bonus_used]
        | row.employee_months * MONTHS_UNIT
    )


def history_of(words: Mapping[int, int], coverage_year: int, covered_before: int | None = None) -> History:
    """The history from year words: complete from the first year of cover to the year before the coverage year.

    covered_before: a year from which on cover is taken to have existed, whatever its word.
    """
    covered = [year for year, word in words.items() if has_cover(word)]
    if covered_before is not None:
        covered.append(covered_before)
    first = min(covered, default=coverage_year)
    return history_from(first, tuple(words.get(year, 0) for year in range(first, coverage_year)))


def words_of(case: Case) -> dict[int, int]:
    """The year words of a case, by year."""
    return {row.year: word_of(row) for row in case.history}


def facts_of(case: Case, history: History | None = None) -> Facts:
    """The facts of a case; ``history`` stands in for the case's own where years are unknown."""
    enrolment = case.enrolment
    paid = number_of(enrolment.paid_on)
    repaired = number_of(enrolment.repair.paid_on)
    counted_on = paid if paid != NOTHING else year_start(enrolment.year)
    return Facts(
        year=enrolment.year,
        paid_on=paid,
        chosen=NOTHING if enrolment.circumstance is None else _CIRCUMSTANCE[enrolment.circumstance],
        anchors=anchors_of(case, counted_on),
        aid_classes=aid_classes_of(case, paid),
        history=history if history is not None else history_of(words_of(case), enrolment.year),
        repair_years=enrolment.repair.years,
        repair_paid_on=repaired if repaired != NOTHING else counted_on,
        earlier_wait_until=number_of(case.earlier_wait_until),
        original_limit_fen=limit_of(case),
    )


def facts_under(case: Case, policy: Policy, history: History | None = None) -> Facts:
    """The facts of a case; the original limit from the policy where the case does not give one."""
    facts = facts_of(case, history)
    if facts.original_limit_fen != UNDETERMINED:
        return facts
    return facts._replace(original_limit_fen=amount_fen(policy.found("limit.original").value))


def number_of(day: date | None) -> int:
    """A date as a day number; NOTHING for none."""
    return NOTHING if day is None else day.toordinal()


def anchors_of(case: Case, counted_on: int) -> tuple[int, ...]:
    """For each anchor the day that counts: birth, and the latest event of each kind that counts for the payment."""
    anchors = [NOTHING] * len(ANCHOR_NAMES)
    anchors[BIRTH] = case.person.born.toordinal()
    for event in case.person.events:
        anchor, day = _ANCHOR[event.kind], event.on.toordinal()
        if counts_for_payment(anchor, day, counted_on):
            anchors[anchor] = later_day(anchors[anchor], day)
    return tuple(anchors)


def aid_classes_of(case: Case, paid_on: int) -> int:
    """The set of aid categories held on the day of payment."""
    classes = 0
    for held in case.person.aid:
        if held_on(held.from_.toordinal(), number_of(held.until), paid_on):
            classes |= 1 << _CATEGORY[held.category]
    return classes


def limit_of(case: Case) -> int:
    """The original limit of a case in fen, unlimited or undetermined."""
    if case.original_limit_yuan is None:
        return UNDETERMINED
    if case.original_limit_yuan == "unlimited":
        return UNLIMITED
    return fen(case.original_limit_yuan)
