"""What if: another day of payment, other years repaired, an original limit; decided anew, never kept as a fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Text
from canbao.casework.decide import Decision
from canbao.policy.policies import Policies
from canbao.web.case_files import decision_of
from canbao.web.questions.form import NOT_A_DAY, Form, FormError, narrow

MOST_REPAIRED = 30
MOST_LIMIT_DIGITS = 8


class NoTrialError(Exception):
    """Something tried out that contradicts the answers: what to do."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts
        super().__init__("; ".join(text.en for text in texts))


def trial_in(form: Form, case: Mapping[str, Any]) -> dict[str, Any]:
    """What a form tries out, where it differs from the answers; nothing when it asks to go back. Raises FormError."""
    if form.get("reset"):
        return {}
    tried: dict[str, Any] = {}
    if form.get("paid_on"):
        try:
            paid = date.fromisoformat(form.get("paid_on")).isoformat()
        except ValueError:
            raise FormError(("paid_on", NOT_A_DAY)) from None
        if paid != case["enrolment"].get("paid_on"):
            tried["paid_on"] = paid
    if form.get("repair"):
        years = form.number("repair", 0, MOST_REPAIRED, Text("请填修复年数", "Enter the years to repair"))
        if years != (case["enrolment"].get("repair") or {}).get("years", 0):
            tried["repair"] = years
    limit = narrow(form.get("limit")).replace(",", "")
    if limit:
        if not (limit.isascii() and limit.isdecimal() and len(limit) <= MOST_LIMIT_DIGITS):
            raise FormError(("limit", Text("请填整数元", "Enter whole yuan")))
        tried["limit"] = int(limit)
    return tried


def trial_decision(case: Mapping[str, Any], trial: Mapping[str, Any], policies: Policies) -> Decision:
    """The decision of the answers with what is tried out. Raises NoTrialError where the two contradict each other."""
    enrolment = dict(case["enrolment"])
    if "paid_on" in trial:
        enrolment["paid_on"] = trial["paid_on"]
    if "repair" in trial:
        enrolment["repair"] = {"years": trial["repair"], "paid_on": None}
    limit = {"original_limit_yuan": trial["limit"]} if "limit" in trial else {}
    try:
        return decision_of({**case, "enrolment": enrolment, **limit}, policies)
    except BadInputError as bad:
        raise NoTrialError([f.message for f in bad.findings]) from bad


def trial_view(before: Decision, shown: Decision, trial: Mapping[str, Any], first: date, last: date) -> dict[str, Any]:
    """What the form of the trial shows: the present values and between what they can be moved."""
    case = shown.case
    repairable = max((d.wait.repairable_years for d in (*before.determinations, *shown.determinations)), default=0)
    limit = case.original_limit_yuan
    return {
        "is_on": bool(trial),
        "paid_on": case.enrolment.paid_on,
        "first": first,
        "last": last,
        "days": (last - first).days,
        "day": None if case.enrolment.paid_on is None else (case.enrolment.paid_on - first).days,
        "repair": case.enrolment.repair.years,
        "most_repair": max(repairable, case.enrolment.repair.years, 0),
        "limit": "" if limit is None or limit == "unlimited" else f"{limit:f}",
    }
