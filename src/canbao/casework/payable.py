"""Is a cost on a day payable, and why not: the determination asked about one day.

A day is stated only where all readings of the unknown years agree on it; else the earliest and the latest of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from canbao.basis.days import from_date, iso
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.casework.decide import Decision
from canbao.policy.comparison.describe import joined
from canbao.policy.policy import Policy
from canbao.rules import payable as codes
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import EMPLOYEE_COVER_ENDED
from canbao.rules.payable import payable_on

WAITS = ("waiting.fixed_months", "waiting.months_per_missed_year")
CARRIES = "wait_carries_into_next_year"

BEFORE_SPAN = {
    codes.IN_WAIT: Text("在待遇等待期内", "within the waiting period"),
    codes.IN_EARLIER_WAIT: Text("此前参保的等待期尚未结束", "an earlier wait still runs"),
    codes.BEFORE_BENEFIT: Text("早于待遇起始日", "before the benefit begins"),
}
"""The reasons of a day of the coverage year before the span; when the span begins is told with them."""

SPAN_FROM = Text("{day} 起可享受待遇", "costs are payable from {day}")
WAIT_OVER = Text("等待期满之日为 {day}", "the wait would be over on {day}")
NO_SPAN = {
    codes.IN_WAIT: WAIT_OVER,
    codes.IN_EARLIER_WAIT: WAIT_OVER,
    codes.BEFORE_BENEFIT: Text("待遇起始日应为 {day}", "benefits would begin on {day}"),
}
NOTHING_PAYABLE = Text(
    "{year} 年度内没有可享受待遇的日期，须另行办理 {next} 年度参保",
    "nothing is payable in {year}, and a new enrolment for {next} is needed",
)
PERHAPS_NOTHING_PAYABLE = Text(
    "其中迟于 {year} 年度的，该年度内没有可享受待遇的日期",
    "where that lies after {year}, nothing is payable in it",
)
"""When the span begins, or that there is none in the coverage year."""

PLAIN = {
    codes.IN_GAP: Text("在断保年度内", "in a missed year"),
    codes.NOT_YET_ENROLLED: Text("尚未参保", "not yet enrolled"),
    codes.BEFORE_BIRTH: Text("早于出生日", "before birth"),
    codes.NOT_DECIDED: Text("没有可适用的参保情形", "no circumstance was decided"),
    codes.IN_OTHER_SCHEME: Text(
        "该年度属于职工医保或其他保障，由该制度答复", "that year lies under another scheme, which answers"
    ),
}
"""The reasons that need no further word."""

OF_ROW = (codes.PAYABLE, codes.BEFORE_BENEFIT, codes.IN_EMPLOYEE_COVER, codes.NOT_YET_ENROLLED)
"""The reasons that rest on the row that decided."""


@dataclass(frozen=True, slots=True)
class Payable:
    """The answer for a day: payable, not payable, or (None) not known; why, and the clauses."""

    on: date
    is_payable: bool | None
    why: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The readings of the unknown years that answer alike."""

    code: int
    determinations: tuple[Determination, ...]


def payable(decision: Decision, on: date) -> Payable:
    """Whether a cost on a day is payable. Where unknown years make a difference, it is not known."""
    groups = groups_of(decision, from_date(on))
    verdicts = {verdict(group.code) for group in groups}
    if len(verdicts) > 1 or (verdicts == {None} and len(groups) > 1):
        why = Text("取决于未知年度的参保情况", "it depends on the unknown years")
        return Payable(on, None, why, ())
    clauses = once(clause for group in groups for clause in clauses_of(group, decision.policy))
    return Payable(on, verdicts.pop(), why_of(groups, decision, on), clauses)


def verdict(code: int) -> bool | None:
    """Payable, not payable, or (None) for another enrolment or scheme to say."""
    return None if code in codes.ANSWERED_ELSEWHERE else code == codes.PAYABLE


def groups_of(decision: Decision, day: int) -> list[Group]:
    """The readings of the unknown years, those together that answer for the day alike."""
    groups: dict[int, list[Determination]] = {}
    for f, d in zip(decision.facts, decision.determinations, strict=True):
        groups.setdefault(payable_on(day, f, d, decision.policy.terms), []).append(d)
    return [Group(code, tuple(found)) for code, found in groups.items()]


def why_of(groups: list[Group], decision: Decision, on: date) -> Text:
    """Why, in words; where readings that answer differently come to the same, each of their reasons."""
    if groups[0].code in BEFORE_SPAN:
        return before_span(groups, decision.policy)
    return either([reason(group, decision, on) for group in groups])


