"""An answer that was given can be given again after corrections have arrived: the page, and the determination."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.registry.office import COUNTY, present_day
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year

ONE, OTHER = card(1), card(2)
YESTERDAY = (present_day() - timedelta(days=1)).isoformat()
DETERMINE = ("determine", 1, "--year", 2027, "--paid-on", "2026-11-20")


def asked(office: SealedOffice, *arguments: str | int) -> dict[str, Any]:
    """What ``canbao person`` answers in JSON."""
    done = office.canbao("person", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_an_old_answer_is_given_again_after_corrections(office: SealedOffice) -> None:
    both = [
        registered(number, name, household_number="H1", household_relation="户主")
        for number, name in ((ONE, "合成甲"), (OTHER, "合成乙"))
    ]
    office.imported("population_register", (2026, 10), both)
    years = [resident_year(ONE, "合成甲", year) for year in (2024, 2025, 2026)]
    office.imported("resident_cover", (2026, 10), years)
    said = office.canbao("cover", "history-start", "439191", 2020, "--why", "2020 年起的参保数据已全部导入")
    assert said.exit_code == 0, said.stderr
    office.a_while_ago(10)
    page, answer = asked(office, "show", 1), asked(office, *DETERMINE)

    there = str(COUNTY + 902_901)
    moved = registered(
        ONE, "合成改", changed_on="2026-11-02", registered_place=there, residence_place=there, household_number="H2",
        household_relation="户主",
    )  # fmt: skip
    office.imported("population_register", (2026, 11), [moved, {**both[1], "name": "合成丙"}])
    corrected = [
        resident_year(ONE, "合成甲", 2025, reimbursed="是"),
        resident_year(ONE, "合成甲", 2026, paid_in_window="否", paid_on="2026-03-02", cover_from="2026-06-01"),
    ]
    office.imported("resident_cover", (2026, 11), corrected, is_full=False)
    office.canbao("cover", "history-start", "439191", 2023, "--why", "2020 至 2022 年有缺")

    now, decided = asked(office, "show", 1), asked(office, *DETERMINE)
    for part in ("identity", "names", "household", "cover", "cover_by_year", "reported", "records"):
        assert now[part] != page[part], part
    assert decided["receipt"]["facts"] != answer["receipt"]["facts"]
    assert decided["limit"] != answer["limit"]

    then = asked(office, "show", 1, "--known-on", YESTERDAY)
    assert then == {**page, "known_on": YESTERDAY}
    assert asked(office, *DETERMINE, "--known-on", YESTERDAY) == answer


def test_before_anything_was_known_nothing_is(office: SealedOffice) -> None:
    office.imported("population_register", (2026, 10), [registered(ONE, "合成甲")])
    then = asked(office, "show", 1, "--known-on", YESTERDAY)
    assert (then["names"], then["certificates"], then["records"], then["identity"]["born"]) == ([], [], [], None)
    refused = office.canbao("person", *DETERMINE, "--known-on", YESTERDAY)
    assert refused.exit_code == 2
    for code in ("person_birth_missing", "person_place_missing"):
        assert code in refused.stderr


def test_as_of_a_day_other_facts_hold(office: SealedOffice) -> None:
    office.imported("population_register", (2026, 10), [registered(ONE, "合成甲", changed_on="2020-01-01")])
    there = str(COUNTY + 902_901)
    moved = registered(ONE, "合成甲", registration="迁入", changed_on="2026-11-02", registered_place=there)
    office.imported("population_register", (2026, 11), [{**moved, "residence_place": there}])
    places = [asked(office, "show", 1, "--as-of", day)["identity"]["registered_place"] for day in DAYS]
    assert places == ["439191901901", there, there]


DAYS = ("2026-11-01", "2026-11-02", "2026-11-03")
