"""Is a cost on a day payable, and why not: the determination asked about one day.

A day is stated only where all readings of the unknown years agree on it; else the earliest and the latest of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from canbao.basis.days import from_date, iso, year_of
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.casework.decide import Decision
from canbao.casework.wording import joined
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


@dataclass(frozen=True, slots=True)
class Payable:
    """The answer for a day: payable, not payable, or (None) not known; why, and the clauses."""

    on: date
    is_payable: bool | None
    why: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The readings of the unknown years that answer alike. is_empty: in them no day of the coverage year is payable."""

    code: int
    is_empty: bool
    determinations: tuple[Determination, ...]


def payable(decision: Decision, on: date) -> Payable:
    """Whether a cost on a day is payable. Where unknown years make a difference, it is not known."""
    groups = groups_of(decision, from_date(on))
    verdicts = {verdict(group.code) for group in groups}
    if len(verdicts) > 1 or (verdicts == {None} and len(groups) > 1):
        why = Text("取决于未知年度的参保情况", "it depends on the unknown years")
        return Payable(on, None, why, ())
    reasons = [reason(group, decision, on) for group in groups]
    return Payable(
        on,
        verdicts.pop(),
        joined((why for why, _ in reasons), Text("；或", "; or ")),
        once(clause for _, clauses in reasons for clause in clauses),
    )


def verdict(code: int) -> bool | None:
    """Payable, not payable, or (None) for another enrolment or scheme to say."""
    return None if code in codes.ANSWERED_ELSEWHERE else code == codes.PAYABLE


def groups_of(decision: Decision, day: int) -> list[Group]:
    """The readings of the unknown years, those together that answer for the day alike."""
    groups: dict[tuple[int, bool], list[Determination]] = {}
    for f, d in zip(decision.facts, decision.determinations, strict=True):
        code = payable_on(day, f, d, decision.policy.terms)
        is_empty = code in BEFORE_SPAN and d.benefit_from > d.benefit_through
        groups.setdefault((code, is_empty), []).append(d)
    return [Group(code, is_empty, tuple(found)) for (code, is_empty), found in groups.items()]


def reason(group: Group, decision: Decision, on: date) -> tuple[Text, tuple[str, ...]]:
    """Why, in words, and the clauses."""
    policy, code = decision.policy, group.code
    if code == codes.PAYABLE:
        return in_span(group), rows_of(group, policy)
    if code == codes.BEFORE_BENEFIT:
        return before_span(group, policy), rows_of(group, policy)
    if code == codes.IN_WAIT:
        return before_span(group, policy), policy.clauses(*WAITS)
    if code == codes.IN_EARLIER_WAIT:
        return carried(before_span(group, policy), policy)
    if code == codes.IN_EMPLOYEE_COVER:
        return before_cover_ended(decision), rows_of(group, policy)
    if code in (codes.IN_LATER_YEAR, codes.IN_EARLIER_ENROLMENT):
        return of_another_year(on.year), ()
    if code == codes.IN_GAP:
        return PLAIN[code], policy.clauses(*WAITS)
    if code == codes.IN_OTHER_SCHEME:
        return PLAIN[code], policy.clauses("employee_months_excusing_year")
    return PLAIN[code], rows_of(group, policy) if code == codes.NOT_YET_ENROLLED else ()


def in_span(group: Group) -> Text:
    """The day lies in the span; its first day only where the readings agree on it."""
    first, last = first_days(group), iso(group.determinations[0].benefit_through)
    if len(first) == 1:
        return Text(
            f"在待遇享受期内（{first[0]} 至 {last}）", f"within the benefit span ({first[0]} to {last})"
        )
    return Text(
        f"在待遇享受期内（最早 {first[0]}、最晚 {first[-1]} 起，至 {last}）",
        f"within the benefit span (from {first[0]} at the earliest, {first[-1]} at the latest, to {last})",
    )


def before_span(group: Group, policy: Policy) -> Text:
    """The day lies before the span: from when costs are payable, or that they are on no day of the coverage year."""
    head, first, year = BEFORE_SPAN[group.code], first_days(group), policy.year
    day = Text(first[0], f"on {first[0]}")
    if len(first) > 1:
        day = Text(f"最早 {first[0]}、最晚 {first[-1]}", f"on {first[0]} at the earliest, {first[-1]} at the latest")
    if group.is_empty:
        tail = Text(
            "，等待期到 {day} 才期满，{year} 年度内没有可享受待遇的日期，须另行办理 {next} 年度参保",
            "; the wait would be over {day}: nothing is payable in {year}, a new enrolment for {next} is needed",
        )
    else:
        tail = Text("，{day} 起可享受待遇", "; benefits begin {day}")
    tail = tail.fill(day=day, year=year, next=year + 1)
    return Text(head.zh + tail.zh, head.en + tail.en)


def carried(why: Text, policy: Policy) -> tuple[Text, tuple[str, ...]]:
    """An earlier wait runs on: by the text that says so, else by a reading of the clause that sets the wait."""
    clauses = policy.clauses(CARRIES)
    if clauses:
        return why, clauses
    name = label(CARRIES)
    return Text(f"{why.zh}（解释：{name.zh}）", f"{why.en} (a reading: {name.en})"), policy.clauses(*WAITS)


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


def first_days(group: Group) -> list[str]:
    """The days on which the span begins, or would, in the readings of a group: each once, ascending."""
    return [iso(day) for day in sorted({d.benefit_from for d in group.determinations})]


def rows_of(group: Group, policy: Policy) -> tuple[str, ...]:
    """The clauses of the rows that decided."""
    return once(clause for d in group.determinations if d.reason == DECIDED for clause in policy.rows[d.row].clauses)


def once(clauses: Iterable[str]) -> tuple[str, ...]:
    """Each clause once, in order."""
    return tuple(dict.fromkeys(clauses))
