"""An interview through its own functions: told by simulated persons, changed, changed back, and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from tests.interview.persons import HUNAN, PLACES, POLICIES, Person, Raw, answer, hidden_cases, tellable
from tests.sizes import of_full

from canbao.basis.errors import BadInputError
from canbao.casework.interview.interview import Interview, begun, opened, ready_for, told
from canbao.casework.interview.open_facts import NEEDED
from canbao.casework.interview.telling import key_told

HIDDEN_CASES_A_PLACE = of_full(30, 5)
CHANGED_CASES_A_PLACE = 4
QUESTIONS_TO_WHO_ALWAYS_PAID = 5


def always_paid(**more: Any) -> Raw:
    """Somebody of Hunan who paid in the window of every year."""
    rows = [{"year": year, "resident": True, "paid_in_window": True} for year in range(2009, 2026)]
    enrolment = {"year": 2026, "paid_on": "2025-11-01"}
    return tellable({"place": HUNAN, "person": {"born": "1980-05-01"}, "history": rows, "enrolment": enrolment, **more})


def others_for(hidden: Raw) -> Iterator[tuple[str, Any]]:
    """Other answers to the questions that come first."""
    year, born = hidden["enrolment"]["year"], date.fromisoformat(hidden["person"]["born"])
    yield "place", next(place for place in PLACES if place != hidden["place"])
    yield "enrolment.year", year + 1
    yield "enrolment.paid_on", f"{year}-04-01"
    yield "person.born", born.replace(year=born.year - 1, day=1).isoformat()
    yield "person.born", date(min(born.year + 3, year - 1), 12, 31).isoformat()


def changed(interview: Interview, path: str, value: Any) -> Interview:
    """An interview with another answer to a question that takes one key."""
    return told(interview, path, key_told(ready_for(interview, path), path, value), POLICIES)


def kept_since(interview: Interview, first: int) -> Raw:
    """The case of an interview with its rows from a year on: those before another birth are not always asked again."""
    rows = [row for row in interview.case.get("history", ()) if row["year"] >= first]
    return {**interview.case, "history": rows}


@pytest.mark.parametrize("place", PLACES)
def test_who_answers_every_question_is_decided_as_if_all_were_known(place: str) -> None:
    """No question comes twice, and the case that was told decides as the hidden one does."""
    for hidden in hidden_cases(place, HIDDEN_CASES_A_PLACE):
        person = Person(hidden)
        held = person.interviewed()
        assert held.is_complete
        assert len(set(person.prompted)) == len(person.prompted), person.prompted
        assert [one.path for one in held.asked] == person.prompted
        assert answer(dict(held.case)) == answer(hidden), (hidden, person.prompted)


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_given_again_changes_nothing(place: str) -> None:
    """Any question may be opened and sent again as it was; years told in pieces are told in pieces again."""
    for hidden in hidden_cases(place, CHANGED_CASES_A_PLACE):
        person = Person(hidden)
        held = person.interviewed()
        for path in person.prompted:
            again = person.carried_on(person.says(held, path))
            assert again.case == held.case, (hidden, path)


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_changed_and_changed_back_ends_at_the_same_case(place: str) -> None:
    """Whatever rested on the other answer is gone, whatever rests on this one is asked again."""
    for hidden in hidden_cases(place, CHANGED_CASES_A_PLACE):
        person = Person(hidden)
        held = person.interviewed()
        for path, value in others_for(hidden):
            try:
                other = changed(held, path, value)
            except BadInputError:
                continue
            back = person.carried_on(person.says(other, path))
            first = date.fromisoformat(value).year if path == "person.born" else 0
            assert kept_since(back, first) == kept_since(held, first), (hidden, path, value)
            assert answer(dict(back.case)) == answer(hidden)


@pytest.mark.parametrize("place", PLACES)
def test_the_order_of_changes_does_not_matter(place: str) -> None:
    """Two changes, either first, and what is then asked answered by the same person."""
    for hidden in hidden_cases(place, CHANGED_CASES_A_PLACE):
        person = Person(hidden)
        held = person.interviewed()
        for (one, first), (other, second) in combinations(list(others_for(hidden))[:4], 2):
            try:
                there = changed(changed(held, one, first), other, second)
                back = changed(changed(held, other, second), one, first)
            except BadInputError:
                continue
            assert there.case == back.case, (hidden, one, other)
            assert {a.path for a in there.asked} - {b.path for b in back.asked} <= {
                there.current and there.current.path
            }


def test_nothing_that_was_given_is_changed() -> None:
    """Neither the interview nor the partial case that an answer is made from."""
    for hidden in hidden_cases(HUNAN, CHANGED_CASES_A_PLACE):
        person = Person(hidden)
        held = person.interviewed()
        kept, asked = deepcopy(held.case), held.asked
        for path in person.prompted:
            ready = ready_for(held, path)
            before = deepcopy(ready)
            question = held.find(path)
            assert question is not None
            reply = person.told_of(ready, question)
            assert ready == before
            after = deepcopy(reply)
            told(held, path, reply, POLICIES)
            assert reply == after
            assert (held.case, held.asked) == (kept, asked)


@pytest.mark.parametrize("place", PLACES)
def test_a_case_that_was_opened_is_the_case(place: str) -> None:
    """It is complete, decides the same, and each of its answers given again leaves it deciding the same."""
    for hidden in hidden_cases(place, CHANGED_CASES_A_PLACE):
        held = opened(hidden)
        assert held.is_complete
        assert held.current is None
        assert held.case == hidden
        assert opened(held.case) == held
        person = Person(hidden)
        for one in held.asked:
            again = person.carried_on(person.says(held, one.path))
            assert answer(dict(again.case)) == answer(hidden), (hidden, one.path)


def test_the_needed_facts_come_first() -> None:
    """Place, year, payment, birth, in that order; nothing else is asked before."""
    held, person = begun(POLICIES), Person(always_paid())
    for path in NEEDED:
        assert held.current is not None
        assert held.current.path == path
        held = person.says(held, path)


def test_who_always_paid_is_asked_five_questions_more() -> None:
    """Earlier years, claims, aid, events, and an earlier wait or repair: never more, whatever the answers hold."""
    person = Person(always_paid())
    held = person.interviewed()
    assert len(held.asked) == len(NEEDED) + QUESTIONS_TO_WHO_ALWAYS_PAID, person.prompted


def test_a_place_without_a_pack_is_refused_at_once() -> None:
    """The question of the place stays open."""
    with pytest.raises(BadInputError):
        told(begun(POLICIES), "place", key_told({}, "place", "999999"), POLICIES)


def test_a_year_before_the_measures_is_refused_at_once() -> None:
    """As soon as place and year are told."""
    held = told(begun(POLICIES), "place", key_told({}, "place", HUNAN), POLICIES)
    with pytest.raises(BadInputError):
        told(held, "enrolment.year", key_told(dict(held.case), "enrolment.year", 2019), POLICIES)
