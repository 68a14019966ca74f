"""Where sources contradict one another, and where they do not."""

from __future__ import annotations

import pytest
from tests.unit.registry.people.files import AS_OF, file_of, said

from canbao.registry.people.conflicts import conflicts
from canbao.registry.people.person_file import PersonFile


def told(file: PersonFile) -> list[tuple[str, list[str | None]]]:
    """What is in conflict, and which feeds say so."""
    return [(one.what, [each.source.feed for each in one.said]) for one in conflicts(file)]


def test_two_births_contradict_whenever_they_were_said() -> None:
    records = (
        said("record", None, "2020-01-01", "register", born="1980-05-01"),
        said("record", None, None, born="1981-05-01"),
    )
    (one,) = conflicts(file_of(records=records, identity={"born": "1980-05-01"}))
    assert (one.what, one.believed, [each.value for each in one.said]) == (
        "born",
        "1980-05-01",
        ["1980-05-01", "1981-05-01"],
    )


def test_sources_that_agree_or_say_nothing_do_not_contradict() -> None:
    records = (
        said("record", None, None, "register", born="1980-05-01", sex=1),
        said("record", None, None, born="1980-05-01"),
    )
    assert told(file_of(records=records)) == []


@pytest.mark.parametrize(("until", "contradict"), [(28, False), (29, False), (30, True)])
def test_places_contradict_while_both_hold(until: int, contradict: bool) -> None:
    records = (
        said("record", None, f"2026-11-{until}", "register", residence_place=1),
        said("record", None, None, "cover", residence_place=2),
    )
    assert AS_OF.day == 29
    assert told(file_of(records=records)) == ([("residence_place", ["register", "cover"])] if contradict else [])


def test_facts_of_which_one_holds_at_a_time_contradict() -> None:
    facts = (
        said("missing", "2026-01-01", None, "police"),
        said("missing", "2026-03-01", None, "village"),
        said("aid", "2026-01-01", None, "civil", code="orphan"),
        said("aid", "2026-01-01", None, "civil", code="destitute"),
        said("left_service", "2026-01-01", "2026-01-02", "one"),
        said("serving", "2020-01-01", "2026-01-01", "one"),
        said("serving", "2021-01-01", None, "two"),
    )
    assert told(file_of(facts=facts)) == [("missing", ["police", "village"])]
