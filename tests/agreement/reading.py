"""`decide`: a plain reading of docs/reference/reading.md, one case in, the decided blocks out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .circumstances import Row, other_rules_apply, rows_of
from .facts import Facts, facts_of
from .law import Law, law_of
from .limits import continuous_years, limit_fen, used_before_first_bonus
from .prices import NO_PREMIUM, premium
from .unknown import agree, readings
from .waits import NO_WAIT, Waited, waited


def yuan(value: Any) -> Any:
    """A number: int when whole, else float with two decimals; None and words as they are."""
    if value is None or isinstance(value, str | int):
        return value
    exact = Fraction(value)
    if exact.denominator == 1:
        return int(exact)
    return float(round(Decimal(exact.numerator) / Decimal(exact.denominator), 2))


def rank(f: Facts, row: Row, index: int) -> tuple:
    """Earliest benefit, then lowest price (undetermined last), then rows of the place, then table order."""
    wait = waited(f, row)
    _, price = premium(f, row, wait.sold)
    return (wait.begins, price is None, price or 0, not row.special, index)


def choose(f: Facts) -> tuple[Row | None, str | None]:
    """The row that decides, or the finding that says why there is none."""
    if other_rules_apply(f):
        return None, "other_rules_apply"
    rows = rows_of(f)
    if f.named is not None:
        for row in rows:
            if row.name == f.named:
                return row, None
        return None, "circumstance_not_met"
    if not rows:
        return None, "no_circumstance"
    if len(rows) == 1:
        return rows[0], None
    ranked = sorted(enumerate(rows), key=lambda pair: rank(f, pair[1], pair[0]))
    return ranked[0][1], None


def decide_facts(f: Facts, original: object) -> dict:
    """The answer for one complete reading of the facts."""
    findings = set()
    row, reason = choose(f)
    wait: Waited | None = None
    premium_block, waiting_block, benefit = dict(NO_PREMIUM), dict.fromkeys(NO_WAIT), None
    sold = 0
    if row is None:
        findings.add(reason)
    else:
        wait = waited(f, row)
        sold = wait.sold
        waiting_block = wait.block
        block, _ = premium(f, row, sold)
        premium_block = {name: yuan(value) for name, value in block.items()}
        if wait.begins <= f.last_day:
            benefit = {"from": wait.begins.isoformat(), "through": f.last_day.isoformat()}
        else:
            findings.add("empty_span")
        if wait.refused:
            findings.add("repair_without_effect")
    if f.law.frame_only:
        findings.add("frame_only")
    if used_before_first_bonus(f):
        findings.add("bonus_use_before_first_bonus")
    restored: set[int] = set()
    if sold and f.law.switch("repaired_year_restores"):
        restored = set(f.missed[-sold:])
    paid_in_window = f.in_window and (row is None or row.name != "prepaid_student")
    limit = limit_fen(f, original, restored, paid_in_window)
    return {
        "circumstance": None if row is None else row.name,
        "years": {"missed": f.g, "continuous": continuous_years(f, restored)},
        "premium": premium_block,
        "waiting": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in waiting_block.items()
        },
        "benefit": benefit,
        "limit": {
            name: value if value is None or isinstance(value, str) else yuan(Fraction(value, 100))
            for name, value in limit.items()
        },
        "findings": sorted(findings),
    }


def decide(case: dict) -> dict:
    """Decide one case (design section 4): circumstance, years, premium, waiting, benefit, limit, findings."""
    law: Law = law_of(case)
    original = case.get("original_limit_yuan")
    answers = [
        decide_facts(facts_of(case, law, rows, covered_before), original) for rows, covered_before in readings(case)
    ]
    return answers[0] if len(answers) == 1 else agree(answers)[0]
