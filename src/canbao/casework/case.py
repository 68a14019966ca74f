"""The form of a case: what ``canbao determine FILE`` reads (format 1). Unknown keys are errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from canbao.basis.day_text import A_DAY, day_expected, day_in
from canbao.basis.model_findings import ExpectedError
from canbao.basis.places import PLACE_PATTERN

AidCategory = Literal[
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
EventKind = Literal[
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
CircumstanceName = Literal[
    "in_window",
    "in_window_after_gap",
    "late",
    "newborn",
    "newborn_next_year",
    "newborn_second_year",
    "welfare_home_child",
    "new_student",
    "prepaid_student",
    "employee_ended",
    "employee_ended_after_gap",
    "employee_ended_next_year",
    "employee_ended_late",
    "resumed",
    "exempt",
]

FIRST_YEAR = 1880
LAST_YEAR = 2200
MOST_REPAIR_YEARS = 100
MOST_ROWS = 400
MOST_READINGS = 100
MOST_YUAN = Decimal(10**12)
CENT = Decimal("0.01")


def _day(value: Any) -> Any:
    """A day is a ``date`` or the text YYYY-MM-DD, nothing else; its year lies in the range a case can be about."""
    day = day_in(value) if isinstance(value, str) else value
    if type(day) is not date:
        expected = day_expected(value) if isinstance(value, str) else A_DAY
        raise ExpectedError(expected.zh, expected.en)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ExpectedError(f"{FIRST_YEAR} 至 {LAST_YEAR} 年间的日期", f"a day between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _limit(value: Any) -> Any:
    """An amount is a number, not text or true; at most two decimals, at most ``MOST_YUAN``."""
    if value is None or value == "unlimited":
        return value
    if type(value) in (int, float, Decimal):
        amount = Decimal(str(value))
        if amount.is_finite() and 0 <= amount <= MOST_YUAN and amount == amount.quantize(CENT):
            return amount
    raise ExpectedError(
        f"以元计的金额（0 至 {MOST_YUAN:,}，至多两位小数，不加引号），或 unlimited",
        f"an amount in yuan (0 to {MOST_YUAN:,}, at most two decimals, without quotes), or unlimited",
    )


def format_one(value: Any) -> Any:
    """The number of the format, not what merely equals it, as true does."""
    if type(value) is not int or value != 1:
        raise ExpectedError("1（案例格式的版本号，不加引号）", "1 (the version of the case format, without quotes)")
    return value


def _scheme(value: Any) -> Any:
    """Only the resident scheme is decided."""
    if value != "resident":
        raise ExpectedError(
            "resident（本程序只判定居民医保参保，不判定职工医保）",
            "resident (only enrolment in the resident scheme is decided, not the employee scheme)",
        )
    return value


def _reading(value: Any) -> Any:
    """The value of an interpretation is a word, a whole number, or true or false; which, the law says."""
    if value is not None and type(value) not in (bool, int, str):
        raise ExpectedError("true、false、整数或文本", "true, false, a whole number or text")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Year = Annotated[int, Field(strict=True, ge=FIRST_YEAR, le=LAST_YEAR)]
Flag = Annotated[bool, Field(strict=True)]
Yuan = Annotated[
    Decimal,
    Field(ge=0, le=MOST_YUAN, decimal_places=2),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": int(MOST_YUAN), "description": "at most two decimals"}),
]
PlaceCode = Annotated[str, StringConstraints(strict=True, pattern=PLACE_PATTERN)]
Reading = Annotated[bool | int | str | None, BeforeValidator(_reading)]


class Part(BaseModel):
    """A part of a case: frozen, and any unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AidHeld(Part):
    """An aid category held from a day up to, not including, another (null: still held). Clause: xy41/2.5."""

    category: AidCategory
    from_: Day = Field(alias="from")
    until: Day | None = None


class Event(Part):
    """Something that happened on a day. ``employee_cover_ended`` is the first day without employee cover."""

    kind: EventKind
    on: Day


class Person(Part):
    """The person: birth, aid categories, events."""

    born: Day
    aid: Annotated[tuple[AidHeld, ...], Field(max_length=MOST_ROWS)] = ()
    events: Annotated[tuple[Event, ...], Field(max_length=MOST_ROWS)] = ()


class HistoryRow(Part):
    """One earlier coverage year; absent keys mean false, 0 or none. Clause: xz11/9d."""

    year: Year
    resident: Flag = False
    paid_in_window: Flag = False
    reimbursed: Flag = False
    employee_months: Annotated[int, Field(strict=True, ge=0, le=12)] = 0
    other_guarantee: Flag = False
    bonus_used: Literal["none", "zero_claim", "any"] = "none"


class Repair(Part):
    """Missed years paid for to shorten the wait (修复); ``paid_on`` defaults to the day of enrolment."""

    years: Annotated[int, Field(strict=True, ge=0, le=MOST_REPAIR_YEARS)] = 0
    paid_on: Day | None = None


class Enrolment(Part):
    """The enrolment to decide. ``paid_on`` may be null for a student who prepaid."""

    scheme: Annotated[Literal["resident"], BeforeValidator(_scheme)] = "resident"
    year: Year
    paid_on: Day | None
    circumstance: CircumstanceName | None = None
    repair: Repair = Repair()


class Case(Part):
    """One person, one enrolment, and the law to apply.

    as_of: the day whose law applies; default the later of ``paid_on`` and 1 January of the coverage year.
    known_on: only documents issued by this day count; null: all. history_known_from: earlier years are unknown.
    earlier_wait_until: the first payable day of an earlier wait that still runs.
    original_limit_yuan: the serious-illness limit before bonuses, or ``unlimited``.
    """

    case: Annotated[Literal[1], BeforeValidator(format_one)]
    id: Annotated[str, StringConstraints(strict=True, max_length=200)] | None = None
    place: PlaceCode
    as_of: Day | None = None
    known_on: Day | None = None
    person: Person
    history_known_from: Year | None = None
    history: Annotated[tuple[HistoryRow, ...], Field(max_length=MOST_ROWS)] = ()
    enrolment: Enrolment
    earlier_wait_until: Day | None = None
    original_limit_yuan: Annotated[Yuan | Literal["unlimited"], BeforeValidator(_limit)] | None = None
    interpretations: Annotated[dict[str, Reading], Field(max_length=MOST_READINGS)] = Field(default_factory=dict)

    @property
    def law_day(self) -> date:
        """The day whose law applies."""
        if self.as_of is not None:
            return self.as_of
        start = date(self.enrolment.year, 1, 1)
        return start if self.enrolment.paid_on is None else max(self.enrolment.paid_on, start)
