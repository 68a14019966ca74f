"""One function per situation: each gives born, paid_on, events and, when it matters, a history."""

import random
from collections.abc import Callable
from datetime import date

from .draws import (
    adult_birth,
    between,
    connected_history,
    coverage_year,
    employee_row,
    exact_gap_history,
    history,
    late_day,
    near,
    window_day,
)
from .law import add_days, add_months

Draft = dict


def event(kind: str, day: date) -> dict:
    """One event."""
    return {"kind": kind, "on": day}


def draft(year: int, born: date, paid_on: date | None, events: list[dict], rows: list[dict]) -> Draft:
    """The parts of a case a scenario decides."""
    return {"year": year, "born": born, "paid_on": paid_on, "events": events, "history": rows}


def some_history(rng: random.Random, year: int) -> list[dict]:
    """Half without a gap, half of any shape."""
    return connected_history(rng, year) if rng.random() < 0.5 else history(rng, year)


def window(rng: random.Random) -> Draft:
    """Paid in the window."""
    year = coverage_year(rng)
    return draft(year, adult_birth(rng, year), window_day(rng, year), [], history(rng, year))


def late(rng: random.Random) -> Draft:
    """Paid in the coverage year."""
    year = coverage_year(rng)
    return draft(year, adult_birth(rng, year), late_day(rng, year), [], history(rng, year))


def late_to_year_end(rng: random.Random) -> Draft:
    """Paid late so that the wait ends at the end of the year."""
    year = coverage_year(rng)
    gap = rng.choice([0, 1, 2, 3, 4, 5])
    if year == 2025 and rng.random() < 0.5:
        day = add_days(add_months(date(year + 1, 1, 1), -gap), -90)
    else:
        day = add_months(date(year + 1, 1, 1), -3 - gap)
    rows = exact_gap_history(rng, year, gap)
    day = add_days(day, rng.choice([-1, -1, -1, 0, 0, 1]))
    return draft(year, adult_birth(rng, year), day, [], rows)


def outside(rng: random.Random) -> Draft:
    """Before the window opens, or after the year."""
    year = coverage_year(rng)
    kind = rng.random()
    if kind < 0.75:
        edge = date(year - 1, 8, 31) if kind < 0.35 else date(year + 1, 1, 1)
        day = add_days(edge, rng.choice([-1, 0, 0, 0, 1]))
    elif kind < 0.9:
        day = between(rng, date(year - 1, 5, 1), date(year - 1, 9, 2))
    else:
        day = between(rng, date(year, 12, 30), date(year + 1, 3, 31))
    return draft(year, adult_birth(rng, year), day, [], some_history(rng, year))


def newborn(rng: random.Random) -> Draft:
    """A child of the coverage year or of the year before, around day 90."""
    year = coverage_year(rng)
    birth_year = year if rng.random() < 0.6 else year - 1
    kind = rng.random()
    if kind < 0.3:
        born = near(rng, date(birth_year, 10, 1))
    elif kind < 0.6:
        born = between(rng, date(birth_year, 9, 1), date(birth_year, 12, 31))
    else:
        born = between(rng, date(birth_year, 1, 1), date(birth_year, 12, 31))
    kind = rng.random()
    if kind < 0.55:
        day = add_days(born, rng.choice([88, 89, 89, 89, 90, 90, 90, 91, 91, 91]))
    elif kind < 0.8:
        day = add_days(born, rng.choice([0, 1, 5, 30, 45, 60, 75, 100, 150]))
    elif kind < 0.9:
        day = near(rng, date(year, 1, 1))
    else:
        day = late_day(rng, year) if birth_year < year else window_day(rng, year)
    rows = []
    if birth_year < year and rng.random() < 0.3:
        claimed = rng.random() < 0.5
        rows = [{"year": birth_year, "resident": True, "paid_in_window": False, "reimbursed": claimed}]
    return draft(year, born, max(day, born), [], rows)


def newborn_in_window(rng: random.Random) -> Draft:
    """A child of the year before, paid in the window."""
    year = coverage_year(rng)
    born = between(rng, date(year - 1, 9, 1), date(year - 1, 12, 31))
    if rng.random() < 0.5:
        born = near(rng, date(year - 1, 10, 1))
    return draft(year, born, max(born, window_day(rng, year)), [], [])


def welfare_home(rng: random.Random) -> Draft:
    """Admitted to a welfare home, in the coverage year or around its beginning."""
    year = coverage_year(rng)
    admitted = late_day(rng, year) if rng.random() < 0.8 else near(rng, date(year, 1, 1))
    born = between(rng, date(year - rng.choice([0, 1, 2, 8, 15]), 1, 1), admitted)
    day = rng.choice([admitted, add_days(admitted, -1), add_days(admitted, 1), late_day(rng, year)])
    events = [event("welfare_home_admitted", admitted)]
    if rng.random() < 0.3:
        events.append(event("welfare_home_admitted", between(rng, add_days(admitted, -300), admitted)))
    return draft(year, born, day, events, some_history(rng, year))


