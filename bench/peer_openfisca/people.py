"""A case as the engine's input: each fact under its variable and year."""

from __future__ import annotations

from typing import Any

USED = {"none": 0, "zero_claim": 1, "any": 2}
PLAIN = ("resident", "paid_in_window", "reimbursed", "other_guarantee", "employee_months")


def person_of(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The person of a case, with ``paid_in_window`` of the coverage year given beside the case's own keys."""
    year = str(case["enrolment"]["year"])
    history = case.get("history") or []
    person: dict[str, dict[str, Any]] = {
        "first_cover_year": {"ETERNITY": first_cover_year(history, int(year))},
        "resident": {year: True},
        "paid_in_window": {year: case["paid_in_window"]},
        "repair_years": {year: (case["enrolment"].get("repair") or {}).get("years", 0)},
        "original_limit": {year: case["original_limit_yuan"]},
    }
    for row in history:
        for name in PLAIN:
            if row.get(name):
                person.setdefault(name, {})[str(row["year"])] = row[name]
        if row.get("bonus_used", "none") != "none":
            person.setdefault("bonus_used", {})[str(row["year"])] = USED[row["bonus_used"]]
    return person


def first_cover_year(history: list[dict[str, Any]], year: int) -> int:
    """The first year with cover of any kind; the coverage year when there was none before."""
    covered = [
        row["year"]
        for row in history
        if row.get("resident") or row.get("employee_months") or row.get("other_guarantee")
    ]
    return min(covered, default=year)
