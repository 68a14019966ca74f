"""The pictures of a place by year and by day: what is paid, when it is paid, when benefits start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from canbao.basis.findings import Language
from canbao.basis.glossary import label
from canbao.policy.comparison.compare import Cell
from canbao.policy.comparison.describe import is_open
from canbao.policy.comparison.lines import State
from canbao.policy.library import Chain
from canbao.web.charts import Bars, Lane, Span, bars_chart, calendar_chart
from canbao.web.law_curves import Calendar, Start
from canbao.web.law_figure import Figure, Teller, named
from canbao.web.law_history import fact_cell, fact_of
from canbao.web.page import drawing

MOST_YEARS = 9
ONE_DAY = timedelta(days=1)
PREMIUM, SUBSIDY = "premium.personal", "premium.subsidy"
NO_VALUE: tuple[State, ...] = ("silent", "undetermined", "not_in_force")


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
