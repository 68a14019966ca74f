"""Doubts about two people: found from imported files, seen by their county, settled by two, asked again or not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, VILLAGE
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year, sealed_office
from typer.testing import CliRunner

from canbao.app.composition import Composition
from canbao.cli.main import cli
from canbao.database.address import Address

SEPTEMBER, OCTOBER, NOVEMBER = (2026, 9), (2026, 10), (2026, 11)
BIRTH = date(2026, 9, 15)
MAN_CARD = card(33, date(1979, 3, 8))


def newborn(number: str, name: str, sex: str = "女", born: date = BIRTH) -> dict[str, str]:
    """A row of the list of births."""
    return {
        "certificate_number": number,
        "name": name,
        "sex": sex,
        "born": born.isoformat(),
        "birth_place": str(COUNTY)[:6],
        "residence_place": str(VILLAGE),
    }


@pytest.fixture
def office(database: Address, tmp_path: Path) -> SealedOffice:
    """A birth, then its registration; its twin; a number with a slip; father and son of one name; a namesake.

    People by number: 1 the child by birth certificate, 2 a man of a mistaken number, 3 the father, 4 the child by
    identity card, 5 the twin, 6 the man by the right number, 7 a namesake of the child, 8 the son, who has none.
    """
    office = sealed_office(database, tmp_path)
    office.imported("births", SEPTEMBER, [newborn("Z840000001", "欧阳若兰")], is_full=False)
    mistaken = {"certificate_kind": "01", **resident_year(card(31, date(1976, 3, 8)), "诸葛明", 2026, date(1979, 3, 8))}
    office.taken("resident_cover", OCTOBER, [mistaken], is_full=False)
    rows = [
        registered(
            card(11, date(1950, 4, 4)), "司徒远", date(1950, 4, 4), household_number="H1", household_relation="户主"
        ),
        registered(card(22, BIRTH), "欧阳若兰", BIRTH),
        registered(card(24, BIRTH), "欧阳若竹", BIRTH),
        registered(MAN_CARD, "诸葛明亮", date(1979, 3, 8)),
        registered(card(26, date(2020, 1, 1)), "欧阳若兰", date(2020, 1, 1)),
    ]
    office.imported("population_register", OCTOBER, rows)
    home = {
        "entry_number": "W1",
        "name": "司徒远",
        "sex": "男",
        "born": "1990-06-01",
        "home": "合成院",
        "residence_place": str(VILLAGE),
        "admitted_on": "2026-10-05",
    }
    office.imported("welfare_home_children", OCTOBER, [home], is_full=False)
    return office


def told(office: SealedOffice, *arguments: str | int, role: str = "data_officer", place: int = COUNTY) -> Any:
    """What a command prints as JSON."""
    ended = office.canbao(*arguments, "--json", role=role, place=place)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def refused(
    office: SealedOffice, *arguments: str | int, role: str = "clerk", place: int = COUNTY, session: str | None = None
) -> set[str]:
    """The codes of what a command is refused for."""
    if session is None:
        ended = office.canbao(*arguments, "--json", role=role, place=place)
    else:
        root = Composition({**office.environment, "CANBAO_SESSION": session})
        ended = CliRunner().invoke(cli, [*map(str, arguments), "--json"], obj=root)
    assert ended.exit_code != 0, ended.output
    return {one["code"] for one in json.loads(ended.stdout)["error"]}


def pairs(office: SealedOffice, place: int = COUNTY, at: int = COUNTY) -> dict[tuple[int, int], dict[str, Any]]:
    """The open doubts by who is kept and who would go."""
    found = told(office, "link", "queue", str(at)[:6], role="clerk", place=place)
    return {(one["person"], one["other"]): one for one in found}


def run(office: SealedOffice) -> dict[str, int]:
    """What a run of the county did."""
    done: dict[str, int] = told(office, "link", "run", "439191")
    return {name: done[name] for name in ("found", "new", "reopened", "standing", "settled", "withdrawn")}


def nothing(**but: int) -> dict[str, int]:
    """What a run did, by name; what is not named: nothing."""
    return {**dict.fromkeys(("found", "new", "reopened", "standing", "settled", "withdrawn"), 0), **but}


def renamed(office: SealedOffice, name: str) -> None:
    """The register says in November that the man of the right number has another name."""
    row = registered(MAN_CARD, name, date(1979, 3, 8))
    office.imported("population_register", NOVEMBER, [row], is_full=False)


def test_people_who_are_one_are_asked_about_once_and_look_alikes_never(office: SealedOffice) -> None:
    assert run(office) == nothing(found=2, new=2)
    found = pairs(office)
    assert [(pair, one["weight"]) for pair, one in found.items()] == [((4, 1), 16.03), ((6, 2), 6.44)]
    for one in found.values():
        weights = [field["weight"] for field in one["evidence"]["fields"].values()]
        assert round(one["evidence"]["prior"] + sum(weights), 2) == one["weight"]
    assert run(office) == nothing(found=2, standing=2)
    assert pairs(office) == found
    assert office.office.row("SELECT count(*) FROM registry.person WHERE merged_into IS NOT NULL") == (0,)
    says_nothing_of_anybody(office)
    another_county_sees_nothing(office)


def says_nothing_of_anybody(office: SealedOffice) -> None:
    """What is kept of doubts holds no name, number or day; what is shown is masked, in full for a reason."""
    kept = str(office.office.rows("SELECT to_jsonb(d) FROM registry.link_doubt d"))
    assert "one_character" in kept
    assert [
        word for word in ("欧阳", "若兰", "诸葛", "2026-09-15", "1979", "Z840000001", MAN_CARD) if word in kept
    ] == []
    shown = office.canbao("link", "show", 2, role="clerk").output
    assert "诸*明" in shown
    assert "诸葛明" not in shown
    chinese = office.canbao("link", "show", 2, role="clerk", lang="zh").output
    assert [
        word for word in ("2 号疑似", "同村", "差一个字、姓相同", "第 2 行", "合计 +6.44") if word not in chinese
    ] == []
    unmasked = office.canbao("link", "show", 2, "--unmask", "--why", "核对户口簿", role="clerk").output
    assert "诸葛明亮" in unmasked
    assert [(person, why) for _, person, why, _, _ in office.audited("person.unmask")] == [
        (6, "核对户口簿"),
        (2, "核对户口簿"),
    ]
    assert refused(office, "link", "show", 2, "--unmask") == {"unmask_without_reason"}


def another_county_sees_nothing(office: SealedOffice) -> None:
    """Nor does it settle anything, or compare people here."""
    assert pairs(office, OTHER_COUNTY, OTHER_COUNTY) == {}
    there: dict[str, Any] = {"role": "clerk", "place": OTHER_COUNTY}
    assert refused(office, "link", "queue", "439191", **there) == {"place_missing"}
    assert refused(office, "link", "show", 1, **there) == {"doubt_unknown"}
    assert refused(office, "link", "propose", 1, "--same", "--reason", "asked", **there) == {"doubt_unknown"}
    assert refused(office, "link", "run", "439191", role="data_officer", place=OTHER_COUNTY) == {"place_missing"}
    assert refused(office, "link", "run", "439191", role="clerk") == {"right_missing"}


def test_two_people_are_not_asked_about_again_until_something_new_is_known(office: SealedOffice) -> None:
    run(office)
    asked = ("link", "propose", 2, "--different", "--reason")
    assert refused(office, *asked, "twin") == {"doubt_reason_unknown"}
    number = told(office, *asked, "namesakes", role="clerk")["proposal"]
    own = office.office.session("reviewer", COUNTY, login=f"clerk.{COUNTY}.all")
    assert own != office.office.session("clerk", COUNTY)
    assert refused(office, "link", "decide", number, "--approve", session=own) == {"maker_is_checker"}
    seen = office.canbao("link", "proposed", number, role="reviewer").output
    assert "namesakes" in seen
    assert told(office, "link", "decide", number, "--approve", role="reviewer")["doubt"] == 2
    assert list(pairs(office)) == [(4, 1)]
    assert run(office) == nothing(found=2, standing=1, settled=1)

    renamed(office, "诸葛明")
    assert run(office) == nothing(found=2, standing=1, reopened=1)
    again = pairs(office)[6, 2]
    assert (again["reopens"], again["evidence"]["fields"]["name"]["level"]) == (2, "equal")
    assert run(office) == nothing(found=2, standing=2)
    who_approves_approves_of_what_was_known(office, again["doubt"])
    assert run(office) == nothing(found=1, standing=1, withdrawn=1)


def who_approves_approves_of_what_was_known(office: SealedOffice, doubt: int) -> None:
    """What becomes known after a proposal makes it void, and may make the doubt none."""
    different = told(office, "link", "propose", doubt, "--different", "--reason", "namesakes", role="clerk")["proposal"]
    same = told(office, "link", "propose", doubt, "--same", "--reason", "asked", role="clerk")["proposal"]
    renamed(office, "上官明")
    for number in (different, same):
        assert refused(office, "link", "decide", number, "--approve", role="reviewer") == {"doubt_changed"}
    states = "SELECT state FROM access.proposal WHERE proposal_id IN (%s, %s)"
    assert office.office.rows(states, different, same) == [("pending",)] * 2
    told(office, "link", "decide", same, "--refuse", "--why", "已改名", role="reviewer")
    assert doubt in {one["doubt"] for one in pairs(office).values()}


def test_one_person_is_merged_with_every_contradiction_written_down_and_split_again(office: SealedOffice) -> None:
    run(office)
    number = told(office, "link", "propose", 2, "--same", "--reason", "number_slipped", role="clerk")["proposal"]
    done = told(office, "link", "decide", number, "--approve", "--why", "户口簿已核", role="reviewer")
    assert (done["moved"], done["conflicts"]) == (2, 2)
    written = told(office, "link", "show", 2, role="clerk")
    assert written["state"] == "same"
    assert {
        one["what"]: (one["kept"], one["merged"], one["kept_source"]["row"], one["merged_source"]["file"])
        for one in written["conflicts"]
    } == {
        "name": ("诸**亮", "诸*明", 5, "resident_cover_2026-10.csv"),
        "certificate": (
            {"kind": "resident_identity_card", "number": "889***********033X"},
            {"kind": "resident_identity_card", "number": "889***********0311"},
            5,
            "resident_cover_2026-10.csv",
        ),
    }
    assert run(office) == nothing(found=1, standing=1)
    assert told(office, "person", "show", 6)["reported"] != []

    back = told(office, "link", "split", 2, "--why", "并非同一人", role="clerk")["proposal"]
    assert told(office, "link", "decide", back, "--approve", role="reviewer")["moved"] == 2
    assert office.office.rows("SELECT person_id FROM registry.person WHERE merged_into IS NOT NULL") == []
    assert run(office) == nothing(found=2, standing=1, settled=1)
    assert office.office.row("SELECT count(*) FROM registry.merge_conflict WHERE revision = %s", done["revision"]) == (
        2,
    )
    assert refused(office, "link", "split", 2, "--why", "再次") == {"split_impossible"}
    another_number_is_asked_about_too(office)


def another_number_is_asked_about_too(office: SealedOffice) -> None:
    """Two valid numbers are never weighed; a known name, birth and county with a new number stand in the same queue."""
    born = date(2020, 1, 1)
    again = registered(card(28, born), "欧阳若兰", born)
    office.imported("population_register", NOVEMBER, [again], is_full=False)
    assert run(office) == nothing(found=2, standing=1, settled=1)
    (by_number,) = [one for one in pairs(office).values() if one["found_by"] == "other_number"]
    assert (by_number["person"], by_number["other"], by_number["weight"]) == (7, 9, None)
    assert "the numbers differ" in office.canbao("link", "show", by_number["doubt"], role="clerk").output
    asked = ("link", "propose", by_number["doubt"], "--different", "--reason", "namesakes")
    told(office, "link", "decide", told(office, *asked, role="clerk")["proposal"], "--approve", role="reviewer")
    assert run(office) == nothing(found=2, standing=1, settled=1)
    assert list(pairs(office)) == [(4, 1)]
