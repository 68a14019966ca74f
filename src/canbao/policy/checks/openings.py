"""The table of openings of a pack: declared sources, and no more rows than the rules can hold."""

from __future__ import annotations

from collections.abc import Iterator

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.policy.checks.sheet import Sheet
from canbao.policy.checks.values import check_sources
from canbao.rules.openings import OPENING_CAPACITY


def check_openings(sheet: Sheet) -> Iterator[Finding]:
    """Faults of the openings."""
    openings = sheet.pack.openings
    for index, opening in enumerate(openings):
        yield from check_sources(sheet, opening, ("openings", index))
    years = {opening.coverage_years.from_ for opening in openings}
    inherited = [opening for pack in sheet.inherited for opening in pack.openings]
    most = max((sum(o.coverage_years.holds(year) for o in (*openings, *inherited)) for year in years), default=0)
    if most > OPENING_CAPACITY:
        what = Text(f"参保准入共 {most} 行", f"{most} openings")
        yield finding("too_large", sheet.at("openings"), what=what, limit=OPENING_CAPACITY)
