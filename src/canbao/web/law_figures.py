"""The pictures of the atlas: the numbers of the law and of the curves, drawn, with the same numbers as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from canbao.basis.digests import digest_of
from canbao.basis.findings import Language
from canbao.basis.glossary import label
from canbao.policy.comparison.compare import Cell
from canbao.policy.comparison.describe import is_open
from canbao.policy.comparison.lines import State
from canbao.policy.library import Chain
from canbao.web.chart_sheet import Named
from canbao.web.charts import (
    MOST_MARKED,
    Axes,
    Bars,
    Lane,
    Line,
    Span,
    amount,
    bars_chart,
    calendar_chart,
    lines_chart,
)
from canbao.web.law_curves import Calendar, Curve, Start
from canbao.web.law_history import fact_cell, fact_of
from canbao.web.page import drawing, words

MOST_YEARS = 9
ONE_DAY = timedelta(days=1)
PREMIUM, SUBSIDY = "premium.personal", "premium.subsidy"
NO_VALUE: tuple[State, ...] = ("silent", "undetermined", "not_in_force")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what it asks, and its numbers as a table."""

    ident: str
    title: str
    intro: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """The words of the atlas in a language."""

    language: Language

    def __call__(self, name: str, /, **fills: object) -> str:
        said = words()[f"law.{name}"]
        return (said.fill(**fills) if fills else said).get(self.language)

    def joined(self, parts: Sequence[str]) -> str:
        """A list."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def told(self, parts: Sequence[str]) -> str:
        """Sentences one after another."""
        return ("；" if self.language == "zh" else "; ").join(parts)


@dataclass(frozen=True, slots=True)
class Group:
    """Places that give the same answers, drawn as one line."""

    name: str
    places: int
    points: tuple[tuple[int, int | None], ...]

    @property
    def known(self) -> tuple[tuple[int, int], ...]:
        """The points that are settled."""
        return tuple((x, y) for x, y in self.points if y is not None)


def named(ident: str, title: str, told: str) -> Named:
    """The names of a drawing's parts: the same for the same drawing."""
    return Named("c" + digest_of([ident, title, told]).rpartition(":")[2][:8], title, told)


def premium_figure(chain: Chain, on: date, language: Language) -> Figure:
    """The personal premium and the subsidy of a place by coverage year."""
    say, years = Teller(language), premium_years(chain, on)
    cells = {name: [fact_cell(chain, name, year) for year in years] for name in (PREMIUM, SUBSIDY)}
    rows = [
        Bars(say(words_of), tuple(amount_in(chain, name, year) for year in years))
        for name, words_of in ((PREMIUM, "personal_row"), (SUBSIDY, "subsidy_row"))
    ]
    table = tuple(
        (str(year), *(fact_told(cells[name][column], language) for name in (PREMIUM, SUBSIDY)))
        for column, year in enumerate(years)
    )
    title = say("figure_premium")
    told = say.told([say("point", x=row[0], y=say.joined(row[1:])) for row in table])
    notes = list(_unknown_facts(years, cells, say))
    drawn = bars_chart(named("premium", title, told), list(map(str, years)), rows, str(on.year), notes)
    head = (say("year"), label(PREMIUM).get(language), label(SUBSIDY).get(language))
    return Figure("figure-premium", title, say("figure_premium_intro"), drawing(drawn), head, table)


def premium_years(chain: Chain, on: date) -> list[int]:
    """The years of which a premium or a subsidy is told, and the coverage year of the day; the last of them."""
    given = [
        year
        for layer in chain.layers
        for sheet in layer.sheets
        for name in (PREMIUM, SUBSIDY)
        for entry in sheet.values.get(name, ())
        for year in (entry.coverage_years.from_, entry.coverage_years.through or entry.coverage_years.from_)
    ]
    last = max(on.year, *given) if on.year - max(given, default=on.year) < MOST_YEARS else on.year
    return list(range(max(min([*given, on.year]), last - MOST_YEARS + 1), last + 1))


def amount_in(chain: Chain, name: str, year: int) -> int | float | None:
    """The amount of a year, or None where it is not known."""
    found = fact_of(chain, name, year)
    return None if found is None or is_open(found.value) else found.value


def fact_told(cell: Cell, language: Language) -> str:
    """A value with how sure it is."""
    status = label(cell.status or "silent").get(language)
    if cell.status in NO_VALUE:
        return status
    return f"{cell.text.zh}（{status}）" if language == "zh" else f"{cell.text.en} ({status})"


def _unknown_facts(years: Sequence[int], cells: dict[str, list[Cell]], say: Teller) -> Iterator[str]:
    for column, year in enumerate(years):
        by_status: dict[str, list[str]] = {}
        for name in (PREMIUM, SUBSIDY):
            state = cells[name][column].status
            if state in NO_VALUE:
                by_status.setdefault(label(state).get(say.language), []).append(label(name).get(say.language))
        for status, names in by_status.items():
            yield say("unknown_values", year=year, what=say.joined(names), status=status)


def waiting_figure(curves: Sequence[Curve], names: Sequence[str], year: int, language: Language) -> Figure:
    """The months to wait by missed years."""
    say = Teller(language)
    groups = grouped(curves, names, say)
    title, intro = say("figure_waiting"), say("figure_waiting_intro", year=year)
    lines = [Line(group.name, group.known, tuple((x, str(y)) for x, y in group.known)) for group in groups]
    if len(groups) > 1:
        lines = [Line(group.name, group.known) for group in groups]
    years = [x for x, _ in curves[0].points]
    axes = Axes(say("missed_years"), say("months"), years[0], years[-1], tuple(years))
    notes = list(_notes(groups, say))
    drawn = lines_chart(named("waiting", title, _told(groups, say, "months_n")), lines, axes, notes)
    return Figure("figure-waiting", title, intro, drawing(drawn), *_table(groups, say, "missed_years", "months_n"))


