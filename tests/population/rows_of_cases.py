"""Cases as rows of people, and what the interpreter answers, as rows of answers: what the kernel is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import Any

import pyarrow as pa

from canbao.casework.case import Case
from canbao.casework.decide import policy_of
from canbao.casework.facts import facts_under, word_of
from canbao.casework.unknown_years import histories
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.population.answers import answers_schema
from canbao.population.batch import PEOPLE_SCHEMA
from canbao.rules.answer import NULL, Answer, agreed, answer_numbers
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.determine import determine
from canbao.rules.facts import RECORDED, Facts
from canbao.rules.notes import CODES, UNKNOWN_YEARS, notes_of
from canbao.rules.parameters import BASES
from canbao.rules.values import UNLIMITED

FEN = 100
NAMES = tuple(answers_schema(pa.string()).names)
DAYS = ("starts_on", "ends_before", "benefit_from", "benefit_through")
Row = dict[str, Any]


def row_of(case: Case, number: int = 0) -> Row:
    """A case as a row of people."""
    enrolment, words = case.enrolment, {row.year: word_of(row) | RECORDED for row in case.history}
    first, last = min(words, default=0), max(words, default=0)
    limit = case.original_limit_yuan
    return {
        "person_id": case.id or f"case-{number}",
        "place": int(case.place),
        "born": case.person.born,
        "history": [words.get(year, 0) for year in range(first, last + 1)] if words else [],
        "history_ends": last if words else None,
        "year": enrolment.year,
        "paid_on": enrolment.paid_on,
        "history_known_from": case.history_known_from,
        "circumstance": enrolment.circumstance,
        "events": [{"kind": event.kind, "on": event.on} for event in case.person.events],
        "aid": [{"category": held.category, "from": held.from_, "until": held.until} for held in case.person.aid],
        "repair_years": enrolment.repair.years,
        "repair_paid_on": enrolment.repair.paid_on,
        "earlier_wait_until": case.earlier_wait_until,
        "original_limit_fen": None if limit is None else -1 if limit == "unlimited" else int(limit * FEN),
    }


def people_batch(rows: Iterable[Row]) -> Any:
    """Rows as a record batch."""
    return pa.RecordBatch.from_pylist(list(rows), PEOPLE_SCHEMA)


def interpreted(case: Case, policies: Policies) -> tuple[Any, ...]:
    """The answer of a case by the interpreter, as a row of answers without person, place and year."""
    policy = policy_of(case, policies, case.interpretations)
    own = facts_under(case, policy)
    return answer_of([own._replace(history=history) for history in histories(case)], policy)


def answer_of(facts: Sequence[Facts], policy: Policy) -> tuple[Any, ...]:
    """The interpreter's answer for the readings of one past, as a row of answers without person, place and year."""
    decided = [determine(one, policy.terms) for one in facts]
    answers = [answer_numbers(d) for d in decided]
    codes = reduce(
        int.__and__, (notes_of(f, d, policy.terms, policy.standing) for f, d in zip(facts, decided, strict=True))
    )
    differ = any(answer != answers[0] for answer in answers)
    return (*columns_of(reduce(agreed, answers)), codes & CODES | (UNKNOWN_YEARS if differ else 0))


def columns_of(answer: Answer) -> Iterable[Any]:
    """The numbers of an answer as the columns hold them."""
    for name, value in zip(Answer._fields, answer, strict=True):
        if value == NULL:
            yield None
        elif name == "circumstance":
            yield CIRCUMSTANCE_NAMES[value]
        elif name == "basis":
            yield BASES[value]
        elif name in DAYS:
            yield date.fromordinal(value)
        else:
            yield -1 if value == UNLIMITED else value


def answered(answers: Any) -> list[tuple[Any, ...]]:
    """A batch of answers as rows, without person, place and year."""
    return list(zip(*(column.to_pylist() for column in answers.columns[3:]), strict=True))


def first_difference(expected: Sequence[Any], given: Sequence[Any]) -> str:
    """What differs in the first row that differs; empty where all rows are equal."""
    for number, (one, other) in enumerate(zip(expected, given, strict=True)):
        if one != other:
            columns = zip(NAMES[3:], one, other, strict=True)
            return f"row {number}: " + ", ".join(f"{name} {a!r} → {b!r}" for name, a, b in columns if a != b)
    return ""
