"""A determination as plain values: the numbers of an answer, ready for JSON (days as text, amounts in yuan)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from canbao.basis import money
from canbao.basis.days import iso
from canbao.rules.answer import NULL, Answer, agreed, answer_numbers
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import Determination
from canbao.rules.parameters import BASES
from canbao.rules.values import UNLIMITED

Block = dict[str, Any]


def yuan(fen: int) -> int | float | str | None:
    """Fen as yuan: whole numbers where whole, else at most two decimals; unlimited as text, undetermined as None."""
    if fen == NULL:
        return None
    if fen == UNLIMITED:
        return "unlimited"
    return money.yuan(fen)


def number(value: int) -> int | None:
    """A count, or None where there is none."""
    return None if value == NULL else value


def day(value: int) -> str | None:
    """A day as text; None for no day."""
    return None if value == NULL else iso(value)


def answer_of(d: Determination) -> Block:
    """The numbers of the answer, block by block, in the order of the format."""
    return blocks_of(answer_numbers(d))


def agreed_numbers(determinations: Sequence[Determination]) -> Answer:
    """The numbers on which all determinations agree."""
    return reduce(agreed, dict.fromkeys(answer_numbers(d) for d in determinations))


def blocks_of(a: Answer) -> Block:
    """The numbers of an answer, block by block, in the order of the format."""
    return {
        "circumstance": None if a.circumstance == NULL else CIRCUMSTANCE_NAMES[a.circumstance],
        "years": {"missed": number(a.missed_years), "continuous": number(a.continuous_years)},
        "premium": {
            "basis": None if a.basis == NULL else BASES[a.basis],
            "personal_yuan": yuan(a.personal_fen),
            "subsidy_yuan": yuan(a.subsidy_fen),
            "aid_yuan": yuan(a.aid_fen),
            "repair_yuan": yuan(a.repair_fen),
            "due_yuan": yuan(a.due_fen),
        },
        "waiting": {
            "fixed_months": number(a.fixed_months),
            "variable_months": number(a.variable_months),
            "repaired_months": number(a.repaired_months),
            "total_months": number(a.total_months),
            "repairable_years": number(a.repairable_years),
            "starts_on": day(a.starts_on),
            "ends_before": day(a.ends_before),
        },
        "benefit": None if a.benefit_from == NULL else {"from": iso(a.benefit_from), "through": iso(a.benefit_through)},
        "limit": {
            "original_yuan": yuan(a.original_limit_fen),
            "continuity_yuan": yuan(a.continuity_fen),
            "zero_claim_yuan": yuan(a.zero_claim_fen),
            "cap_yuan": yuan(a.cap_fen),
            "bonus_yuan": yuan(a.bonus_fen),
            "penalty_yuan": yuan(a.penalty_fen),
            "total_yuan": yuan(a.total_limit_fen),
        },
    }


def flat(answer: Block) -> Block:
    """The fields of an answer by dotted path; a missing benefit has both its days None."""
    fields: Block = {}
    for name, value in answer.items():
        if name == "benefit":
            fields["benefit.from"] = value and value["from"]
            fields["benefit.through"] = value and value["through"]
        elif isinstance(value, dict):
            fields.update({f"{name}.{key}": inner for key, inner in value.items()})
        else:
            fields[name] = value
    return fields
