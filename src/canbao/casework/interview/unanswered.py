"""A partial case read as facts with variables: what has been answered is fixed, what has not may take any value of
its domain. No model is built again to vary it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from canbao.basis.days import year_start
from canbao.casework.case import Case, HistoryRow
from canbao.casework.facts import facts_of, words_of
from canbao.casework.interview import fact_domains as domains
from canbao.casework.unknown_years import unknown_years
from canbao.rules.facts import ANCHOR_NAMES, BIRTH, STUDENT_PREPAID_UNTIL, Facts, History, history_from
from canbao.rules.parameters import Terms
from canbao.rules.unknown_years import has_cover
from canbao.rules.values import NOTHING

Values = Sequence[int]
"""One value for each variable, in their order: a completion of the case."""


class Slot(Enum):
    """Where in the facts a variable stands."""

    YEAR = "year"
    ANCHOR = "anchor"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Variable:
    """A fact not answered yet.

    key: the year, the anchor, or the name of the field. values: its domain, first what an absent key means.
    is_askable: not for a year that the person has said is unknown; it varies, but nobody can be asked.
    """

    path: str
    slot: Slot
    key: Any
    values: domains.Domain
    is_askable: bool = True


@dataclass(frozen=True)
class Partial:
    """A partial case: what is fixed of its facts and of the words of its years, and its variables, years first."""

    facts: Facts
    words: Mapping[int, int]
    variables: tuple[Variable, ...]
    histories: dict[tuple[int, ...], History] = field(default_factory=dict)

    def completed(self, values: Values) -> Facts:
        """The facts with a value for each variable."""
        anchors = list(self.facts.anchors)
        fields: dict[str, Any] = {"history": self.history(tuple(values[: self.year_count]))}
        for variable, value in zip(self.variables[self.year_count :], values[self.year_count :], strict=True):
            if variable.slot is Slot.ANCHOR:
                anchors[variable.key] = value
            else:
                fields[variable.key] = value
        return self.facts._replace(anchors=tuple(anchors), **fields)

    @cached_property
    def year_count(self) -> int:
        """How many variables are about years; they come first."""
        return sum(variable.slot is Slot.YEAR for variable in self.variables)

    def history(self, values: tuple[int, ...]) -> History:
        """The history with a value for each variable of a year; each built once."""
        built = self.histories.get(values)
        if built is None:
            first, words = self.known_words
            words = list(words)
            for variable, value in zip(self.variables, values, strict=False):
                words[variable.key - first] |= value
            covered = next((at for at, word in enumerate(words) if word and has_cover(word)), len(words))
            built = self.histories[values] = history_from(first + covered, tuple(words[covered:]))
        return built

    @cached_property
    def known_words(self) -> tuple[int, list[int]]:
        """The first year with a word or a variable, and what is fixed of the words from it to the coverage year."""
        keys = [variable.key for variable in self.variables[: self.year_count]]
        first = min((*self.words, *keys), default=self.facts.year)
        return first, [self.words.get(year, 0) for year in range(first, self.facts.year)]


def partial_of(case: Case, answered: Collection[str], t: Terms) -> Partial:
    """A partial case, its absent keys read as defaults, with a variable for each fact that was not answered."""
    f = facts_of(case)
    found = [
        v for v in (*years(case, t), *events(case, f, t), *others(case, f, t)) if not is_answered(v.path, answered)
    ]
    return Partial(f, words_of(case), tuple(v for v in found if len(v.values) > 1))


def is_answered(path: str, answered: Collection[str]) -> bool:
    """Whether a path, or one that it is a part of, was answered."""
    steps = path.split(".")
    return any(".".join(steps[:count]) in answered for count in range(1, len(steps) + 1))


def years(case: Case, t: Terms) -> Iterator[Variable]:
    """The earlier years, newest first: those without a row, and what a row of resident cover leaves out."""
    rows = {row.year: row for row in case.history}
    unknown = set(unknown_years(case))
    for year in range(case.enrolment.year - 1, case.person.born.year - 1, -1):
        if year in rows:
            yield from row_keys(rows[year], t)
        else:
            yield Variable(f"history.{year}", Slot.YEAR, year, domains.words(year, t), year not in unknown)


def row_keys(row: HistoryRow, t: Terms) -> Iterator[Variable]:
    """The keys that a row of resident cover leaves out; any other row says all. Where no costs were paid, no bonus
    was used."""
    if not row.resident:
        return
    keys: dict[str, Callable[[int, Terms], domains.Domain]] = {
        "paid_in_window": domains.payments,
        "reimbursed": domains.reimbursements,
        "bonus_used": domains.uses,
    }
    told = row.model_fields_set
    if "reimbursed" in told and not row.reimbursed:
        del keys["bonus_used"]
    for key, domain in keys.items():
        if key not in told:
            yield Variable(f"history.{row.year}.{key}", Slot.YEAR, row.year, domain(row.year, t))


def events(case: Case, f: Facts, t: Terms) -> Iterator[Variable]:
    """The kinds of event of which none is told."""
    told = {event.kind for event in case.person.events}
    born = f.anchors[BIRTH]
    for anchor in range(BIRTH + 1, len(ANCHOR_NAMES)):
        if ANCHOR_NAMES[anchor] in told or (anchor != STUDENT_PREPAID_UNTIL and counted_on(f) < born):
            continue
        none, *days = domains.event_days(anchor, counted_on(f), t)
        values = (none, *(day for day in days if day >= born))
        yield Variable(f"person.events.{ANCHOR_NAMES[anchor]}", Slot.ANCHOR, anchor, values)


def counted_on(f: Facts) -> int:
    """The day up to which events count: the payment, or 1 January of the coverage year without one."""
    return f.paid_on if f.paid_on != NOTHING else year_start(f.year)


def others(case: Case, f: Facts, t: Terms) -> Iterator[Variable]:
    """Aid, repair, an earlier wait, the original limit."""
    repair = case.enrolment.repair.model_fields_set
    if "aid" not in case.person.model_fields_set:
        yield Variable("person.aid", Slot.FIELD, "aid_classes", domains.aid_classes(f, t))
    if "years" not in repair:
        yield Variable("enrolment.repair.years", Slot.FIELD, "repair_years", domains.repairs(t))
    if "paid_on" not in repair:
        yield Variable("enrolment.repair.paid_on", Slot.FIELD, "repair_paid_on", domains.repair_days(f, t))
    if "earlier_wait_until" not in case.model_fields_set:
        yield Variable(
            "earlier_wait_until", Slot.FIELD, "earlier_wait_until", domains.earlier_waits(f.anchors[BIRTH], t)
        )
    if "original_limit_yuan" not in case.model_fields_set:
        yield Variable("original_limit_yuan", Slot.FIELD, "original_limit_fen", domains.original_limits(t))
