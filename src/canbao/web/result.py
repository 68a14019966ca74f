"""A decision as a citizen reads it: what to pay and by when, from when costs are payable, the limit, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from canbao.basis import money
from canbao.basis.findings import Finding, Text
from canbao.casework.counterfactuals import counterfactuals_of
from canbao.casework.decide import Decision
from canbao.casework.explanation.explain import steps_of
from canbao.casework.findings import findings_of
from canbao.casework.options import Option, options_of
from canbao.casework.pay_by import pay_by
from canbao.casework.receipt import receipt_of
from canbao.casework.sensitivity import sensitivities
from canbao.casework.timeline.svg import svg_of
from canbao.casework.timeline.timeline import timeline_of
from canbao.casework.wording import UNKNOWN, amount, changes_told, months, value_of_switch, word
from canbao.policy.build import amount_fen
from canbao.policy.library import Chain
from canbao.policy.policies import Policies
from canbao.policy.policy import subsidy_beside
from canbao.policy.resolve import document_of
from canbao.web.cited import clauses_of
from canbao.web.page import Reader, drawing, words

NOTHING_PAYABLE = Text("本年度内不能报销", "no costs payable in this year")
GRADES = {
    "error": Text("错误", "Error"),
    "warning": Text("请注意", "Please note"),
    "info": Text("说明", "For information"),
}


def result_view(decision: Decision, policies: Policies, reader: Reader) -> dict[str, Any]:
    """Everything the page of a result shows."""
    chain = decision.policy.resolved.chain
    steps = steps_of(decision)
    return {
        **outcome_view(decision, policies, reader),
        "options": option_views(options_of(decision.case, policies)),
        "counterfactuals": [c.text for c in counterfactuals_of(decision)],
        "steps": [{"text": step.text, "clauses": clauses_of(step.clauses, chain)} for step in steps],
        "readings": reading_views(decision, policies),
        "findings": [finding_view(f, chain) for f in findings_of(decision)],
        "documents": documents_of([c for step in steps for c in step.clauses], chain),
        "receipt": receipt_of(decision),
    }


def outcome_view(decision: Decision, policies: Policies, reader: Reader) -> dict[str, Any]:
    """What a trial changes in place: the cards at the head of the page and the timeline."""
    answer, case = decision.answer, decision.case
    name = decision.policy.resolved.chain.layers[0].pack.name
    return {
        "place": Text(case.place, case.place) if name is None else Text(name.zh, name.en),
        "place_code": case.place,
        "year": case.enrolment.year,
        "paid_on": case.enrolment.paid_on,
        "is_decided": decision.has_circumstance,
        "circumstance": word(answer["circumstance"]) if decision.has_circumstance else UNKNOWN,
        "pay": pay_view(decision, policies),
        "benefit": benefit_view(decision),
        "limit": limit_view(answer["limit"]),
        "years": answer["years"],
        "timeline": drawing(svg_of(timeline_of(decision), reader.language)),
    }


def pay_view(decision: Decision, policies: Policies) -> dict[str, Any]:
    """What is paid, what it is made of, what the government puts in beside it, and until when it stays so."""
    premium = decision.answer["premium"]
    added = subsidy_beside(decision.policy)
    government = None if added is None else money.yuan(amount_fen(added.value))
    parts = [
        (Text("个人缴费", "personal premium"), premium["personal_yuan"], ""),
        (Text("自付的财政补助部分", "the government's part, paid by yourself"), premium["subsidy_yuan"], "+"),
        (Text("资助", "aid"), premium["aid_yuan"], "−"),
        (Text("修复缴费", "repair"), premium["repair_yuan"], "+"),
    ]
    due, repair = premium["due_yuan"], premium["repair_yuan"] or 0
    beside = None if premium["basis"] in (None, "personal_plus_subsidy") else government
    return {
        "due": amount(due),
        "is_known": due is not None,
        "is_free": premium["basis"] == "free",
        "parts": [(name, amount(value), sign) for name, value, sign in parts if value not in (0, None)],
        "government": None if beside is None else amount(beside),
        "by": pay_by(decision, policies),
        "own_share": own_share(due - repair, beside) if due and beside is not None else None,
    }


def own_share(own: float, government: float) -> int:
    """Of each hundred yuan that the cover of the year costs, what the person pays."""
    return round(100 * own / (own + government))


def benefit_view(decision: Decision) -> dict[str, Any]:
    """From when costs are payable, and the wait before that."""
    answer = decision.answer
    benefit, waiting = answer["benefit"], answer["waiting"]
    is_empty = decision.has_circumstance and all(d.benefit_from > d.benefit_through for d in decision.determinations)
    total = waiting["total_months"]
    return {
        "first": None if benefit is None else benefit["from"],
        "through": None if benefit is None else benefit["through"],
        "is_empty": is_empty,
        "words": NOTHING_PAYABLE if is_empty else UNKNOWN,
        "wait": UNKNOWN if total is None else months(total),
        "has_wait": total is None or total > 0,
        "wait_parts": wait_parts(waiting),
        "starts_on": waiting["starts_on"],
        "ends_before": waiting["ends_before"],
    }


def wait_parts(waiting: dict[str, Any]) -> Text | None:
    """What the wait is made of; None where there is none or it is open."""
    fixed, variable, repaired = (waiting[k] for k in ("fixed_months", "variable_months", "repaired_months"))
    if not waiting["total_months"] or fixed is None or variable is None:
        return None
    zh, en = [f"固定 {fixed}"], [f"fixed {fixed}"]
    zh.append(f"变动 {variable}")
    en.append(f"variable {variable}")
    less = f" − {repaired}" if repaired else ""
    return Text(
        f"{' + '.join(zh)}{less}{'（修复）' if repaired else ''}",
        f"{' + '.join(en)}{less}{' (repaired)' if repaired else ''}",
    )


def limit_view(limit: dict[str, Any]) -> dict[str, Any]:
    """The limit, or what is added to and taken off the original one where that is not known."""
    bonus, penalty = limit["bonus_yuan"], limit["penalty_yuan"]
    changes = []
    if bonus:
        changes.append(Text(f"激励 +{amount(bonus).zh}", f"bonus +{amount(bonus).en}"))
    if penalty:
        changes.append(Text(f"断保降额 −{amount(penalty).zh}", f"penalty −{amount(penalty).en}"))
    earned = [v for v in (limit["continuity_yuan"], limit["zero_claim_yuan"]) if v]
    return {
        "total": None if limit["total_yuan"] is None else amount(limit["total_yuan"]),
        "original": None if limit["original_yuan"] is None else amount(limit["original_yuan"]),
        "changes": changes,
        "continuity": amount(limit["continuity_yuan"]) if limit["continuity_yuan"] else None,
        "zero_claim": amount(limit["zero_claim_yuan"]) if limit["zero_claim_yuan"] else None,
        "penalty": amount(penalty) if penalty else None,
        "is_plain": not changes and not earned and penalty == 0,
        "is_open": bonus is None and not earned and penalty is None,
    }


def option_views(options: Iterable[Option]) -> list[dict[str, Any]]:
    """The ways to enrol, each with what it costs and gives."""
    views = []
    for number, option in enumerate(options, start=1):
        answer = option.answer
        benefit = answer["benefit"]
        wait = answer["waiting"]["total_months"]
        views.append(
            {
                "number": number,
                "year": option.year,
                "circumstance": word(option.circumstance),
                "repair_years": option.repair_years,
                "due": amount(answer["premium"]["due_yuan"]),
                "wait": UNKNOWN if wait is None else months(wait),
                "first": (NOTHING_PAYABLE if option.is_empty else UNKNOWN)
                if benefit is None
                else Text(benefit["from"], benefit["from"]),
                "limit": amount(answer["limit"]["total_yuan"]),
                "is_taken": option.is_taken,
                "beaten_by": option.beaten_by,
                "note": option.note,
            }
        )
    return views


def reading_views(decision: Decision, policies: Policies) -> list[dict[str, Any]]:
    """The interpretations that matter, with what each other reading would give."""
    chain = decision.policy.resolved.chain
    return [
        {
            "name": word(s.name),
            "chosen": value_of_switch(s.chosen),
            "clauses": clauses_of((s.clause,), chain) if document_of(s.clause) in chain.documents else (),
            "others": [(value_of_switch(a.value), changes_told(a.changes)) for a in s.alternatives],
        }
        for s in sensitivities(decision, policies)
    ]


def finding_view(finding: Finding, chain: Chain) -> dict[str, Any]:
    """A finding with what a citizen can do."""
    return {
        "severity": finding.severity,
        "grade": GRADES[finding.severity],
        "message": finding.message,
        "remedy": words().get(f"remedies.{finding.code}", finding.remedy),
        "clauses": clauses_of(finding.clauses, chain),
    }


def documents_of(clauses: Iterable[str], chain: Chain) -> list[Text]:
    """The documents that clauses belong to, by number and title, each once; the title of what is no document is a
    remark in English."""
    names = dict.fromkeys(document_of(clause) for clause in clauses)
    found = [chain.documents[name] for name in names if name in chain.documents]
    full = [f"{one.number} {one.title}" for one in found]
    return [Text(one.number if one.title.isascii() else told, told) for one, told in zip(found, full, strict=True)]


def compared(before: Decision, after: Decision) -> list[Text]:
    """How a trial differs from the answers, in words; empty when it does not."""
    one, other = before.answer, after.answer
    told: list[Text] = []
    due, new_due = one["premium"]["due_yuan"], other["premium"]["due_yuan"]
    if due != new_due:
        told.append(
            Text(f"应缴 {amount(due).zh} → {amount(new_due).zh}", f"to pay {amount(due).en} → {amount(new_due).en}")
        )
    first, new_first = first_of(before), first_of(after)
    if first != new_first:
        told.append(Text(f"可报销自 {first.zh} → {new_first.zh}", f"payable from {first.en} → {new_first.en}"))
    wait, new_wait = one["waiting"]["total_months"], other["waiting"]["total_months"]
    if wait != new_wait:
        words = [UNKNOWN if w is None else months(w) for w in (wait, new_wait)]
        told.append(Text(f"等待期 {words[0].zh} → {words[1].zh}", f"wait {words[0].en} → {words[1].en}"))
    limit, new_limit = one["limit"]["total_yuan"], other["limit"]["total_yuan"]
    if limit != new_limit:
        told.append(
            Text(
                f"限额 {amount(limit).zh} → {amount(new_limit).zh}",
                f"limit {amount(limit).en} → {amount(new_limit).en}",
            )
        )
    return told


def first_of(decision: Decision) -> Text:
    """The first payable day in words."""
    view = benefit_view(decision)
    words: Text = view["words"]
    return words if view["first"] is None else Text(view["first"], view["first"])


def days_to_try(decision: Decision) -> tuple[date, date]:
    """The first and the last day of payment that can be tried out: from the window's beginning to the year's end."""
    first = date.fromordinal(decision.policy.terms.window_from)
    paid = decision.case.enrolment.paid_on
    return (first if paid is None else min(first, paid)), date(decision.case.enrolment.year, 12, 31)
