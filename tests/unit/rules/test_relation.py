"""Two records at once: national guidance as relayed (gb38/3.4c), lawful overlaps (xz11/3d, jy3/3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.side_terms import relation_terms

from canbao.basis.days import from_date
from canbao.rules.relation import (
    EMPLOYEE_COVER_TOO_SHORT,
    EMPLOYEE_PREVAILS,
    EMPLOYEE_SCHEME,
    FIRST,
    NEITHER_STANDS_OUT,
    NO_OVERLAP,
    NO_PRINCIPLE_KNOWN,
    PLACE_OF_RESIDENCE,
    PLACE_OF_STUDY,
    PLACE_OF_WORK,
    REGISTERED,
    RESIDENT_SCHEME,
    RESIDES,
    SECOND,
    STUDENT_OVERLAP,
    STUDIES,
    WORKS,
    Record,
    relation,
)
from canbao.rules.values import NOTHING, UNDETERMINED

HUNAN = relation_terms("430000")


def day(text: str) -> int:
    """A day number."""
    return from_date(date.fromisoformat(text))


HOME = Record(RESIDENT_SCHEME, REGISTERED, day("2025-01-01"), day("2026-01-01"), 0, 0)
ELSEWHERE = HOME._replace(ties=RESIDES)
JOB = Record(EMPLOYEE_SCHEME, WORKS, day("2025-03-01"), day("2026-01-01"), 12, 0)
SCHOOL = Record(RESIDENT_SCHEME, STUDIES, day("2025-09-01"), day("2027-01-01"), 0, 0)


def test_gb38_3_4c_two_employee_records_keep_the_place_of_work() -> None:
    found = relation(JOB._replace(ties=REGISTERED), JOB, 0, 0, NOTHING, HUNAN)
    assert (found.stays, found.reason) == (SECOND, PLACE_OF_WORK)


def test_gb38_3_4c_two_resident_records_keep_the_place_of_residence() -> None:
    found = relation(HOME, ELSEWHERE, 0, 0, NOTHING, HUNAN)
    assert (found.is_duplicate, found.stays, found.reason) == (True, SECOND, PLACE_OF_RESIDENCE)


def test_gb38_3_4c_a_student_keeps_the_place_of_study() -> None:
    found = relation(ELSEWHERE, SCHOOL, 1, 0, NOTHING, HUNAN)
    assert (found.stays, found.reason) == (SECOND, PLACE_OF_STUDY)
    assert relation(HOME, ELSEWHERE, 1, 0, NOTHING, HUNAN).reason == PLACE_OF_RESIDENCE


@pytest.mark.parametrize(
    ("months", "stays", "reason"),
    [
        (11, NOTHING, EMPLOYEE_COVER_TOO_SHORT),
        (12, SECOND, EMPLOYEE_PREVAILS),
        (13, SECOND, EMPLOYEE_PREVAILS),
    ],
)
def test_gb38_3_4c_employee_cover_prevails_from_one_year_on(months: int, stays: int, reason: int) -> None:
    found = relation(HOME, JOB._replace(employee_months=months), 0, 0, NOTHING, HUNAN)
    assert (found.stays, found.reason) == (stays, reason)


def test_gb38_3_4c_where_the_principle_does_not_tell_them_apart_the_person_chooses() -> None:
    assert relation(JOB, JOB, 0, 0, NOTHING, HUNAN).reason == NEITHER_STANDS_OUT
    assert relation(JOB, JOB, 0, 0, SECOND, HUNAN).stays == SECOND


def test_gb38_3_4c_the_own_choice_prevails_and_is_marked() -> None:
    found = relation(HOME, ELSEWHERE, 0, 0, FIRST, HUNAN)
    assert (found.principle, found.stays, found.departs) == (SECOND, FIRST, True)
    assert not relation(HOME, ELSEWHERE, 0, 0, SECOND, HUNAN).departs


def test_gb38_3_4c_giving_up_an_aided_record_needs_an_undertaking() -> None:
    aided = HOME._replace(is_aided=1)
    assert relation(aided, ELSEWHERE, 0, 0, NOTHING, HUNAN).needs_undertaking == 1
    assert relation(aided, ELSEWHERE, 0, 0, FIRST, HUNAN).needs_undertaking == 0
    assert relation(aided, aided, 0, 0, NOTHING, HUNAN).needs_undertaking == UNDETERMINED


@pytest.mark.parametrize(
    ("school_until", "is_duplicate", "duplicate_from"),
    [("2025-12-31", False, NOTHING), ("2026-01-01", False, NOTHING), ("2026-01-02", True, day("2026-01-01"))],
)
def test_xz11_3d_home_and_school_may_overlap_to_the_end_of_the_year_of_entry(
    school_until: str, is_duplicate: bool, duplicate_from: int
) -> None:
    home = HOME._replace(until_day=day("2027-01-01"))
    found = relation(home, SCHOOL._replace(until_day=day(school_until)), 1, 1, NOTHING, HUNAN)
    assert (found.is_duplicate, found.duplicate_from) == (is_duplicate, duplicate_from)
    if not is_duplicate:
        assert found.reason == STUDENT_OVERLAP


@pytest.mark.parametrize(
    ("begins", "is_duplicate"), [("2025-08-31", True), ("2025-09-01", False), ("2025-09-02", False)]
)
def test_xz11_3d_home_and_school_may_overlap_from_1_september(begins: str, is_duplicate: bool) -> None:
    school = SCHOOL._replace(from_day=day(begins))
    assert relation(HOME, school, 1, 1, NOTHING, HUNAN).is_duplicate == is_duplicate


def test_jy3_3_names_no_first_day() -> None:
    school = SCHOOL._replace(from_day=day("2025-08-20"))
    assert not relation(HOME, school, 1, 1, NOTHING, relation_terms("140500")).is_duplicate


def test_only_new_students_overlap_lawfully() -> None:
    assert relation(HOME, SCHOOL, 1, 0, NOTHING, HUNAN).is_duplicate
    assert relation(HOME, ELSEWHERE, 1, 1, NOTHING, HUNAN).is_duplicate


@pytest.mark.parametrize(
    ("until", "is_duplicate"), [("2025-02-28", False), ("2025-03-01", False), ("2025-03-02", True)]
)
def test_records_that_follow_each_other_are_no_duplicate(until: str, is_duplicate: bool) -> None:
    found = relation(HOME._replace(until_day=day(until)), JOB, 0, 0, NOTHING, HUNAN)
    assert found.is_duplicate == is_duplicate
    if not is_duplicate:
        assert found.reason == NO_OVERLAP


def test_without_a_known_principle_nothing_is_determined() -> None:
    found = relation(HOME, JOB, 0, 0, NOTHING, HUNAN._replace(prevailing_employee_months=UNDETERMINED))
    assert (found.stays, found.reason) == (UNDETERMINED, NO_PRINCIPLE_KNOWN)


records = st.builds(
    Record,
    st.sampled_from([RESIDENT_SCHEME, EMPLOYEE_SCHEME]),
    st.integers(0, 15),
    st.integers(day("2025-01-01"), day("2025-06-30")),
    st.integers(day("2025-07-01"), day("2026-06-30")),
    st.integers(0, 30),
    st.integers(0, 1),
)


@given(first=records, second=records, student=st.integers(0, 1), new=st.integers(0, 1))
def test_the_order_of_the_records_does_not_matter(first: Record, second: Record, student: int, new: int) -> None:
    one = relation(first, second, student, new, NOTHING, HUNAN)
    other = relation(second, first, student, new, NOTHING, HUNAN)
    turned = {FIRST: SECOND, SECOND: FIRST}
    assert other == one._replace(
        stays=turned.get(one.stays, one.stays), principle=turned.get(one.principle, one.principle)
    )
