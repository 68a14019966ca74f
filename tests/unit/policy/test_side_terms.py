"""The side chapters as packs give them: values, openings, clauses, silence; and what an overlay changes."""

from datetime import date
from typing import Any, get_args

import pytest

from canbao.basis.days import day_number
from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.basis.glossary import glossary, label
from canbao.casework.beside import words as side_words
from canbao.policy import vocabulary
from canbao.policy.catalogue import PARAMETERS, accepts
from canbao.policy.catalogue_side import SIDE_PARAMETERS
from canbao.policy.changes import changes
from canbao.policy.checks.check import check_pack
from canbao.policy.comparison.describe import value_text
from canbao.policy.library import Library, shipped_places
from canbao.policy.load import parse_pack
from canbao.policy.policies import Policies
from canbao.policy.schema import Pack
from canbao.policy.side_terms import SideLaw, SideLaws, bits_of
from canbao.rules import openings, relation
from canbao.rules.conversion import FLOOR, PROPORTIONAL
from canbao.rules.family_account import USE_NAMES
from canbao.rules.openings import MEGA_CITY, OPENING_CAPACITY, ORDINARY_CITY
from canbao.rules.tiers import Tier, chosen_tier, tiers_ascend
from canbao.rules.values import NOTHING, UNDETERMINED

DAY = date(2025, 3, 10)
LAWS = SideLaws(Policies(Library()))

HEAD = """
overlay: 1
place: "{place}"
documents:
  own:
    number: 测试〔2025〕1号
    title: a notice invented for the test
    rank: city_department
    issued: {issued}
    in_force: {{from: 2025-01-01, through: null}}
    status: read
"""
ENTRY = "unit: {unit}, coverage_years: {{from: 2025, through: null}}, source: own/1, status: read"


def overlay(body: str, place: str = "430000", issued: str = "2025-01-01") -> Pack:
    """An overlay with one document of its own."""
    pack, tree = parse_pack((HEAD.format(place=place, issued=issued) + body).encode(), "overlay.yaml")
    faults = check_pack(pack, tree, Library().with_sheets([pack]))
    assert [fault.message.en for fault in faults if fault.severity == "error"] == []
    return pack


def with_value(name: str, value: str, unit: str, place: str = "430000") -> Pack:
    """An overlay that gives one parameter."""
    return overlay(f"values:\n  {name}:\n    - {{value: {value}, {ENTRY.format(unit=unit)}}}\n", place)


def law(place: str, year: int = 2025, *overlays: Pack, day: date = DAY) -> SideLaw:
    """The law of a place, with overlays."""
    laws = SideLaws(Policies(Library(overlays))) if overlays else LAWS
    return laws.law(place, day, year)


# --- values


def test_a_value_comes_with_its_clause() -> None:
    """Jincheng forwards Shanxi's text: the rate and its clause are inherited."""
    jincheng = law("140500")
    assert jincheng.conversion.resident_years_per_employee_year == 5
    assert jincheng.clauses["resident_years_per_employee_year"] == ("jy3/2b",)


def test_a_chapter_on_which_every_text_is_silent_is_undetermined() -> None:
    """Nothing is filled in from another province."""
    assert set(law("430000").retirement) == {UNDETERMINED}
    assert law("331100").conversion.resident_years_per_employee_year == UNDETERMINED
    assert law("331100").retirement.required_make_up == UNDETERMINED
    assert law("140000").settlement == (UNDETERMINED, UNDETERMINED)
    assert "required_years" not in law("430000").clauses


@pytest.mark.parametrize("place", shipped_places())
def test_silence_on_side_parameters_refuses_no_enrolment(place: str) -> None:
    """Every shipped place lacks some side parameter and still builds its policy."""
    policy = law(place).policy
    assert not {p.name for p in SIDE_PARAMETERS} <= set(policy.resolved.values)
    assert policy.terms.year == 2025


