"""Small draws for the generator: days around a boundary, histories of all shapes, aid, money, switches."""

import random
from datetime import date

from .law import PLAIN_DEFAULTS, add_days, add_months

AID_CATEGORIES = [
    "destitute",
    "severely_disabled",
    "orphan",
    "unattended_child",
    "minimum_living_allowance",
    "minimum_living_margin",
    "monitored_unstable",
    "monitored_marginal",
    "monitored_sudden_hardship",
]
EVENT_KINDS = [
    "employee_cover_ended",
    "welfare_home_admitted",
    "student_registered",
    "left_service",
    "returned_recruit",
    "released_from_prison",
    "student_prepaid_until",
    "community_correction",
    "household_registered",
    "residence_permit_issued",
    "accompanying_spouse_left",
]
SWITCH_VALUES: dict[str, list] = {
    name: [False, True] for name, default in PLAIN_DEFAULTS.items() if isinstance(default, bool)
} | {
    "fixed_as_90_days": [False, True],
    "missed_years_from": [None, 2025],
    "wait_starts_in_window": ["coverage_year", "payment"],
    "employee_months_excusing_year": [1, 3, 12],
    "cross_year_cross_scheme": ["years_and_scheme", "scheme_only"],
    "late_price_basis": ["undetermined", "personal", "personal_plus_subsidy"],
    "late_price_subsidy_year": ["coverage_year", "year_before"],
    "newborn_after_90_days": ["late", "exempt"],
    "newborn_start": ["birth", "payment"],
    "continuity_raise_from": ["same_year", "next_january"],
    "zero_claim_first_year": [2025, 2024],
}
ORIGINALS = [
    400000,
    300000,
    250000,
    100000,
    120000,
    150000,
    333333.33,
    333333.31,
    123456.78,
    250000.5,
    150000.05,
    1000000,
]
LEAP_DAYS = [date(y, 2, 29) for y in (1960, 1976, 1984, 1992, 2000, 2004, 2012, 2016, 2020, 2024)]


def near(rng: random.Random, day: date) -> date:
    """The day itself, or one or a few days around it."""
    return add_days(day, rng.choice([-1, -1, 0, 0, 0, 1, 1, 1, -2, 2]))


def between(rng: random.Random, first: date, last: date) -> date:
    """Any day of the span, with its ends, month ends and month beginnings drawn often."""
    if last <= first:
        return first
    day = add_days(first, rng.randint(0, (last - first).days))
    kind = rng.random()
    if kind < 0.12:
        day = first
    elif kind < 0.24:
        day = last
    elif kind < 0.36:
        day = add_days(add_months(day.replace(day=1), 1), -1)
    elif kind < 0.42:
        day = day.replace(day=1)
    elif kind < 0.48:
        day = add_days(add_months(day.replace(day=1), 1), -rng.randint(1, 3))
    return min(max(day, first), last)


def coverage_year(rng: random.Random) -> int:
    """Mostly 2025 and 2026."""
    return rng.choices([2025, 2026, 2027, 2028, 2030], [38, 33, 17, 7, 5])[0]


def adult_birth(rng: random.Random, year: int) -> date:
    """A birth 3 to 70 years before."""
    if rng.random() < 0.06:
        return rng.choice([day for day in LEAP_DAYS if day.year < year - 3])
    oldest = year - rng.choice([3, 5, 9, 18, 20, 25, 33, 40, 47, 60, 70])
    return between(rng, date(oldest, 1, 1), date(year - 3, 12, 31))


def window_day(rng: random.Random, year: int) -> date:
    """A day of the window, or one just outside it."""
    first, last = date(year - 1, 9, 1), date(year - 1, 12, 31)
    kind = rng.random()
    if kind < 0.10:
        return near(rng, first)
    if kind < 0.22:
        return near(rng, last)
    return between(rng, first, last)


def late_day(rng: random.Random, year: int) -> date:
    """A day of the coverage year."""
    return between(rng, date(year, 1, 1), date(year, 12, 31))


def resident_row(rng: random.Random, year: int, quiet: bool = False) -> dict:
    """Resident cover, mostly paid in the window."""
    row: dict = {"year": year, "resident": True, "paid_in_window": rng.random() < 0.85}
    if rng.random() < (0.18 if quiet else 0.4):
        row["reimbursed"] = True
    if year >= 2024 and rng.random() < (0.18 if quiet else 0.4):
        row["bonus_used"] = rng.choice(["zero_claim", "any", "any", "none"])
    if rng.random() < 0.06:
        row["employee_months"] = rng.choice([1, 2, 3, 12])
    return row


