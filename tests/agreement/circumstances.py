"""The rows of section 4: which circumstances apply, and what each decides."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .facts import Facts
from .law import add_days, add_months
from .years import EXCUSED, RESIDENT

OTHER_RULES_KINDS = ("left_service", "returned_recruit", "released_from_prison", "community_correction")
LISHUI_EXEMPT = {
    "destitute",
    "minimum_living_allowance",
    "minimum_living_margin",
    "orphan",
    "unattended_child",
}


@dataclass(frozen=True)
class Row:
    """One applicable circumstance.

    Without a wait (`wait_from` None) benefits begin on `start`. With one, it runs from `wait_from`, and
    benefits begin after it and not before `start`. `price`: personal, late, free or undetermined.
    `wait_missed`: the missed years that make the variable wait.
    """

    name: str
    price: str
    start: date
    wait_from: date | None = None
    fixed: bool = True
    wait_missed: int = 0
    special: bool = True


def rows_of(f: Facts) -> list[Row]:
    """All applicable rows: those of the place in table order, then the ordinary ones."""
    if f.law.xz11:
        local = list(hunan(f))
    elif f.law.xy41:
        local = list(hunan_before_xz11(f))
    elif f.law.jy3:
        local = list(shanxi(f))
    elif f.law.ls25:
        local = list(lishui(f))
    else:
        local = []
    return local + list(ordinary(f))


def other_rules_apply(f: Facts) -> bool:
    """Hunan, Y from 2026 on: such an event at most 12 months before D, D outside the window."""
    if not f.law.xz11 or f.Y < 2026 or f.D is None or f.in_window:
        return False
    return any(add_months(day, 12) >= f.D for day in f.days_of(*OTHER_RULES_KINDS))


# 4.1


def ordinary(f: Facts) -> Iterator[Row]:
    """The rows of every place."""
    cross = lishui_cross(f)
    missed = max(f.g, 1) if cross else f.g
    if f.in_window and not nine_c_person_in_window(f):
        if missed == 0:
            yield Row("in_window", "personal", f.first_day, special=False)
        elif f.law.place == "lishui" and not f.law.switch("gap_wait_inside_window"):
            yield Row("in_window_after_gap", "personal", f.first_day, special=False)
        else:
            begins = f.D if f.law.switch("wait_starts_in_window") == "payment" else f.first_day
            yield Row(
                "in_window_after_gap",
                "personal",
                f.first_day,
                wait_from=begins,
                wait_missed=missed,
                special=False,
            )
    if f.in_year:
        past_day_90 = f.B.year == f.Y and not f.within_90_days_of_birth
        if f.law.place == "hunan" and past_day_90 and f.law.switch("newborn_after_90_days") == "exempt":
            yield Row("late", "undetermined", f.D, special=False)
        else:
            yield Row("late", "late", f.first_day, wait_from=f.D, wait_missed=missed, special=False)


# 4.2


def newborn_hunan(f: Facts) -> bool:
    """Y the birth year, D in it and within 90 days (with the switch also in January)."""
    if f.B.year != f.Y or f.D is None or not f.within_90_days_of_birth:
        return False
    return f.D.year == f.B.year or f.law.switch("newborn_across_new_year")


def from_october(f: Facts, day: date) -> bool:
    """On or after 1 October of the day's own year; the day itself is included by default."""
    october = date(day.year, 10, 1)
    return day >= october if f.law.switch("october_first_included") else day > october


def nine_c_person(f: Facts) -> bool:
    """E in Y-1 or Y and D > E + 3 months."""
    ended = f.latest("employee_cover_ended")
    return ended is not None and ended.year in (f.Y - 1, f.Y) and add_months(ended, 3) < f.D


def nine_c_person_in_window(f: Facts) -> bool:
    """With `nine_c_applies_in_window` the window rows do not apply to that person."""
    return bool(f.law.xz11 and f.law.switch("nine_c_applies_in_window") and f.in_window and nine_c_person(f))


def hunan(f: Facts) -> Iterator[Row]:
    """The table of 4.2 in order."""
    if newborn_hunan(f):
        yield Row("newborn", "personal", f.B)
    if f.B.year + 1 == f.Y and from_october(f, f.B) and f.D is not None:
        if f.in_window or f.within_90_days_of_birth:
            yield Row("newborn_next_year", "personal", f.first_day)
    admitted = f.latest("welfare_home_admitted")
    if admitted is not None and admitted.year == f.Y and f.in_year:
        yield Row("welfare_home_child", "personal", admitted)
    registered = [day for day in f.days_of("student_registered") if day.year == f.Y - 1]
    if registered and f.D.year == f.Y - 1:
        if f.Y == 2025 or f.kind_of(f.Y - 1) == RESIDENT:
            yield Row("new_student", "personal", date(f.Y - 1, 9, 1))
    prepaid = [e["on"] for e in f.events if e["kind"] == "student_prepaid_until"]
    if any(day.year >= f.Y for day in prepaid):
        yield Row("prepaid_student", "free", f.first_day)
    ended = f.latest("employee_cover_ended")
    if ended is not None:
        yield from hunan_employee_ended(f, ended)
    yield from hunan_resumed(f)