def test_sets_become_bits() -> None:
    """Shanxi's account also pays costs outside the scope; Hunan's pays two further premiums."""
    shanxi = ("resident_premium", "own_share_in_scope", "own_share_out_of_scope")
    hunan = ("resident_premium", "own_share_in_scope", "long_term_care_premium", "inclusive_premium")
    assert law("140000").family_account.uses == bits_of(shanxi, USE_NAMES)
    assert law("430000").family_account.uses == bits_of(hunan, USE_NAMES)


def test_the_fraction_of_a_year_is_read_as_the_policy_reads_it() -> None:
    """The default drops it; an overlay of the place chooses the other reading."""
    reading = f"readings:\n  resident_years_fraction:\n    - {{value: proportional, {ENTRY.format(unit='choice')}}}\n"
    assert law("140000").conversion.resident_years_fraction == FLOOR
    other = law("140000", 2025, overlay(reading, "140000"))
    assert other.conversion.resident_years_fraction == PROPORTIONAL


def test_the_overlap_is_that_of_the_coverage_year_after_entry() -> None:
    """Entry 2024: 1 September to 31 December 2024; Shanxi names no first day."""
    hunan = law("430000", 2025)
    assert hunan.eligibility.overlap == (day_number(2024, 9, 1), day_number(2025, 1, 1))
    assert hunan.relation(2024).overlap == hunan.eligibility.overlap
    assert hunan.relation(2025).overlap == (day_number(2025, 9, 1), day_number(2026, 1, 1))
    assert law("140000").overlap(2025) == (NOTHING, day_number(2026, 1, 1))
    assert hunan.relation(None).overlap == (UNDETERMINED, UNDETERMINED)
    assert hunan.clauses["overlap"] == ("xz11/3d", "xy41/2.6a")
    assert hunan.clauses_of_entry(2025)["overlap"] == ("xz11/3d",)


@pytest.mark.parametrize(
    ("name", "word", "unit", "attribute"),
    [
        ("settlement.serious_with_basic", "not_in_force", "flag", 0),
        ("settlement.serious_with_basic", "undetermined", "flag", UNDETERMINED),
    ],
)
def test_a_flag_not_in_force_is_no_and_an_open_one_is_undetermined(
    name: str, word: str, unit: str, attribute: int
) -> None:
    """Zero, not in force and undetermined are never merged."""
    assert law("430000", 2025, with_value(name, word, unit)).settlement.serious_with_basic == attribute


def test_a_city_class_is_ordinary_until_given() -> None:
    """No document names it; an overlay does."""
    assert law("430000").eligibility.city_class == ORDINARY_CITY
    given = with_value("eligibility.city_class", "mega", "choice", "000000")
    assert law("430000", 2025, given).eligibility.city_class == MEGA_CITY


def test_terms_are_built_once() -> None:
    """The same place, day and year give the same object."""
    assert law("430000") is law("430000")
    assert law("430000").eligibility is law("430000").eligibility


def test_a_year_before_the_measures_is_refused() -> None:
    """The law of 2024 is not encoded."""
    with pytest.raises(BadInputError, match="2024"):
        LAWS.law("430000", date(2024, 12, 31))


# --- openings


OPENING = """
openings:
  - schemes: [resident]
    groups: [student]
    ties: [resides]
    coverage_years: {from: 2025, through: null}
    source: own/1
    status: read
"""


def test_openings_stand_nearest_first() -> None:
    """Hunan's rows before the frame's; a row counts for its coverage years only."""
    layers = [row.layer for row in law("430000").eligibility.openings[: law("430000").eligibility.opening_count]]
    assert layers == sorted(layers)
    assert set(layers) == {0, 1}
    rows = {year: law("430000", year, day=date(year, 1, 5)).policy.resolved.openings for year in (2025, 2026)}
    newborn = {year: [r.clauses for r in found if r.opening.groups == ("newborn",)] for year, found in rows.items()}
    assert newborn == {2025: [("xy41/2.6b",)], 2026: [("xz11/1",)]}


