"""The pictures of places by years of cover: how long one waits, how the bonus grows; places that agree share a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from canbao.basis.findings import Language
from canbao.web.charts import MOST_MARKED, Axes, Line, amount, lines_chart
from canbao.web.law_curves import Curve
from canbao.web.law_figure import Figure, Teller, named
from canbao.web.page import drawing


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
