"""The commands of the desk: a clerk proposes, a reviewer decides, it takes effect; what is refused is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import copied
from tests.registry.office import COUNTY, OTHER_COUNTY, present_day
from tests.registry.sealed_office import SealedOffice, card, registered, resident_year, sealed_office

NAME = "合成甲一"
PEOPLE = range(1, 13)
THIS_YEAR = present_day().year
CORRECTION = """
why: 提供了外地参保凭证
attachments: [{paper}]
covers:
  - {{scheme: resident, place: "439192", from: 2024-01-01, until: 2025-01-01, year: 2024, paid_on: 2023-10-01,
     paid_in_window: true}}
  - {{scheme: resident, place: "439192", from: 2025-01-01, until: 2026-01-01, year: 2025, paid_on: 2024-10-01,
     paid_in_window: true}}
"""


class Desk:
    """A clerk and a reviewer of a county, and what their commands tell."""

    def __init__(self, office: SealedOffice) -> None:
        self.office = office
        self.people = iter(PEOPLE)

    def told(self, *arguments: str | int | Path, **who: Any) -> Any:
        """What a command of the clerk tells as JSON; it must end well."""
        done = self.office.canbao(*map(str, arguments), "--json", **{"role": "clerk", **who})
        assert done.exit_code == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def refused(self, *arguments: str | int | Path, **who: Any) -> list[str]:
        """The codes of the findings with which a command of the clerk ends; no traceback, no name, no number."""
        done = self.office.canbao(*map(str, arguments), "--json", **{"role": "clerk", **who})
        assert done.exit_code == 2, done.stdout + done.stderr + repr(done.exception)
        assert NAME not in done.stderr
        assert card(1)[:8] not in done.stderr
        return [one["code"] for one in json.loads(done.stdout)["error"]]

    def page(self, *arguments: str | int | Path, status: int = 0, **who: Any) -> str:
        """What a command shows a person."""
        done = self.office.canbao(*map(str, arguments), **{"role": "clerk", **who})
        assert done.exit_code == status, done.stdout + done.stderr
        return done.stdout

    def effected(self, group: str, proposal: int, verb: str = "effect") -> Any:
        """A proposal approved and let take effect by the reviewer."""
        self.told("access", "approve", proposal, "--why", "属实", role="reviewer")
        return self.told(group, verb, proposal, role="reviewer")


@pytest.fixture(scope="module")
def desk(superuser: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """People with cover here from 2021 to 2023, and none in 2024 and 2025 as far as is known; one for each test."""
    with copied(superuser, template) as address:
        office = sealed_office(address, tmp_path_factory.mktemp("office"))
        office.imported("population_register", (2026, 10), [registered(number(each), NAME) for each in PEOPLE])
        years = [resident_year(number(each), NAME, year) for each in PEOPLE for year in (2021, 2022, 2023)]
        office.imported("resident_cover", (2026, 10), years)
        assert office.canbao("cover", "history-start", "439191", 2021, "--why", "核实").exit_code == 0
        yield Desk(office)


@pytest.fixture
def who(desk: Desk) -> int:
    """Somebody whom no other test is about."""
    return next(desk.people)


def number(order: int) -> str:
    """The certificate of somebody."""
    return card(2 * order - 1)


def kept(desk: Desk, who: int) -> Any:
    """A determination for 2026, kept."""
    return desk.told("determination", "keep", who, "--year", 2026, "--paid-on", "2025-11-03", "--place", "439191")


def proposed_correction(desk: Desk, who: int, text: str = CORRECTION) -> int:
    """A correction proposed with a paper."""
    paper, file = desk.office.folder / "证明.pdf", desk.office.folder / "correction.yaml"
    paper.write_bytes(b"%PDF-1.4 \xff proof")
    kept_as = desk.told("correction", "attach", who, paper)["attachment"]
    file.write_text(text.format(paper=kept_as), encoding="utf-8")
    return int(desk.told("correction", "propose", who, "--file", file)["proposal"])


def of(who: int, found: Any) -> list[Any]:
    """What is told of one person."""
    return [one for one in found if one["person"] == who]


def test_an_objection_goes_from_the_paper_to_a_new_determination(desk: Desk, who: int) -> None:
    (old,) = kept(desk, who)
    assert (old["place"], old["answer"]["years"]["missed"], old["stands"]) == ("439191", 2, True)
    assert desk.told("determination", "affected", "--person", who) == {"affected": [], "undecided": []}
    proposal = proposed_correction(desk, who)
    (paper,) = desk.told("correction", "papers", who)
    assert (paper["name"], paper["media_type"]) == ("证明.pdf", "application/pdf")
    page = desk.page("correction", "proposed", proposal, role="reviewer", lang="zh")
    assert "补记  参保（来源报告），年度 2024，地区 439192，险种 居民医保" in page
    assert "提供了外地参保凭证" in page
    told = desk.effected("correction", proposal)
    assert (told["ended"], told["adopted"]) == (0, 5)
    done = desk.office.canbao("determination", "affected", "--place", "439191", "--json", role="clerk")
    assert done.exit_code == 3
    (found,) = of(who, json.loads(done.stdout)["affected"])
    assert found["changes"]["years.missed"] == {"then": 2, "now": 0}
    shown = desk.page("determination", "affected", "--person", who, status=3, lang="zh")
    assert [line.split()[-3:] for line in shown.splitlines() if "断保年数" in line] == [["断保年数", "2", "0"]]
    again = desk.told("determination", "propose", "--person", who, "--why", "更正后重新判定")
    assert again["count"] == 1
    assert "待遇起始日" in desk.page("determination", "proposed", again["proposal"], role="reviewer", lang="zh")
    assert desk.effected("determination", again["proposal"])["replaced"] == 1
    new, old = desk.told("determination", "list", who)
    assert (new["replaces"], new["stands"], old["stands"]) == (old["determination"], True, False)
    here = of(who, desk.told("determination", "list", "--place", "439191"))
    assert [one["determination"] for one in here] == [new["determination"]]
    assert "现行" in desk.page("determination", "list", who, lang="zh")


def test_outgoing_changes_are_lines_read_on_by_number(desk: Desk, who: int) -> None:
    kept(desk, who)
    desk.effected("correction", proposed_correction(desk, who))
    lines = desk.page("outgoing", "settlement", "--json").splitlines()
    *_, first = map(json.loads, lines)
    assert first["person"] == who
    assert (first["what"], first["place"], first["content"]["waiting"]["total_months"]) == ("determined", "439191", 5)
    assert desk.page("outgoing", "settlement", "--after", first["number"], "--json") == ""
    assert "history_corrected" in desk.page("outgoing", "national_database")
    assert desk.page("outgoing", "settlement", "--json", place=OTHER_COUNTY) == ""
    assert desk.office.audited("outgoing.read")[0][3:] == ("done", {"after": 0, "count": len(lines)})


def test_a_second_determination_of_a_year_is_refused(desk: Desk, who: int) -> None:
    kept(desk, who)
    again = ("determination", "keep", who, "--year", 2026, "--paid-on", "2025-11-03")
    assert desk.refused(*again) == ["determination_stands"]
    assert desk.office.audited("person.determine")[-1][3:] == ("failed", {"findings": ["determination_stands"]})
    assert desk.refused("determination", "keep", who, "--year", 2025, place=OTHER_COUNTY) == ["person_unknown"]
    assert desk.refused("determination", "keep", 999, "--year", 2025) == ["person_unknown"]
    last = ("determination", "keep", who, "--year", 2025, "--paid-on", "2024-11-03")
    assert desk.refused(*last, role="policy_officer") == ["right_missing"]


def test_whom_it_is_about_is_said_once_and_nobody_affected_is_nothing_to_propose(desk: Desk, who: int) -> None:
    kept(desk, who)
    assert desk.refused("determination", "list") == ["person_or_place"]
    assert desk.refused("determination", "affected", "--person", who, "--place", "439191") == ["person_or_place"]
    assert desk.refused("determination", "affected", "--place", "439192") == ["place_missing"]
    assert desk.refused("determination", "propose", "--person", who, "--why", "查") == ["nobody_affected"]
    assert desk.refused("determination", "propose", "--person", who, "--why", " ") == ["act_without_reason"]


def test_a_list_that_was_overtaken_takes_no_effect(desk: Desk, who: int) -> None:
    kept(desk, who)
    desk.effected("correction", proposed_correction(desk, who))
    first, second = (
        desk.told("determination", "propose", "--person", who, "--why", "更正")["proposal"] for _ in range(2)
    )
    desk.effected("determination", first)
    desk.told("access", "approve", second, role="reviewer")
    assert desk.refused("determination", "effect", second, role="reviewer") == ["determination_changed"]


def test_nobody_decides_what_they_proposed_and_nothing_takes_effect_unapproved(desk: Desk, who: int) -> None:
    proposal = proposed_correction(desk, who)
    assert desk.refused("access", "approve", proposal) == ["right_missing"]
    assert desk.refused("correction", "effect", proposal, role="reviewer") == ["proposal_state"]
    desk.told("access", "approve", proposal, role="reviewer")
    assert desk.refused("duplicates", "effect", proposal, role="reviewer") == ["proposal_kind"]
    assert desk.refused("determination", "proposed", proposal) == ["unknown_proposal"]
    assert desk.refused("correction", "effect", proposal, role="reviewer", place=OTHER_COUNTY) == ["unknown_proposal"]
    desk.told("correction", "effect", proposal, role="reviewer")
    assert desk.refused("correction", "effect", proposal, role="reviewer") == ["proposal_state"]


def test_what_was_wrong_ends_by_its_number_and_once(desk: Desk, who: int) -> None:
    standing = desk.told("correction", "standing", who)
    (number,) = [one["number"] for one in standing if (one["scheme"], one["from"]) == (390, "2022-01-01")]
    assert "居民医保" in desk.page("correction", "standing", who, lang="zh")
    first, second = (proposed_correction(desk, who, f"why: 2022 年未参保\nends: [{number}]\n") for _ in range(2))
    assert desk.effected("correction", first)["ended"] == 1
    desk.told("access", "approve", second, role="reviewer")
    assert desk.refused("correction", "effect", second, role="reviewer") == ["correction_changed"]


def test_a_paper_comes_back_as_it_was_and_is_never_written_over(desk: Desk, who: int) -> None:
    proposed_correction(desk, who)
    (paper,) = desk.told("correction", "papers", who)
    out = desk.office.folder / "out.pdf"
    desk.told("correction", "paper", who, paper["attachment"], "--out", out, role="reviewer")
    assert out.read_bytes() == b"%PDF-1.4 \xff proof"
    assert desk.refused("correction", "paper", who, paper["attachment"], "--out", out) == ["output_exists"]
    assert desk.refused("correction", "paper", who, 9999, "--out", out) == ["unknown_attachment"]
    assert desk.refused("correction", "attach", who, desk.office.folder / "none.pdf") == ["file_unreadable"]
    assert desk.refused("correction", "attach", who, out, place=OTHER_COUNTY) == ["person_unknown"]


@pytest.fixture
def twice(desk: Desk, who: int) -> Desk:
    """The same, for somebody with resident cover of this year here and in the other county too."""
    office = desk.office
    office.office.rows(
        "INSERT INTO registry.reported_enrolment (person_id, scheme, place, year, paid_on, valid_from, valid_until, "
        "file_id, row_number, recorded_in) SELECT %s, 390, place, %s, %s, %s, %s, 9, row_number, 2 "
        "FROM (VALUES (%s::bigint, 1), (%s::bigint, 2)) AS v (place, row_number) RETURNING 1",
        who, THIS_YEAR, date(THIS_YEAR - 1, 10, 9), date(THIS_YEAR, 1, 1), date(THIS_YEAR + 1, 1, 1),
        COUNTY, OTHER_COUNTY,
    )  # fmt: skip
    return desk


def test_double_cover_is_found_judged_resolved_given_back_and_undone(twice: Desk, who: int) -> None:
    month = f"{THIS_YEAR}-06"
    (pair,) = of(who, twice.told("duplicates", "list", "--place", "439191", "--month", month))
    assert (pair["pair"], pair["first"]["place"], pair["second"]["place"]) == (1, "439191", "439192")
    assert twice.told("duplicates", "list", "--place", "439191", "--month", f"{THIS_YEAR - 1}-12") == []
    said = twice.told("duplicates", "judge", who)
    assert (said["answer"], said["stays"], said["reason"]) == ("duplicate", "first", "place_of_residence")
    page = twice.page("duplicates", "judge", who, lang="zh")
    assert "居民医保，439191" in page
    assert "第一条记录" in page
    made = twice.told("duplicates", "propose", who, "--stays", "first", "--refund", "--why", "按居住地保留")
    content = twice.told("duplicates", "proposed", made["proposal"], role="reviewer")["content"]
    assert (content["goes"]["place"], content["principle"], content["refund"]) == (
        "439192",
        "first",
        {"year": THIS_YEAR},
    )
    told = twice.effected("duplicates", made["proposal"])
    assert of(who, twice.told("duplicates", "list", "--place", "439191", "--month", month)) == []
    (resolution,) = twice.told("duplicates", "verified", "--place", "439191")
    assert (resolution["person"], resolution["month"], resolution["double"]) == (who, None, None)
    assert "尚未比对" in twice.page("duplicates", "verified", "--place", "439191", lang="zh")
    (refund,) = twice.told("duplicates", "refunds", who)
    assert (refund["place"], refund["year"], refund["why"]) == ("439192", THIS_YEAR, "按居住地保留")
    undone, again = (
        twice.told("duplicates", "undo", who, "--revision", told["revision"], "--why", "误操作")["proposal"]
        for _ in range(2)
    )
    twice.effected("duplicates", undone, "effect-undo")
    assert twice.told("duplicates", "refunds", who) == []
    assert len(of(who, twice.told("duplicates", "list", "--place", "439191", "--month", month))) == 1
    twice.told("access", "approve", again, role="reviewer")
    assert twice.refused("duplicates", "effect-undo", again, role="reviewer") == ["undo_impossible"]


def test_another_record_stays_by_a_choice_only_and_a_pair_must_be_there(twice: Desk, who: int) -> None:
    propose = ("duplicates", "propose", who, "--stays", "second", "--why", "本人选择")
    assert twice.refused(*propose) == ["choice_missing"]
    assert twice.refused(*propose, "--pair", 2) == ["pair_unknown"]
    assert twice.refused(*propose, "--undertaking", 5) == ["unknown_attachment"]
    assert twice.refused("duplicates", "judge", who, place=OTHER_COUNTY) == ["person_unknown"]
    assert twice.refused("duplicates", "list", "--place", "439191", "--month", "2026-13") == ["month_malformed"]
    first, second = (twice.told(*propose, "--choice", "second")["proposal"] for _ in range(2))
    twice.effected("duplicates", first)
    twice.told("access", "approve", second, role="reviewer")
    assert twice.refused("duplicates", "effect", second, role="reviewer") == ["resolution_changed"]


def test_another_place_is_asked_learns_whom_and_answers_once(desk: Desk, who: int) -> None:
    due = (present_day() - timedelta(days=1)).isoformat()
    about = ("--scheme", "resident", "--from", "2024-01-01", "--question", "是否参保？", "--due", due)
    ask = ("inquiry", "ask", who, *about)
    which = desk.told(*ask, "--until", "2025-01-01", "--to", "439192")["inquiry"]
    there = {"place": OTHER_COUNTY}
    (asked,) = desk.told("inquiry", "list", **there)
    assert (asked["from_place"], asked["late"], asked["answer"]) == ("439191", True, None)
    told = desk.told("inquiry", "subject", which, **there)
    assert (told["kind"], told["name"]) == ("resident_identity_card", NAME)
    assert [one["person"] for one in desk.told("person", "find", "--number", told["certificate"])] == [who]
    assert desk.office.audited("inquiry.read")[-1][1:4] == (who, "", "done")
    assert desk.refused("inquiry", "subject", which) == ["place_missing"]
    assert desk.refused("inquiry", "answer", which, "holds") == ["place_missing"]
    assert desk.refused("inquiry", "answer", 99, "holds") == ["inquiry_unknown"]
    answer = ("inquiry", "answer", which, "ended", "--from", "2024-01-01")
    assert desk.refused(*answer, "--until", "2024-01-01", **there) == ["wrong_value"]
    desk.told(*answer, "--until", "2024-03-01", "--note", "三月停保", **there)
    assert desk.refused("inquiry", "answer", which, "never", **there) == ["inquiry_answered"]
    (answered,) = desk.told("inquiry", "list", "--person", who)
    assert (answered["answer"], answered["answer_until"], answered["late"]) == ("ended", "2024-03-01", False)
    assert "三月停保" in desk.page("inquiry", "list", lang="zh")
    assert desk.refused(*ask, "--to", "439191") == ["wrong_value"]
    assert desk.refused(*ask, "--to", "439192", role="reviewer") == ["right_missing"]
    assert desk.told("inquiry", "list", place=439193_000000) == []
    office = desk.office.office
    office.rows("UPDATE registry.certificate SET ended_in = recorded_in WHERE person_id = %s RETURNING 1", who)
    assert desk.refused("inquiry", "subject", which, **there) == ["inquiry_nobody"]
