"""People who come to the calculator: what they answer, and what the result must say.

Each outcome was worked out by hand from the documents. The premium of 2025 and of 2026 is 400 yuan a year, the
government's part in 2026 is 724; the collection window of a year runs from September to December of the year before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HUNAN, SHANXI, JINCHENG, LISHUI = "430000", "140000", "140500", "331100"
TODAY = date(2026, 11, 28)
"""The day on which all of it happens."""


@dataclass(frozen=True)
class Run:
    """Earlier years that were alike, told newest first: back to ``since``, and what is said of the years before."""

    cover: str
    since: int
    before: str = "ask"


@dataclass(frozen=True)
class Outcome:
    """What the result must say. due_yuan and first: None where undetermined; is_empty: nothing payable that year."""

    circumstance: str
    due_yuan: int | None
    first: date | None
    through: date | None
    wait_months: int = 0
    continuity_yuan: int = 0
    zero_claim_yuan: int = 0
    penalty_yuan: int = 0
    is_empty: bool = False


@dataclass(frozen=True)
class Persona:
    """One person and enrolment. paid: None where nothing is paid. claims: the years in which costs were paid."""

    name: str
    place: str
    year: int
    paid: date | None
    born: date
    outcome: Outcome
    past: tuple[Run, ...] = ()
    claims: tuple[int, ...] = ()
    events: Mapping[str, date] = field(default_factory=dict)
    aid: tuple[str, ...] = ()
    repaired: int = 0


IN_NOVEMBER = date(2025, 11, 20)
"""In the window for 2026."""
END_OF_2026 = date(2026, 12, 31)

NEWBORN = Persona(
    "newborn",
    HUNAN,
    2026,
    TODAY,
    date(2026, 11, 10),
    # 18 days old, enrolled for the year of birth: covered from birth (xz11/3a).
    Outcome("newborn", 400, date(2026, 11, 10), END_OF_2026),
)
TWO_MISSED = Persona(
    "returnee who repairs two missed years",
    HUNAN,
    2026,
    IN_NOVEMBER,
    date(1985, 3, 12),
    # 3 months + 2 missed years − 2 repaired, from 1 January; 400 for 2026 and 400 for each year repaired (xz11/8).
    Outcome("in_window_after_gap", 1200, date(2026, 4, 1), END_OF_2026, wait_months=3),
    past=(Run("none", 2024), Run("in_window", 2015, "never")),
    repaired=2,
)
FIVE_MISSED = Persona(
    "returnee with five missed years",
    JINCHENG,
    2026,
    IN_NOVEMBER,
    date(1985, 3, 12),
    # 3 months + 5 missed years, from 1 January; 3,000 yuan off the limit for each missed year (jy3/2c, jy3/2d).
    Outcome("in_window_after_gap", 400, date(2026, 9, 1), END_OF_2026, wait_months=8, penalty_yuan=15000),
    past=(Run("none", 2021), Run("in_window", 2010, "never")),
)
EMPLOYEE = Persona(
    "employee who lost cover in October",
    HUNAN,
    2026,
    TODAY,
    date(1982, 7, 4),
    # Within three months of the first day without employee cover: covered from that day (xz11/9a).
    Outcome("employee_ended", 400, date(2026, 10, 15), END_OF_2026),
    past=(Run("employee", 2008, "never"),),
    events={"employee_cover_ended": date(2026, 10, 15)},
)
STUDENT = Persona(
    "student registered in September",
    HUNAN,
    2026,
    date(2025, 10, 10),
    date(2007, 6, 1),
    # From 1 September of the year of registration (xz11/3d). 17 continuous years: 13 steps of 5,000; 2025 without
    # claims and 2026 paid in the window: one more.
    Outcome("new_student", 400, date(2025, 9, 1), END_OF_2026, continuity_yuan=65000, zero_claim_yuan=5000),
    past=(Run("in_window", 2010, "never"),),
    events={"student_registered": date(2025, 9, 5)},
)
PREPAID = Persona(
    "student who prepaid",
    HUNAN,
    2026,
    None,
    date(2004, 9, 15),
    # Nothing to pay, covered to the end of the year (xz11/3e). 22 continuous years: 18 steps; no payment in the window
    # of 2026, so that 2025 without claims adds nothing.
    Outcome("prepaid_student", 0, date(2026, 1, 1), END_OF_2026, continuity_yuan=90000),
    past=(Run("in_window", 2005, "never"),),
    events={"student_prepaid_until": date(2026, 6, 30)},
)
AIDED = Persona(
    "person with a minimum living allowance",
    HUNAN,
    2026,
    IN_NOVEMBER,
    date(1960, 1, 20),
    # Half of the premium is aid (xy41/2.5a). 12 continuous years: 8 steps; costs were paid in 2025: no more.
    Outcome("in_window", 200, date(2026, 1, 1), END_OF_2026, continuity_yuan=40000),
    past=(Run("in_window", 2015, "never"),),
    claims=(2025,),
    aid=("minimum_living_allowance",),
)
LATE = Persona(
    "late payer",
    HUNAN,
    2026,
    date(2026, 3, 10),
    date(1978, 12, 30),
    # Personal premium and subsidy, 400 + 724; three months from the payment (xz11/2a, gb38/2.3g). 11 years: 7 steps.
    Outcome("late", 1124, date(2026, 6, 10), END_OF_2026, wait_months=3, continuity_yuan=35000),
    past=(Run("in_window", 2016, "never"),),
)
TOO_LATE = Persona(
    "payer at the end of the year",
    HUNAN,
    2026,
    TODAY,
    date(1978, 12, 30),
    # The wait is over on 28 February 2027, after the year's end: nothing is payable.
    Outcome("late", 1124, None, None, wait_months=3, continuity_yuan=35000, is_empty=True),
    past=(Run("in_window", 2016, "never"),),
)
UNPRICED = Persona(
    "late payer in Shanxi",
    SHANXI,
    2026,
    date(2026, 3, 10),
    date(1978, 12, 30),
    # No document names the late price in Shanxi. 11 years: 7 steps of 3,000; 2025 without claims: one more.
    Outcome("late", None, date(2026, 6, 10), END_OF_2026, 3, continuity_yuan=21000, zero_claim_yuan=3000),
    past=(Run("in_window", 2016, "never"),),
)
LISHUI_PAYER = Persona(
    "payer in the window in Lishui",
    LISHUI,
    2026,
    IN_NOVEMBER,
    date(1990, 2, 28),
    # 14 continuous years through 2025 count for 2026: 10 steps of 5,000; 2025 without claims: one more (ls25/2.4).
    Outcome("in_window", 400, date(2026, 1, 1), END_OF_2026, continuity_yuan=50000, zero_claim_yuan=5000),
    past=(Run("in_window", 2012, "never"),),
)
ALWAYS = Persona(
    "person who always paid in the window",
    HUNAN,
    2027,
    TODAY,
    date(1980, 5, 1),
    # The premium of 2027 is not published. 23 continuous years: 19 steps; 2025 and 2026 without claims: two more.
    Outcome(
        "in_window",
        None,
        date(2027, 1, 1),
        date(2027, 12, 31),
        continuity_yuan=95000,
        zero_claim_yuan=10000,
    ),
    past=(Run("in_window", 2005, "never"),),
)

PERSONAS = (
    NEWBORN,
    TWO_MISSED,
    FIVE_MISSED,
    EMPLOYEE,
    STUDENT,
    PREPAID,
    AIDED,
    LATE,
    TOO_LATE,
    UNPRICED,
    LISHUI_PAYER,
    ALWAYS,
)