def employee_row(rng: random.Random, year: int, months: int | None = None) -> dict:
    """Employee months, often at the thresholds."""
    drawn = rng.choice([1, 2, 2, 3, 3, 12, 0, 6, 11])
    row = {"year": year, "employee_months": drawn if months is None else months}
    if rng.random() < 0.05:
        row["other_guarantee"] = True
    return row


def rows_of_segments(rng: random.Random, year: int, segments: list[tuple[str, int]]) -> list[dict]:
    """Rows walking back from the year before the coverage year."""
    rows = []
    at = year - 1
    for kind, length in segments:
        for _ in range(length):
            if kind == "resident":
                rows.append(resident_row(rng, at))
            elif kind == "quiet":
                rows.append(resident_row(rng, at, quiet=True))
            elif kind == "employee":
                rows.append(employee_row(rng, at))
            elif kind == "excused":
                rows.append(employee_row(rng, at, 12))
            elif kind == "other":
                rows.append({"year": at, "other_guarantee": True})
            at -= 1
    return rows


def history(rng: random.Random, year: int, gap: int | None = None) -> list[dict]:
    """A history of some shape; `gap`: exactly that many uncovered years before the coverage year."""
    kind = rng.random()
    if gap is None:
        if kind < 0.10:
            return []
        if kind < (0.45 if year >= 2027 else 0.14):
            return recent_gap_history(rng, year)
        gap = rng.choices([0, 1, 2, 3, 4, 5, 6, 7, 9], [42, 12, 9, 9, 12, 6, 4, 4, 2])[0]
    segments: list[tuple[str, int]] = [("none", gap)]
    if rng.random() < 0.25:
        segments.append((rng.choice(["employee", "excused", "other"]), rng.choice([1, 1, 2, 3])))
        if rng.random() < 0.5:
            segments.append(("none", rng.choice([0, 1, 2, 3, 4])))
    shape = rng.random()
    if shape < 0.10:
        segments.append(("employee", rng.choice([1, 2, 5, 9])))
    elif shape < 0.42:
        segments.append(("quiet", rng.choice([1, 2, 3, 4, 5, 6, 8, 10])))
    elif shape < 0.60:
        segments.append(("quiet", rng.choice([19, 22, 24, 33, 39, 45, 45])))
    else:
        for _ in range(rng.choice([2, 3, 4, 6])):
            what = rng.choice(["resident", "resident", "none", "employee", "excused", "other"])
            segments.append((what, rng.choice([1, 1, 2, 3, 4, 5, 6])))
    return rows_of_segments(rng, year, segments)


def exact_gap_history(rng: random.Random, year: int, gap: int) -> list[dict]:
    """Exactly that many missed years before the coverage year."""
    return rows_of_segments(rng, year, [("none", gap), ("quiet", rng.choice([1, 2, 5, 12]))])


def recent_gap_history(rng: random.Random, year: int) -> list[dict]:
    """A run that lasts into 2025 or later, a gap after it, perhaps cover again (coverage years from 2027)."""
    again = rng.randint(0, max(0, year - 2027))
    gap = rng.randint(1, max(1, year - 2026 - again))
    segments = [("quiet", again), ("none", gap), ("quiet", rng.choice([1, 4, 5, 6, 9, 20, 34]))]
    return rows_of_segments(rng, year, segments)


def connected_history(rng: random.Random, year: int) -> list[dict]:
    """A history without a missed year at the end."""
    return rows_of_segments(
        rng,
        year,
        [
            (rng.choice(["quiet", "resident", "excused"]), rng.choice([1, 2, 3])),
            ("quiet", rng.choice([0, 1, 2, 3, 4, 8, 20])),
            ("none", rng.choice([0, 0, 1, 2])),
            ("quiet", rng.choice([0, 0, 5, 7])),
        ],
    )


def aid_spans(rng: random.Random, day: date, born: date) -> list[dict]:
    """Aid categories with spans whose ends lie around the day of payment."""
    spans = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        kind = rng.random()
        begins = between(rng, max(born, add_months(day, -30)), day)
        ends = None
        if kind < 0.15:
            begins = near(rng, day)
        elif kind < 0.35:
            ends = near(rng, day)
        elif kind < 0.5:
            ends = between(rng, day, add_months(day, 20))
        begins = max(begins, born)
        if ends is not None and ends <= begins:
            ends = add_days(begins, 1)
        spans.append({"category": rng.choice(AID_CATEGORIES), "from": begins, "until": ends})
    return spans


def original_limit(rng: random.Random) -> object:
    """Null, unlimited, or a number, sometimes odd."""
    kind = rng.random()
    if kind < 0.2:
        return None
    return "unlimited" if kind < 0.3 else rng.choice(ORIGINALS)
