"""The years behind a person: classes, missed years, streaks (reading, section 3)."""

from dataclasses import dataclass

from .law import Law

RESIDENT, EXCUSED, GAP, BEFORE = "RESIDENT", "EXCUSED", "GAP", "BEFORE"


@dataclass(frozen=True)
class YearBehind:
    """One earlier coverage year."""

    year: int
    kind: str
    in_window: bool = False
    reimbursed: bool = False
    bonus_used: str = "none"


def has_cover(row: dict) -> bool:
    """Cover of any kind: resident cover, at least one employee month, or another guarantee."""
    return bool(row.get("resident") or row.get("employee_months", 0) >= 1 or row.get("other_guarantee"))


def classify(rows: dict[int, dict], born_year: int, law: Law, covered_before: bool) -> list[YearBehind]:
    """Every year from birth to the one before the coverage year, oldest first.

    `covered_before`: there was cover before all these years (only in a reading of unknown years).
    """
    threshold = law.switch("employee_months_excusing_year")
    covered = covered_before
    result = []
    for year in range(born_year, law.year):
        row = rows.get(year)
        if not row and threshold > 0:
            result.append(YearBehind(year, GAP if covered else BEFORE))
            continue
        row = row or {}
        covered = covered or has_cover(row)
        excused = row.get("employee_months", 0) >= threshold
        if row.get("other_guarantee") and law.switch("other_guarantee_excuses"):
            excused = True
        if row.get("resident"):
            kind = RESIDENT
        elif excused:
            kind = EXCUSED
        elif covered:
            kind = GAP
        else:
            kind = BEFORE
        result.append(
            YearBehind(
                year,
                kind,
                bool(row.get("paid_in_window")),
                bool(row.get("reimbursed")),
                row.get("bonus_used") or "none",
            )
        )
    return result


def never_covered(years: list[YearBehind], rows: dict[int, dict], covered_before: bool) -> bool:
    """No cover of any kind in any year behind the person."""
    return not covered_before and not any(has_cover(rows.get(y.year, {})) for y in years)


def missed_years(years: list[YearBehind], law: Law, born_year: int, never: bool) -> list[int]:
    """The missed years that g counts, oldest first (g is the length)."""
    if never:
        if law.switch("never_covered_has_no_gap"):
            return []
        return list(range(max(2025, born_year), law.year))
    resident = [y.year for y in years if y.kind == RESIDENT]
    if not resident and law.switch("gap_needs_prior_resident"):
        return []
    last = max(resident, default=0)
    missed = [y.year for y in years if y.kind == GAP and y.year > last]
    first_counted = law.switch("missed_years_from")
    if first_counted is not None:
        missed = [year for year in missed if year >= first_counted]
    return missed


def is_long_gap(missed: list[int], years: list[YearBehind], law: Law) -> bool:
    """Four missed years or more (section 5); with the switch, four in a row with no EXCUSED year between."""
    if not law.switch("excused_breaks_long_gap"):
        return len(missed) >= 4
    excused = {y.year for y in years if y.kind == EXCUSED}
    run, previous = 0, None
    for year in missed:
        broken = previous is not None and any(e in excused for e in range(previous + 1, year))
        run = 1 if broken else run + 1
        if run >= 4:
            return True
        previous = year
    return False


def streaks(years: list[YearBehind], law: Law, restored: set[int], with_coverage_year: bool) -> list[list[int]]:
    """Runs of RESIDENT years, oldest first; EXCUSED years do not end a run. The last one is the present one.

    A GAP or BEFORE year ends a run; with `late_year_is_continuous: false` a late year does too.
    `restored`: repaired years that count as RESIDENT (`repaired_year_restores`).
    """
    runs: list[list[int]] = [[]]
    late_ends = not law.switch("late_year_is_continuous")
    for y in years:
        if y.year in restored or (y.kind == RESIDENT and not (late_ends and not y.in_window)):
            runs[-1].append(y.year)
        elif y.kind != EXCUSED:
            runs.append([])
    if with_coverage_year:
        runs[-1].append(law.year)
    return runs
