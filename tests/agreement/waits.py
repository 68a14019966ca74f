"""Wait and repair (reading, section 5 and the waiting block of section 12)."""

from dataclasses import dataclass
from datetime import date

from .circumstances import Row
from .facts import Facts
from .law import add_days, add_months
from .years import is_long_gap

NO_WAIT = {
    "fixed_months": 0,
    "variable_months": 0,
    "repaired_months": 0,
    "total_months": 0,
    "repairable_years": 0,
    "starts_on": None,
    "ends_before": None,
}


@dataclass(frozen=True)
class Waited:
    """The waiting block, the years sold, the first payable day, and whether repair was refused."""

    block: dict
    sold: int
    begins: date
    refused: bool


def wait_end(f: Facts, row: Row, variable: int) -> date:
    """The day a wait of the fixed part and that many variable months is over."""
    start = row.wait_from
    if not row.fixed:
        day = add_months(start, variable)
    elif f.law.switch("fixed_as_90_days"):
        day = add_months(add_days(start, 90), variable)
    else:
        day = add_months(start, 3 + variable)
    return day if f.law.switch("starting_day_counts") else add_days(day, 1)


def end_after_repair(f: Facts, row: Row, variable: int, repaired: int, repair_day: date | None) -> date:
    """min(S + F + V, max(S + F + V - r, repair day)); retroactive by the switch, never in Hunan."""
    full = wait_end(f, row, variable)
    if repaired == 0:
        return full
    shorter = wait_end(f, row, variable - repaired)
    if f.law.place == "hunan" or f.law.switch("repair_not_retroactive"):
        shorter = max(shorter, repair_day)
    return min(full, shorter)


def smallest_best(f: Facts, row: Row, variable: int, most: int, repair_day: date | None) -> int:
    """The smallest number of repaired years that reaches the earliest end that `most` can reach."""
    ends = [end_after_repair(f, row, variable, r, repair_day) for r in range(most + 1)]
    return ends.index(min(ends))


def waited(f: Facts, row: Row) -> Waited:
    """Wait, repair and first payable day of a row."""
    months = row.wait_missed
    variable = months if f.law.switch("first_missed_year_counts") else max(0, months - 1)
    fixed = 3 if row.fixed else 0
    asked = f.asked_repair
    refused_by_day = False
    if f.law.ls25 and asked and f.repair_day != f.D:  # Lishui: only together with the payment
        asked, refused_by_day = 0, True
    if row.wait_from is None or fixed + variable == 0:
        block, sold, day = dict(NO_WAIT), 0, row.start
    else:
        most = variable
        if is_long_gap(f.missed, f.years, f.law):
            most = max(0, min(variable, fixed + variable - 6))
        sold = smallest_best(f, row, variable, min(asked, most), f.repair_day)
        ends = end_after_repair(f, row, variable, sold, f.repair_day)
        block = {
            "fixed_months": fixed,
            "variable_months": variable,
            "repaired_months": sold,
            "total_months": fixed + variable - sold,
            "repairable_years": smallest_best(f, row, variable, most, f.D),
            "starts_on": row.wait_from,
            "ends_before": ends,
        }
        day = max(ends, row.start)
    if f.earlier_wait_until is not None and f.law.switch("wait_carries_into_next_year"):
        day = max(day, f.earlier_wait_until)
    return Waited(block, sold, day, refused=sold < asked and not refused_by_day)