def test_an_overlay_stands_before_the_pack_it_lies_over() -> None:
    """Its rows decide where they speak, and the digest changes with them."""
    laid = law("430000", 2025, overlay(OPENING))
    assert laid.policy.resolved.openings[0].clauses == ("own/1",)
    assert {row.layer for row in laid.policy.resolved.openings} == {0, 1, 2}
    assert laid.policy.digest != law("430000").policy.digest
    assert laid.clauses["openings.0"] == ("own/1",)


@pytest.mark.parametrize(("issued", "first"), [("2025-06-01", "own/1"), ("2025-05-01", "ls25/2.1.1")])
def test_a_text_that_yields_stands_behind_newer_texts_above_it(issued: str, first: str) -> None:
    """Lishui's plan gives way to national texts issued after 29 May 2025, not to older ones."""
    laid = law("331100", 2025, overlay(OPENING, "000000", issued))
    assert laid.policy.resolved.openings[0].clauses == (first,)


def test_too_many_openings_are_refused() -> None:
    """The table has a fixed capacity: said when the overlay is checked, and when it is built."""
    row = OPENING.replace("\nopenings:\n", "")
    many = (HEAD.format(place="430000", issued="2025-01-01") + "openings:\n" + row * (OPENING_CAPACITY + 1)).encode()
    pack, tree = parse_pack(many, "overlay.yaml")
    faults = check_pack(pack, tree, Library().with_sheets([pack]))
    assert [(f.code, f.about.split(" ")[-1]) for f in faults] == [("too_large", "openings")]
    with pytest.raises(BadInputError, match="openings"):
        _ = law("430000", 2025, pack).eligibility


def faults_of(text: str) -> list[Finding]:
    """The faults of an overlay, of form or of content."""
    try:
        pack, tree = parse_pack(text.encode(), "overlay.yaml")
    except BadInputError as bad:
        return list(bad.findings)
    return check_pack(pack, tree, Library().with_sheets([pack]))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("ties: [resides]", "ties: [residez]", "unknown_value"),
        ("schemes: [resident]", "schemes: []", "wrong_value"),
        ("ties: [resides]", "tiez: [resides]", "unknown_key"),
        ("ties: [resides]", "ties: [resides]\n    barred_ties: [resides]", "wrong_value"),
        ("ties: [resides]", "ties: []\n    closed: true\n    all_of: [residence_permit]", "wrong_value"),
        ("source: own/1", "source: owm/1", "unknown_document"),
    ],
)
def test_a_faulty_opening_is_named_with_its_line(before: str, after: str, code: str) -> None:
    """Each fault is a finding with file and line."""
    text = HEAD.format(place="430000", issued="2025-01-01") + OPENING.replace(before, after)
    [fault] = faults_of(text)
    assert fault.code == code
    assert fault.about.startswith("overlay.yaml:")


def test_openings_change_the_dates_of_change() -> None:
    """A row that begins in 2031 makes 1 January 2031 a date to look at."""
    later = overlay(OPENING.replace("from: 2025", "from: 2031"))
    assert date(2031, 1, 1) in changes(Library([later]), "430000")
    assert date(2031, 1, 1) not in changes(Library(), "430000")


# --- tiers


def test_no_shipped_pack_declares_tiers() -> None:
    """xz11/2b only invites places to try them."""
    assert all(law(place).tiers.tier_count == 0 for place in shipped_places())
    assert chosen_tier(0, law("430000").tiers) == (NOTHING, NOTHING)


def test_an_overlay_declares_tiers() -> None:
    """The tier chosen sets the personal premium and the grade of benefits."""
    two = "[{personal: 400, benefit_grade: 1}, {personal: 612.5, benefit_grade: 2}]"
    terms = law("430000", 2025, with_value("premium.tiers", two, "yuan")).tiers
    assert terms.tier_count == 2
    assert chosen_tier(1, terms) == Tier(61250, 2)
    assert chosen_tier(NOTHING, terms) == Tier(UNDETERMINED, UNDETERMINED)
    assert tiers_ascend(terms)


