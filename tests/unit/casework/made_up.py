"""Cases made up for the tests of what is told about a decision."""

from __future__ import annotations

from typing import Any

from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.policy.library import Library
from canbao.policy.policies import Policies

Plain = dict[str, Any]

POLICIES = Policies(Library())
YEARS: dict[str, Plain] = {
    "R": {"resident": True, "paid_in_window": True},
    "r": {"resident": True, "paid_in_window": True, "reimbursed": True},
    "L": {"resident": True},
    "E": {"employee_months": 12},
}


def case_of(
    paid_on: str | None,
    years: str = "",
    *,
    place: str = "430000",
    year: int = 2026,
    born: str = "1980-05-01",
    aid: list[Plain] | None = None,
    enrolment: Plain | None = None,
    events: dict[str, str] | None = None,
    **more: Any,
) -> Plain:
    """A case as a file has it; ``years`` are those behind the person, oldest first, a dot for one without cover."""
    rows = [{"year": year - len(years) + i, **YEARS[kind]} for i, kind in enumerate(years) if kind != "."]
    happened = [{"kind": kind, "on": on} for kind, on in (events or {}).items()]
    return {
        "case": 1,
        "place": place,
        "person": {"born": born, "events": happened, "aid": aid or []},
        "history": rows,
        "enrolment": {"year": year, "paid_on": paid_on, **(enrolment or {})},
        **more,
    }


def decided(case: Plain, policies: Policies = POLICIES) -> Decision:
    """The case decided."""
    return decide(Case.model_validate(case), policies)
