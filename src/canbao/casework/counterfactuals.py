"""What would have changed a decision: an earlier payment, no missed year, repair. Each is decided by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from canbao.basis.days import iso, to_date
from canbao.basis.findings import Text
from canbao.casework.answer import Block, answer_of, flat
from canbao.casework.case import Case
from canbao.casework.decide import Decision
from canbao.casework.facts import facts_under
from canbao.casework.sensitivity import changed
from canbao.casework.wording import money, months, years
from canbao.policy.policy import Policy
from canbao.rules.circumstances import deadline_day
from canbao.rules.continuity import GAP_YEAR, class_of
from canbao.rules.determine import DECIDED, Determination, determine
from canbao.rules.facts import NO_ANCHOR, PAID_IN_WINDOW, RESIDENT, Facts, history_from
from canbao.rules.parameters import AFTER, NO_DEADLINE
from canbao.rules.premium import Premium
from canbao.rules.values import NOTHING, UNDETERMINED

MOST_PAYMENT_DAYS = 2


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Something that was not so, told with what it would have changed, and the fields changed."""

    text: Text
    changes: Block


def counterfactuals_of(decision: Decision) -> list[Counterfactual]:
    """What would have made the decision better: paying on an earlier day, no gap, repair. Empty when nothing would."""
    first = decision.first
    if first.reason != DECIDED or len(decision.determinations) > 1:
        return []
    return [*earlier_payments(decision), *without_gap(decision), *with_repair(decision)]


def earlier_payments(decision: Decision) -> Iterator[Counterfactual]:
    """Paying on the last day of the window, or of a deadline that had passed, where that would have been better.

    Not for someone who paid in time for a circumstance without a wait, nor before the event that opened the way.
    """
    case, policy = decision.case, decision.policy
    if case.enrolment.paid_on is None:
        return
    told = 0
    seen = {better_of(decision.first)}
    taken = policy.terms.rows[decision.first.row]
    if not taken.ordinary and decision.first.wait.starts_on == NOTHING:
        return
    for day in earlier_days(decision.facts[0], policy):
        other = determine(facts_on(case, policy, to_date(day)), policy.terms)
        if told == MOST_PAYMENT_DAYS or other.reason != DECIDED:
            continue
        if day < decision.facts[0].anchors[taken.anchor]:
            continue
        if better_of(other) in seen or not is_better(other, decision.first):
            continue
        seen.add(better_of(other))
        told += 1
        when = Text(f"若在 {iso(day)} 前（含当日）缴费", f"Paid by {iso(day)}")
        yield told_as(when, decision.first, other)


def earlier_days(f: Facts, p: Policy) -> list[int]:
    """The days before the payment on which something ran out: the window, and the deadlines of rows; latest first."""
    days = {p.terms.window_until - 1}
    for row in p.terms.rows[: p.terms.row_count]:
        if row.anchor == NO_ANCHOR or row.deadline_unit == NO_DEADLINE or row.deadline_sense == AFTER:
            continue
        anchor = f.anchors[row.anchor]
        if anchor != NOTHING and row.anchor_from <= anchor < row.anchor_until:
            days.add(deadline_day(anchor, row.deadline, row.deadline_unit))
    born = min(a for a in f.anchors if a != NOTHING)
    return sorted((d for d in days if born <= d < f.paid_on), reverse=True)


def facts_on(case: Case, policy: Policy, day: date) -> Facts:
    """The facts of a case had it been paid on another day: events and categories as of that day, without repair."""
    repair = case.enrolment.repair.model_copy(update={"years": 0, "paid_on": None})
    enrolment = case.enrolment.model_copy(update={"paid_on": day, "circumstance": None, "repair": repair})
    return facts_under(case.model_copy(update={"enrolment": enrolment}), policy)


def without_gap(decision: Decision) -> Iterator[Counterfactual]:
    """The same enrolment had no year been missed."""
    f, p = decision.facts[0], decision.policy
    if decision.first.years.missed == 0:
        return
    history = f.history
    words = tuple(
        RESIDENT | PAID_IN_WINDOW if class_of(history, year, p.terms.continuity) == GAP_YEAR else word
        for year, word in enumerate(history.words, history.first_year)
    )
    other = determine(f._replace(history=history_from(history.first_year, words), repair_years=0), p.terms)
    if other.reason == DECIDED and is_better(other, decision.first):
        yield told_as(Text("若从未断保", "Had no year been missed"), decision.first, other)


def with_repair(decision: Decision) -> Iterator[Counterfactual]:
    """The same enrolment with every year repaired that is worth it, where none was."""
    f, p, d = decision.facts[0], decision.policy, decision.first
    if d.wait.repairable_years == 0 or f.repair_years > 0:
        return
    other = determine(f._replace(repair_years=d.wait.repairable_years, repair_paid_on=f.paid_on), p.terms)
    if is_better(other, d):
        count = d.wait.repairable_years
        when = Text(f"若同时缴费修复 {count} 年", f"With {years(count).en} repaired on the same day")
        yield told_as(when, d, other)


def better_of(d: Determination) -> tuple[int, int]:
    """What makes one outcome better than another: the first payable day and the amount due."""
    return d.benefit_from, d.premium.due_fen


def is_better(one: Determination, other: Determination) -> bool:
    """Whether an outcome begins earlier, or begins on the same day and costs less."""
    if one.benefit_from != other.benefit_from:
        return one.benefit_from < other.benefit_from
    return UNDETERMINED < one.premium.due_fen < other.premium.due_fen


def price_told(before: Premium, after: Premium) -> Text | None:
    """How the price would differ: the amount instead of the other, or what repair adds to an unknown one."""
    if after.due_fen != before.due_fen:
        new, old = money(after.due_fen), money(before.due_fen)
        if before.due_fen == UNDETERMINED:
            return Text(f"应缴 {new.zh}（现价文件未定）", f"{new.en} (the price now is not laid down)")
        return Text(f"应缴 {new.zh}（而非 {old.zh}）", f"{new.en} instead of {old.en}")
    if after.due_fen == UNDETERMINED and after.repair_fen not in (before.repair_fen, UNDETERMINED):
        extra = money(after.repair_fen)
        return Text(f"另付修复费用 {extra.zh}", f"{extra.en} more for the repair")
    return None


def told_as(when: Text, before: Determination, after: Determination) -> Counterfactual:
    """The sentence of a counterfactual: wait, first payable day, amount instead of amount."""
    zh: list[str] = []
    en: list[str] = []
    if after.wait.total_months != before.wait.total_months:
        total = months(after.wait.total_months)
        zh.append(f"等待期 {total.zh}" if after.wait.total_months else "无等待期")
        en.append(f"a wait of {total.en}" if after.wait.total_months else "no wait")
    if after.benefit_from > after.benefit_through:
        zh.append(f"等待期至 {iso(after.benefit_from)} 届满，本年度仍无待遇")
        en.append(f"the wait over on {iso(after.benefit_from)}, still nothing payable in the year")
    elif after.benefit_from != before.benefit_from:
        zh.append(f"{iso(after.benefit_from)} 起享受待遇")
        en.append(f"payable from {iso(after.benefit_from)}")
    price = price_told(before.premium, after.premium)
    if price is not None:
        zh.append(price.zh)
        en.append(price.en)
    changes = changed(flat(answer_of(before)), flat(answer_of(after)))
    return Counterfactual(Text(f"{when.zh}：{'，'.join(zh)}。", f"{when.en}: {', '.join(en)}."), changes)
