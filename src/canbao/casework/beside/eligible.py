"""``canbao eligible``: who may enrol in which scheme at a place, and with which documents."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from canbao.basis.days import LAST_DAY, from_date, iso, year_start
from canbao.basis.findings import Text
from canbao.casework.beside.answers import Answer, Clauses, bit_of, cited, head, joined, named, names_of, step
from canbao.casework.beside.inputs import Day, Place, Scheme, SideInput, Strict, Tie, Yes, is_in_area
from canbao.casework.beside.words import DOCUMENT_WORDS, ELIGIBILITY_WORDS, SCHEME_WORDS, TIE_WORDS
from canbao.policy.side_terms import bits_of
from canbao.policy.vocabulary import CityClassName, DocumentName, GroupName, OriginName
from canbao.rules.eligibility import ANSWER_NAMES, NOT_ALLOWED, REASON_NAMES, Eligibility, eligibility
from canbao.rules.openings import (
    CITY_CLASS_NAMES,
    DOCUMENT_NAMES,
    GROUP_NAMES,
    ORIGIN_NAMES,
    Applicant,
    EligibilityTerms,
)
from canbao.rules.relation import SCHEME_NAMES, TIE_NAMES
from canbao.rules.values import NOTHING

Status = GroupName
Document = DocumentName
CLAUSE_KEY = {
    "has_other_guarantee": "other_guarantee_excludes",
    "other_guarantee_silent": "other_guarantee_excludes",
    "one_year_at_a_time": "student_years_at_once",
    "years_at_once_silent": "student_years_at_once",
    "enrolled_here": "double_enrolment_barred",
    "covered_elsewhere": "double_enrolment_barred",
    "covered_in_other_scheme": "double_enrolment_barred",
    "resident_cover_gives_way": "double_enrolment_barred",
    "double_enrolment_silent": "double_enrolment_barred",
}
"""The parameter behind a reason, where it is not a row of the table of openings."""

FRAME_CLAUSES = ("gb38/2.1",)
"""What the national frame itself says where no row speaks."""


class Cover(Strict):
    """Cover the person already has (gb38/3.4c, xy41/2.2)."""

    scheme: Scheme
    place: Place
    from_day: Day = Field(alias="from", description="first day covered")
    until: Day | None = Field(None, description="first day no longer covered; null: no end is known")
    at_school: Yes = Field(False, description="enrolled at the place of study (xz11/1, xz11/3d)")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until <= self.from_day:
            raise ValueError("until must be later than from")
        return self


class EligibleInput(SideInput):
    """A person asking to enrol; ``place`` is where (gb38/2.1, xz11/1, xy41/2.1-2.2, jy3/1, ls25/2.1)."""

    year: Annotated[StrictInt, Field(ge=2025, le=2100)] = Field(description="coverage year asked for")
    scheme: Scheme | None = Field(None, description="the scheme asked for; null: both are answered")
    status: Status = Field(description="what the person is; a resident is anyone not in work and not at school")
    origin: OriginName = Field("mainland", description="xy41/2.1")
    registered_place: Place | None = Field(None, description="household registration 户籍地")
    residence_place: Place | None = Field(None, description="usual residence 常住地")
    work_place: Place | None = Field(None, description="place of work 就业地")
    study_place: Place | None = Field(None, description="place of the school roll 学籍地")
    birth_place: Place | None = Field(None, description="newborns: place of birth (xy41/2.6b)")
    parent_residence_place: Place | None = Field(None, description="newborns: the parents' usual residence (jy3/4b)")
    documents: tuple[Document, ...] = Field((), description="documents at hand")
    other_guarantee: Yes = Field(False, description="another guarantee by the state (xy41/2.1, jy3/4a)")
    new_student: Yes = Field(False, description="entered university or college in the year before (xz11/3d, jy3/3)")
    years_at_once: Annotated[StrictInt, Field(ge=1, le=20)] = Field(1, description="years paid now (xz11/1)")
    city_class: CityClassName | None = Field(
        None, description="特大 very_large, 超大 mega (gb38/2.1b); null: as the pack says"
    )
    asked_from: Day | None = Field(
        None, description="first day of the cover asked for; null: as_of, but not before 1 January of the year"
    )
    covers: tuple[Cover, ...] = Field((), max_length=50, description="cover the person already has")

    @model_validator(mode="after")
    def _asked_within_year(self) -> Self:
        if self.asked_from is not None and not self.year - 1 <= self.asked_from.year <= self.year:
            raise ValueError("asked_from must lie in the coverage year or the year before")
        if self.asked_from is None and self.as_of.year > self.year:
            raise ValueError("as_of lies after the coverage year")
        return self

    @property
    def entry_year(self) -> int:
        """The year of entry whose lawful overlap counts: the one before the coverage year."""
        return self.year - 1

    @property
    def ties(self) -> list[Tie]:
        """What ties the person to ``place``, as TIE_NAMES orders it."""
        places: list[tuple[Tie, str | None]] = [
            ("registered", self.registered_place),
            ("resides", self.residence_place),
            ("works", self.work_place),
            ("studies", self.study_place),
            ("born", self.birth_place),
            ("parent_resides", self.parent_residence_place),
        ]
        return [tie for tie, code in places if is_in_area(code, self.place)]


def _applicant(case: EligibleInput, scheme: str, cover: Cover | None) -> Applicant:
    """The facts of one scheme asked for, beside one cover the person has."""
    asked = from_date(case.asked_from or case.as_of)
    if case.asked_from is None:
        asked = max(asked, year_start(case.year))
    other = (0, 0, 0, NOTHING, NOTHING)
    if cover is not None:
        until = LAST_DAY if cover.until is None else from_date(cover.until)
        school = bit_of("studies", TIE_NAMES) if cover.at_school else 0
        here = int(is_in_area(cover.place, case.place))
        other = (bit_of(cover.scheme, SCHEME_NAMES), school, here, from_date(cover.from_day), until)
    return Applicant(
        bit_of(scheme, SCHEME_NAMES),
        bit_of(case.status, GROUP_NAMES),
        bit_of(case.origin, ORIGIN_NAMES),
        bits_of(case.ties, TIE_NAMES),
        bits_of(case.documents, DOCUMENT_NAMES),
        int(case.other_guarantee),
        int(case.new_student),
        case.years_at_once,
        asked,
        year_start(case.year + 1),
        *other,
    )


def _decided(case: EligibleInput, scheme: str, terms: EligibilityTerms) -> Eligibility:
    """The answer for one scheme: the strictest over all covers; of covers that bar it, the one that ends
    last.
    """
    answers = [eligibility(_applicant(case, scheme, cover), terms) for cover in case.covers or (None,)]
    order = {"allowed": 0, "needs": 1, "undetermined": 2, "not_allowed": 3}
    return max(answers, key=lambda found: (order[ANSWER_NAMES[found.answer]], found.open_from))


def _needed(all_of: list[str], one_of: list[str]) -> Text:
    """The documents still needed, in words."""
    parts = [joined([name], DOCUMENT_WORDS) for name in all_of]
    if one_of:
        choice = joined(one_of, DOCUMENT_WORDS)
        parts.append(Text(f"下列之一（{choice.zh}）", f"one of ({choice.en})"))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _scheme_answer(case: EligibleInput, scheme: str, terms: EligibilityTerms, clauses: Clauses) -> Answer:
    """The answer for one scheme with its steps and documents."""
    found = _decided(case, scheme, terms)
    reason = REASON_NAMES[found.reason]
    all_of = names_of(found.all_of, DOCUMENT_NAMES)
    one_of = names_of(found.one_of, DOCUMENT_NAMES)
    basis = cited(clauses, CLAUSE_KEY.get(reason, f"openings.{found.opening}"))
    if reason in ("frame_asks_to_relax", "not_in_work"):
        basis = list(FRAME_CLAUSES)
    has_end = found.answer == NOT_ALLOWED and found.open_from not in (NOTHING, LAST_DAY)
    ends = Text(iso(found.open_from), iso(found.open_from)) if has_end else Text("未知", "unknown")
    ties = Text("与参保地的联系：{ties}。", "Ties to the place: {ties}.").fill(ties=joined(case.ties, TIE_WORDS))
    text = ELIGIBILITY_WORDS[reason].fill(
        scheme=SCHEME_WORDS[scheme],
        needed=_needed(all_of, one_of),
        ends=ends,
    )
    return {
        "scheme": scheme,
        "answer": ANSWER_NAMES[found.answer],
        "reason": reason,
        "open_from": iso(found.open_from) if has_end else None,
        "documents": {"all_of": named(all_of, DOCUMENT_WORDS), "one_of": named(one_of, DOCUMENT_WORDS)},
        "steps": [step("eligibility.ties", ties), step(f"eligibility.{reason}", text, basis)],
    }


def eligible(case: EligibleInput, terms: EligibilityTerms, clauses: Clauses) -> Answer:
    """Whether the person may enrol at the place, for the scheme asked or for both.

    terms: of the place on ``as_of``, with the overlap of ``case.entry_year``. clauses: what gave each
    parameter.
    """
    if case.city_class is not None:
        terms = terms._replace(city_class=bit_of(case.city_class, CITY_CLASS_NAMES))
    schemes = SCHEME_NAMES if case.scheme is None else (case.scheme,)
    return head(case) | {"answers": [_scheme_answer(case, scheme, terms, clauses) for scheme in schemes]}