def reason(group: Group, decision: Decision, on: date) -> Text:
    """Why, in words, for a day that does not lie before the span."""
    if group.code == codes.PAYABLE:
        return in_span(group)
    if group.code == codes.IN_EMPLOYEE_COVER:
        return before_cover_ended(decision)
    if group.code in (codes.IN_LATER_YEAR, codes.IN_EARLIER_ENROLMENT):
        return of_another_year(on.year)
    return PLAIN[group.code]


def clauses_of(group: Group, policy: Policy) -> tuple[str, ...]:
    """The clauses of the reason: of the row, of the wait, or of what makes a year one of other cover.

    That an earlier wait runs on is a reading of the clause that sets the wait, where no text says so.
    """
    if group.code == codes.IN_EARLIER_WAIT:
        return policy.clauses(CARRIES) or policy.clauses(*WAITS)
    if group.code in (codes.IN_WAIT, codes.IN_GAP):
        return policy.clauses(*WAITS)
    if group.code == codes.IN_OTHER_SCHEME:
        return policy.clauses("employee_months_excusing_year")
    return rows_of(group, policy) if group.code in OF_ROW else ()


def in_span(group: Group) -> Text:
    """The day lies in the span; its first day only where the readings agree on it."""
    first, last = first_days(group), iso(group.determinations[0].benefit_through)
    if len(first) == 1:
        return Text(f"在待遇享受期内（{first[0]} 至 {last}）", f"within the benefit span ({first[0]} to {last})")
    return Text(
        f"在待遇享受期内（最早 {first[0]}、最晚 {first[-1]} 起，至 {last}）",
        f"within the benefit span (from {first[0]} at the earliest, {first[-1]} at the latest, to {last})",
    )


def before_span(groups: list[Group], policy: Policy) -> Text:
    """The day lies before the span: from when costs are payable, or that they are on no day of the coverage year."""
    first, year = first_days(*groups), policy.year
    empty = [d.benefit_from > d.benefit_through for group in groups for d in group.determinations]
    day = Text(first[0], first[0])
    if len(first) > 1:
        day = Text(f"最早 {first[0]}、最晚 {first[-1]}", f"{first[0]} at the earliest, {first[-1]} at the latest")
    if all(empty):
        parts = [NO_SPAN[groups[0].code], NOTHING_PAYABLE]
    elif any(empty):
        parts = [SPAN_FROM, PERHAPS_NOTHING_PAYABLE]
    else:
        parts = [SPAN_FROM]
    heads = either([BEFORE_SPAN[group.code] for group in groups])
    why = joined([heads, *parts], "，").fill(day=day, year=year, next=year + 1)
    is_reading = not policy.clauses(CARRIES) and any(group.code == codes.IN_EARLIER_WAIT for group in groups)
    return of_reading(why) if is_reading else why


def of_reading(why: Text) -> Text:
    """The reason with the word that no text says it: it is a reading."""
    name = label(CARRIES)
    return Text(f"{why.zh}（解释：{name.zh}）", f"{why.en} (a reading: {name.en})")


def before_cover_ended(decision: Decision) -> Text:
    """The day lies before the first day without employee cover."""
    ended_on = iso(decision.facts[0].anchors[EMPLOYEE_COVER_ENDED])
    return Text(
        f"职工医保 {ended_on} 才断保，由职工医保答复",
        f"employee cover ended on {ended_on} only; the employee scheme answers",
    )


def of_another_year(year: int) -> Text:
    """The day belongs to the enrolment of another year."""
    return Text(
        f"该日属于 {year} 年度，须按该年度的参保另行判定", f"that day belongs to {year}; decide that year's enrolment"
    )


def first_days(*groups: Group) -> list[str]:
    """The days on which the span begins, or would, in the readings of the groups: each once, ascending."""
    return [iso(day) for day in sorted({d.benefit_from for group in groups for d in group.determinations})]


def rows_of(group: Group, policy: Policy) -> tuple[str, ...]:
    """The clauses of the rows that decided."""
    return once(clause for d in group.determinations if d.reason == DECIDED for clause in policy.rows[d.row].clauses)


def either(reasons: list[Text]) -> Text:
    """Reasons of which one holds."""
    return joined(reasons, "，或", ", or ")


def once(clauses: Iterable[str]) -> tuple[str, ...]:
    """Each clause once, in order."""
    return tuple(dict.fromkeys(clauses))
