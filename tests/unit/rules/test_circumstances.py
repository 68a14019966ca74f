"""When each circumstance applies and what it decides, place by place; every day that matters with its neighbours."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rules.terms import FRAME, HUNAN, LISHUI, SHANXI, day, law, person, terms

from canbao.basis.days import iso
from canbao.rules.circumstances import (
    CIRCUMSTANCE_NAMES,
    PAST_DEADLINE,
    deadline_day,
)
from canbao.rules.determine import (
    CIRCUMSTANCE_NOT_MET,
    DECIDED,
    LEFT_TO_OTHER_RULES,
    NO_CIRCUMSTANCE,
    Determination,
    determine,
)
from canbao.rules.facts import AID_CATEGORIES, Facts
from canbao.rules.parameters import DEADLINE_DAYS, DEADLINE_MONTHS, DEADLINE_MONTHS_FROM_NEXT

NONE = {
    LEFT_TO_OTHER_RULES: "left to other rules",
    CIRCUMSTANCE_NOT_MET: "not met",
    NO_CIRCUMSTANCE: "none",
}


def decided(f: Facts, place: str = HUNAN, **readings: Any) -> Determination:
    """The determination of such facts at a place."""
    return determine(f, terms(place, f.year, **readings))


def told(f: Facts, place: str = HUNAN, **readings: Any) -> tuple[str, str]:
    """The circumstance and the first payable day; why there is none, without a day."""
    d = decided(f, place, **readings)
    return (CIRCUMSTANCE_NAMES[d.circumstance], iso(d.benefit_from)) if d.reason == DECIDED else (NONE[d.reason], "")


@pytest.mark.parametrize(
    ("anchor", "count", "unit", "last"),
    [
        ("2026-01-01", 90, DEADLINE_DAYS, "2026-04-01"),
        ("2026-01-31", 3, DEADLINE_MONTHS, "2026-04-30"),
        ("2025-11-30", 3, DEADLINE_MONTHS, "2026-02-28"),
        ("2026-01-31", 3, DEADLINE_MONTHS_FROM_NEXT, "2026-04-30"),
        ("2026-01-01", 3, DEADLINE_MONTHS_FROM_NEXT, "2026-04-30"),
        ("2025-11-15", 3, DEADLINE_MONTHS_FROM_NEXT, "2026-02-28"),
    ],
)
def test_the_last_day_of_a_deadline(anchor: str, count: int, unit: int, last: str) -> None:
    """So many days or months after, that day within; 次月起: to the end of the last month counted from the next one."""
    assert iso(deadline_day(day(anchor), count, unit)) == last


@pytest.mark.parametrize("place", [FRAME, HUNAN, SHANXI, LISHUI])
@pytest.mark.parametrize(
    ("paid_on", "years", "expected"),
    [
        ("2025-08-31", "R", ("none", "")),
        ("2025-09-01", "R", ("in_window", "2026-01-01")),
        ("2025-09-02", "R", ("in_window", "2026-01-01")),
        ("2025-12-30", "R", ("in_window", "2026-01-01")),
        ("2025-12-31", "R", ("in_window", "2026-01-01")),
        ("2026-01-01", "R", ("late", "2026-04-01")),
        ("2025-12-31", "R.", ("in_window_after_gap", "2026-05-01")),
        ("2026-01-01", "R.", ("late", "2026-05-01")),
        ("2026-09-30", "R", ("late", "2026-12-30")),
        ("2026-10-01", "R", ("late", "2027-01-01")),
        ("2026-12-31", "R", ("late", "2027-03-31")),
        ("2027-01-01", "R", ("none", "")),
        ("2025-12-31", "", ("in_window", "2026-01-01")),
        ("2026-01-01", "", ("late", "2026-04-01")),
    ],
)
def test_the_ordinary_rows_of_every_place(place: str, paid_on: str, years: str, expected: tuple[str, str]) -> None:
    """gb38/2.3g-h: in the window, in the window after a gap, late; before the window and after the year nothing."""
    assert told(person(paid_on, years), place) == expected


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [
        ("2026-02-01", ("newborn", "2026-02-01")),
        ("2026-05-01", ("newborn", "2026-02-01")),
        ("2026-05-02", ("newborn", "2026-02-01")),
        ("2026-05-03", ("late", "2026-08-03")),
    ],
)
def test_xz11_3a_a_newborn_within_90_days(paid_on: str, expected: tuple[str, str]) -> None:
    """Born on 1 February 2026: day 89, day 90, day 91; the day of birth is day 0."""
    assert told(person(paid_on, born="2026-02-01")) == expected


def test_readings_of_the_newborn() -> None:
    """The day of birth as day 1; exempt after day 90, the price then undetermined; payment in the next year."""
    on_day_90 = person("2026-05-02", born="2026-02-01")
    assert told(on_day_90, birth_day_is_day_zero=False)[0] == "late"
    after = person("2026-05-03", born="2026-02-01")
    assert told(after, newborn_after_90_days="exempt") == ("late", "2026-05-03")
    across = person("2027-01-05", born="2026-12-01")
    assert told(across) == ("none", "")
    assert told(across, newborn_across_new_year=True) == ("newborn", "2026-12-01")


@pytest.mark.parametrize(
    ("born", "paid_on", "expected"),
    [
        ("2025-09-30", "2026-01-01", ("late", "2026-04-01")),
        ("2025-10-01", "2025-12-30", ("newborn_next_year", "2026-01-01")),
        ("2025-10-02", "2025-12-31", ("newborn_next_year", "2026-01-01")),
        ("2025-10-03", "2025-12-31", ("newborn_next_year", "2026-01-01")),
        ("2025-10-03", "2026-01-01", ("newborn_next_year", "2026-01-01")),
        ("2025-10-03", "2026-01-02", ("late", "2026-04-02")),
        ("2025-10-02", "2026-01-01", ("late", "2026-04-01")),
    ],
)
def test_xz11_3b_a_newborn_of_the_last_quarter(born: str, paid_on: str, expected: tuple[str, str]) -> None:
    """From 1 October on; in the window, or within 90 days of birth."""
    assert told(person(paid_on, born=born)) == expected


def test_xz11_3c_a_child_taken_into_a_welfare_home() -> None:
    """Benefits from the admission, from that day on, in the same year."""
    for paid_on, expected in (
        ("2026-05-09", ("late", "2026-08-09")),
        ("2026-05-10", ("welfare_home_child", "2026-05-10")),
        ("2026-12-31", ("welfare_home_child", "2026-05-10")),
    ):
        events = {} if paid_on < "2026-05-10" else {"welfare_home_admitted": "2026-05-10"}
        assert told(person(paid_on, born="2020-01-01", events=events)) == expected


@pytest.mark.parametrize(
    ("place", "years", "expected"),
    [
        (HUNAN, "R", ("new_student", "2025-09-01")),
        (HUNAN, "R.", ("in_window_after_gap", "2026-05-01")),
        (SHANXI, "R.", ("new_student", "2025-09-20")),
        (LISHUI, "R", ("in_window", "2026-01-01")),
    ],
)
def test_xz11_3d_jy3_3_a_new_student(place: str, years: str, expected: tuple[str, str]) -> None:
    """Hunan from 1 September, with resident cover the year before; Shanxi from the payment; Lishui has no such row."""
    f = person("2025-09-20", years, born="2007-05-01", student_registered="2025-09-05")
    assert told(f, place) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2025-12-31", ("none", "")),
        ("2026-01-01", ("prepaid_student", "2026-01-01")),
        ("2026-01-02", ("prepaid_student", "2026-01-01")),
    ],
)
def test_xz11_3e_a_student_who_prepaid_pays_nothing(until: str, expected: tuple[str, str]) -> None:
    """The prepayment must reach into the year; no day of payment is needed."""
    f = person(None, "RR", born="2007-05-01", student_prepaid_until=until)
    assert told(f) == expected


@pytest.mark.parametrize(
    ("years", "paid_on", "expected"),
    [
        ("RE", "2026-03-31", ("employee_ended", "2026-03-31")),
        ("RE", "2026-06-29", ("employee_ended", "2026-03-31")),
        ("RE", "2026-06-30", ("employee_ended", "2026-03-31")),
        ("RE", "2026-07-01", ("employee_ended_late", "2026-10-01")),
        ("R.", "2026-06-30", ("employee_ended_after_gap", "2026-10-30")),
        ("R.", "2026-07-01", ("employee_ended_late", "2026-11-01")),
    ],
)
def test_xz11_9a_employee_cover_ended_in_the_year(years: str, paid_on: str, expected: tuple[str, str]) -> None:
    """Ended on 31 March: three months to 30 June. After it 9c waits as ``late`` does, at the same price."""
    assert told(person(paid_on, years, employee_cover_ended="2026-03-31")) == expected


@pytest.mark.parametrize(
    ("ended", "paid_on", "expected"),
    [
        ("2025-09-30", "2026-01-01", ("employee_ended_late", "2026-04-01")),
        ("2025-10-01", "2026-01-01", ("employee_ended_next_year", "2026-01-01")),
        ("2025-10-02", "2026-01-02", ("employee_ended_next_year", "2026-01-01")),
        ("2025-10-02", "2026-01-03", ("employee_ended_late", "2026-04-03")),
        ("2025-12-31", "2026-03-31", ("employee_ended_next_year", "2026-01-01")),
        ("2025-12-31", "2026-04-01", ("employee_ended_late", "2026-07-01")),
    ],
)
def test_xz11_9b_employee_cover_ended_in_the_last_quarter(ended: str, paid_on: str, expected: tuple[str, str]) -> None:
    assert told(person(paid_on, "RE", employee_cover_ended=ended)) == expected


def test_xz11_9c_does_not_act_in_the_window_unless_read_literally() -> None:
    f = person("2025-12-15", "RE", employee_cover_ended="2025-08-01")
    assert told(f) == ("in_window", "2026-01-01")
    assert told(f, nine_c_applies_in_window=True) == ("employee_ended_late", "2026-03-15")


@pytest.mark.parametrize(
    ("event", "paid_on", "expected"),
    [
        ("left_service", "2027-03-09", ("left to other rules", "")),
        ("left_service", "2027-03-10", ("left to other rules", "")),
        ("left_service", "2027-03-11", ("late", "2027-06-11")),
        ("returned_recruit", "2027-03-10", ("left to other rules", "")),
        ("released_from_prison", "2027-03-10", ("left to other rules", "")),
        ("community_correction", "2027-03-10", ("left to other rules", "")),
        ("accompanying_spouse_left", "2027-03-10", ("late", "2027-06-10")),
        ("left_service", "2026-12-31", ("in_window", "2027-01-01")),
    ],
)
def test_xz11_16_veterans_and_the_released_are_left_to_other_rules_for_a_year(
    event: str, paid_on: str, expected: tuple[str, str]
) -> None:
    """The event on 10 March 2026: twelve months to 10 March 2027, outside the window."""
    assert told(person(paid_on, "RR", year=2027, events={event: "2026-03-10"})) == expected


def test_xy41_2_6d_in_2025_they_resume_in_hunan_from_the_payment() -> None:
    f = person("2025-04-01", "R.", year=2025, released_from_prison="2024-10-01")
    assert told(f) == ("resumed", "2025-04-01")
    assert told(f._replace(paid_on=day("2024-12-31")))[0] == "in_window_after_gap"


@pytest.mark.parametrize(
    ("event", "years", "paid_on", "expected"),
    [
        ("employee_cover_ended", "RRE", "2026-05-31", ("resumed", "2026-05-31")),
        ("employee_cover_ended", "RRE", "2026-06-01", ("resumed", "2026-06-01")),
        ("employee_cover_ended", "RRE", "2026-06-02", ("late", "2026-09-02")),
        ("employee_cover_ended", "RE.", "2026-06-01", ("late", "2026-10-01")),
        ("employee_cover_ended", "E", "2026-06-01", ("late", "2026-09-01")),
        ("left_service", "R.", "2026-06-01", ("resumed", "2026-06-01")),
        ("accompanying_spouse_left", "R.", "2026-06-01", ("resumed", "2026-06-01")),
        ("released_from_prison", "R.", "2026-06-01", ("resumed", "2026-06-01")),
        ("released_from_prison", "R.", "2026-06-02", ("late", "2026-10-02")),
        ("returned_recruit", "R.", "2026-06-01", ("late", "2026-10-01")),
    ],
)
def test_jy3_4a_who_resumes_in_shanxi(event: str, years: str, paid_on: str, expected: tuple[str, str]) -> None:
    """The event on 1 March: three months to 1 June. After employee cover both years before must be insured."""
    assert told(person(paid_on, years, events={event: "2026-03-01"}), SHANXI) == expected


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [
        ("2026-01-29", ("newborn_second_year", "2026-01-01")),
        ("2026-01-30", ("newborn_second_year", "2026-01-01")),
        ("2026-01-31", ("late", "2026-04-30")),
    ],
)
def test_jy3_4b_a_newborn_in_its_second_year(paid_on: str, expected: tuple[str, str]) -> None:
    """Born on 1 November 2025: 90 days to 30 January. In the year of birth it is free, from birth."""
    assert told(person(paid_on, born="2025-11-01"), SHANXI) == expected
    first = decided(person("2025-11-20", year=2025, born="2025-11-01"), SHANXI)
    assert (first.premium.due_fen, iso(first.benefit_from)) == (0, "2025-11-01")


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [
        ("2026-05-01", ("exempt", "2026-02-01")),
        ("2026-05-02", ("exempt", "2026-02-01")),
        ("2026-05-03", ("late", "2026-08-03")),
    ],
)
def test_ls25_2_3_2a_a_newborn_of_lishui_is_exempt(paid_on: str, expected: tuple[str, str]) -> None:
    assert told(person(paid_on, born="2026-02-01"), LISHUI) == expected


@pytest.mark.parametrize("category", AID_CATEGORIES)
def test_ls25_2_3_2a_medical_aid_exempts_five_categories(category: str) -> None:
    exempts = category in (
        "destitute",
        "orphan",
        "unattended_child",
        "minimum_living_allowance",
        "minimum_living_margin",
    )
    held = 1 << AID_CATEGORIES.index(category)
    expected = ("exempt", "2026-05-10") if exempts else ("late", "2026-09-10")
    assert told(person("2026-05-10", "R.", aid_classes=held), LISHUI) == expected


@pytest.mark.parametrize(
    ("events", "paid_on", "expected"),
    [
        ({"employee_cover_ended": "2026-03-15"}, "2026-06-14", ("resumed", "2026-07-01")),
        ({"employee_cover_ended": "2026-03-15"}, "2026-06-15", ("resumed", "2026-07-01")),
        ({"employee_cover_ended": "2026-03-15"}, "2026-06-16", ("late", "2026-10-16")),
        ({"household_registered": "2026-03-15"}, "2026-06-15", ("resumed", "2026-07-01")),
        ({"household_registered": "2026-03-15"}, "2026-06-16", ("late", "2026-10-16")),
        ({"household_registered": "2026-03-15", "left_service": "2026-01-01"}, "2026-06-29", ("resumed", "2026-07-01")),
        ({"household_registered": "2026-03-15", "left_service": "2026-01-01"}, "2026-06-30", ("resumed", "2026-07-01")),
        ({"household_registered": "2026-03-15", "left_service": "2026-01-01"}, "2026-07-01", ("late", "2026-11-01")),
        ({"student_registered": "2026-03-15", "left_service": "2026-05-01"}, "2026-06-30", ("resumed", "2026-07-01")),
        ({"left_service": "2026-03-15"}, "2026-04-01", ("late", "2026-08-01")),
        ({"residence_permit_issued": "2026-03-15"}, "2026-06-15", ("resumed", "2026-07-01")),
        ({"released_from_prison": "2026-03-15"}, "2026-06-15", ("resumed", "2026-07-01")),
    ],
)
def test_ls25_2_3_2d_who_resumes_in_lishui(events: dict[str, str], paid_on: str, expected: tuple[str, str]) -> None:
    """Three months of the event, after service three whole months from the next; benefits from the next month on."""
    assert told(person(paid_on, "R.", events=events), LISHUI) == expected


def test_ls25_2_3_2d_the_variable_part_survives_the_waiver_only_as_read() -> None:
    f = person("2026-06-15", "R.", household_registered="2026-03-15")
    assert told(f, LISHUI, variable_survives_waiver=True) == ("resumed", "2026-08-01")


@pytest.mark.parametrize(("waits", "begins"), [(True, "2026-05-01"), (False, "2026-01-01")])
def test_ls25_2_3_2b_whether_a_gap_waits_inside_the_window(waits: bool, begins: str) -> None:
    found = told(person("2025-12-01", "R."), LISHUI, gap_wait_inside_window=waits)
    assert found == ("in_window_after_gap", begins)


def test_of_several_circumstances_the_most_favourable_decides_and_the_others_are_kept() -> None:
    """Earliest benefit, then the lower price; every row that applies is remembered for the options."""
    f = person("2026-06-30", "RE", employee_cover_ended="2026-03-31")
    d, rows = decided(f), law(HUNAN).rows
    applicable = {rows[i].circumstance.name for i in range(len(rows)) if d.applicable >> i & 1}
    assert applicable == {"employee_ended", "late"}
    assert CIRCUMSTANCE_NAMES[d.circumstance] == "employee_ended"
    named = decided(f._replace(chosen=CIRCUMSTANCE_NAMES.index("late")))
    assert (CIRCUMSTANCE_NAMES[named.circumstance], iso(named.benefit_from)) == ("late", "2026-09-30")


def test_a_named_circumstance_that_is_not_met_says_why_and_decides_nothing() -> None:
    d = decided(person("2026-07-01", "RE", employee_cover_ended="2026-03-31", chosen="employee_ended"))
    assert (d.reason, d.unmet) == (CIRCUMSTANCE_NOT_MET, PAST_DEADLINE)
    assert d.years.missed == 0
    assert d.limit.penalty_fen == 0


def test_a_row_of_the_place_goes_before_an_ordinary_one_where_both_give_the_same() -> None:
    """Hunan's 9c and ``late`` wait and cost alike: the clause about the person is the one told (reading.md 12)."""
    assert told(person("2026-07-01", "RE", employee_cover_ended="2026-03-31"))[0] == "employee_ended_late"
