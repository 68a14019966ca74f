"""Look-ups use their indexes, as the application role under row security, among ten thousand people."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from tests.postgres import copied
from tests.registry.office import COUNTY, VILLAGE, Office, opened

from canbao.database.connecting import application, owner
from canbao.registry.people.found import query

PEOPLE = 10_000
FILL = """
INSERT INTO registry.person (person_id, born, registered_place, residence_place, recorded_in)
SELECT n, '1980-05-01', %(village)s, %(village)s, 1 FROM generate_series(1, %(people)s) n;
INSERT INTO registry.certificate (person_id, kind, token, sealed, valid_until, recorded_in)
SELECT n, 'resident_identity_card', substring(sha256(convert_to('number ' || n || turn, 'UTF8')) FOR 16), '',
       CASE WHEN turn = 'old' THEN DATE '2020-01-01' END, 1
FROM generate_series(1, %(people)s) n, unnest(ARRAY['', 'old']) turn;
INSERT INTO registry.person_name (person_id, name_token, name_birth_token, sealed, recorded_in)
SELECT n, substring(sha256(convert_to('name ' || n, 'UTF8')) FOR 16),
       substring(sha256(convert_to('name and birth ' || n, 'UTF8')) FOR 16), '', 1
FROM generate_series(1, %(people)s) n;
"""


@pytest.fixture(scope="module")
def crowd(superuser: str, template: str) -> Iterator[Office]:
    """Ten thousand people, each with a certificate, one that is no longer held, and a name."""
    with copied(superuser, template) as address:
        office = opened(address)
        with owner(address) as connection:
            for statement in FILL.split(";\n")[:-1]:
                connection.execute(statement, {"people": PEOPLE, "village": VILLAGE})
            connection.execute("ANALYZE registry.person, registry.certificate, registry.person_name")
        yield office


def token(text: str) -> bytes:
    """The token of a text of this test."""
    return sha256(text.encode()).digest()[:16]


def planned(office: Office, name: str, asked: dict[str, Any]) -> tuple[set[str], list[Any]]:
    """The indexes and tables read whole, as the plan has them, and the rows that come out."""
    with application(office.address, office.session("clerk")) as connection:
        row = connection.execute("EXPLAIN (FORMAT JSON) " + query(name), asked).fetchone()
        assert row
        found = connection.execute(query(name), asked).fetchall()
    return set(nodes(row[0][0]["Plan"])), found


def nodes(plan: dict[str, Any]) -> Iterator[str]:
    """The indexes of a plan, and ``whole`` tables."""
    if "Index Name" in plan:
        yield plan["Index Name"]
    elif plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in ("person", "certificate", "person_name"):
        yield f"whole {plan['Relation Name']}"
    for each in plan.get("Plans", ()):
        yield from nodes(each)


@pytest.mark.parametrize(("turn", "is_held"), [("", True), ("old", False)])
def test_a_number_is_found_by_its_index_held_or_not(crowd: Office, turn: str, is_held: bool) -> None:
    used, found = planned(crowd, "by_number", {"token": token(f"number 4711{turn}")})
    assert {"certificate_token", "certificate_token_ever"} <= used
    assert not [each for each in used if each.startswith("whole")]
    assert found == [(4711, is_held)]


@pytest.mark.parametrize("place", [0, COUNTY, VILLAGE])
def test_name_birth_and_place_are_found_by_the_index_of_names(crowd: Office, place: int) -> None:
    used, found = planned(crowd, "by_name_and_birth", {"token": token("name and birth 4711"), "place": place})
    assert "person_name_birth" in used
    assert not [each for each in used if each.startswith("whole")]
    assert found == [(4711,)]


def test_the_plan_of_a_look_up_without_an_index_would_be_seen(crowd: Office) -> None:
    with owner(crowd.address) as connection:
        connection.execute("DROP INDEX registry.certificate_token_ever")
    used, _ = planned(crowd, "by_number", {"token": token("number 4711")})
    assert "whole certificate" in used
