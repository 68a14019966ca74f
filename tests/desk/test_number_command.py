"""``canbao number``: a changed number and a newborn's first one, by two people; numbers are masked wherever shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.desk.test_commands import Desk
from tests.postgres import copied
from tests.registry.office import COUNTY
from tests.registry.sealed_office import card, registered, sealed_office

NAME = "合成甲一"
NEW = card(77)


@pytest.fixture(scope="module")
def desk(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three people of the register."""
    with copied(superuser, template) as address:
        office = sealed_office(address, tmp_path_factory.mktemp("office"))
        office.imported("population_register", (2026, 10), [registered(card(each), NAME) for each in (1, 2, 3)])
        yield Desk(office)


def found(desk: Desk, number: str) -> list[int]:
    """Whom a number finds."""
    return [one["person"] for one in desk.told("person", "find", "--number", number)]


def test_a_changed_number_is_proposed_by_one_decided_by_another_and_both_find_the_person(desk: Desk) -> None:
    proposed = desk.told("number", "propose", 1, "--number", NEW, "--from", "2026-11-01", "--why", "公安更正")
    assert NEW not in str(proposed)
    assert card(1) not in str(proposed)
    assert (proposed["number"][:3], proposed["number"][-4:]) == (NEW[:3], NEW[-4:])
    assert proposed["before"][-4:] == card(1)[-4:]
    seen = desk.told("number", "proposed", proposed["proposal"], role="reviewer")
    assert (seen["state"], seen["number"], seen["why"]) == ("pending", proposed["number"], "公安更正")
    assert "合" not in desk.page("number", "proposed", proposed["proposal"], role="reviewer")
    told = desk.effected("number", proposed["proposal"])
    assert told["revision"] > 1
    assert found(desk, NEW) == [1]
    assert found(desk, card(1)) == [1]


def test_a_number_that_somebody_holds_does_not_take_effect(desk: Desk) -> None:
    made = desk.told("number", "propose", 2, "--number", card(3), "--from", "2026-11-01", "--why", "误录")
    desk.told("access", "approve", made["proposal"], "--why", "属实", role="reviewer")
    assert desk.refused("number", "effect", made["proposal"], role="reviewer") == ["number_impossible"]
    assert found(desk, card(2)) == [2]


@pytest.mark.parametrize(
    ("number", "day", "why", "code"),
    [
        ("12345", "2026-11-01", "更正", None),
        (card(5), "2026-13-01", "更正", None),
        (card(5), "2026-11-01", " ", "act_without_reason"),
    ],
)
def test_what_cannot_be_proposed_is_told(desk: Desk, number: str, day: str, why: str, code: str | None) -> None:
    codes = desk.refused("number", "propose", 3, "--number", number, "--from", day, "--why", why)
    assert code in (None, *codes)


def test_nobody_of_another_place_proposes_and_nobody_decides_their_own(desk: Desk) -> None:
    assert "person_unknown" in desk.refused(
        "number", "propose", 99, "--number", card(5), "--from", "2026-11-01", "--why", "更正"
    )
    made = desk.told("number", "propose", 3, "--number", card(6), "--from", "2026-11-01", "--why", "更正")
    assert desk.refused("number", "effect", made["proposal"], place=COUNTY)
    assert found(desk, card(3)) == [3]
