"""What one reading of a case says, gathered once."""

from dataclasses import dataclass
from datetime import date

from .law import FULL_AID, HALF_AID, Law, add_days
from .years import YearBehind, classify, missed_years, never_covered


@dataclass(frozen=True)
class Facts:
    """The person, the enrolment and the years behind, under one law."""

    law: Law
    Y: int
    D: date | None
    B: date
    aid: list[dict]
    events: list[dict]
    years: list[YearBehind]
    missed: list[int]
    asked_repair: int
    repair_day: date | None
    earlier_wait_until: date | None
    named: str | None

    @property
    def g(self) -> int:
        """Missed years."""
        return len(self.missed)

    @property
    def first_day(self) -> date:
        """Y-01-01."""
        return date(self.Y, 1, 1)

    @property
    def last_day(self) -> date:
        """Y-12-31."""
        return date(self.Y, 12, 31)

    @property
    def in_window(self) -> bool:
        """D in the window for Y: 1 September to 31 December of the year before."""
        return self.D is not None and date(self.Y - 1, 9, 1) <= self.D <= date(self.Y - 1, 12, 31)

    @property
    def in_year(self) -> bool:
        """D in Y."""
        return self.D is not None and self.D.year == self.Y

    @property
    def within_90_days_of_birth(self) -> bool:
        """D on or before B + 90 days (the day of birth is day 0, or day 1 by the switch)."""
        days = 90 if self.law.switch("birth_day_is_day_zero") else 89
        return self.D is not None and add_days(self.B, days) >= self.D

    def days_of(self, *kinds: str) -> list[date]:
        """Days of the events of these kinds that lie on or before D, oldest first."""
        if self.D is None:
            return []
        return sorted(e["on"] for e in self.events if e["kind"] in kinds and e["on"] <= self.D)

    def latest(self, kind: str) -> date | None:
        """The latest event of a kind on or before D."""
        days = self.days_of(kind)
        return days[-1] if days else None

    @property
    def categories(self) -> set[str]:
        """Aid categories held on D: from `from` up to, not including, `until`."""
        held = set()
        for span in self.aid:
            begins, ends = span.get("from"), span.get("until")
            if self.D is None or (begins is not None and begins > self.D):
                continue
            if ends is not None and ends <= self.D:
                continue
            held.add(span["category"])
        return held & (FULL_AID | HALF_AID)

    def kind_of(self, year: int) -> str:
        """The class of an earlier year; BEFORE when it lies before birth."""
        for y in self.years:
            if y.year == year:
                return y.kind
        return "BEFORE"


def facts_of(case: dict, law: Law, rows: dict[int, dict], covered_before: bool) -> Facts:
    """The facts of a case under one reading of its history."""
    person, enrolment = case["person"], case["enrolment"]
    born = person["born"]
    repair = enrolment.get("repair") or {}
    paid_on = enrolment.get("paid_on")
    years = classify(rows, born.year, law, covered_before)
    never = never_covered(years, rows, covered_before)
    return Facts(
        law=law,
        Y=enrolment["year"],
        D=paid_on,
        B=born,
        aid=person.get("aid") or [],
        events=person.get("events") or [],
        years=years,
        missed=missed_years(years, law, born.year, never),
        asked_repair=repair.get("years") or 0,
        repair_day=repair.get("paid_on") or paid_on,
        earlier_wait_until=case.get("earlier_wait_until"),
        named=enrolment.get("circumstance"),
    )