def new_student(rng: random.Random) -> Draft:
    """Registered in the year before (or around its ends)."""
    year = coverage_year(rng)
    registered = between(rng, date(year - 1, 8, 20), date(year - 1, 10, 10))
    if rng.random() < 0.2:
        registered = between(rng, date(year - 1, 1, 1), date(year - 1, 12, 31))
    day = between(rng, registered, date(year - 1, 12, 31))
    kind = rng.random()
    if kind < 0.2:
        day = near(rng, registered)
    elif kind < 0.3:
        day = near(rng, date(year - 1, 12, 31))
    rows = connected_history(rng, year) if rng.random() < 0.65 else history(rng, year)
    return draft(year, adult_birth(rng, year - 12), day, [event("student_registered", registered)], rows)


def prepaid(rng: random.Random) -> Draft:
    """Premium paid in advance until a day in, after, or just before the year."""
    year = coverage_year(rng)
    until = date(year + rng.choice([0, 0, 1, 2]), rng.choice([6, 7, 8, 12]), 30)
    kind = rng.random()
    if kind < 0.15:
        until = near(rng, date(year, 1, 1))
    elif kind < 0.3:
        until = near(rng, date(year, 12, 31))
    day = None
    if rng.random() < 0.5:
        day = window_day(rng, year) if rng.random() < 0.5 else late_day(rng, year)
    events = [event("student_prepaid_until", until)]
    return draft(year, adult_birth(rng, year - 12), day, events, some_history(rng, year))


def with_employment(rng: random.Random, year: int, ended: date, rows: list[dict]) -> list[dict]:
    """The history, often with employee months in the year in which the employee cover ended."""
    if ended.year < year and rng.random() < 0.6:
        rows = [row for row in rows if row["year"] != ended.year]
        rows.append(employee_row(rng, ended.year))
    if ended.month <= 3 and rng.random() < 0.5:
        rows = [row for row in rows if row["year"] != ended.year - 1]
        rows.append(employee_row(rng, ended.year - 1))
    return rows


def days_after_end(rng: random.Random, ended: date) -> date:
    """Around 3 months, 90 days, 4 months, or soon."""
    kind = rng.random()
    if kind < 0.4:
        return near(rng, add_months(ended, 3))
    if kind < 0.47:
        return add_days(ended, rng.choice([89, 90, 91]))
    if kind < 0.53:
        return near(rng, add_months(ended, 4))
    if kind < 0.85:
        return add_days(ended, rng.choice([-1, -1, 0, 0, 1]))
    return add_days(ended, rng.randint(0, 100))


def employee_ended(rng: random.Random) -> Draft:
    """Employee cover ended in the coverage year."""
    year = coverage_year(rng)
    ended = between(rng, date(year, 1, 1), date(year, 10, 31))
    rows = with_employment(rng, year, ended, some_history(rng, year))
    events = [event("employee_cover_ended", ended)]
    if rng.random() < 0.15:
        events.append(event("employee_cover_ended", add_days(ended, rng.choice([-400, -60, 20, 100]))))
    return draft(year, adult_birth(rng, year - 18), days_after_end(rng, ended), events, rows)


def employee_ended_before(rng: random.Random) -> Draft:
    """Employee cover ended in the last months of the year before."""
    year = coverage_year(rng)
    kind = rng.random()
    if kind < 0.35:
        ended = near(rng, date(year - 1, 10, 1))
    elif kind < 0.5:
        ended = near(rng, date(year - 1, 12, 31))
    else:
        ended = between(rng, date(year - 1, 8, 15), date(year - 1, 12, 31))
    kind = rng.random()
    if kind < 0.3:
        day = window_day(rng, year)
    elif kind < 0.45:
        day = near(rng, date(year, 1, 1))
    else:
        day = days_after_end(rng, ended)
    rows = with_employment(rng, year, ended, some_history(rng, year))
    day = max(day, date(year - 1, 8, 25))
    return draft(year, adult_birth(rng, year - 18), day, [event("employee_cover_ended", ended)], rows)


def employee_ended_long_ago(rng: random.Random) -> Draft:
    """More than three months after the end, late or in the window; also in other years (cross-year)."""
    year = coverage_year(rng)
    ended = between(rng, date(year - rng.choice([1, 1, 1, 2, 3]), 1, 1), date(year - 1, 12, 31))
    kind = rng.random()
    if kind < 0.35:
        day = window_day(rng, year)
    elif kind < 0.6:
        ended = between(rng, date(year - 1, 8, 25), date(year - 1, 12, 31))
        day = near(rng, add_months(ended, 4))
    else:
        day = late_day(rng, year)
    rows = with_employment(rng, year, ended, some_history(rng, year))
    if rng.random() < 0.5:
        rows = [row for row in rows if row["year"] < ended.year or not row.get("resident")]
    return draft(year, adult_birth(rng, year - 18), day, [event("employee_cover_ended", ended)], rows)


