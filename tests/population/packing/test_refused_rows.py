"""Rows that are in no history, and people that are not packed: each is listed with its reasons."""

from __future__ import annotations

from datetime import date

import pytest
from tests.population.packing.offices import ANY_BONUS, OTHER, RESIDENT, ZERO_CLAIM, Office, Row, cover_row, person_row

FAULTS: dict[str, Row] = {
    "year_missing": cover_row(year=None),
    "scheme_missing": cover_row(scheme=None),
    "unknown_scheme": cover_row(scheme="residents"),
    "unknown_bonus_used": cover_row(bonus_used="some"),
    "months_missing": cover_row(scheme="employee"),
    "months_out_of_range": cover_row(scheme="employee", months=13),
    "paid_in_window_without_resident_cover": cover_row(scheme="other", paid_in_window=True),
    "year_out_of_range": cover_row(year=1879),
    "year_before_birth": cover_row(year=1979),
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_faulty_row_of_cover_is_listed_and_its_person_is_not_packed(office: Office, reason: str) -> None:
    born = date(1875, 1, 1) if reason == "year_out_of_range" else date(1980, 5, 1)
    rows = [FAULTS[reason], cover_row(year=2021), cover_row("p2", 2021)]
    summary = office.pack(rows, [person_row(born=born), person_row("p2")])
    assert [row["person_id"] for row in office.rows()] == ["p2"]
    assert office.rejects("cover") == [{**FAULTS[reason], "reasons": [reason]}]
    assert office.rejects("people") == [{**person_row(born=born), "reasons": ["rejected_cover"]}]
    assert (summary.unused_cover_rows, summary.used_cover_rows) == (1, 1)


def test_a_faulty_row_of_a_later_year_does_not_speak_against_the_person(office: Office) -> None:
    summary = office.pack([cover_row(year=2026, months=-1), cover_row()], [person_row()])
    assert office.history() == ([1], 2020)
    assert summary.listed_cover_reasons == {"later_than_coverage_year": 1, "months_out_of_range": 1}


def test_rows_that_say_the_same_twice_are_counted_and_merged(office: Office) -> None:
    rows = [cover_row(), cover_row(paid_in_window=False, bonus_used="none", months=0), cover_row()]
    summary = office.pack(rows, [person_row()])
    assert office.history() == ([1], 2020)
    assert (summary.used_cover_rows, summary.repeated_cover_rows) == (1, 2)


def test_rows_that_contradict_each_other_are_listed_and_their_person_is_not_packed(office: Office) -> None:
    rows = [cover_row(), cover_row(), cover_row(reimbursed=True), cover_row(scheme="other"), cover_row(year=2021)]
    summary = office.pack(rows, [person_row(), person_row(year=2020)])
    assert [row["year"] for row in office.rows()] == [2020]
    assert summary.listed_cover_reasons == {"contradicting_cover": 3}
    assert summary.rejected_people_reasons == {"contradicting_cover": 1}
    assert (summary.repeated_cover_rows, summary.unused_cover_rows) == (0, 2)


def test_two_schemes_that_name_different_bonuses_of_one_year_contradict_each_other(office: Office) -> None:
    rows = [
        cover_row(bonus_used="zero_claim"),
        cover_row(scheme="other", bonus_used="any"),
        cover_row(scheme="other", bonus_used="any"),
        cover_row(scheme="employee", months=3, bonus_used="none"),
        cover_row("p2", bonus_used="any"),
    ]
    people = [person_row(), person_row(year=2020), person_row("p2")]
    summary = office.pack(rows, people)
    assert [(row["person_id"], row["year"]) for row in office.rows()] == [("p1", 2020), ("p2", 2026)]
    assert summary.listed_cover_reasons == {"contradicting_cover": 3}
    assert summary.rejected_people_reasons == {"contradicting_cover": 1}
    assert (summary.repeated_cover_rows, summary.unused_cover_rows, summary.used_cover_rows) == (0, 1, 1)


@pytest.mark.parametrize("bonus", ["any", "none", None])
def test_a_bonus_that_both_schemes_of_a_year_name_or_only_one_is_one_statement(
    office: Office, bonus: str | None
) -> None:
    rows = [cover_row(bonus_used="any"), cover_row(scheme="other", bonus_used=bonus), cover_row(year=2021)]
    office.pack([*rows, cover_row(year=2021, scheme="other", bonus_used="zero_claim")], [person_row()])
    assert office.history() == ([RESIDENT | OTHER | ANY_BONUS, RESIDENT | OTHER | ZERO_CLAIM], 2021)


def test_cover_of_nobody_is_listed(office: Office) -> None:
    summary = office.pack([cover_row(None), cover_row("p9"), cover_row()], [person_row()])
    assert summary.listed_cover_reasons == {"person_missing": 1, "without_person": 1}
    assert summary.packed_people == 1


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([person_row(None)], {"person_missing": 1}),
        ([person_row(year=None)], {"year_missing": 1}),
        ([person_row(place=None)], {"place_missing": 1}),
        ([person_row(born=None)], {"born_missing": 1}),
        ([person_row(year=2201)], {"value_out_of_range": 1}),
        ([person_row(), person_row(), person_row(year=2027)], {"repeated_person_and_year": 2}),
        ([person_row(), person_row(year=2027, born=date(1980, 5, 2))], {"contradicting_born": 2}),
    ],
)
def test_a_row_of_people_that_cannot_be_packed_is_listed(
    office: Office, rows: list[Row], reasons: dict[str, int]
) -> None:
    summary = office.pack([cover_row("p2")], [*rows, person_row("p2")])
    assert summary.rejected_people_reasons == reasons
    assert summary.rejected_people == len(office.rejects("people")) == sum(reasons.values())
    assert [row["person_id"] for row in office.rows() if row["history"]] == ["p2"]
