"""The serious-illness limit (reading, section 7 and the limit block and switches of section 12).

Amounts inside are whole fen.
"""

from decimal import Decimal

from .facts import Facts
from .years import GAP, RESIDENT, streaks

CAP_SHANXI = 8_000_000
PENALTY_EACH, PENALTY_MOST = 300_000, 8_000_000


def step_fen(f: Facts) -> int | None:
    """The step of both bonuses; undetermined where gb38 alone gives only a floor."""
    if f.law.xz11 or f.law.ls25:
        return 500_000
    return 300_000 if f.law.jy3 else None


def continuous_years(f: Facts, restored: set[int]) -> int:
    """Continuous years through Y, the year enrolled for counted."""
    return len(streaks(f.years, f.law, restored, with_coverage_year=True)[-1])


def continuity_steps(f: Facts, restored: set[int], paid_in_window: bool) -> int:
    """How many continuity steps are earned."""
    next_january = f.law.switch("continuity_raise_from") == "next_january"
    if next_january and f.Y == 2025:
        return 0
    if not f.law.switch("late_year_is_continuous") and not paid_in_window:
        return 0
    runs = streaks(f.years, f.law, restored, with_coverage_year=not next_january)
    counted = [runs[-1]]
    if f.law.switch("continuity_survives_gap"):
        counted += [run for run in runs[:-1] if run and run[-1] >= 2025]
    if not f.law.switch("continuity_counts_before_2025"):
        counted = [[year for year in run if year >= 2025] for run in counted]
    return sum(max(0, len(run) - 4) for run in counted)


def used_before_first_bonus(f: Facts) -> bool:
    """A use of a bonus that did not exist yet: any before 2025, the zero-claim bonus before 2026."""
    return any(
        (y.bonus_used != "none" and y.year < 2025) or (y.bonus_used == "zero_claim" and y.year < 2026) for y in f.years
    )


def last_clearing(f: Facts) -> int:
    """The latest year whose use of the bonus clears the zero-claim years up to it; 0 when none."""
    clearing = 0
    for y in f.years:
        if y.bonus_used == "zero_claim" and y.year >= 2026:
            clearing = y.year
        if y.bonus_used == "any" and y.year >= 2025 and not f.law.xz11:
            clearing = y.year
    return clearing


def zero_claim_years(f: Facts, paid_in_window: bool) -> int:
    """How many years without a claim count."""
    by_year = {y.year: y for y in f.years}
    cleared = last_clearing(f)
    last_gap = max((y.year for y in f.years if y.kind == GAP), default=0)
    count = 0
    for year in range(f.law.switch("zero_claim_first_year"), f.Y):
        y = by_year.get(year)
        if y is None or y.kind != RESIDENT or y.reimbursed or year <= cleared:
            continue
        if year < last_gap and not f.law.switch("zero_claim_survives_gap"):
            continue
        if year + 1 == f.Y:
            enrolled = paid_in_window or not f.law.xz11
        else:
            following = by_year[year + 1]
            enrolled = following.kind == RESIDENT and (following.in_window or not f.law.xz11)
        count += enrolled
    return count


def penalty_fen(f: Facts, restored: set[int]) -> int:
    """Missed years of every gap that ended by re-enrolling in 2025 or later, this enrolment included."""
    if not f.law.jy3:
        return 0
    first = f.law.switch("missed_years_from") or 0
    if not f.law.switch("penalty_counts_before_2025"):
        first = max(first, 2025)
    total = open_gap = 0
    for y in f.years:
        if y.kind == RESIDENT or y.year in restored:
            total += open_gap if y.year >= 2025 else 0
            open_gap = 0
        elif y.kind == GAP and y.year >= first:
            open_gap += 1
    return min(PENALTY_EACH * (total + open_gap), PENALTY_MOST)


def limit_fen(f: Facts, original: object, restored: set[int], paid_in_window: bool) -> dict:
    """The limit block, amounts in fen."""
    step = step_fen(f)

    def part(steps: int) -> int | None:
        return 0 if steps == 0 else (None if step is None else step * steps)

    continuity = part(continuity_steps(f, restored, paid_in_window))
    zero_claim = part(zero_claim_years(f, paid_in_window))
    plain = None if continuity is None or zero_claim is None else continuity + zero_claim
    penalty = penalty_fen(f, restored)
    known = original is not None and original != "unlimited"
    fen = int(Decimal(str(original)) * 100) if known else None
    cap = CAP_SHANXI if f.law.jy3 else (fen * 20 // 100 if known else None)
    if plain is None:
        bonus = None
    elif cap is not None:
        bonus = min(plain, cap)
    elif original == "unlimited" or plain == 0:
        bonus = plain
    else:
        bonus = None
    total: object = None
    if original == "unlimited":
        total = "unlimited"
    elif known and bonus is not None:
        total = fen + bonus - penalty
    return {
        "original_yuan": fen if known else original,
        "continuity_yuan": continuity,
        "zero_claim_yuan": zero_claim,
        "cap_yuan": cap,
        "bonus_yuan": bonus,
        "penalty_yuan": penalty,
        "total_yuan": total,
    }