@pytest.mark.parametrize(
    "tiers",
    [
        [],
        [{"personal": 400}],
        [{"personal": 400, "benefit_grade": 1}, {"personal": 400, "benefit_grade": 2}],
        [{"personal": 400, "benefit_grade": 2}, {"personal": 500, "benefit_grade": 1}],
        [{"personal": 400 + n, "benefit_grade": 1} for n in range(9)],
    ],
)
def test_tiers_that_do_not_ascend_are_no_value(tiers: Any) -> None:
    """Each tier costs more than the one before and grants at least its grade."""
    assert not accepts(PARAMETERS["premium.tiers"], tiers)


# --- words


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("retirement.province_make_up", ["pay_on", "pay_at_once"], True),
        ("retirement.province_make_up", ["pay_on", "pay_on"], False),
        ("retirement.province_make_up", "pay_on", False),
        ("retirement.province_make_up", [], False),
        ("family_account.relatives", ["other"], False),
        ("eligibility.city_class", "huge", False),
        ("eligibility.student_years_at_once", 0, False),
        ("relation.student_overlap", {"from": None, "through": "Y-1/12-31"}, True),
        ("relation.student_overlap", {"from": "Y-1/02-30", "through": "Y-1/12-31"}, False),
        ("conversion.resident_years_per_employee_year", 0, False),
    ],
)
def test_the_form_of_a_value(name: str, value: Any, accepted: bool) -> None:
    """What a pack may give for a side parameter."""
    assert accepts(PARAMETERS[name], value) is accepted


def test_the_vocabulary_of_packs_is_that_of_the_rules() -> None:
    """Alternative for alternative, in the order of the bits."""
    assert get_args(vocabulary.SchemeName) == relation.SCHEME_NAMES
    assert get_args(vocabulary.TieName) == relation.TIE_NAMES
    assert get_args(vocabulary.GroupName) == openings.GROUP_NAMES
    assert get_args(vocabulary.OriginName) == openings.ORIGIN_NAMES
    assert get_args(vocabulary.CityClassName) == openings.CITY_CLASS_NAMES
    assert get_args(vocabulary.DocumentName) == openings.DOCUMENT_NAMES


def test_every_word_of_a_pack_is_in_the_glossary() -> None:
    """Groups, which share words with other kinds, stand as group.<name>."""
    words = [*relation.TIE_NAMES, *openings.ORIGIN_NAMES, *openings.CITY_CLASS_NAMES, *openings.DOCUMENT_NAMES]
    words += [f"group.{name}" for name in openings.GROUP_NAMES]
    words += [parameter.name for parameter in SIDE_PARAMETERS]
    assert [word for word in words if word not in glossary()] == []


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (side_words.TIE_WORDS, ()),
        (side_words.DOCUMENT_WORDS, ("written_undertaking",)),
        (side_words.RELATIVE_WORDS, ("other",)),
        (side_words.USE_WORDS, ()),
        (side_words.MAKE_UP_WORDS, ()),
        (side_words.CLAIM_PLACE_WORDS, ()),
    ],
)
def test_answers_and_glossary_use_the_same_words(words: dict[str, Any], left_out: tuple[str, ...]) -> None:
    """One word for one thing."""
    assert {name: label(name) for name in words if name not in left_out} == {
        name: text for name, text in words.items() if name not in left_out
    }


@pytest.mark.parametrize("place", shipped_places())
def test_every_shipped_side_value_can_be_told(place: str) -> None:
    """In Chinese and English, without a code left in it."""
    for name, found in law(place).policy.resolved.values.items():
        text = value_text(found.value, found.unit, 2025)
        assert text.zh, name
        assert text.en, name
        assert "_" not in text.zh + text.en, name
