"""Open facts: a simulated interview asks the first open fact until none is open, and then knows the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from tests.agreement.generate import random_case
from tests.sizes import of_full

from canbao.basis.days import iso
from canbao.basis.errors import BadInputError
from canbao.casework.answer import answer_of, flat
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.casework.interview import fact_effects
from canbao.casework.interview.answer_fields import reader_of
from canbao.casework.interview.fact_domains import event_days
from canbao.casework.interview.open_facts import (
    DECIDING_FIELDS,
    NEEDED,
    PREPAID,
    OpenFact,
    open_facts,
    unanswered_facts,
)
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.rules.determine import determine
from canbao.rules.facts import EMPLOYEE_COVER_ENDED
from canbao.rules.values import NOTHING

POLICIES = Policies(Library())
HUNAN, SHANXI, JINCHENG, LISHUI = PLACES = ("430000", "140000", "140500", "331100")
HIDDEN_CASES_A_PLACE = of_full(75, 5)
HIDDEN_CASES_ALL_FIELDS = 10
MOST_DETERMINATIONS = 700

Raw = dict[str, Any]


class Interview:
    """Asks the first open fact, answers it from a hidden case, until nothing is open."""

    def __init__(self, hidden: Raw, fields: tuple[str, ...] = DECIDING_FIELDS) -> None:
        self.hidden, self.fields = hidden, fields
        self.rows = {row["year"]: row for row in hidden.get("history", [])}
        given: Raw = {
            key: hidden[key] for key in ("as_of", "known_on", "history_known_from", "interpretations") if key in hidden
        }
        enrolment = {key: hidden["enrolment"].get(key) for key in ("year", "paid_on", "circumstance")}
        self.partial: Raw = {
            **given,
            "place": hidden["place"],
            "person": {"born": hidden["person"]["born"]},
            "enrolment": enrolment,
        }
        first_known = hidden.get("history_known_from", 0)
        if early := [row for row in self.rows.values() if row["year"] < first_known]:
            self.partial["history"] = early
        self.answered: set[str] = set()
        self.asked: list[str] = []

    def run(self) -> Interview:
        while open_now := open_facts(self.partial, self.answered, POLICIES, self.fields):
            assert open_now[0].path not in self.asked, "an answer that was given is asked again"
            self.asked.append(open_now[0].path)
            self.answer(open_now[0])
        return self

    def answer(self, fact: OpenFact) -> None:
        """One answer; what never happened leaves no key, only its path in ``answered``."""
        what = fact.path.split(".")
        if what[0] == "history":
            self.answer_years([part.split(".") for part in fact.parts or (fact.path,)])
        elif what[:2] == ["person", "events"]:
            for path in fact.parts or (fact.path,):
                self.answer_event(path)
        else:
            for path in fact.parts or (fact.path,):
                self.answer_key(path)

    def answer_event(self, path: str) -> None:
        kind = path.removeprefix("person.events.")
        told = [event for event in self.hidden["person"].get("events", []) if event["kind"] == kind]
        self.partial["person"].setdefault("events", []).extend(told)
        if not told:
            self.answered.add(path)

    def answer_key(self, path: str) -> None:
        hidden, partial = self.hidden, self.partial
        *steps, key = path.split(".")
        for step in steps:
            hidden, partial = hidden.get(step, {}), partial.setdefault(step, {})
        if key in hidden:
            partial[key] = hidden[key]
        else:
            self.answered.add(path)

    def answer_years(self, parts: list[list[str]]) -> None:
        """The newest years that were alike, told in one answer, with "and never before" where that is so."""
        keys = parts[0][2:]
        years = [int(part[1]) for part in parts]
        if keys:
            self.answer_rows(years, keys[0])
            return
        alike = years[: self.alike(years)]
        older = years[len(alike) :]
        rows = self.partial.setdefault("history", [])
        if self.is_resident(years[0]):
            told = {"resident": True}
            if all(self.rows[year].get("paid_in_window") for year in alike):
                told["paid_in_window"] = True
            rows.extend({"year": year, **told} for year in alike)
        else:
            rows.extend(self.rows.get(year, {"year": year}) for year in alike)
        if older and not any(year in self.rows for year in older):
            self.answered.update(f"history.{year}" for year in older)

    def answer_rows(self, years: list[int], key: str) -> None:
        first = self.rows[years[0]].get(key)
        rows = {row["year"]: row for row in self.partial["history"]}
        for year in years:
            if self.rows[year].get(key) != first:
                break
            if key in self.rows[year]:
                rows[year][key] = self.rows[year][key]
            else:
                self.answered.add(f"history.{year}.{key}")

    def is_resident(self, year: int) -> bool:
        return bool(self.rows.get(year, {}).get("resident"))

    def alike(self, years: list[int]) -> int:
        """How many of the first years were covered alike: as residents, or with the same row otherwise."""

        def cover(year: int) -> Any:
            return self.is_resident(year) or {**self.rows.get(year, {}), "year": None}

        return next((at for at, year in enumerate(years) if cover(year) != cover(years[0])), len(years))


def answer(case: Raw, fields: Sequence[str] = DECIDING_FIELDS) -> Raw:
    """The fields looked at of the answer of a case, or of a partial one with the rest as its defaults."""
    shown = flat(decide(Case.model_validate({"case": 1, **case}), POLICIES).answer)
    return {name: shown[name] for name in fields}


def accepted_cases(place: str, count: int) -> Iterator[Raw]:
    """Random full cases that hit boundaries hard, but for those that contradict themselves."""
    chance = Random(int(place))
    while count:
        hidden = random_case(chance, place)
        with suppress(BadInputError):
            answer(hidden)
            count -= 1
            yield hidden


def paid(first: int, until: int, **more: Any) -> list[Raw]:
    """Years paid in the window."""
    return [{"year": year, "resident": True, "paid_in_window": True, **more} for year in range(first, until)]


def employed(first: int, until: int) -> list[Raw]:
    """Years of employee cover."""
    return [{"year": year, "employee_months": 12} for year in range(first, until)]


def person(place: str, year: int, paid_on: str | None, history: Sequence[Raw] = (), **more: Any) -> Raw:
    """A full case, of somebody born in 1980 unless said otherwise."""
    who = {"born": more.pop("born", "1980-05-01"), "aid": more.pop("aid", []), "events": more.pop("events", [])}
    enrolment = {"year": year, "paid_on": paid_on}
    return {"place": place, "person": who, "history": list(history), "enrolment": enrolment, **more}


def event(kind: str, on: str) -> list[Raw]:
    """One event."""
    return [{"kind": kind, "on": on}]


ALLOWANCE = [{"category": "minimum_living_allowance", "from": "2020-01-01"}]

INTERVIEWS = {
    "always paid": (5, person(HUNAN, 2026, "2025-11-01", paid(2009, 2026))),
    "always paid, reimbursed last year": (
        5,
        person(HUNAN, 2026, "2025-11-01", [*paid(2009, 2025), *paid(2025, 2026, reimbursed=True)]),
    ),
    "always paid, the first year of the measures": (4, person(HUNAN, 2025, "2024-11-01", paid(2009, 2025))),
    "always paid, three zero-claim years behind": (6, person(HUNAN, 2028, "2027-11-01", paid(2009, 2028))),
    "always paid, aided": (5, person(HUNAN, 2026, "2025-11-01", paid(2009, 2026), aid=ALLOWANCE)),
    "always paid, a child": (5, person(HUNAN, 2026, "2025-11-01", paid(2015, 2026), born="2015-05-01")),
    "always paid, a new student": (
        5,
        person(HUNAN, 2026, "2025-09-10", paid(2009, 2026), events=event("student_registered", "2025-09-03")),
    ),
    "always paid, late this year": (3, person(HUNAN, 2026, "2026-03-01", paid(2009, 2026))),
    "two years missed, late": (5, person(HUNAN, 2026, "2026-03-01", paid(2009, 2024))),
    "two years missed, in the window": (6, person(HUNAN, 2026, "2025-11-01", paid(2009, 2024))),
    "five years missed after a job": (
        6,
        person(HUNAN, 2026, "2026-03-01", [*paid(2009, 2018), *employed(2018, 2021)]),
    ),
    "a job that ended in time": (
        3,
        person(
            HUNAN,
            2026,
            "2026-03-10",
            employed(2002, 2026),
            events=event("employee_cover_ended", "2026-02-01"),
        ),
    ),
    "never covered": (3, person(HUNAN, 2026, "2026-03-01")),
    "a newborn": (2, person(HUNAN, 2026, "2026-03-10", born="2026-02-20")),
    "a newborn of November": (4, person(HUNAN, 2026, "2025-12-10", born="2025-11-20")),
    "Shanxi, always paid": (6, person(SHANXI, 2026, "2025-11-01", paid(2009, 2026))),
    "Shanxi, two years missed": (5, person(SHANXI, 2026, "2026-03-01", paid(2009, 2024))),
    "Jincheng, a newborn": (1, person(JINCHENG, 2026, "2026-03-10", born="2026-02-20")),
    "Lishui, always paid": (5, person(LISHUI, 2026, "2025-11-01", paid(2009, 2026))),
    "Lishui, two years missed": (6, person(LISHUI, 2026, "2026-03-01", paid(2009, 2024))),
}


@pytest.mark.parametrize(("most", "hidden"), INTERVIEWS.values(), ids=INTERVIEWS)
def test_an_interview_asks_few_questions(most: int, hidden: Raw) -> None:
    """Beside place, year, payment and birth; after the last one the answer is known."""
    held = Interview(hidden).run()
    assert len(held.asked) <= most, held.asked
    assert answer(held.partial) == answer(hidden)


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_asked_does_not_matter(place: str) -> None:
    """Random cases that hit boundaries, unknown years, switches and named circumstances: the rest may be left out."""
    for hidden in accepted_cases(place, HIDDEN_CASES_A_PLACE):
        held = Interview(hidden).run()
        assert answer(held.partial) == answer(hidden), (hidden, held.asked)


@pytest.mark.parametrize("place", PLACES)
def test_every_field_may_be_looked_at(place: str) -> None:
    """All fields of the answer: the original limit is asked too."""
    every = tuple(flat(decide(Case.model_validate({"case": 1, **person(place, 2026, "2026-03-01")}), POLICIES).answer))
    for hidden in accepted_cases(place, HIDDEN_CASES_ALL_FIELDS):
        held = Interview(hidden, every).run()
        assert answer(held.partial, every) == answer(hidden, every), (hidden, held.asked)


ADULT: Raw = {
    "place": HUNAN,
    "person": {"born": "1980-05-01"},
    "enrolment": {"year": 2026, "paid_on": "2025-11-01"},
}


def paths(facts: Sequence[OpenFact]) -> list[str]:
    return [fact.path for fact in facts]


def test_what_is_needed_comes_before_anything_else() -> None:
    """Nothing can be varied without place, year, payment and birth; nor without payment, who did not prepay."""
    assert paths(open_facts({}, (), POLICIES)) == list(NEEDED)
    assert paths(open_facts({**ADULT, "person": {}}, (), POLICIES)) == ["person.born"]
    unpaid = {**ADULT, "enrolment": {"year": 2026, "paid_on": None}}
    assert paths(open_facts(unpaid, (), POLICIES)) == [PREPAID]
    prepaid = {"born": "2006-01-01", "events": event("student_prepaid_until", "2027-06-30")}
    assert "person.aid" not in paths(open_facts({**unpaid, "person": prepaid}, (), POLICIES))
    with pytest.raises(BadInputError):
        open_facts(unpaid, {PREPAID}, POLICIES)


def test_what_contradicts_itself_is_refused() -> None:
    """As ``decide`` refuses it, and unknown keys as well."""
    for wrong in ({"history": paid(2026, 2027)}, {"history": paid(1979, 1980)}, {"unheard_of": 1}, {"place": "999999"}):
        with pytest.raises(BadInputError):
            open_facts({**ADULT, **wrong}, (), POLICIES)


def test_a_run_of_years_is_one_question() -> None:
    """It comes before its years, which follow newest first."""
    facts = open_facts(ADULT, (), POLICIES)
    assert facts[0].path == "history.1980-2025"
    assert facts[0].parts == tuple(f"history.{year}" for year in range(2025, 1979, -1))
    assert facts[1].path == "history.2025"
    assert set(facts[0].fields) >= {"circumstance", "waiting.total_months", "limit.continuity_yuan"}


def test_years_before_a_break_no_longer_matter() -> None:
    """Paid from 2009 to 2025 and not in 2008: of the past only the claims of 2025 are left."""
    partial = {**ADULT, "history": paid(2009, 2026)}
    assert "history.2008" in paths(open_facts(partial, (), POLICIES))
    left = [path for path in paths(open_facts(partial, {"history.2008"}, POLICIES)) if path.startswith("history")]
    assert left == ["history.2025.reimbursed"]
    unanswered = {fact.path: fact for fact in unanswered_facts(partial, {"history.2008"}, POLICIES)}
    assert not unanswered["history.1999"].could_change


def test_a_row_without_cover_and_a_path_answered_are_the_same() -> None:
    """``{year: 2025}`` and ``history.2025`` answered: no cover."""
    by_row = open_facts({**ADULT, "history": [{"year": 2025}]}, (), POLICIES)
    assert by_row == open_facts(ADULT, {"history.2025"}, POLICIES)


def test_unknown_years_are_not_asked() -> None:
    """Who does not know the years before 2024 is asked the others only."""
    asked = paths(open_facts({**ADULT, "history_known_from": 2024}, (), POLICIES))
    years = [path for path in asked if path.startswith("history")]
    assert years == [
        "history.2024-2025",
        "history.2025",
        "history.2024",
    ]


@pytest.mark.parametrize(
    ("place", "paid_on", "kinds"),
    [
        (HUNAN, "2025-11-01", {"employee_cover_ended", "student_registered", "student_prepaid_until"}),
        (LISHUI, "2025-11-01", set()),
        (
            SHANXI,
            "2026-03-10",
            {"employee_cover_ended", "left_service", "released_from_prison", "accompanying_spouse_left"},
        ),
    ],
)
def test_events_that_nothing_depends_on_are_not_asked(place: str, paid_on: str, kinds: set[str]) -> None:
    """Only kinds that a row of the place could take on this day."""
    partial = {**ADULT, "place": place, "enrolment": {"year": 2026, "paid_on": paid_on}, "history": paid(2009, 2026)}
    found = paths(open_facts(partial, {"history"}, POLICIES))
    assert {path.removeprefix("person.events.") for path in found if path.startswith("person.events.")} == kinds


def test_days_of_an_event_lie_on_both_sides_of_every_boundary() -> None:
    """Hunan, employee cover: the day from which three months reach the payment, and 1 October, each with its eve."""
    case = Case.model_validate({"case": 1, **person(HUNAN, 2026, "2026-03-10")})
    terms = POLICIES.policy(HUNAN, 2026, case.law_day).terms
    paid_on = case.law_day.toordinal()
    none, *days = event_days(EMPLOYEE_COVER_ENDED, paid_on, terms)
    assert none == NOTHING
    shown = {iso(day) for day in days}
    assert {"2025-12-09", "2025-12-10", "2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01", "2026-03-10"} <= shown
    assert max(shown) == "2026-03-10"


def test_the_same_question_has_the_same_answer() -> None:
    """Nothing depends on a clock, on chance, or on the order in which answers came."""
    partial = {**ADULT, "history": paid(2015, 2026)}
    backwards = {**dict(reversed(partial.items())), "history": paid(2015, 2026)[::-1]}
    assert open_facts(partial, (), POLICIES) == open_facts(backwards, (), POLICIES)


def test_one_call_decides_few_completions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a call costs, whatever the machine: the determinations it makes, for the widest of partial cases."""
    decided: list[int] = []

    def counted(*given: Any) -> Any:
        decided.append(1)
        return determine(*given)

    monkeypatch.setattr(fact_effects, "determine", counted)
    for place in PLACES:
        for paid_on in ("2025-11-01", "2026-03-10"):
            decided.clear()
            open_facts({**ADULT, "place": place, "enrolment": {"year": 2026, "paid_on": paid_on}}, (), POLICIES)
            assert len(decided) <= MOST_DETERMINATIONS


def test_fields_read_as_the_answer_shows_them() -> None:
    """Two determinations read the same in a field exactly when their answers show the same."""
    seen: dict[str, dict[Any, Any]] = {}
    for hidden in (case for place in PLACES for case in accepted_cases(place, 100)):
        for d in decide(Case.model_validate({"case": 1, **hidden}), POLICIES).determinations:
            for name, shown in flat(answer_of(d)).items():
                seen.setdefault(name, {}).setdefault(reader_of(name)(d), set()).add(shown)
    for name, by_reading in seen.items():
        assert all(len(shown) == 1 for shown in by_reading.values()), name
        values = [next(iter(shown)) for shown in by_reading.values()]
        assert len(set(values)) == len(values), name
