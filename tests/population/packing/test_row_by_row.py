"""Packing, and packing again row by row in plain Python, give the same histories and list the same rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.population.packing.offices import (
    ANY_BONUS,
    IN_WINDOW,
    MONTH,
    OTHER,
    RECORDED,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM,
    Office,
    Row,
    cover_row,
    person_row,
)


def why_not(row: Row, people: list[Row]) -> set[str]:
    """The reasons against a row of cover, by itself and by the rows of its person."""
    said = {
        "person_missing": row["person_id"] is None,
        "year_missing": row["year"] is None,
        "scheme_missing": row["scheme"] is None,
        "unknown_scheme": row["scheme"] not in (None, "resident", "employee", "other"),
        "unknown_bonus_used": row["bonus_used"] not in (None, "none", "zero_claim", "any"),
        "months_missing": row["scheme"] == "employee" and row["months"] is None,
        "months_out_of_range": row["months"] is not None and not 0 <= row["months"] <= 12,
        "paid_in_window_without_resident_cover": bool(row["paid_in_window"])
        and row["scheme"] is not None
        and row["scheme"] != "resident",
        "year_out_of_range": row["year"] is not None and row["year"] < 1880,
        "without_person": row["person_id"] is not None and not people,
    }
    if people and row["year"] is not None:
        said["year_before_birth"] = row["year"] < min(p["born"].year for p in people)
        said["later_than_coverage_year"] = row["year"] >= max(p["year"] for p in people)
    return {reason for reason, holds in said.items() if holds}


def plain_word(row: Row) -> int:
    """The word that one sound row of cover says."""
    word = {"resident": RESIDENT, "other": OTHER, "employee": (row["months"] or 0) * MONTH}[row["scheme"]]
    used = {None: 0, "none": 0, "zero_claim": ZERO_CLAIM, "any": ANY_BONUS}[row["bonus_used"]]
    return word | (IN_WINDOW if row["paid_in_window"] else 0) | (REIMBURSED if row["reimbursed"] else 0) | used


def different_bonuses(sound: dict[tuple[str, int, str], list[Row]]) -> set[tuple[str, int, str]]:
    """The person, year and scheme of rows that name a bonus where another scheme of the year names another."""
    named = {told: rows[0]["bonus_used"] for told, rows in sound.items() if rows[0]["bonus_used"] not in (None, "none")}
    return {one for one in named for other in named if one[:2] == other[:2] and named[one] != named[other]}


def plainly(cover: list[Row], people: list[Row]) -> tuple[dict[tuple[str, int], list[int]], list[tuple[Any, ...]]]:
    """Packing again, row by row: the histories by person and coverage year, and the rows of cover that are listed."""
    of = defaultdict(list)
    for person in people:
        of[person["person_id"]].append(person)
    listed, sound = [], defaultdict(list)
    bad_from: dict[str, list[int]] = defaultdict(list)
    for row in cover:
        reasons = why_not(row, of.get(row["person_id"], []))
        if not reasons:
            sound[row["person_id"], row["year"], row["scheme"]].append(row)
            continue
        listed.append((*row.values(), tuple(sorted(reasons))))
        if not reasons & {"later_than_coverage_year", "without_person", "person_missing"}:
            bad_from[row["person_id"]].append(row["year"] or 0)
    contradicting = {told for told, rows in sound.items() if len({plain_word(row) for row in rows}) > 1}
    contradicting |= different_bonuses({told: rows for told, rows in sound.items() if told not in contradicting})
    words: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for told, rows in sound.items():
        who, year, _ = told
        if told in contradicting:
            bad_from[who].append(year)
            listed.extend((*row.values(), ("contradicting_cover",)) for row in rows)
        else:
            words[who][year] |= plain_word(rows[0])
    histories = {}
    for person in people:
        who, coverage_year = person["person_id"], person["year"]
        if any(year < coverage_year for year in bad_from[who]):
            continue
        years = {year: word or RECORDED for year, word in words[who].items() if year < coverage_year}
        span = range(min(years), max(years) + 1) if years else ()
        histories[who, coverage_year] = [years.get(year, 0) for year in span]
    return histories, listed


cover_rows = st.builds(
    cover_row,
    person=st.sampled_from(["p1", "p2", "p3", "p4", None]),
    year=st.sampled_from([1879, 1999, *range(2018, 2027), *range(2018, 2027), None]),
    scheme=st.sampled_from([*["resident", "employee", "other"] * 6, "nobody", None]),
    months=st.sampled_from([*range(13), 13, -1, None]),
    paid_in_window=st.sampled_from([None, False, False, True]),
    reimbursed=st.sampled_from([None, False, True]),
    bonus_used=st.sampled_from([None, "none", "none", "none", "zero_claim", "any", "some"]),
)
person_rows = st.builds(
    person_row,
    person=st.sampled_from(["p1", "p2", "p3"]),
    year=st.integers(2020, 2026),
    born=st.just(date(2000, 1, 1)),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cover=st.lists(cover_rows, max_size=12),
    people=st.lists(person_rows, max_size=6, unique_by=lambda row: (row["person_id"], row["year"])),
)
def test_packing_equals_packing_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, cover: list[Row], people: list[Row]
) -> None:
    office = Office(tmp_path_factory.mktemp("office"))
    summary = office.pack(cover, people, threads=1)
    histories, listed = plainly(cover, people)
    rows = office.rows()
    assert {(row["person_id"], row["year"]): row["history"] for row in rows} == histories
    assert [(row["person_id"], row["year"]) for row in rows] == sorted(histories)
    assert all((row["history_ends"] is None) == (row["history"] == []) for row in rows)
    found = [(*list(row.values())[:-1], tuple(sorted(row["reasons"]))) for row in office.rejects("cover")]
    assert sorted(found, key=repr) == sorted(listed, key=repr)
    accounted = summary.used_cover_rows + summary.repeated_cover_rows + summary.unused_cover_rows
    assert accounted + summary.listed_cover_rows == summary.cover_rows == len(cover)
    assert summary.packed_people + len(office.rejects("people")) == summary.people == len(people)
