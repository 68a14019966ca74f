"""The shipped packs are sound, and on every date on which anything changes the law of every place is complete."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from canbao.basis.errors import BadInputError
from canbao.basis.places import COUNTRY
from canbao.policy.catalogue import PARAMETERS
from canbao.policy.changes import changes
from canbao.policy.checks.check import check_complete, check_pack
from canbao.policy.library import Chain, Library, shipped_places, shipped_tree
from canbao.policy.load import pack_of
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.policy.resolve import Law, document_of, live_clauses
from canbao.policy.schema import Circumstance, Entry
from canbao.rules.parameters import ROW_CAPACITY

LIBRARY = Library()
POLICIES = Policies(LIBRARY)
ORDINARY = {"in_window", "in_window_after_gap", "late"}
ONE_DAY = timedelta(days=1)
FRAME_ISSUED = date(2024, 7, 26)


def days_of_change() -> list[tuple[str, date]]:
    """Every place with every date on which anything changes there, and the days before and after."""
    days = [(place, day) for place in shipped_places() for day in changes(LIBRARY, place)]
    return sorted({(place, day + shift) for place, day in days for shift in (-ONE_DAY, 0 * ONE_DAY, ONE_DAY)})


def law_of(place: str, day: date, known_on: date | None = None) -> Policy:
    """The policy of the coverage year in which a day lies, or of the first one."""
    year = max(day.year, LIBRARY.first_year)
    return POLICIES.policy(place, year, max(day, date(year, 1, 1)), known_on)


@pytest.mark.parametrize("place", shipped_places())
def test_a_shipped_pack_has_no_findings(place: str) -> None:
    tree = shipped_tree(place)
    pack, _ = pack_of(tree)
    assert pack.place == place
    assert check_pack(pack, tree, LIBRARY) == []
    assert check_complete(LIBRARY, place) == []


@pytest.mark.parametrize(("place", "day"), days_of_change())
def test_the_law_is_complete_on_every_day_of_change(place: str, day: date) -> None:
    policy = law_of(place, day)
    needed = {name for name, parameter in PARAMETERS.items() if not parameter.may_be_silent}
    assert needed <= set(policy.resolved.values)
    assert {row.circumstance.name for row in policy.rows if row.circumstance.ordinary} == ORDINARY
    assert set(policy.interpretations) == set(LIBRARY.pack(COUNTRY).interpretations)
    assert 0 < policy.terms.row_count == len(policy.rows) <= ROW_CAPACITY
    assert policy.terms.window_from < policy.terms.window_until


@pytest.mark.parametrize(("place", "day"), days_of_change())
def test_the_law_is_unambiguous_on_every_day_of_change(place: str, day: date) -> None:
    policy = law_of(place, day)
    chain, law = policy.resolved.chain, policy.law
    for layer in chain.layers:
        for sheet in layer.sheets:
            for name, entries in (*sheet.values.items(), *sheet.readings.items()):
                by_year = name in PARAMETERS and PARAMETERS[name].by_calendar_year
                assert len(prevailing(list(entries), chain, law, by_year)) <= 1, name
            for key in {row.key for row in sheet.circumstances}:
                rows = [row for row in sheet.circumstances if row.key == key]
                assert len(prevailing(rows, chain, law, by_calendar_year=False)) <= 1, key
    keys = [row.circumstance.key for row in policy.rows]
    assert len(keys) == len(set(keys))


def prevailing(
    entries: list[Entry] | list[Circumstance], chain: Chain, law: Law, by_calendar_year: bool
) -> list[Entry | Circumstance]:
    """The entries of one sheet that hold and whose documents no other of them displaces."""
    live = [
        (entry, clauses)
        for entry in entries
        if entry.coverage_years.holds(law.year) and (clauses := live_clauses(entry, chain, law, by_calendar_year))
    ]
    displaced = {
        name for _, clauses in live for clause in clauses for name in chain.documents[document_of(clause)].displaces
    }
    return [entry for entry, clauses in live if not displaced.issuperset(map(document_of, clauses))]


@pytest.mark.parametrize(("place", "day"), days_of_change())
def test_what_was_known_on_a_day_is_complete_once_the_frame_was_issued(place: str, day: date) -> None:
    if day < FRAME_ISSUED:
        with pytest.raises(BadInputError) as refused:
            law_of(place, day, known_on=day)
        assert {one.code for one in refused.value.findings} == {"law_not_in_force"}
    else:
        assert law_of(place, day, known_on=day).terms.row_count >= len(ORDINARY)


def test_the_days_of_change_of_hunan_are_those_of_its_documents_and_years() -> None:
    days = changes(LIBRARY, "430000")
    for day in ("2024-07-26", "2024-09-01", "2024-09-12", "2025-01-01", "2025-03-25", "2026-01-01", "2027-01-01"):
        assert date.fromisoformat(day) in days
    assert days == sorted(set(days))
    assert date(2025, 5, 29) not in days  # the issue of Lishui's document


def test_a_place_without_a_pack_has_no_days_of_change() -> None:
    with pytest.raises(BadInputError):
        changes(LIBRARY, "990000")