def cross_year(rng: random.Random) -> Draft:
    """Around four months after the end of employee cover, in the next year, no resident cover since."""
    year = coverage_year(rng)
    ended = between(rng, date(year - 1, 8, 25), date(year - 1, 12, 31))
    if rng.random() < 0.3:
        ended = between(rng, date(year - 2, 1, 1), date(year - 1, 12, 31))
    day = near(rng, add_months(ended, 4)) if rng.random() < 0.75 else late_day(rng, year)
    if day.year < year:
        day = window_day(rng, year)
    rows = [row for row in some_history(rng, year) if row["year"] < ended.year]
    rows += [employee_row(rng, back) for back in range(ended.year, year) if rng.random() < 0.7]
    events = [event("employee_cover_ended", ended)]
    return draft(year, adult_birth(rng, year - 18), day, events, rows)


def left_or_released(rng: random.Random) -> Draft:
    """Left service, recruit sent back, released, community correction, spouse left: 3 or 12 months."""
    year = coverage_year(rng)
    kinds = [
        "left_service",
        "returned_recruit",
        "released_from_prison",
        "community_correction",
        "accompanying_spouse_left",
    ]
    day = late_day(rng, year) if rng.random() < 0.85 else window_day(rng, year)
    kind = rng.random()
    if kind < 0.34:
        happened = add_days(add_months(day, -12), rng.choice([-1, -1, 0, 0, 1]))
    elif kind < 0.62:
        happened = near(rng, add_months(day, -3))
    elif kind < 0.72:
        happened = near(rng, day)
    else:
        happened = add_days(day, -rng.randint(0, 400))
    chosen = rng.choice(kinds)
    rows = some_history(rng, year)
    if rng.random() < 0.3 and happened.year < year:
        rows = [row for row in rows if row["year"] != happened.year] + [
            {"year": happened.year, "other_guarantee": True}
        ]
    return draft(year, adult_birth(rng, year - 18), day, [event(chosen, happened)], rows)


def registered(rng: random.Random) -> Draft:
    """Household, residence permit, student registration, with or without service before."""
    year = coverage_year(rng)
    kind = rng.choice(["household_registered", "residence_permit_issued", "student_registered"])
    day = late_day(rng, year)
    span = rng.random()
    if span < 0.4:
        happened = near(rng, add_months(day, -3))
    elif span < 0.75:
        month = between(rng, date(year - 1, 10, 1), date(year, 8, 31))
        happened = month
        last = add_days(add_months(month.replace(day=1), 4), -1)
        day = add_days(last, rng.choice([-1, 0, 0, 1, 1]))
    else:
        happened = add_days(day, -rng.randint(0, 120))
    events = [event(kind, happened)]
    if (span < 0.75 and span >= 0.4) or rng.random() < 0.2:
        events.append(event("left_service", add_days(happened, rng.choice([-200, -30, -1, 0, 10, 40]))))
    return draft(year, adult_birth(rng, year - 18), day, events, some_history(rng, year))


def aided(rng: random.Random) -> Draft:
    """A person with an aid category, any day."""
    made = window(rng) if rng.random() < 0.55 else late(rng)
    return made | {"aided": True}


COMMON: list[tuple[Callable[[random.Random], Draft], int]] = [
    (window, 16),
    (late, 12),
    (late_to_year_end, 15),
    (outside, 8),
    (aided, 8),
]
HUNAN = COMMON + [
    (newborn, 12),
    (newborn_in_window, 4),
    (welfare_home, 5),
    (new_student, 7),
    (prepaid, 6),
    (employee_ended, 12),
    (employee_ended_before, 9),
    (employee_ended_long_ago, 8),
    (left_or_released, 14),
    (cross_year, 1),
    (registered, 1),
]
SHANXI = COMMON + [
    (newborn, 14),
    (newborn_in_window, 4),
    (welfare_home, 1),
    (new_student, 8),
    (employee_ended, 13),
    (employee_ended_before, 7),
    (employee_ended_long_ago, 6),
    (left_or_released, 17),
    (registered, 2),
]
LISHUI = COMMON + [
    (newborn, 14),
    (newborn_in_window, 3),
    (new_student, 3),
    (employee_ended, 10),
    (employee_ended_before, 8),
    (employee_ended_long_ago, 7),
    (cross_year, 15),
    (left_or_released, 6),
    (registered, 20),
    (aided, 6),
]
FRAME = COMMON + [
    (newborn, 4),
    (employee_ended, 3),
    (employee_ended_before, 3),
    (left_or_released, 2),
    (new_student, 2),
]
