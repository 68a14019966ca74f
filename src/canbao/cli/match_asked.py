"""What the commands of the match are asked for and tell of: places, months, the names of places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.cli.acting import number_of_place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.registry.matching.listing import Listed
    from canbao.registry.matching.match import MatchRun

MATCHING = Text("正在比对", "matching")
_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")


def number(place: str) -> int:
    """The number of a place code. Raises BadInputError for what is none."""
    found = number_of_place(place)
    assert found is not None
    return found


def month_of(text: str) -> date:
    """The first day of a month. Raises BadInputError for what is none."""
    parts = _MONTH.fullmatch(text)
    if parts is None:
        raise BadInputError([finding("month_malformed", "--month", value=shorten(text))])
    return date(int(parts[1]), int(parts[2]), 1)


def place_names_of(
    connection: Connection[Any], runs: list[MatchRun], items: list[Listed] | None = None
) -> dict[int, str]:
    """The names of the places that a page tells of."""
    from canbao.cli.registry_words import places_in
    from canbao.registry.people.summaries import place_names

    return place_names(connection, _places(runs, items or [], places_in))


def _places(runs: list[MatchRun], items: list[Listed], places_in: Any) -> Iterator[int | None]:
    for each in runs:
        yield each.place
    for item in items:
        yield item.place
        yield from places_in(item.detail)


def lacking(run: MatchRun) -> Iterator[Finding]:
    """That a feed of the month was not there, for each that a run looked for in vain."""
    from canbao.feeds.catalogue import feeds

    known = feeds()
    month = f"{run.month:%Y-%m}"
    for one in run.missing or ():
        feed = known[one["feed"]]
        name = Text(f"{feed.name.zh} {feed.feed}", f"{feed.name.en} {feed.feed}")
        about, newest = f"{one['feed']} {one['place']}", one["newest"] or Text("从未有过", "never")
        told = {"month": month, "wanted": one["wanted"], "feed": name, "place": one["place"]}
        if one["held"]:
            yield finding("match_feed_held", about, **told)
        else:
            yield finding("match_feed_missing", about, newest=newest, **told)
