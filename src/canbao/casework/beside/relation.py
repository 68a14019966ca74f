"""``canbao relation``: two enrolment records at once, and which of them stays."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from canbao.basis.days import LAST_DAY, from_date, iso
from canbao.basis.findings import Text
from canbao.casework.beside.answers import Answer, Clauses, bit_of, cited, head, named, step
from canbao.casework.beside.inputs import Day, Months, Place, Scheme, SideInput, Strict, Tie, Yes
from canbao.casework.beside.names import RecordName
from canbao.casework.beside.words import DOCUMENT_WORDS, RELATION_WORDS
from canbao.policy.side_terms import bits_of
from canbao.rules.relation import (
    FIRST,
    RECORD_NAMES,
    RELATION_REASONS,
    SCHEME_NAMES,
    TIE_NAMES,
    Record,
    RelationTerms,
    relation,
)
from canbao.rules.values import NOTHING, UNDETERMINED

CLAUSE_KEYS = {
    "student_overlap": ("overlap",),
    "employee_prevails": ("prevailing_employee_months",),
    "employee_cover_too_short": ("prevailing_employee_months",),
    "place_of_work": ("employee_place",),
    "place_of_residence": ("resident_place",),
    "place_of_study": ("student_place",),
    "neither_stands_out": ("own_choice",),
}
"""The entries of the pack behind a reason; the principles without a number are named by what they decide."""

CHOSEN = Text("本人选择保留第{n}条记录，已记录在案。", "The person chose record {n}; the choice is recorded.")
DEPARTS = Text(
    "本人选择保留第{n}条记录，与原则不同，已记录在案。",
    "The person chose record {n}, unlike the principle; the choice is recorded.",
)
UNDERTAKING = Text(
    "放弃已享受资助的参保关系，须由本人书面承诺。",
    "Giving up an aided record needs the person's written undertaking.",
)


class EnrolmentRecord(Strict):
    """One record of enrolment."""

    scheme: Scheme
    place: Place
    from_day: Day = Field(alias="from", description="first day covered")
    until: Day | None = Field(None, description="first day no longer covered; null: no end is known")
    ties: tuple[Tie, ...] = Field((), description="what ties the person to the place of the record (gb38/3.4c)")
    employee_months: Months = Field(0, description="unbroken months of employee cover up to as_of (gb38/3.4c)")
    aided: Yes = Field(False, description="the premium was aided by the state (gb38/2.2b)")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.from_day:
            raise ValueError("until must be later than from")
        if self.scheme == "resident" and self.employee_months:
            raise ValueError("employee_months belongs to a record of the employee scheme")
        return self


class RelationInput(SideInput):
    """Two records of one person (gb38/3.4c, xz11/3d, xy41/2.2, jy3/3, jy3/6, ls25/4.1)."""

    records: tuple[EnrolmentRecord, EnrolmentRecord] = Field(description="exactly two; more are taken in pairs")
    student: Yes = Field(False, description="the person is at school or university (ls25/2.1.1)")
    entry_year: Annotated[StrictInt, Field(ge=2024, le=2100)] | None = Field(
        None, description="new students: the year of entry, whose overlap is lawful (xz11/3d, jy3/3)"
    )
    choice: RecordName | None = Field(None, description="the record the person wants to keep")

    @model_validator(mode="after")
    def _new_students_are_students(self) -> Self:
        if self.entry_year is not None and not self.student:
            raise ValueError("entry_year is for students: student must be true")
        return self


def _record(row: EnrolmentRecord) -> Record:
    """A record as the rule takes it."""
    return Record(
        bit_of(row.scheme, SCHEME_NAMES),
        bits_of(row.ties, TIE_NAMES),
        from_date(row.from_day),
        LAST_DAY if row.until is None else from_date(row.until),
        row.employee_months,
        int(row.aided),
    )


def _name(record: int) -> str | None:
    """FIRST or SECOND by name, null for none."""
    return None if record in (NOTHING, UNDETERMINED) else RECORD_NAMES[record]


def relation_answer(case: RelationInput, terms: RelationTerms, clauses: Clauses) -> Answer:
    """Which of the two records stays, in principle and by choice, and whether an undertaking is needed.

    terms: of the place on ``as_of``, with the overlap of ``case.entry_year``.
    """
    choice = NOTHING if case.choice is None else RECORD_NAMES.index(case.choice)
    first, second = (_record(row) for row in case.records)
    is_new_student = int(case.entry_year is not None)
    found = relation(first, second, int(case.student), is_new_student, choice, terms)
    reason = RELATION_REASONS[found.reason]
    steps = [step(f"relation.{reason}", RELATION_WORDS[reason], cited(clauses, *CLAUSE_KEYS.get(reason, ())))]
    if found.is_duplicate and choice != NOTHING:
        words = (DEPARTS if found.departs else CHOSEN).fill(n=1 if choice == FIRST else 2)
        steps.append(step("relation.choice", words, cited(clauses, "own_choice")))
    if found.needs_undertaking == 1:
        steps.append(step("relation.undertaking", UNDERTAKING, cited(clauses, "aided_needs_undertaking")))
    needed = ["written_undertaking"] if found.needs_undertaking == 1 else []
    through = found.duplicate_until - 1
    return head(case) | {
        "answer": "duplicate" if found.is_duplicate else "no_duplicate",
        "reason": reason,
        "duplicate": {
            "from": iso(found.duplicate_from),
            "through": iso(through) if through < LAST_DAY - 1 else None,
        }
        if found.is_duplicate
        else None,
        "principle": _name(found.principle),
        "choice": case.choice,
        "stays": _name(found.stays),
        "departs_from_principle": found.departs,
        "undertaking_needed": None if found.needs_undertaking == UNDETERMINED else bool(found.needs_undertaking),
        "documents": named(needed, DOCUMENT_WORDS),
        "steps": steps,
    }
