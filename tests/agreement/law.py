"""Which documents are in force, the default of every switch, and the values by year.

Semantics sections 2 (law has two times), 9 (interpretations), 10 (values), 12 (law, switches).
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

XZ11_ISSUED = date(2025, 3, 25)
JY3_ISSUED = date(2025, 1, 1)  # assumed, section 12
JY3_THROUGH = date(2029, 12, 31)  # the document says five years from its issue
# The days of issue of these two are not in docs/reference/reading.md. The generator draws no `known_on` near them.
XY41_ISSUED = date(2024, 9, 1)
LS25_ISSUED = date(2025, 6, 1)

PERSONAL_PREMIUM = {2022: 320, 2024: 380, 2025: 400, 2026: 400}
SUBSIDY = {2021: 580, 2022: 610, 2023: 640, 2025: 700, 2026: 724}
SUBSIDY_2024_IN_HUNAN = 670

FULL_AID = {"destitute", "severely_disabled", "orphan", "unattended_child"}
HALF_AID = {
    "minimum_living_allowance",
    "monitored_unstable",
    "monitored_marginal",
    "monitored_sudden_hardship",
    "minimum_living_margin",
}

PLAIN_DEFAULTS: dict[str, Any] = {
    "first_missed_year_counts": True,
    "missed_years_from": None,
    "wait_starts_in_window": "coverage_year",
    "starting_day_counts": True,
    "excused_breaks_long_gap": False,
    "other_guarantee_excuses": True,
    "gap_needs_prior_resident": False,
    "never_covered_has_no_gap": True,
    "repaired_year_restores": False,
    "wait_carries_into_next_year": True,
    "gap_wait_inside_window": True,
    "variable_survives_waiver": False,
    "cross_year_cross_scheme": "years_and_scheme",
    "repair_not_retroactive": True,
    "late_price_subsidy_year": "coverage_year",
    "nine_c_applies_in_window": False,
    "aid_in_special_circumstances": False,
    "newborn_across_new_year": False,
    "newborn_after_90_days": "late",
    "birth_day_is_day_zero": True,
    "newborn_start": "birth",
    "october_first_included": True,
    "continuity_counts_before_2025": True,
    "continuity_survives_gap": False,
    "zero_claim_first_year": 2025,
    "zero_claim_survives_gap": True,
    "late_year_is_continuous": True,
    "penalty_counts_before_2025": True,
}


def add_months(day: date, months: int) -> date:
    """The same day number that many months later, or the last day of that month (section 2)."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """That many days later."""
    return day + timedelta(days=days)


@dataclass(frozen=True)
class Law:
    """The documents that decide one coverage year in one place, and the switches of the case."""

    place: str  # hunan, shanxi, lishui or frame
    year: int
    xz11: bool = False
    xy41: bool = False  # in force for enrolment year 2025
    xy41_known: bool = False  # issued, so its values (subsidy of 2024) can be read
    jy3: bool = False
    ls25: bool = False
    switches: dict[str, Any] = field(default_factory=dict)

    @property
    def frame_only(self) -> bool:
        """No local document gives the measures of gb38: the frame alone decides wait and steps."""
        return not (self.xz11 or self.jy3 or self.ls25)

    @property
    def no_local(self) -> bool:
        """No local document in force at all."""
        return self.frame_only and not self.xy41

    def switch(self, name: str) -> Any:
        """The value of an interpretation: the case's, else the default of the place and year."""
        if name in self.switches:
            return self.switches[name]
        if name == "employee_months_excusing_year":
            return 3 if self.xz11 else 1
        if name == "fixed_as_90_days":
            return self.xy41
        if name == "late_price_basis":
            return "personal_plus_subsidy" if self.xz11 or self.xy41 else "undetermined"
        if name == "continuity_raise_from":
            return "next_january" if self.ls25 else "same_year"
        return PLAIN_DEFAULTS[name]

    def personal_premium(self, year: int) -> int | None:
        """Yuan, or None where no value is known."""
        return PERSONAL_PREMIUM.get(year)

    def subsidy(self, year: int) -> int | None:
        """Yuan, or None; the 670 of 2024 is read in Hunan's notice and unknown elsewhere."""
        if year == 2024:
            return SUBSIDY_2024_IN_HUNAN if self.xy41_known else None
        return SUBSIDY.get(year)


def place_of(code: str) -> str:
    """The pack of the place: Hunan, Shanxi (Jincheng), Lishui, or the frame."""
    if code.startswith("43"):
        return "hunan"
    if code.startswith("14"):
        return "shanxi"
    if code.startswith("3311"):
        return "lishui"
    if code == "000000":
        return "frame"
    raise ValueError(f"no pack for {code}")


def law_day(case: dict) -> date:
    """The day whose law applies: as given, else the later of the payment and the start of the coverage year."""
    start = date(case["enrolment"]["year"], 1, 1)
    paid = case["enrolment"].get("paid_on")
    return case.get("as_of") or (start if paid is None else max(paid, start))


def law_of(case: dict) -> Law:
    """The law of a case. `as_of` changes it only where a document has ended (Shanxi, after five years)."""
    place = place_of(case["place"])
    year = case["enrolment"]["year"]
    known = case.get("known_on")

    def issued(day: date) -> bool:
        return known is None or day <= known

    xy41_known = place == "hunan" and issued(XY41_ISSUED)
    return Law(
        place=place,
        year=year,
        xz11=place == "hunan" and issued(XZ11_ISSUED),
        xy41=xy41_known and year == 2025,
        xy41_known=xy41_known,
        jy3=place == "shanxi" and issued(JY3_ISSUED) and law_day(case) <= JY3_THROUGH,
        ls25=place == "lishui" and issued(LS25_ISSUED),
        switches=dict(case.get("interpretations") or {}),
    )
