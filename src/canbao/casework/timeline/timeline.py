"""The timeline of a person's cover: the years behind, and the coverage year day by day. Plain values to draw from.

Read off a decision; nothing is decided here. Where unknown years let the determinations differ, a span holds only the
days that all of them share, and ``open`` the days on which they disagree about the benefit. Spans are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from canbao.basis.days import add_months, day_number, month_of, year_of, year_start
from canbao.basis.findings import Text
from canbao.casework.decide import Decision
from canbao.casework.timeline.years import EarlierYears, YearKind, YearOfCover, years_of
from canbao.rules.determine import DECIDED, Determination
from canbao.rules.facts import ANCHOR_NAMES, NO_ANCHOR
from canbao.rules.parameters import WaitingTerms
from canbao.rules.values import NOTHING
from canbao.rules.waiting import wait_end

__all__ = ["EarlierYears", "Moment", "Span", "SpanKind", "Timeline", "YearKind", "YearOfCover", "timeline_of"]


class SpanKind(StrEnum):
    """What a span of days is. TAKEN_OFF: days that repair took off the wait. OPEN: unknown years decide."""

    WINDOW = "window"
    EARLIER_WAIT = "earlier_wait"
    FIXED = "fixed"
    VARIABLE = "variable"
    TAKEN_OFF = "taken_off"
    BENEFIT = "benefit"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of one kind, from a day up to, not including, another."""

    kind: SpanKind
    from_: int
    until: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on one day; name: a term of the glossary."""

    name: str
    on: int


@dataclass(frozen=True)
class Timeline:
    """Everything a drawing needs. Days are day numbers; None where there is none or the readings disagree.

    circumstance: a term of the glossary. missed, continuous: years. is_interrupted: a change of year and scheme counts
    as a missed year. ruler_from: the first day drawn; the last is the end of the coverage year.
    nothing_to_pay: cover without a payment. repaired_years: those with effect, paid on ``repair_paid_on``.
    fixed_months, variable_months (before repair), repaired_months: of the wait. wait: its spans, each kind at most
    once, in order. has_wait: None where the readings disagree. payable_from: the first payable day, in the year or
    after. benefit, open: within the benefit span. events: those that count and can be drawn; events_elsewhere: how
    many others there are.
    """

    case_id: str | None
    place: str
    place_name: Text
    year: int
    is_decided: bool
    circumstance: str | None
    missed: int | None
    continuous: int | None
    is_interrupted: bool
    earlier: EarlierYears | None
    years: tuple[YearOfCover, ...]
    ruler_from: int
    window: Span
    paid_on: int | None
    paid_in_window: bool
    nothing_to_pay: bool
    repaired_years: int
    repair_paid_on: int | None
    earlier_wait: Span | None
    has_wait: bool | None
    fixed_months: int | None
    variable_months: int | None
    repaired_months: int | None
    total_months: int | None
    wait_over_on: int | None
    wait: tuple[Span, ...]
    payable_from: int | None
    benefit: Span | None
    open: Span | None
    events: tuple[Moment, ...]
    events_elsewhere: int

    @property
    def ruler_until(self) -> int:
        """The first day after those drawn."""
        return year_start(self.year + 1)

    @property
    def months(self) -> tuple[int, ...]:
        """The first day of each month drawn."""
        count = (self.year - year_of(self.ruler_from)) * 12 + 13 - month_of(self.ruler_from)
        return tuple(add_months(self.ruler_from, n) for n in range(count))

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span, in the order of a reader."""
        every = (self.window, self.earlier_wait, *self.wait, self.benefit, self.open)
        return tuple(span for span in every if span is not None)


