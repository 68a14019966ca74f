"""What the law of a place comes to in cases made for it: how long one waits, how the bonus grows, when benefits start.

Each case is decided as a citizen's would be, so that a picture cannot say anything else than the calculator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from canbao.basis.days import LAST_DAY
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.policy.build import window_days
from canbao.policy.policies import Policies

MISSED = range(9)
"""Missed years that are asked about."""
CONTINUOUS = range(1, 36)
"""Continuous years that are asked about: the slowest bonus at hand is full after 31."""
COVERED_BEFORE = 3
"""Years of cover before the missed ones, so that no one counts as never covered."""
AGE = 60
ORIGINAL_YUAN = 400_000

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Curve:
    """An answer of a place for each of some years (None: the texts at hand do not settle it)."""

    place: str
    points: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Start:
    """When benefits run for who pays on a day, without a missed year; None: not settled."""

    paid_on: date
    wait_months: int | None
    from_: date | None
    through: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The window of a coverage year (first and last day), and what payment on its first day or after it leads to."""

    year: int
    window: tuple[date, date] | None
    inside: Start | None
    outside: Start | None


def waiting_curve(policies: Policies, place: str, on: date) -> Curve:
    """The months to wait by missed years, for who pays outside the window."""
    paid_on = day_outside(policies, place, on)
    points: list[tuple[int, int | None]] = []
    for missed in MISSED:
        case = None if paid_on is None else missed_case(place, on, paid_on, missed)
        answer = None if case is None else decide(case, policies).answer
        points.append((missed, None if answer is None else answer["waiting"]["total_months"]))
    return Curve(place, tuple(points))


def bonus_curve(policies: Policies, place: str, on: date) -> Curve:
    """The bonus on the serious-illness limit, in yuan, by continuous years with a claim in each of them."""
    window = window_of(policies, place, on)
    points: list[tuple[int, int | None]] = []
    for years in CONTINUOUS:
        case = None if window is None else continuous_case(place, on, window[0], years)
        answer = None if case is None else decide(case, policies).answer
        points.append((years, None if answer is None else answer["limit"]["bonus_yuan"]))
    return Curve(place, tuple(points))


def calendar_of(policies: Policies, place: str, on: date) -> Calendar:
    """The window of the coverage year, and when benefits start inside and outside it."""
    window, after = window_of(policies, place, on), day_outside(policies, place, on)
    inside = None if window is None else _start(continuous_case(place, on, window[0], COVERED_BEFORE + 1), policies)
    outside = None if after is None else _start(missed_case(place, on, after, 0), policies)
    return Calendar(on.year, window, inside, outside)


def missed_case(place: str, on: date, paid_on: date, missed: int) -> Case:
    """Someone who was covered, then missed some years up to the coverage year, and now pays."""
    last = on.year - missed
    return _case(place, on, paid_on, _covered(last - COVERED_BEFORE, last))


def continuous_case(place: str, on: date, paid_on: date, years: int) -> Case:
    """Someone in the given number of continuous years, the coverage year among them, each year before with a claim."""
    return _case(place, on, paid_on, _covered(on.year - years + 1, on.year))


def window_of(policies: Policies, place: str, on: date) -> tuple[date, date] | None:
    """The first and last day of the window; None where no text or practice gives one."""
    first, until = window_days(policies.policy(place, on.year, on).found("window"), on.year)
    if first == LAST_DAY:
        return None
    return date.fromordinal(first), date.fromordinal(until) - ONE_DAY


def day_outside(policies: Policies, place: str, on: date) -> date | None:
    """The first day of the coverage year that is after the window; None where there is none."""
    window = window_of(policies, place, on)
    if window is None:
        return None
    day = max(window[1] + ONE_DAY, date(on.year, 1, 1))
    return day if day.year == on.year else None


def _case(place: str, on: date, paid_on: date, history: Iterator[dict[str, Any]]) -> Case:
    return Case.model_validate(
        {
            "case": 1,
            "place": place,
            "as_of": on,
            "person": {"born": date(on.year - AGE, 1, 1)},
            "history": list(history),
            "enrolment": {"year": on.year, "paid_on": paid_on},
            "original_limit_yuan": ORIGINAL_YUAN,
        }
    )


def _covered(first: int, until: int) -> Iterator[dict[str, Any]]:
    for year in range(first, until):
        yield {"year": year, "resident": True, "paid_in_window": True, "reimbursed": True}


def _start(case: Case, policies: Policies) -> Start:
    answer = decide(case, policies).answer
    benefit = answer["benefit"] or {"from": None, "through": None}
    first, last = (None if benefit[end] is None else date.fromisoformat(benefit[end]) for end in ("from", "through"))
    assert case.enrolment.paid_on is not None  # every case here is paid
    return Start(case.enrolment.paid_on, answer["waiting"]["total_months"], first, last)