def hunan_employee_ended(f: Facts, ended: date) -> Iterator[Row]:
    """The four rows on the end of employee cover."""
    within = add_months(ended, 3) >= f.D
    if ended.year == f.Y and f.in_year and within:
        if f.g == 0:
            yield Row("employee_ended", "personal", ended)
        else:
            yield Row("employee_ended_after_gap", "personal", f.D, wait_from=f.D, wait_missed=f.g)
    if ended.year == f.Y - 1 and from_october(f, ended) and within:
        begins = f.first_day if f.g >= 1 else None
        yield Row("employee_ended_next_year", "personal", f.first_day, wait_from=begins, wait_missed=f.g)
    if nine_c_person(f) and (f.in_year or nine_c_person_in_window(f)):
        yield Row("employee_ended_late", "late", f.first_day, wait_from=f.D, wait_missed=f.g)


def hunan_resumed(f: Facts) -> Iterator[Row]:
    """xy41/2.6d: enrolment year 2025 only."""
    if f.Y == 2025 and f.in_year and f.days_of(*OTHER_RULES_KINDS):
        yield Row("resumed", "personal", f.D)


def hunan_before_xz11(f: Facts) -> Iterator[Row]:
    """xy41 alone: employee_ended within 90 days with g = 0, and resumed; the other xz11 rows do not exist."""
    ended = f.latest("employee_cover_ended")
    if ended is not None and ended.year == f.Y and f.in_year and add_days(ended, 90) >= f.D and f.g == 0:
        yield Row("employee_ended", "personal", ended)
    yield from hunan_resumed(f)


# 4.3


def shanxi(f: Facts) -> Iterator[Row]:
    """The table of 4.3 in order."""
    if f.D is None:
        return
    if f.B.year == f.Y and f.in_year:
        yield Row("newborn", "free", f.B)
    if f.B.year + 1 == f.Y and f.within_90_days_of_birth:
        yield Row("newborn_second_year", "personal", f.first_day)
    registered = [day for day in f.days_of("student_registered") if day.year == f.Y - 1]
    if registered and f.D.year == f.Y - 1:
        yield Row("new_student", "personal", f.D)
    if f.in_year and shanxi_resumed(f):
        yield Row("resumed", "late", f.D)


def shanxi_resumed(f: Facts) -> bool:
    """One of the events, with D at most 3 months after it."""
    ended = f.latest("employee_cover_ended")
    if ended is not None and add_months(ended, 3) >= f.D:
        if all(f.kind_of(ended.year - back) in (RESIDENT, EXCUSED) for back in (1, 2)):
            return True
    for day in f.days_of("left_service"):
        if day.year == f.D.year and add_months(day, 3) >= f.D:
            return True
    others = f.days_of("accompanying_spouse_left", "released_from_prison")
    return any(add_months(day, 3) >= f.D for day in others)


# 4.4


def lishui(f: Facts) -> Iterator[Row]:
    """The table of 4.4 in order."""
    if not (f.in_window or f.in_year):
        return
    price = "personal" if f.in_window else "late"
    if f.within_90_days_of_birth:
        begins = f.D if f.law.switch("newborn_start") == "payment" else f.B
        yield Row("exempt", price, max(begins, f.first_day))
    elif f.categories & LISHUI_EXEMPT:
        yield Row("exempt", price, f.first_day if f.in_window else f.D)
    if f.in_year and lishui_resumed(f):
        begins = add_months(f.D.replace(day=1), 1)
        if f.law.switch("variable_survives_waiver"):
            yield Row("resumed", "late", begins, wait_from=begins, fixed=False, wait_missed=f.g)
        else:
            yield Row("resumed", "late", begins)


def lishui_resumed(f: Facts) -> bool:
    """One of the three groups of events."""
    ended = f.latest("employee_cover_ended")
    if ended is not None and add_months(ended, 3) >= f.D:
        return True
    if f.days_of("left_service"):
        for day in f.days_of("household_registered", "student_registered"):
            month = add_months(day.replace(day=1), 3)
            if month.replace(day=calendar.monthrange(month.year, month.month)[1]) >= f.D:
                return True
    plain = f.days_of("household_registered", "residence_permit_issued", "student_registered", "released_from_prison")
    return any(add_months(day, 3) >= f.D for day in plain)


def lishui_cross(f: Facts) -> bool:
    """D at least 4 months after E, in another calendar year, no RESIDENT year from the year of E on."""
    ended = f.latest("employee_cover_ended")
    if not f.law.ls25 or ended is None or add_months(ended, 4) > f.D:
        return False
    if f.law.switch("cross_year_cross_scheme") == "years_and_scheme" and ended.year == f.D.year:
        return False
    return not any(y.kind == RESIDENT and y.year >= ended.year for y in f.years)