def timeline_of(decision: Decision) -> Timeline:
    """The timeline of a decided case."""
    case, policy, facts, first = decision.case, decision.policy, decision.facts[0], decision.first
    terms, all_of_them = policy.terms, decision.determinations
    decided = all(d.reason == DECIDED for d in all_of_them)
    answer, waiting = decision.answer, decision.answer["waiting"]
    earlier, years = years_of(decision)
    waits = [list(wait_spans(d, terms.waiting)) for d in all_of_them] if decided else [[]]
    with_wait = {bool(spans) for spans in waits}
    benefit, undecided = benefit_spans(all_of_them) if decided else (None, None)
    repaired = min(d.wait.repaired_years for d in all_of_them) if decided else 0
    events = events_in(facts.anchors, facts.year)
    paid_on = none_if_nothing(facts.paid_on)
    repair_paid_on = facts.repair_paid_on if repaired else None
    wait = common(waits)
    window = Span(SpanKind.WINDOW, terms.window_from, terms.window_until)
    first_days = [window.from_, paid_on, repair_paid_on, *(s.from_ for s in wait), *(e.on for e in events)]
    first_days += [span.from_ for span in (benefit, undecided) if span]
    ruler_from = ruler_start(first_days, facts.year)
    named = decision.policy.resolved.chain.layers[0].pack.name
    return Timeline(
        case_id=case.id,
        place=case.place,
        place_name=Text(named.zh, named.en) if named else Text("", ""),
        year=facts.year,
        is_decided=decided,
        circumstance=answer["circumstance"],
        missed=answer["years"]["missed"],
        continuous=answer["years"]["continuous"],
        is_interrupted=all(d.years.is_interrupted and d.years.counted_missed > d.years.missed for d in all_of_them),
        earlier=earlier,
        years=years,
        ruler_from=ruler_from,
        window=window,
        paid_on=paid_on,
        paid_in_window=first.paid_in_window,
        nothing_to_pay=decided and not any(terms.rows[d.row].needs_payment for d in all_of_them),
        repaired_years=repaired,
        repair_paid_on=repair_paid_on,
        earlier_wait=earlier_wait(facts.earlier_wait_until, ruler_from, terms.waiting),
        has_wait=with_wait.pop() if decided and len(with_wait) == 1 else None,
        fixed_months=waiting["fixed_months"],
        variable_months=waiting["variable_months"],
        repaired_months=waiting["repaired_months"],
        total_months=waiting["total_months"],
        wait_over_on=agreed_day(d.wait.ends_before for d in all_of_them) if decided else None,
        wait=wait,
        payable_from=agreed_day(d.benefit_from for d in all_of_them) if decided else None,
        benefit=benefit,
        open=undecided,
        events=events,
        events_elsewhere=len(case.person.events) - sum(event.name != "birth" for event in events),
    )


def none_if_nothing(day: int) -> int | None:
    """A day, or None for no day."""
    return None if day == NOTHING else day


def agreed_day(days: Iterable[int]) -> int | None:
    """The one day of all readings; None where there is none or they disagree."""
    found = set(days)
    return none_if_nothing(found.pop()) if len(found) == 1 else None


def wait_spans(d: Determination, w: WaitingTerms) -> Iterator[Span]:
    """The parts of a wait, one after another: fixed, variable, and what repair took off the end."""
    wait = d.wait
    if wait.starts_on == NOTHING:
        return
    fixed_until = wait_end(wait.starts_on, wait.fixed_months, 0, w) if wait.fixed_months else wait.starts_on
    parts = (
        Span(SpanKind.FIXED, wait.starts_on, fixed_until),
        Span(SpanKind.VARIABLE, fixed_until, wait.ends_before),
        Span(SpanKind.TAKEN_OFF, wait.ends_before, wait.unrepaired_end),
    )
    for part in parts:
        if part.from_ < part.until:
            yield part


def common(readings: list[list[Span]]) -> tuple[Span, ...]:
    """Of each kind of span, the days that all readings share."""
    shared: list[Span] = []
    for kind in dict.fromkeys(span.kind for spans in readings for span in spans):
        of_kind = [span for spans in readings for span in spans if span.kind == kind]
        from_, until = max(s.from_ for s in of_kind), min(s.until for s in of_kind)
        if len(of_kind) == len(readings) and from_ < until:
            shared.append(Span(kind, from_, until))
    return tuple(shared)


def benefit_spans(readings: tuple[Determination, ...]) -> tuple[Span | None, Span | None]:
    """The days payable under every reading, and those payable under some only."""
    until = readings[0].benefit_through + 1
    earliest = min(d.benefit_from for d in readings)
    latest = max(d.benefit_from for d in readings)
    benefit = Span(SpanKind.BENEFIT, latest, until) if latest < until else None
    some = Span(SpanKind.OPEN, earliest, min(latest, until)) if earliest < min(latest, until) else None
    return benefit, some


def events_in(anchors: Iterable[int], year: int) -> tuple[Moment, ...]:
    """The events that count, birth among them, in the coverage year or the year before, by day."""
    found = [
        Moment(ANCHOR_NAMES[anchor], day)
        for anchor, day in enumerate(anchors)
        if anchor != NO_ANCHOR and day != NOTHING and year_start(year - 1) <= day < year_start(year + 1)
    ]
    return tuple(sorted(found, key=lambda moment: moment.on))


def earlier_wait(until: int, ruler_from: int, w: WaitingTerms) -> Span | None:
    """The earlier wait as far as it can be drawn; its own start is not known. None where it has no effect."""
    if until == NOTHING or until <= ruler_from or not w.wait_carries_into_next_year:
        return None
    return Span(SpanKind.EARLIER_WAIT, ruler_from, until)


def ruler_start(days: list[int | None], year: int) -> int:
    """The first day of the month of the earliest day that matters, within the coverage year and the year before."""
    earliest = min([year_start(year), *(day for day in days if day is not None)])
    earliest = max(earliest, year_start(year - 1))
    return day_number(year_of(earliest), month_of(earliest), 1)
