"""The whole answer of a case as JSON has it: numbers, steps, interpretations, options, findings, receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from canbao.basis.findings import Finding, Language, Text
from canbao.casework.case import Case
from canbao.casework.counterfactuals import Counterfactual, counterfactuals_of
from canbao.casework.decide import Decision
from canbao.casework.explanation.explain import steps_of
from canbao.casework.explanation.steps import Step
from canbao.casework.findings import findings_of
from canbao.casework.options import Option, options_of
from canbao.casework.payable import Payable
from canbao.casework.receipt import receipt_of
from canbao.casework.sensitivity import Sensitivity, sensitivities
from canbao.policy.policies import Policies

Detail = Literal["result", "explained", "full"]


def report(decision: Decision, policies: Policies, detail: Detail, language: Language = "zh") -> dict[str, Any]:
    """The answer of one case in the published format.

    detail: ``result`` has the numbers, findings and receipt; ``explained`` adds the steps; ``full`` adds what would
    have changed it, the options and the interpretations that matter. language: of the findings' remedies.
    """
    case = decision.case
    answer: dict[str, Any] = {"id": case.id, "place": case.place, **decision.answer}
    if detail != "result":
        answer["steps"] = [step_block(step) for step in steps_of(decision)]
    if detail == "full":
        answer["counterfactuals"] = [counterfactual_block(c) for c in counterfactuals_of(decision)]
        answer["options"] = [option_block(o) for o in options_of(case, policies)]
        answer["interpretations"] = [sensitivity_block(s) for s in sensitivities(decision, policies)]
    answer["findings"] = [finding_block(f, language) for f in findings_of(decision)]
    answer["receipt"] = receipt_of(decision)
    return answer


def options_block(case: Case, options: Sequence[Option]) -> dict[str, Any]:
    """The ways to enrol of one case."""
    return {"id": case.id, "options": [option_block(option) for option in options]}


def payable_block(decision: Decision, answer: Payable) -> dict[str, Any]:
    """Whether a cost on a day is payable, beside the benefit span."""
    return {
        "id": decision.case.id,
        "on": answer.on.isoformat(),
        "payable": answer.is_payable,
        "why": text_block(answer.why),
        "clauses": list(answer.clauses),
        "benefit": decision.answer["benefit"],
    }


def text_block(text: Text) -> dict[str, str]:
    """A sentence in both languages."""
    return {"zh": text.zh, "en": text.en}


def step_block(step: Step) -> dict[str, Any]:
    """A step of the explanation."""
    return {"rule": step.rule, "text": text_block(step.text), "clauses": list(step.clauses)}


def counterfactual_block(c: Counterfactual) -> dict[str, Any]:
    """Something that would have changed the decision."""
    return {"text": text_block(c.text), "changes": c.changes}


def sensitivity_block(s: Sensitivity) -> dict[str, Any]:
    """An interpretation that matters, with what each other reading gives."""
    return {
        "name": s.name,
        "chosen": s.chosen,
        "clause": s.clause,
        "alternatives": [{"value": a.value, "changes": a.changes} for a in s.alternatives],
    }


def option_block(o: Option) -> dict[str, Any]:
    """One way to enrol."""
    answer = o.answer
    return {
        "scheme": "resident",
        "place": o.place,
        "year": o.year,
        "circumstance": o.circumstance,
        "repair_years": o.repair_years,
        "due_yuan": answer["premium"]["due_yuan"],
        "waiting_months": answer["waiting"]["total_months"],
        "benefit": answer["benefit"],
        "limit_yuan": answer["limit"]["total_yuan"],
        "taken": o.is_taken,
        "beaten_by": o.beaten_by,
        "findings": list(o.findings),
        "note": None if o.note is None else text_block(o.note),
        "clauses": list(o.clauses),
    }


def finding_block(f: Finding, language: Language = "zh") -> dict[str, Any]:
    """A finding."""
    return {
        "code": f.code,
        "severity": f.severity,
        "about": f.about,
        "message": text_block(f.message),
        "remedy": f.remedy.get(language),
        "clauses": list(f.clauses),
    }


def error_block(case_id: str | None, findings: tuple[Finding, ...], language: Language = "zh") -> dict[str, Any]:
    """What stands in the place of a case that could not be read."""
    return {"id": case_id, "error": [finding_block(f, language) for f in findings]}
