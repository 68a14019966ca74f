"""The descriptors of feeds: what all of them keep to, what each refuses, when each is due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from scripts.feeds_page import feeds_page
from stdnum.cn import ric, uscc

from canbao.basis.certificates.kinds import kind_called
from canbao.basis.day_text import day_in
from canbao.basis.errors import BadInputError
from canbao.basis.tree import parse_tree
from canbao.feeds.cadence import due
from canbao.feeds.catalogue import feed, feed_of, feeds, shared_columns
from canbao.feeds.descriptor import Cadence, Column, Feed
from canbao.feeds.vocabulary import KINDS
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES

PROVISIONS = Path(__file__).parents[3] / "docs" / "reference" / "provisions.md"
FEEDS = feeds()
ALL = pytest.mark.parametrize("one", FEEDS.values(), ids=FEEDS.keys())
SYNTHETIC_NUMBER = re.compile(r"(8[4-9]|7[2-9]|80)[0-9]{15}[0-9X]")
SYNTHETIC_PLACE = re.compile(r"[0-9]{2}9[1-9]9[1-9](9[0-9]{2}(9[0-9]{2})?)?")


def edited(kind: str, before: str, after: str) -> Feed:
    """A shipped descriptor with one passage changed. Raises BadInputError when the change is refused."""
    text = files("canbao.feeds").joinpath("descriptors", f"{kind}.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    return feed_of(parse_tree(text.replace(before, after).encode(), f"{kind}.yaml"), shared_columns())


def refused(kind: str, before: str, after: str) -> dict[str, str]:
    """Where, and in which words, a changed descriptor is refused."""
    with pytest.raises(BadInputError) as caught:
        edited(kind, before, after)
    return {found.about: found.message.en for found in caught.value.findings}


# --- what there is


def test_every_feed_that_the_documents_and_the_events_of_a_case_need_is_there() -> None:
    assert list(FEEDS) == sorted(FEEDS)
    assert set(FEEDS) == {
        *("population_register", "residence_permits", "births", "vaccination_children"),
        *("civil_affairs", "welfare_home_children", "monitored_households", "severe_disability", "students"),
        *("employment", "unemployment_benefit", "pension", "companies", "company_payroll"),
        *("employee_cover", "resident_cover", "cover_elsewhere", "unenrolled_push"),
        *("servicemen", "settled_abroad", "missing", "released_and_correction"),
    }


def test_every_event_and_every_aid_category_of_a_case_is_stated_by_a_feed() -> None:
    stated = {said.kind for one in FEEDS.values() for said in one.yields}
    assert set(ANCHOR_NAMES) - {"none", "birth"} <= stated
    assert "born" in stated
    assert set(aid_stated()) == set(AID_CATEGORIES)


def aid_stated() -> Iterator[str]:
    """The categories of aid that feeds may state."""
    for one in FEEDS.values():
        for said in one.yields:
            if said.kind == "aid":
                assert said.code is not None
                yield from [said.code[1:]] if said.code.startswith("=") else one.column(said.code).codes


def test_every_kind_of_fact_is_stated_by_some_feed() -> None:
    assert {said.kind for one in FEEDS.values() for said in one.yields} == set(KINDS)


def test_a_department_has_one_code_and_one_name() -> None:
    names = {(one.department_code, one.department.zh, one.department.en) for one in FEEDS.values()}
    assert len(names) == len({code for code, _, _ in names}) == len({zh for _, zh, _ in names})


@ALL
def test_every_clause_cited_is_a_provision(one: Feed) -> None:
    provisions = set(
        re.findall(r"^\| ((?:gb38|xz11|xy41|jy3|ls25)/\S+) \|", PROVISIONS.read_text("utf-8"), re.MULTILINE)
    )
    cited = {*one.clauses, *one.sharing.legal_basis, *filter(None, [one.cadence.clause])}
    assert cited - provisions == set()
    assert set(one.sharing.legal_basis) - {"gb38/4.10b"}


def test_the_tenth_of_the_month_is_the_clause_of_civil_affairs_agriculture_and_the_disabled() -> None:
    by_clause = {one.feed for one in FEEDS.values() if one.cadence.clause == "xy41/3.2b"}
    assert by_clause == {"civil_affairs", "monitored_households", "severe_disability", "students"}
    assert {FEEDS[kind].cadence.monthly_by_day for kind in by_clause - {"students"}} == {10}
    assert FEEDS["students"].cadence.days_after == 30


@ALL
def test_the_kinds_of_facts_have_the_words_of_the_columns_that_state_them(one: Feed) -> None:
    """A word that a clerk chooses in a column is the word under which the fact is shown."""
    for said in one.yields:
        if said.code is not None and not said.code.startswith("="):
            words = {code: (words.zh, words.en) for code, words in one.column(said.code).codes.items()}
            assert words == {code: (KINDS[said.kind].codes[code].zh, KINDS[said.kind].codes[code].en) for code in words}


# --- columns and their examples


@ALL
def test_nothing_but_the_number_is_asked_twice_of_a_person(one: Feed) -> None:
    parts = [column.person for column in one.columns if column.person is not None]
    assert len(parts) == len(set(parts))
    if one.subject == "person":
        assert {"certificate_number", "name"} <= set(parts)


@ALL
def test_every_column_that_must_be_filled_has_an_example_that_fits(one: Feed) -> None:
    for column in one.columns:
        assert column.example or not column.required, column.name
        if column.example:
            assert fits(column, one), (column.name, column.example)


def fits(column: Column, one: Feed) -> bool:
    """Whether the example of a column is a right value, of a person, place or unit that does not exist."""
    text = column.example
    if column.name == "unit_code":
        return text[2:8] == "439191" and bool(uscc.is_valid(text))
    match column.type:
        case "certificate_number":
            return one.feed == "births" or (SYNTHETIC_NUMBER.fullmatch(text) is not None and is_number(text))
        case "person_name":
            return text.startswith("合成")
        case "certificate_kind":
            return kind_called(text) is not None
        case "code":
            return meant(column, text) in column.codes
        case "date":
            return day_in(text) is not None
        case "place":
            return SYNTHETIC_PLACE.fullmatch(text) is not None
        case "yes_no":
            return text in ("是", "否")
        case "whole":
            return text.isascii() and text.isdigit()
        case "text":
            return 0 < len(text) <= column.longest
        case _:
            raise AssertionError(f"no example of type {column.type} is known")


def meant(column: Column, text: str) -> str | None:
    """The code that a word in a column stands for."""
    if text in column.codes:
        return text
    return {words.zh: code for code, words in column.codes.items()}.get(text) or column.codes_also.get(text)


def is_number(text: str) -> bool:
    """Whether the check character of a number of eighteen characters is right."""
    return bool(ric.calc_check_digit(text) == text[-1])


@ALL
def test_the_examples_of_a_feed_make_one_row_in_which_nothing_needed_is_missing(one: Feed) -> None:
    for column in one.columns:
        for said in column.required_with:
            name, _, code = said.partition("=")
            other = one.column(name)
            holds = bool(other.example) and (not code or meant(other, other.example) == code)
            assert column.example or not holds, (column.name, said)


@ALL
def test_a_word_means_one_code(one: Feed) -> None:
    """Neither a code nor a Chinese word stands for two things in a column."""
    for column in one.columns:
        words = [words.zh for words in column.codes.values()]
        spelt = [*column.codes, *words, *column.codes_also]
        assert len(set(spelt)) == len(spelt), column.name


def test_departments_words_for_a_group_are_understood() -> None:
    category = feed("civil_affairs").column("category")
    assert meant(category, "低保") == meant(category, "最低生活保障对象") == "minimum_living_allowance"
    assert meant(category, "低保边缘户") == "minimum_living_margin"
    assert meant(category, "重度残疾人") is None


def test_a_shared_column_keeps_its_headings_when_a_feed_gives_it_another() -> None:
    number = feed("population_register").column("certificate_number")
    assert number.zh == "公民身份号码"
    assert {"证件号码", "身份证号"} <= set(number.also)
    assert "公民身份号码" not in number.also


def test_a_birth_certificate_is_no_other_number() -> None:
    assert feed("births").certificate_kind == "medical_birth_certificate"
    assert "身份证号" not in feed("births").column("certificate_number").also


def test_nobody_adds_a_feed_while_the_program_runs() -> None:
    with pytest.raises(TypeError):
        feeds()["another"] = feed("missing")  # type: ignore[index]


# --- the page


def test_the_page_has_a_section_a_feed_with_every_column_and_every_statement() -> None:
    page = feeds_page()
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert len(sections) == len(FEEDS) + 1
    for one, section in zip(FEEDS.values(), sections, strict=False):
        assert section.startswith(f"`{one.feed}`: {one.name.zh} · {one.name.en}\n")
        assert re.findall(r"^\| `(\w+)`<br>", section, re.MULTILINE) == [
            *(column.name for column in one.columns),
            *(said.kind for said in one.yields),
        ]
        assert all(f"`{clause}`" in section for clause in (*one.clauses, *one.sharing.legal_basis))
    assert re.findall(r"^\| `(\w+)` \|", sections[-1], re.MULTILINE) == list(KINDS)


# --- what is refused


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("students_", "students"),
        ("出生医学证明", "births"),
        ("severe disability", "severe_disability"),
        ("~~~~", "births, civil_affairs, companies"),
    ],
)
def test_an_unknown_feed_is_told_the_nearest_by_kind_or_name_or_else_all(asked: str, near: str) -> None:
    with pytest.raises(BadInputError) as caught:
        feed(asked)
    assert f"'{near}" in caught.value.findings[0].message.en


@pytest.mark.parametrize(
    ("kind", "before", "after", "about", "told"),
    [
        ("missing", "feed: missing", "feed: lost", "feed", "the file is named missing.yaml"),
        ("missing", "scope: either", "scopes: either", "scopes", "nearest known one is 'scope'"),
        ("missing", "{kind: missing,", "{kind: mising,", "yields.0.kind", "'missing'"),
        ("missing", "from: missing_since,", "from: missing_sinse,", "yields.0.from", "'missing_since'"),
        ("missing", "from: missing_since,", "from: grounds,", "yields.0.from", "another type"),
        ("missing", "detail: [grounds]", "detail: [name]", "yields.0.detail", "names and numbers are not kept"),
        ("missing", "[certificate_number, missing_since]", "[certificate_number, since]", "key", "'missing_since'"),
        ("missing", "trust: {missing: 1}", "trust: {missing: 0}", "trust", "1 to 9"),
        ("missing", "trust: {missing: 1}", "trust: {died: 1}", "trust", "1 to 9"),
        ("missing", "{shared: name}", "{shared: nam}", "columns.2.shared", "'name'"),
        ("missing", "{报案: reported,", "{报案: reporting,", "columns.4.codes_also", "does not lead to a code"),
        (
            "missing",
            "also: [下落不明日期, 失踪时间]",
            "also: [寻回日期]",
            "columns.5",
            "also belongs to missing_since",
        ),
        ("missing", "{monthly_by_day: 10}", "{monthly_by_day: 32}", "cadence.monthly_by_day", "1 to 31"),
        ("missing", "{monthly_by_day: 10}", "{clause: jy3/12}", "cadence", "by the month or after a season"),
        ("missing", "clauses: [gb38/4.9, jy3/12]", "clauses: [gb38, jy3/12]", "clauses", "gb38 is no clause"),
        ("students", 'season_ends: "08-31"', 'season_ends: "02-29"', "cadence.season_ends", "of every year"),
        ("students", "days_after: 30", "days_after: 366", "cadence.days_after", "at most a year"),
        ("students", "when: in_need=yes", "when: in_need=true", "yields.3.when", "in_need has no code true"),
        ("civil_affairs", "code: category", "code: =poor", "yields.0.code", "aid has no code poor"),
        ("civil_affairs", "{kind: aid, code: category,", "{kind: aid,", "yields.0", "aid has a code"),
        ("births", "{kind: born, from: born,", "{kind: born,", "yields.0", "the day on which it happens"),
        ("births", "{kind: sex, code: sex}", "{kind: sex, code: sex, from: born}", "yields.1", "has no days"),
        ("births", "person: certificate_number", "person: name", "columns.0.person", "the type of such a column"),
        (
            "births",
            "certificate_kind: medical_birth_certificate",
            "certificate_kind: letter",
            "certificate_kind",
            "no kind",
        ),
        ("companies", "{kind: unit_place, place: unit_place,", "{kind: unit_place,", "yields.1", "without a place"),
        ("companies", "subject: unit", "subject: person", "subject", "neither a number nor a name"),
        ("companies", "subject: unit", "subject: person", "yields.0", "not said of a person"),
        ("companies", "unit: unit_code\n", "", "subject", "a row about a unit has its code"),
    ],
)
def test_what_does_not_agree_is_told_where_it_stands(kind: str, before: str, after: str, about: str, told: str) -> None:
    faults = refused(kind, before, after)
    assert all(re.match(rf"{kind}\.yaml:\d+ ", where) for where in faults)
    assert [told in words for where, words in faults.items() if where.endswith(f" {about}")] == [True]


# --- when it is due

MONTHLY = feed("civil_affairs")
SEASON = feed("students")


@pytest.mark.parametrize(
    ("on", "last", "following"),
    [
        (date(2026, 11, 9), date(2026, 10, 10), date(2026, 11, 10)),
        (date(2026, 11, 10), date(2026, 10, 10), date(2026, 11, 10)),
        (date(2026, 11, 11), date(2026, 11, 10), date(2026, 12, 10)),
        (date(2026, 12, 31), date(2026, 12, 10), date(2027, 1, 10)),
        (date(2027, 1, 1), date(2026, 12, 10), date(2027, 1, 10)),
    ],
)
def test_a_monthly_feed_is_late_from_the_day_after_its_day(on: date, last: date, following: date) -> None:
    assert due(MONTHLY, on) == (last, following)


@pytest.mark.parametrize(
    ("on", "last", "following"),
    [
        (date(2026, 9, 29), date(2025, 9, 30), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2025, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 9, 30), date(2027, 9, 30)),
    ],
)
def test_rosters_are_due_thirty_days_after_the_end_of_admission(on: date, last: date, following: date) -> None:
    assert due(SEASON, on) == (last, following)


def with_cadence(one: Feed, **cadence: object) -> Feed:
    """A feed that is due at other times."""
    return one.model_copy(update={"cadence": Cadence.model_validate(cadence)})


@pytest.mark.parametrize(
    ("on", "last", "following"),
    [
        (date(2027, 2, 27), date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 31)),
        (date(2028, 2, 29), date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_the_day_that_a_short_month_lacks_is_its_last(on: date, last: date, following: date) -> None:
    assert due(with_cadence(MONTHLY, monthly_by_day=31), on) == (last, following)


def test_a_season_at_the_end_of_the_year_is_due_in_the_next() -> None:
    winter = with_cadence(SEASON, season_ends="12-20", days_after=30)
    assert due(winter, date(2027, 1, 19)) == (date(2026, 1, 19), date(2027, 1, 19))
    assert due(winter, date(2027, 1, 20)) == (date(2027, 1, 19), date(2028, 1, 19))


@pytest.mark.parametrize("days_after", [0, 365])
def test_whatever_the_day_the_due_days_stand_around_it(days_after: int) -> None:
    for one in (MONTHLY, with_cadence(SEASON, season_ends="12-31", days_after=days_after)):
        for days in range(800):
            on = date(2027, 1, 1) + timedelta(days=days)
            found = due(one, on)
            assert found.last < on <= found.next
            assert due(one, found.next).last == found.last
            assert due(one, found.next + timedelta(days=1)).last == found.next


@pytest.mark.parametrize(
    ("clause", "kinds"),
    [
        ("gb38/4.10", "population_register births civil_affairs students employment companies pension employee_cover"),
        ("jy3/12", "settled_abroad missing births vaccination_children servicemen pension"),
        ("xy41/3.2b", "civil_affairs monitored_households severe_disability students"),
    ],
)
def test_every_list_that_a_clause_names_has_a_feed_that_cites_it(clause: str, kinds: str) -> None:
    assert [kind for kind in kinds.split() if clause not in feeds()[kind].clauses] == []
