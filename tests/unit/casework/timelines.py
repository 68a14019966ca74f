"""Timelines to test with: worked cases by name, and some made up for what the worked cases do not show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from tests.sizes import IS_FULL

from canbao.basis.tree import read_tree
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.timeline.timeline import Timeline, timeline_of
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.rules.facts import ANCHOR_NAMES

CASES = Path(__file__).parents[2] / "cases"
POLICIES = Policies(Library())
BESIDE_THE_FORMAT = ("expect", "why", "clause")


@cache
def decisions() -> dict[str, Decision]:
    """Every worked case decided, by file and id."""
    found: dict[str, Decision] = {}
    for path in sorted(CASES.rglob("*.yaml")):
        value = read_tree(path).value
        assert isinstance(value, list)
        for worked in value:
            facts = {key: item for key, item in worked.items() if key not in BESIDE_THE_FORMAT}
            name = f"{path.relative_to(CASES).with_suffix('')}:{worked['id']}"
            found[name] = decide(Case.model_validate(facts), POLICIES)
    return found


@cache
def worked(name: str) -> Timeline:
    """The timeline of a worked case, named by file and id."""
    return timeline_of(decisions()[name])


def made_up(**changes: Any) -> Timeline:
    """The timeline of an ordinary Hunan case of 2026 with some keys changed."""
    case: dict[str, Any] = {
        "case": 1,
        "place": "430000",
        "person": {"born": "1980-05-01"},
        "history": [{"year": 2020, "resident": True, "paid_in_window": True}],
        "enrolment": {"scheme": "resident", "year": 2026, "paid_on": "2025-12-30"},
    }
    return timeline_of(decide(Case.model_validate(case | changes), POLICIES))


def crowded() -> Timeline:
    """Every kind of event within a few days, a repair near the payment, an earlier wait: labels have no room."""
    kinds = [kind for kind in ANCHOR_NAMES if kind not in ("none", "birth")]
    return made_up(
        id="crowded",
        person={
            "born": "1980-05-01",
            "events": [{"kind": kind, "on": f"2025-12-{n + 15}"} for n, kind in enumerate(kinds)],
        },
        enrolment={
            "scheme": "resident",
            "year": 2026,
            "paid_on": "2025-12-30",
            "circumstance": "in_window_after_gap",
            "repair": {"years": 1, "paid_on": "2026-01-02"},
        },
        earlier_wait_until="2026-01-05",
    )


@cache
def timelines() -> dict[str, Timeline]:
    """Every worked case, or, in ``make test``, the first of each look; and those made up."""
    found = {name: timeline_of(decision) for name, decision in decisions().items()}
    firsts = {look(timeline): name for name, timeline in reversed(found.items())}
    return {name: found[name] for name in (found if IS_FULL else firsts.values())} | {
        "crowded": crowded(),
        "long id": made_up(id="参保人 <甲> & \"乙\" 'x' \x00\x1b[31m\u202e" + "很长的编号" * 30),
        "after the year": made_up(enrolment={"scheme": "resident", "year": 2026, "paid_on": "2027-01-02"}),
        "years before": made_up(enrolment={"scheme": "resident", "year": 2026, "paid_on": "2023-01-02"}),
    }


def look(timeline: Timeline) -> tuple[object, ...]:
    """What a drawing is made of: its kinds of years, its spans, how many days are marked."""
    kinds = {year.kind for year in timeline.years}
    return frozenset(kinds), tuple(span.kind for span in timeline.spans), len(timeline.events)
