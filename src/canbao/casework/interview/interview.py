"""An interview as a value: what was asked in what order, what was answered, and the partial case that follows.

The first open fact is asked next (``open_facts``), until none is left that could change the answer. An answer may be
changed at any time: what rested on it is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from canbao.casework.interview.open_facts import NEEDED, open_facts, read
from canbao.casework.interview.telling import (
    EVENTS,
    Partial,
    Told,
    bounds,
    fitted,
    is_of_years,
    key_in,
    span_of,
    without_key,
    without_years,
)
from canbao.policy.policies import Policies

REPAIR = "enrolment.repair"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the path asked about, the kinds where events are asked together, the paths its answer closed."""

    path: str
    kinds: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    is_told: bool = False


@dataclass(frozen=True)
class Interview:
    """What was asked, in order, and the partial case so far. is_complete: nothing asked could change the answer."""

    case: Mapping[str, Any]
    asked: tuple[Asked, ...] = ()
    is_complete: bool = False

    def find(self, path: str) -> Asked | None:
        """The question about a path, if it was asked."""
        return next((one for one in self.asked if one.path == path), None)

    @property
    def answered(self) -> set[str]:
        """Every path that was answered without leaving a key."""
        return {path for one in self.asked for path in one.answered}

    @property
    def current(self) -> Asked | None:
        """The question that waits for its answer."""
        return next((one for one in self.asked if not one.is_told), None)

    def before(self, path: str) -> Asked | None:
        """The question asked before that about a path."""
        paths = [one.path for one in self.asked]
        at = paths.index(path) if path in paths else 0
        return self.asked[at - 1] if at else None


def told(interview: Interview, path: str, answer: Told, policies: Policies) -> Interview:
    """The interview after an answer to a question that was asked, with the next question or complete.

    answer: made from ``ready_for(interview, path)``. Raises BadInputError when what is there contradicts itself, or no
    law is in force for it.
    """
    at = [one.path for one in interview.asked].index(path)
    question = replace(interview.asked[at], answered=answer.answered, is_told=True)
    later = [one for one in interview.asked[at + 1 :] if one.is_told and not rests_on(one.path, path)]
    case = fitted(answer.case)
    first, last = bounds(case)
    asked = [*interview.asked[:at], question, *later]
    kept = [one for one in asked if not is_of_years(one.path) or overlaps(span_of(one.path), first, last)]
    return go_on(Interview(case, tuple(kept)), policies)


def ready_for(interview: Interview, path: str) -> Partial:
    """The partial case as it was before a question, and those that rest on it, were answered."""
    case: Partial = dict(interview.case)
    paths = [one.path for one in interview.asked]
    later = interview.asked[paths.index(path) + 1 :]
    for one in (*reversed([one for one in later if rests_on(one.path, path)]), Asked(path)):
        if is_of_years(one.path):
            case = without_key(case, one.path) if key_in(one.path) else without_years(case, one.path)
    return case


def rests_on(path: str, changed: str) -> bool:
    """Whether a question was asked because of how another one was answered: years, after the cover of newer ones."""
    return is_of_years(path) and is_of_years(changed) and not key_in(changed)


def overlaps(span: tuple[int, int], first: int, last: int) -> bool:
    """Whether any year of a span lies between two others."""
    return span[0] <= last and span[1] >= first


def go_on(interview: Interview, policies: Policies) -> Interview:
    """The interview with its next question, or complete. Raises BadInputError."""
    early_check(interview.case, policies)
    open_now = open_facts(interview.case, interview.answered, policies)
    if not open_now:
        read(interview.case)
        return replace(interview, is_complete=True)
    fact = open_now[0]
    kinds = tuple(part.removeprefix(f"{EVENTS}.") for part in fact.parts) if fact.path == EVENTS else ()
    path = REPAIR if fact.path.startswith(f"{REPAIR}.") else fact.path
    if interview.find(path) is not None and fact.parts:  # more events than were told at first: one by one
        path, kinds = fact.parts[0], ()
    return Interview(interview.case, (*interview.asked, Asked(path, kinds)))


def begun(policies: Policies) -> Interview:
    """An interview with its first question."""
    return go_on(Interview({}), policies)


def early_check(case: Mapping[str, Any], policies: Policies) -> None:
    """Refuse a place without a pack and a year without law as soon as they are told. Raises BadInputError."""
    place, year = case.get("place"), case.get("enrolment", {}).get("year")
    if place is not None:
        policies.library.place_of_pack(place)
        if year is not None:
            policies.policy(place, year, date(year, 1, 1))


def opened(case: Mapping[str, Any]) -> Interview:
    """A whole case as an interview that is complete: what it leaves out has its default, and nothing is asked.

    case: in the case format, already read without fault.
    """
    first, last = bounds(case)
    years = f"history.{first}-{last}" if first < last else f"history.{last}"
    asked = [Asked(path, is_told=True) for path in NEEDED]
    if first <= last:
        asked.append(Asked(years, answered=("history",), is_told=True))
    asked.append(Asked("person.aid", answered=("person.aid",), is_told=True))
    events = tuple(event["kind"] for event in case.get("person", {}).get("events", ()))
    asked.append(Asked(EVENTS, tuple(dict.fromkeys(events)), (EVENTS,), is_told=True))
    asked.append(Asked(REPAIR, answered=(REPAIR,), is_told=True))
    asked.append(Asked("earlier_wait_until", answered=("earlier_wait_until",), is_told=True))
    return Interview(dict(case), tuple(asked), is_complete=True)
