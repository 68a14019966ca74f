"""Is a cost on a day payable, and why not: the determination asked about one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from canbao.basis.days import from_date, iso
from canbao.basis.findings import Text
from canbao.casework.decide import Decision
from canbao.rules import payable as codes
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.payable import payable_on


@dataclass(frozen=True, slots=True)
class Payable:
    """The answer for a day: payable, not payable, or (None) not known; why, and the clauses."""

    on: date
    is_payable: bool | None
    why: Text
    clauses: tuple[str, ...]


def payable(decision: Decision, on: date) -> Payable:
    """Whether a cost on a day is payable. Where unknown years make a difference, it is not known."""
    day, terms = from_date(on), decision.policy.terms
    answers = [payable_on(day, f, d, terms) for f, d in zip(decision.facts, decision.determinations, strict=True)]
    if len(set(answers)) > 1:
        why = Text("取决于未知年度的参保情况", "it depends on the unknown years")
        return Payable(on, None, why, ())
    why, clauses = reason(answers[0], decision, decision.first)
    known = answers[0] not in (codes.NOT_DECIDED, codes.IN_EARLIER_ENROLMENT, codes.IN_OTHER_SCHEME)
    return Payable(on, answers[0] == codes.PAYABLE if known else None, why, clauses)


def reason(answer: int, decision: Decision, d: Determination) -> tuple[Text, tuple[str, ...]]:
    """Why, in words, and the clauses."""
    p = decision.policy
    row = p.rows[d.row].clauses if d.reason == DECIDED else ()
    wait = p.clauses("waiting.fixed_months", "waiting.months_per_missed_year")
    if d.reason != DECIDED:
        return Text("没有可适用的参保情形", "no circumstance was decided"), ()
    first, last = iso(d.benefit_from), iso(d.benefit_through)
    words = {
        codes.PAYABLE: (
            Text(f"在待遇享受期内（{first} 至 {last}）", f"within the benefit span ({first} to {last})"),
            row,
        ),
        codes.IN_WAIT: (
            Text(f"在待遇等待期内，{first} 起可享受待遇", f"within the waiting period; costs are payable from {first}"),
            wait,
        ),
        codes.IN_EARLIER_WAIT: (
            Text(f"此前的等待期尚未结束，{first} 起可享受待遇", f"an earlier wait still runs, until {first}"),
            p.clauses("wait_carries_into_next_year"),
        ),
        codes.BEFORE_BENEFIT: (
            Text(f"早于待遇起始日 {first}", f"before the benefit begins on {first}"),
            row,
        ),
        codes.AFTER_BENEFIT: (
            Text(f"晚于待遇终止日 {last}", f"after the benefit ends on {last}"),
            row,
        ),
        codes.IN_GAP: (
            Text("在断保期间", "in a missed year"),
            wait,
        ),
        codes.IN_OTHER_SCHEME: (
            Text("该年度属于职工医保或其他保障，由该制度答复", "that year lies under another scheme, which answers"),
            p.clauses("employee_months_excusing_year"),
        ),
        codes.IN_EARLIER_ENROLMENT: (
            Text(
                "该日属于此前年度的参保，须按该年度另行判定",
                "that day belongs to an earlier enrolment; decide that year",
            ),
            (),
        ),
        codes.BEFORE_BIRTH: (Text("早于出生日", "before birth"), ()),
    }
    return words[answer]
