"""``canbao person``: found by a search, shown masked on one page, each look written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.registry.office import COUNTY, OTHER_COUNTY, VILLAGE
from tests.registry.people.conftest import CHILD
from tests.registry.sealed_office import SealedOffice, card

NAME, BORN = "合成甲一", "1980-05-01"


def shown(office: SealedOffice, *arguments: str | int, **who: Any) -> Any:
    """What a command prints with --json."""
    done = office.canbao("person", *arguments, "--json", **who)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_a_certificate_finds_its_holder_masked(lived_in: SealedOffice) -> None:
    (found,) = shown(lived_in, "find", "--number", card(1))
    assert (found["person"], found["name"], found["certificate"]) == (1, "合**一", "889***********0019")
    page = lived_in.canbao("person", "find", "--number", card(1).lower(), lang="zh")
    assert "合**一" in page.stdout
    assert "合成村一 439191901901" in page.stdout
    for secret in (card(1), NAME):
        assert secret not in page.stdout + page.stderr


def test_name_and_birth_find_all_of_that_name_or_those_of_a_place(lived_in: SealedOffice) -> None:
    assert [one["person"] for one in shown(lived_in, "find", "--name", NAME, "--born", BORN)] == [1, 3]
    here = shown(lived_in, "find", "--name", NAME, "--born", BORN, "--place", f"{VILLAGE + 1}")
    assert [one["person"] for one in here] == [3]
    assert lived_in.canbao("person", "find", "--name", NAME, "--born", "1980-05-02").exit_code == 1
    elsewhere = ("--name", NAME, "--born", BORN, "--place", "439192")
    assert lived_in.canbao("person", "find", *elsewhere).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "person_search_needed"),
        (("--name", NAME), "person_search_needed"),
        (("--born", BORN), "person_search_needed"),
        (("--number", card(1)[:17] + "0"), "certificate_check_character"),
        (("--number", card(1), "--kind", "library card"), "certificate_kind_unknown"),
        (("--name", NAME, "--born", "1980-13-01"), "wrong_value"),
    ],
)
def test_a_search_that_says_too_little_is_refused(
    lived_in: SealedOffice, arguments: tuple[str, ...], code: str
) -> None:
    refused = lived_in.canbao("person", "find", *arguments)
    assert (refused.exit_code, code in refused.stderr) == (2, True)
    assert card(1) not in refused.stderr


def test_a_search_is_written_down_without_what_was_looked_for(lived_in: SealedOffice) -> None:
    lived_in.canbao("person", "find", "--number", card(1))
    about, person, why, outcome, detail = lived_in.audited("person.find")[-1]
    assert (about, person, why, outcome, detail) == ("certificate", None, "", "done", {"found": 1})
    everything = lived_in.office.rows("SELECT e::text FROM access.audit_event e")
    assert not any(card(1) in row or NAME in row for (row,) in everything)


def test_strangers_find_nobody_and_that_they_looked_is_known(lived_in: SealedOffice) -> None:
    assert lived_in.canbao("person", "find", "--number", card(1), place=OTHER_COUNTY).exit_code == 1
    refused = lived_in.canbao("person", "show", 1, place=OTHER_COUNTY)
    assert (refused.exit_code, "person_unknown" in refused.stderr) == (2, True)
    assert lived_in.audited("person.read")[-1][1:4] == (1, "", "failed")
    for role in ("system_administrator", "security_administrator"):
        denied = lived_in.canbao("person", "show", 1, role=role)
        assert (denied.exit_code, "right_missing" in denied.stderr) == (2, True)
        assert lived_in.audited("person.read")[-1][3] == "denied"


def test_one_page_has_everything_with_where_it_came_from(lived_in: SealedOffice) -> None:
    file = shown(lived_in, "show", 1)
    assert file["masked"]
    assert file["identity"]["registered_place"] == f"{VILLAGE}"
    (certificate,), (name,) = file["certificates"], file["names"]
    assert (certificate["shown"], name["shown"]) == ("889***********0019", "合**一")
    assert certificate["source"]["file"] == "population_register_2026-10.csv"
    assert (certificate["source"]["month"], certificate["source"]["row"]) == ("2026-10", 2)
    assert [(one["person"], one["name"], one["born"]) for one in file["household"]] == [
        (2, "合**乙", CHILD.isoformat())
    ]
    assert [one["said"]["code"] for one in file["aid"]] == ["orphan"]
    assert {one["what"] for one in file["events"]} == {"household_registered", "released_from_prison"}
    years = {(one["year"], one["scheme"]): one for one in file["cover_by_year"]}
    assert (years[2024, 390]["reported"], years[2024, 390]["differs"]) == (list(range(1, 13)), False)
    assert (years[2026, 310]["reported"], years[2026, 310]["decided"]) == (list(range(7, 13)), [])
    assert years[2026, 310]["differs"]
    (conflict,) = file["conflicts"]
    assert (conflict["what"], conflict["believed"]) == ("residence_place", f"{VILLAGE}")
    assert [(one["value"], one["source"]["feed"]) for one in conflict["said"]] == [
        ("439191902000", "resident_cover"),
        (f"{VILLAGE}", "population_register"),
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("同户人员", "逐年参保", "居民医保", "≠", "孤儿", "刑满释放", "来源之间的矛盾", "人口登记", "合成村一")),
        ("en", ("Household", "Cover by year", "employee scheme", "≠", "7–12", "population register 2026-10 [1]")),
    ],
)
def test_the_page_is_told_in_words(lived_in: SealedOffice, lang: str, words: tuple[str, ...]) -> None:
    page = lived_in.canbao("person", "show", "--number", card(1), lang=lang)
    assert page.exit_code == 0
    for word in (*words, "[1] population_register_2026-10.csv", "889***********0019"):
        assert word in page.stdout
    assert card(1) not in page.stdout
    assert NAME not in page.stdout


def test_who_reads_no_files_still_learns_from_which_feed_something_came(lived_in: SealedOffice) -> None:
    records = shown(lived_in, "show", 1, role="village_worker", place=VILLAGE)["records"]
    assert {one["source"]["feed"] for one in records} == {"population_register", "resident_cover"}
    assert {(one["source"]["file"], one["source"]["month"]) for one in records} == {(None, None)}


def test_a_full_number_is_shown_for_a_reason_and_to_whoever_may_write(lived_in: SealedOffice) -> None:
    for why in ((), ("--why", "  ")):
        refused = lived_in.canbao("person", "show", 1, "--unmask", *why)
        assert (refused.exit_code, "unmask_without_reason" in refused.stderr) == (2, True)
    full = shown(lived_in, "show", 1, "--unmask", "--why", "本人到场核对")
    assert (full["masked"], full["certificates"][0]["shown"], full["names"][0]["shown"]) == (False, card(1), NAME)
    assert lived_in.audited("person.unmask")[-1][1:4] == (1, "本人到场核对", "done")
    for role in ("policy_officer", "village_worker", "auditor"):
        denied = lived_in.canbao("person", "show", 1, "--unmask", "--why", "看看", role=role, place=COUNTY)
        assert (denied.exit_code, "right_missing" in denied.stderr) == (2, True)
        assert card(1) not in denied.stdout
        assert lived_in.audited("person.unmask")[-1][1:4] == (1, "看看", "denied")


def test_every_look_is_written_down(lived_in: SealedOffice) -> None:
    before = [len(lived_in.audited(act)) for act in ("person.read", "person.history", "person.determine")]
    assert lived_in.canbao("person", "show", 1).exit_code == 0
    assert lived_in.canbao("person", "history", 1).exit_code == 0
    assert lived_in.canbao("person", "determine", 1, "--year", 2027, "--paid-on", "2026-10-20").exit_code == 0
    after = [len(lived_in.audited(act)) for act in ("person.read", "person.history", "person.determine")]
    assert after == [each + 1 for each in before]


def test_the_history_is_in_the_order_in_which_it_became_known(lived_in: SealedOffice) -> None:
    told = shown(lived_in, "history", 1)["history"]
    assert [one["recorded_in"] for one in told] == sorted(one["recorded_in"] for one in told)
    assert {one["what"] for one in told} >= {
        "record",
        "name",
        "certificate",
        "reported_enrolment",
        "cover_spell",
        "aid",
    }
    assert [one["shown"] for one in told if one["what"] in ("name", "certificate")] == ["889***********0019", "合**一"]
    page = lived_in.canbao("person", "history", 1, lang="zh")
    assert "参保（来源报告）" in page.stdout
    assert card(1) not in page.stdout


def test_several_or_nobody_of_a_number_is_told(lived_in: SealedOffice) -> None:
    nobody = lived_in.canbao("person", "show", "--number", card(7))
    assert (nobody.exit_code, "person_not_found" in nobody.stderr) == (2, True)
    unknown = lived_in.canbao("person", "history", 999)
    assert (unknown.exit_code, "person_unknown" in unknown.stderr) == (2, True)
