"""Who may enrol where: the openings of the places' texts, and what holds beside them.

Long because each opening of each place has its own boundary days.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.side_terms import eligibility_terms

from canbao.basis.days import from_date
from canbao.rules import eligibility as e
from canbao.rules import openings as o
from canbao.rules.eligibility import ALLOWED, NEEDS, NOT_ALLOWED, NOT_DETERMINED, Eligibility, eligibility
from canbao.rules.relation import (
    BORN,
    EMPLOYEE_SCHEME,
    PARENT_RESIDES,
    REGISTERED,
    RESIDENT_SCHEME,
    RESIDES,
    STUDIES,
    WORKS,
)
from canbao.rules.values import NOTHING, UNDETERMINED

PLACES = ["000000", "430000", "140500", "331100"]
WORKERS = [o.FLEXIBLE_WORKER, o.MIGRANT_WORKER, o.NEW_FORM_WORKER]


def day(text: str) -> int:
    """A day number."""
    return from_date(date.fromisoformat(text))


SOMEONE = o.Applicant(
    scheme=RESIDENT_SCHEME,
    group=o.RESIDENT,
    origin=o.MAINLAND,
    ties=REGISTERED,
    documents=0,
    has_other_guarantee=0,
    is_new_student=0,
    years_at_once=1,
    asked_from=day("2025-01-01"),
    asked_until=day("2026-01-01"),
    other_scheme=0,
    other_ties=0,
    other_is_here=0,
    other_from=NOTHING,
    other_until=NOTHING,
)


def ask(place: str, year: int = 2025, city_class: int = o.ORDINARY_CITY, **facts: int) -> Eligibility:
    """The answer for someone with these facts."""
    terms = eligibility_terms(place, year)._replace(city_class=city_class)
    return eligibility(SOMEONE._replace(**facts), terms)


# --- registration and residence


@pytest.mark.parametrize("place", PLACES)
def test_gb38_2_1_a_registered_resident_everywhere(place: str) -> None:
    found = ask(place)
    assert (found.answer, found.reason) == (ALLOWED, e.BY_REGISTRATION)


@pytest.mark.parametrize("group", [o.RESIDENT, o.PRESCHOOLER, o.PUPIL])
def test_xz11_1_residents_pupils_and_preschoolers_where_they_live(group: int) -> None:
    assert ask("430000", group=group, ties=RESIDES).reason == e.BY_RESIDENCE


@pytest.mark.parametrize("group", [o.RESIDENT, o.PRESCHOOLER, o.PUPIL])
def test_jy3_1_the_registration_limit_is_lifted_where_one_lives(group: int) -> None:
    assert ask("140500", group=group, ties=RESIDES).answer == ALLOWED


@pytest.mark.parametrize(("documents", "answer"), [(0, NEEDS), (o.RESIDENCE_PERMIT, ALLOWED)])
def test_ls25_2_3_2d_a_residence_permit_qualifies(documents: int, answer: int) -> None:
    found = ask("331100", ties=RESIDES, documents=documents)
    assert found.answer == answer
    assert found.all_of == (0 if documents else o.RESIDENCE_PERMIT)


@pytest.mark.parametrize(
    ("city_class", "answer"),
    [(o.ORDINARY_CITY, NOT_DETERMINED), (o.VERY_LARGE_CITY, NEEDS), (o.MEGA_CITY, NEEDS)],
)
def test_gb38_2_1b_residence_permits_in_very_large_and_mega_cities(city_class: int, answer: int) -> None:
    assert ask("000000", city_class=city_class, ties=RESIDES).answer == answer
    if answer == NEEDS:
        held = ask("000000", city_class=city_class, ties=RESIDES, documents=o.RESIDENCE_PERMIT)
        assert held.answer == ALLOWED


@pytest.mark.parametrize(
    ("city_class", "answer"),
    [(o.ORDINARY_CITY, NOT_DETERMINED), (o.VERY_LARGE_CITY, ALLOWED), (o.MEGA_CITY, ALLOWED)],
)
@pytest.mark.parametrize("group", [o.PUPIL, o.PRESCHOOLER])
def test_gb38_2_1b_non_local_pupils_and_preschoolers(group: int, city_class: int, answer: int) -> None:
    assert ask("000000", city_class=city_class, group=group, ties=RESIDES).answer == answer


def test_gb38_2_1_the_frame_alone_only_asks_an_ordinary_city_to_relax() -> None:
    assert ask("000000", ties=RESIDES).reason == e.FRAME_ASKS_TO_RELAX


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_without_any_tie_is_not_admitted(place: str) -> None:
    found = ask(place, ties=0)
    assert (found.answer, found.reason) == (NOT_ALLOWED, e.NO_TIE)


# --- children


@pytest.mark.parametrize("ties", [REGISTERED, RESIDES, BORN])
@pytest.mark.parametrize("document", [o.HOUSEHOLD_REGISTER, o.BIRTH_CERTIFICATE])
def test_xy41_2_6b_a_newborn_at_the_registered_residence_or_birth_place(ties: int, document: int) -> None:
    assert ask("430000", group=o.NEWBORN, ties=ties, documents=document).answer == ALLOWED
    without = ask("430000", group=o.NEWBORN, ties=ties)
    assert (without.answer, without.one_of) == (NEEDS, o.HOUSEHOLD_REGISTER | o.BIRTH_CERTIFICATE)


def test_xy41_has_ended_the_birth_place_is_silent_from_2026() -> None:
    assert ask("430000", year=2026, group=o.NEWBORN, ties=BORN).answer == NOT_DETERMINED
    assert ask("430000", year=2026, group=o.NEWBORN, ties=RESIDES).answer == ALLOWED


@pytest.mark.parametrize("ties", [REGISTERED, PARENT_RESIDES])
def test_jy3_4b_a_newborn_at_the_registered_place_or_where_the_parents_live(ties: int) -> None:
    assert ask("140500", group=o.NEWBORN, ties=ties).answer == NEEDS
    assert ask("140500", group=o.NEWBORN, ties=ties, documents=o.BIRTH_CERTIFICATE).answer == ALLOWED


@pytest.mark.parametrize(
    ("documents", "answer", "all_of", "one_of"),
    [
        (0, NEEDS, o.BIRTH_CERTIFICATE, o.PARENT_HOUSEHOLD_REGISTER | o.PARENT_RESIDENCE_PERMIT),
        (o.BIRTH_CERTIFICATE, NEEDS, 0, o.PARENT_HOUSEHOLD_REGISTER | o.PARENT_RESIDENCE_PERMIT),
        (o.PARENT_RESIDENCE_PERMIT, NEEDS, o.BIRTH_CERTIFICATE, 0),
        (o.BIRTH_CERTIFICATE | o.PARENT_RESIDENCE_PERMIT, ALLOWED, 0, 0),
        (o.BIRTH_CERTIFICATE | o.PARENT_HOUSEHOLD_REGISTER, ALLOWED, 0, 0),
    ],
)
def test_ls25_2_1_1_a_newborn_of_non_local_parents(documents: int, answer: int, all_of: int, one_of: int) -> None:
    found = ask("331100", group=o.NEWBORN, ties=RESIDES, documents=documents)
    assert (found.answer, found.all_of, found.one_of) == (answer, all_of, one_of)


def test_ls25_2_1_1_a_locally_registered_newborn_needs_no_parent_permit() -> None:
    assert ask("331100", group=o.NEWBORN, ties=REGISTERED).answer == ALLOWED


def test_ls25_2_1_1_a_non_local_preschooler_by_a_parents_register_or_permit() -> None:
    assert ask("331100", group=o.PRESCHOOLER, ties=RESIDES).one_of == (
        o.PARENT_HOUSEHOLD_REGISTER | o.PARENT_RESIDENCE_PERMIT
    )
    held = ask("331100", group=o.PRESCHOOLER, ties=RESIDES, documents=o.PARENT_HOUSEHOLD_REGISTER)
    assert (held.answer, held.reason) == (ALLOWED, e.BY_DOCUMENT)
    assert ask("331100", group=o.PRESCHOOLER, ties=RESIDES, documents=o.RESIDENCE_PERMIT).answer == ALLOWED


@pytest.mark.parametrize("group", [o.NEWBORN, o.PRESCHOOLER, o.PUPIL])
@pytest.mark.parametrize("place", PLACES)
def test_a_child_does_not_join_the_employee_scheme(place: str, group: int) -> None:
    found = ask(place, scheme=EMPLOYEE_SCHEME, group=group)
    assert (found.answer, found.reason) == (NOT_ALLOWED, e.NOT_IN_WORK)


# --- students


@pytest.mark.parametrize("place", PLACES)
def test_students_at_the_place_of_study(place: str) -> None:
    """xz11/1, jy3/3, ls25/2.1.1; gb38/2.1 encourages it."""
    assert ask(place, group=o.STUDENT, ties=STUDIES).reason == e.BY_STUDY


def test_xz11_1_a_student_at_home_only_when_not_enrolled_at_school() -> None:
    found = ask("430000", group=o.STUDENT)
    assert (found.answer, found.all_of) == (NEEDS, o.NOT_ENROLLED_AT_SCHOOL)
    assert ask("430000", group=o.STUDENT, documents=o.NOT_ENROLLED_AT_SCHOOL).answer == ALLOWED


def test_xz11_1_a_student_covered_at_school_is_not_enrolled_at_home_as_well() -> None:
    found = ask(
        "430000",
        group=o.STUDENT,
        documents=o.NOT_ENROLLED_AT_SCHOOL,
        other_scheme=RESIDENT_SCHEME,
        other_ties=STUDIES,
        other_from=day("2025-01-01"),
        other_until=day("2026-01-01"),
    )
    assert (found.answer, found.reason, found.open_from) == (NOT_ALLOWED, e.COVERED_ELSEWHERE, day("2026-01-01"))


@pytest.mark.parametrize(
    ("asked_from", "answer"), [("2024-08-31", NOT_ALLOWED), ("2024-09-01", ALLOWED), ("2024-09-02", ALLOWED)]
)
def test_xz11_3d_a_new_student_may_be_covered_at_home_and_school_from_1_september(asked_from: str, answer: int) -> None:
    found = ask(
        "430000",
        group=o.STUDENT,
        ties=STUDIES,
        is_new_student=1,
        asked_from=day(asked_from),
        other_scheme=RESIDENT_SCHEME,
        other_ties=REGISTERED,
        other_from=day("2024-01-01"),
        other_until=day("2025-01-01"),
    )
    assert found.answer == answer


@pytest.mark.parametrize(("years", "answer"), [(1, ALLOWED), (2, NOT_ALLOWED), (4, NOT_ALLOWED)])
def test_xz11_1_students_pay_one_year_at_a_time(years: int, answer: int) -> None:
    assert ask("430000", group=o.STUDENT, ties=STUDIES, years_at_once=years).answer == answer


def test_xz11_1_speaks_of_students_and_the_resident_scheme_only() -> None:
    assert ask("430000", years_at_once=2).answer == ALLOWED
    worker = ask("430000", scheme=EMPLOYEE_SCHEME, group=o.FLEXIBLE_WORKER, years_at_once=2)
    assert worker.answer == ALLOWED


def test_elsewhere_the_texts_do_not_say_whether_students_may_prepay() -> None:
    found = ask("331100", group=o.STUDENT, ties=STUDIES, years_at_once=2)
    assert (found.answer, found.reason) == (NOT_DETERMINED, e.YEARS_AT_ONCE_SILENT)


# --- people in work


@pytest.mark.parametrize("place", PLACES)
def test_gb38_1_an_employee_joins_the_employee_scheme_with_the_unit(place: str) -> None:
    found = ask(place, scheme=EMPLOYEE_SCHEME, group=o.UNIT_EMPLOYEE, ties=WORKS)
    assert (found.answer, found.reason) == (ALLOWED, e.BY_WORK)


@pytest.mark.parametrize("year", [2025, 2026])
def test_xy41_2_1_an_employee_is_outside_the_resident_scheme_in_hunan(year: int) -> None:
    found = ask("430000", year=year, group=o.UNIT_EMPLOYEE)
    assert (found.answer, found.reason) == (NOT_ALLOWED, e.CLOSED_TO_GROUP)


@pytest.mark.parametrize("place", ["000000", "140500", "331100"])
def test_elsewhere_no_text_says_so(place: str) -> None:
    assert ask(place, group=o.UNIT_EMPLOYEE).answer == NOT_DETERMINED


@pytest.mark.parametrize("group", WORKERS)
@pytest.mark.parametrize("ties", [REGISTERED, RESIDES, WORKS])
@pytest.mark.parametrize("scheme", [RESIDENT_SCHEME, EMPLOYEE_SCHEME])
def test_xz11_1_flexible_migrant_and_new_form_workers_choose_place_and_scheme(
    scheme: int, ties: int, group: int
) -> None:
    assert ask("430000", scheme=scheme, group=group, ties=ties).answer == ALLOWED


@pytest.mark.parametrize("group", WORKERS)
def test_ls25_2_1_2_non_local_workers_after_local_employment_registration(group: int) -> None:
    without = ask("331100", scheme=EMPLOYEE_SCHEME, group=group, ties=WORKS)
    assert (without.answer, without.all_of) == (NEEDS, o.EMPLOYMENT_REGISTRATION)
    held = ask("331100", scheme=EMPLOYEE_SCHEME, group=group, ties=WORKS, documents=o.EMPLOYMENT_REGISTRATION)
    assert held.answer == ALLOWED
    assert ask("331100", scheme=EMPLOYEE_SCHEME, group=group, ties=REGISTERED | WORKS).answer == ALLOWED


def test_ls25_does_not_open_the_resident_scheme_by_work_alone() -> None:
    assert ask("331100", group=o.FLEXIBLE_WORKER, ties=WORKS).answer == NOT_DETERMINED


@pytest.mark.parametrize("group", WORKERS)
@pytest.mark.parametrize(
    ("city_class", "answer"),
    [(o.ORDINARY_CITY, NOT_DETERMINED), (o.VERY_LARGE_CITY, NOT_DETERMINED), (o.MEGA_CITY, ALLOWED)],
)
def test_gb38_2_1b_no_registration_limit_for_workers_in_mega_cities(city_class: int, answer: int, group: int) -> None:
    found = ask("000000", city_class=city_class, scheme=EMPLOYEE_SCHEME, group=group, ties=WORKS)
    assert found.answer == answer


@pytest.mark.parametrize("scheme", [RESIDENT_SCHEME, EMPLOYEE_SCHEME])
def test_jy3_1_the_limit_is_lifted_at_the_place_of_work(scheme: int) -> None:
    assert ask("140500", scheme=scheme, group=o.MIGRANT_WORKER, ties=WORKS).answer == ALLOWED


@pytest.mark.parametrize("place", PLACES)
def test_gb38_2_2c_people_drawing_unemployment_benefit_are_in_the_employee_scheme(place: str) -> None:
    assert ask(place, scheme=EMPLOYEE_SCHEME, group=o.UNEMPLOYMENT_BENEFIT).answer == ALLOWED


# --- origin, guarantees


@pytest.mark.parametrize(
    ("origin", "document"),
    [(o.HK_MACAU_TAIWAN, o.HK_MACAU_TAIWAN_PERMIT), (o.FOREIGN, o.PERMANENT_RESIDENCE_PERMIT)],
)
def test_xy41_2_1_people_not_in_work_with_a_permit(origin: int, document: int) -> None:
    without = ask("430000", origin=origin, ties=RESIDES)
    assert (without.answer, without.all_of) == (NEEDS, document)
    assert ask("430000", origin=origin, ties=RESIDES, documents=document).answer == ALLOWED
    assert ask("430000", year=2026, origin=origin, ties=RESIDES, documents=document).reason == e.TEXT_SILENT


@pytest.mark.parametrize("origin", [o.HK_MACAU_TAIWAN, o.FOREIGN])
def test_xy41_2_1_students_from_hong_kong_macau_taiwan_and_abroad(origin: int) -> None:
    assert ask("430000", origin=origin, group=o.STUDENT, ties=STUDIES).answer == ALLOWED
    assert ask("331100", origin=origin, group=o.STUDENT, ties=RESIDES).answer == NOT_DETERMINED


def test_xy41_2_1_community_correction_is_no_obstacle() -> None:
    assert ask("430000", group=o.COMMUNITY_CORRECTION).answer == ALLOWED


@pytest.mark.parametrize(
    ("place", "answer"), [("430000", NOT_ALLOWED), ("140500", NOT_DETERMINED), ("331100", NOT_DETERMINED)]
)
def test_xy41_2_1_another_state_guarantee(place: str, answer: int) -> None:
    assert ask(place, has_other_guarantee=1).answer == answer


# --- no double enrolment


@pytest.mark.parametrize(
    ("until", "answer"), [("2025-03-30", ALLOWED), ("2025-03-31", ALLOWED), ("2025-04-01", NOT_ALLOWED)]
)
def test_xy41_2_2_not_while_employee_cover_runs(until: str, answer: int) -> None:
    found = ask(
        "430000",
        asked_from=day("2025-03-31"),
        other_scheme=EMPLOYEE_SCHEME,
        other_from=day("2024-01-01"),
        other_until=day(until),
    )
    assert found.answer == answer
    if answer == NOT_ALLOWED:
        assert (found.reason, found.open_from) == (e.COVERED_IN_OTHER_SCHEME, day(until))


@pytest.mark.parametrize(("here", "reason"), [(0, e.COVERED_ELSEWHERE), (1, e.ENROLLED_HERE)])
@pytest.mark.parametrize("place", PLACES)
def test_gb38_3_4c_not_twice_in_the_same_scheme(place: str, here: int, reason: int) -> None:
    found = ask(
        place,
        other_scheme=RESIDENT_SCHEME,
        other_is_here=here,
        other_from=day("2025-01-01"),
        other_until=day("2026-01-01"),
    )
    assert (found.answer, found.reason) == (NOT_ALLOWED, reason)


def test_an_employee_is_due_whatever_resident_cover_runs_which_must_end() -> None:
    facts = {
        "scheme": EMPLOYEE_SCHEME,
        "group": o.UNIT_EMPLOYEE,
        "ties": WORKS,
        "other_scheme": RESIDENT_SCHEME,
        "other_from": day("2025-01-01"),
        "other_until": day("2026-01-01"),
    }
    found = ask("430000", **facts)
    assert (found.answer, found.all_of) == (NEEDS, o.OTHER_COVER_ENDED)
    assert ask("430000", documents=o.OTHER_COVER_ENDED, **facts).answer == ALLOWED


def test_xy41_2_2_a_flexible_worker_is_not_due_and_waits_for_the_resident_cover_to_end() -> None:
    found = ask(
        "430000",
        scheme=EMPLOYEE_SCHEME,
        group=o.FLEXIBLE_WORKER,
        other_scheme=RESIDENT_SCHEME,
        other_from=day("2025-01-01"),
        other_until=day("2026-01-01"),
    )
    assert (found.answer, found.reason) == (NOT_ALLOWED, e.COVERED_IN_OTHER_SCHEME)


def test_where_no_text_bars_double_enrolment_nothing_is_determined() -> None:
    terms = eligibility_terms("331100")._replace(double_enrolment_barred=UNDETERMINED)
    covered = SOMEONE._replace(other_scheme=RESIDENT_SCHEME, other_from=1, other_until=day("2026-01-01"))
    assert eligibility(covered, terms).reason == e.DOUBLE_ENROLMENT_SILENT
    assert eligibility(covered, terms._replace(double_enrolment_barred=0)).answer == ALLOWED


# --- properties

people = st.builds(
    SOMEONE._replace,
    scheme=st.sampled_from([RESIDENT_SCHEME, EMPLOYEE_SCHEME]),
    group=st.sampled_from([1 << k for k in range(len(o.GROUP_NAMES))]),
    origin=st.sampled_from([o.MAINLAND, o.HK_MACAU_TAIWAN, o.FOREIGN]),
    ties=st.integers(0, 63),
    documents=st.integers(0, 1023),
    has_other_guarantee=st.integers(0, 1),
    years_at_once=st.integers(1, 3),
)


@given(person=people, place=st.sampled_from(PLACES), document=st.integers(0, 9), year=st.sampled_from([2025, 2026]))
def test_one_more_document_never_hurts(person: o.Applicant, place: str, document: int, year: int) -> None:
    terms = eligibility_terms(place, year)
    before = eligibility(person, terms)
    after = eligibility(person._replace(documents=person.documents | 1 << document), terms)
    assert after.answer == before.answer or (before.answer, after.answer) == (NEEDS, ALLOWED)


@given(person=people, place=st.sampled_from(PLACES), year=st.sampled_from([2025, 2026]))
def test_bringing_the_documents_named_admits(person: o.Applicant, place: str, year: int) -> None:
    terms = eligibility_terms(place, year)
    found = eligibility(person, terms)
    if found.answer == NEEDS:
        assert found.all_of | found.one_of
        held = person.documents | found.all_of | found.one_of
        assert eligibility(person._replace(documents=held), terms).answer == ALLOWED


@given(person=people, place=st.sampled_from(PLACES))
def test_an_allowance_rests_on_a_row_of_the_texts(person: o.Applicant, place: str) -> None:
    found = eligibility(person, eligibility_terms(place))
    if found.answer in (ALLOWED, NEEDS):
        assert found.opening >= 0
