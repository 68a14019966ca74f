"""The word of a year as the row of a case's history that says the same."""

from __future__ import annotations

from typing import Any

from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
)

STATEMENTS = 127
"""The statements a word may make, months aside."""


def history_row(year: int, word: int) -> dict[str, Any]:
    """A year and its word as a row of a case."""
    return {
        "year": year,
        "resident": bool(word & RESIDENT),
        "paid_in_window": bool(word & PAID_IN_WINDOW),
        "reimbursed": bool(word & REIMBURSED),
        "other_guarantee": bool(word & OTHER_GUARANTEE),
        "bonus_used": bonus_used(word),
        "employee_months": word // MONTHS_UNIT,
    }


def bonus_used(word: int) -> str:
    """Which bonus a year used; what no case can say, of a word that says what cannot be."""
    if word % MONTHS_UNIT > STATEMENTS or (word & ZERO_CLAIM_USED and word & BONUS_USED):
        return f"word {word}"
    return "zero_claim" if word & ZERO_CLAIM_USED else "any" if word & BONUS_USED else "none"
