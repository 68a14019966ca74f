"""A determination as plain values: the numbers of an answer, ready for JSON (days as text, amounts in yuan)."""

from __future__ import annotations

from typing import Any

from canbao.basis import money
from canbao.basis.days import iso
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.limit import Limit
from canbao.rules.parameters import BASES
from canbao.rules.premium import Premium
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED
from canbao.rules.waiting import Wait

Block = dict[str, Any]


def yuan(fen: int) -> int | float | str | None:
    """Fen as yuan: whole numbers where whole, else at most two decimals; unlimited as text, undetermined as None."""
    if fen == UNDETERMINED:
        return None
    if fen == UNLIMITED:
        return "unlimited"
    return money.yuan(fen)


def number(value: int) -> int | None:
    """A count, or None where it is undetermined."""
    return None if value == UNDETERMINED else value


def day(value: int) -> str | None:
    """A day as text; None for no day and for an undetermined one."""
    return None if value in (UNDETERMINED, NOTHING) else iso(value)


def has_benefit(d: Determination) -> bool:
    """Whether anything is payable in the coverage year."""
    return d.reason == DECIDED and d.benefit_from <= d.benefit_through


def answer_of(d: Determination) -> Block:
    """The numbers of the answer, block by block, in the order of the format."""
    return {
        "circumstance": CIRCUMSTANCE_NAMES[d.circumstance] if d.reason == DECIDED else None,
        "years": {"missed": d.years.missed, "continuous": d.continuous},
        "premium": premium_block(d.premium),
        "waiting": waiting_block(d.wait),
        "benefit": {"from": iso(d.benefit_from), "through": iso(d.benefit_through)} if has_benefit(d) else None,
        "limit": limit_block(d.limit),
    }


def premium_block(p: Premium) -> Block:
    """What is paid."""
    return {
        "basis": None if p.basis == UNDETERMINED else BASES[p.basis],
        "personal_yuan": yuan(p.personal_fen),
        "subsidy_yuan": yuan(p.subsidy_fen),
        "aid_yuan": yuan(p.aid_fen),
        "repair_yuan": yuan(p.repair_fen),
        "due_yuan": yuan(p.due_fen),
    }


def waiting_block(w: Wait) -> Block:
    """The wait."""
    return {
        "fixed_months": number(w.fixed_months),
        "variable_months": number(w.variable_months),
        "repaired_months": number(w.repaired_months),
        "total_months": number(w.total_months),
        "repairable_years": number(w.repairable_years),
        "starts_on": day(w.starts_on),
        "ends_before": day(w.ends_before),
    }


def limit_block(m: Limit) -> Block:
    """The serious-illness limit."""
    return {
        "original_yuan": yuan(m.original_fen),
        "continuity_yuan": yuan(m.continuity_fen),
        "zero_claim_yuan": yuan(m.zero_claim_fen),
        "cap_yuan": yuan(m.cap_fen),
        "bonus_yuan": yuan(m.bonus_fen),
        "penalty_yuan": yuan(m.penalty_fen),
        "total_yuan": yuan(m.total_fen),
    }


def agreed(answers: list[Block]) -> Block:
    """What several answers agree on, field by field; None where they differ. A benefit needs both its days."""
    first = answers[0]
    merged: Block = {}
    for name, value in first.items():
        others = [answer[name] for answer in answers[1:]]
        if isinstance(value, dict) and name != "benefit":
            merged[name] = agreed([value, *others])
        else:
            merged[name] = value if all(same(value, other) for other in others) else None
    return merged


def same(one: Any, other: Any) -> bool:
    """Whether two values of an answer are the same."""
    return bool(one == other)


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