def bonus_figure(curves: Sequence[Curve], names: Sequence[str], year: int, language: Language) -> Figure:
    """The bonus on the serious-illness limit by continuous years."""
    say = Teller(language)
    groups = grouped(curves, names, say)
    title, intro = say("figure_bonus"), say("figure_bonus_intro", year=year)
    alone = len(groups) == 1
    lines = [
        Line(
            group.name,
            group.known,
            tuple((x, say("at_year", x=x, n=amount(y))) for x, y in turns(group.known)) if alone else (),
        )
        for group in groups
    ]
    years = [x for x, _ in curves[0].points]
    told = tuple(x for x in years if x == years[0] or x % 5 == 0)
    axes = Axes(say("continuous_years"), say("yuan"), years[0], years[-1], told)
    notes = list(_notes(groups, say))
    drawn = lines_chart(named("bonus", title, _told(groups, say, "yuan_n")), lines, axes, notes)
    return Figure("figure-bonus", title, intro, drawing(drawn), *_table(groups, say, "continuous_years", "yuan_n"))


def calendar_figure(calendar: Calendar, language: Language) -> Figure:
    """The window of a coverage year, and when benefits start inside and outside it."""
    say = Teller(language)
    year = calendar.year
    window, inside, outside = calendar.window, calendar.inside, calendar.outside
    lanes = [_window_lane(window, say), _inside_lane(inside, say), _outside_lane(outside, say)]
    first = min([date(year, 1, 1), *([window[0]] if window else ())]).replace(day=1)
    title, intro = say("figure_calendar"), say("figure_calendar_intro", year=year)
    told = say.told([lane.words for lane in lanes])
    drawn = calendar_chart(named("calendar", title, told), first, date(year + 1, 1, 1), lanes)
    return Figure("figure-calendar", title, f"{intro}{' ' if language == 'en' else ''}{say('key_fills')}",
                  drawing(drawn), (), ())  # fmt: skip


def _window_lane(window: tuple[date, date] | None, say: Teller) -> Lane:
    if window is None:
        return Lane(say("lane_no_window"), ())
    return Lane(say("lane_window", first=window[0], last=window[1]), (Span(window[0], window[1] + ONE_DAY, "window"),))


def _inside_lane(start: Start | None, say: Teller) -> Lane:
    if start is None or start.from_ is None or start.through is None:
        return Lane(say("lane_inside_unknown"), ())
    return Lane(say("lane_inside", **{"from": start.from_, "through": start.through}), _benefit(start))


def _outside_lane(start: Start | None, say: Teller) -> Lane:
    if start is None:
        return Lane(say("lane_outside_none"), ())
    if start.from_ is None or start.through is None or start.wait_months is None:
        return Lane(say("lane_outside_unknown", paid=start.paid_on), (), start.paid_on)
    told = {"paid": start.paid_on, "n": start.wait_months, "from": start.from_, "through": start.through}
    wait = (Span(start.paid_on, start.from_, "wait"),) if start.from_ > start.paid_on else ()
    return Lane(say("lane_outside", **told), (*wait, *_benefit(start)), start.paid_on)


def _benefit(start: Start) -> tuple[Span, ...]:
    assert start.from_ is not None
    assert start.through is not None
    return (Span(start.from_, start.through + ONE_DAY, "benefit"),)


def grouped(curves: Sequence[Curve], names: Sequence[str], say: Teller) -> list[Group]:
    """The curves, those that are the same as one."""
    found: dict[tuple[tuple[int, int | None], ...], list[str]] = {}
    for curve, name in zip(curves, names, strict=True):
        found.setdefault(curve.points, []).append(name)
    return [Group(say.joined(list(dict.fromkeys(same))), len(same), points) for points, same in found.items()]


def turns(points: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The first point above nothing, and the first of the highest: where a bonus begins, and where it is full."""
    raised = [point for point in points if point[1] > 0]
    if raised:
        highest = max(y for _, y in raised)
        yield from dict.fromkeys([raised[0], next(point for point in raised if point[1] == highest)])


def _notes(groups: Sequence[Group], say: Teller) -> Iterator[str]:
    """What the lines do not show: that places agree, what is not settled."""
    for group in groups:
        if len(groups) == 1 and group.places > 1:
            yield say("all_same", name=group.name)
        missing = [x for x, y in group.points if y is None]
        if not missing:
            continue
        if len(missing) == len(group.points):
            yield say("all_undetermined", name=group.name)
        elif missing == [x for x, _ in group.points][-len(missing) :]:
            yield say("undetermined_from", name=group.name, x=missing[0])
        else:
            yield say("undetermined_at", name=group.name, x=say.joined(list(map(str, missing))))


def _table(
    groups: Sequence[Group], say: Teller, x_name: str, unit: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    value = _value(say, unit)
    years = [x for x, _ in groups[0].points]
    rows = tuple((str(x), *(value(group.points[at][1]) for group in groups)) for at, x in enumerate(years))
    return (say(x_name), *(group.name for group in groups)), rows


def _told(groups: Sequence[Group], say: Teller, unit: str) -> str:
    """Every line in words: each point, or, of many, those where it turns."""
    value = _value(say, unit)
    parts = []
    for group in groups:
        points = group.points
        if len(points) > MOST_MARKED:
            points = (points[0], *turns(group.known), points[-1])
        told = say.joined([say("point", x=x, y=value(y)) for x, y in points])
        parts.append(say("listed", name=group.name) + told)
    return say.told(parts)


def _value(say: Teller, unit: str) -> Callable[[int | None], str]:
    return lambda y: say("undetermined") if y is None else say(unit, n=amount(y))
