"""Terms and facts for the tests of single rules: the law of a place as its packs give it, and people made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import (
    ANCHOR_NAMES,
    BIRTH,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    Facts,
    History,
    history_from,
)
from canbao.rules.parameters import Terms
from canbao.rules.values import NOTHING, UNDETERMINED

HUNAN, SHANXI, LISHUI, FRAME = "430000", "140500", "331100", "000000"

POLICIES = Policies(Library())

WORDS = {
    "R": RESIDENT | PAID_IN_WINDOW,
    "r": RESIDENT | PAID_IN_WINDOW | REIMBURSED,
    "L": RESIDENT,
    "E": 12 * MONTHS_UNIT,
    "3": 3 * MONTHS_UNIT,
    "2": 2 * MONTHS_UNIT,
    "G": OTHER_GUARANTEE,
    ".": 0,
}
"""A year in one letter: resident (in the window; reimbursed; late), employee months (12, 3, 2), guarantee, nothing."""


def law(place: str, year: int = 2026, **readings: Any) -> Policy:
    """The law of a place for a coverage year on its first day, under given readings."""
    return POLICIES.policy(place, year, date(year, 1, 1), None, readings)


def terms(place: str, year: int = 2026, **readings: Any) -> Terms:
    """The terms of a place for a coverage year."""
    return law(place, year, **readings).terms


def past(years: str, year: int = 2026) -> History:
    """The years behind a person, oldest first, up to the year before the coverage year: ``past("RR..")``."""
    return history_from(year - len(years), tuple(WORDS[letter] for letter in years))


def day(text: str) -> int:
    """A day as its number."""
    return date.fromisoformat(text).toordinal()


def person(
    paid_on: str | None,
    years: str = "",
    *,
    year: int = 2026,
    born: str = "1980-05-01",
    aid_classes: int = 0,
    repair_years: int = 0,
    repair_paid_on: str | None = None,
    chosen: str | None = None,
    events: Mapping[str, str] | None = None,
    **more_events: str,
) -> Facts:
    """The facts of an enrolment: the day of payment, the years behind, events by kind."""
    anchors = [NOTHING] * len(ANCHOR_NAMES)
    anchors[BIRTH] = day(born)
    for kind, on in {**(events or {}), **more_events}.items():
        anchors[ANCHOR_NAMES.index(kind)] = day(on)
    paid = NOTHING if paid_on is None else day(paid_on)
    return Facts(
        year=year,
        paid_on=paid,
        chosen=NOTHING if chosen is None else CIRCUMSTANCE_NAMES.index(chosen),
        anchors=tuple(anchors),
        aid_classes=aid_classes,
        history=past(years, year),
        repair_years=repair_years,
        repair_paid_on=paid if repair_paid_on is None else day(repair_paid_on),
        earlier_wait_until=NOTHING,
        original_limit_fen=UNDETERMINED,
    )
