"""``canbao retirement``: retiree benefits of the employee scheme, what is missing, and where they are
claimed.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from canbao.basis.findings import Text
from canbao.casework.beside.answers import (
    Answer,
    Clauses,
    cited,
    head,
    joined,
    months_text,
    named,
    names_of,
    number,
    step,
)
from canbao.casework.beside.inputs import Months, Place, SideInput, Strict, Yes, is_in_area, is_in_province
from canbao.casework.beside.words import CLAIM_PLACE_WORDS, MAKE_UP_WORDS, RETIREMENT_WORDS
from canbao.rules.retirement import (
    MAKE_UP_NAMES,
    PENSION_EXTENDED,
    PENSION_IN_PROVINCE,
    PENSION_NOT_GRANTED,
    PENSION_OUTSIDE_PROVINCE,
    PLACE_NAMES,
    STATUS_NAMES,
    RetirementFacts,
    RetirementTerms,
    retirement,
)
from canbao.rules.values import UNDETERMINED

PLACES_KEY = ("places_in_province", "places_outside_province", "places_extended", "")
"""The parameter that names the places, for each kind of pension."""


class Contribution(Strict):
    """Months paid in the employee scheme at one place, recognised by the office."""

    place: Place
    months: Months


class RetirementInput(SideInput):
    """A member of the employee scheme at or before retirement; ``place`` is the office asked (ls25/2.2)."""

    reached_retirement_age: Yes = Field(description="legal retirement age is reached (ls25/2.2.1)")
    contributions: tuple[Contribution, ...] = Field(max_length=100, description="months paid, one row a place")
    deemed_months: Months = Field(0, description="months recognised in the province as if paid (ls25/2.2.1)")
    last_place: Place = Field(description="place of the last employee enrolment (ls25/2.2.2, ls25/2.2.3)")
    pension_place: Place | None = Field(None, description="where the pension was granted; null: not yet")
    pension_extended: Yes = Field(False, description="pension contributions must go on (ls25/2.2.3)")
    registered_place: Place | None = Field(None, description="household registration (ls25/2.2.3)")

    @model_validator(mode="after")
    def _one_row_a_place(self) -> Self:
        places = [row.place for row in self.contributions]
        if len(set(places)) != len(places):
            raise ValueError("contributions: a place appears twice")
        if self.pension_extended and self.pension_place is not None:
            raise ValueError("pension_extended: no pension has been granted yet, so pension_place must be null")
        return self

    @property
    def most_years_places(self) -> list[str]:
        """The places of the province with most months paid."""
        rows = [row for row in self.contributions if is_in_province(row.place, self.place) and row.months > 0]
        most = max((row.months for row in rows), default=0)
        return [row.place for row in rows if row.months == most]

    @property
    def pension(self) -> int:
        """The kind of pension, a PENSION code."""
        if self.pension_extended:
            return PENSION_EXTENDED
        if self.pension_place is None:
            return PENSION_NOT_GRANTED
        inside = is_in_province(self.pension_place, self.place)
        return PENSION_IN_PROVINCE if inside else PENSION_OUTSIDE_PROVINCE

    @property
    def places_key(self) -> str:
        """The parameter that names the places of claim for this pension; empty where none was granted."""
        is_same = self.pension == PENSION_IN_PROVINCE and is_in_area(self.pension_place, self.last_place)
        return "places_same" if is_same else PLACES_KEY[self.pension]


def _facts(case: RetirementInput) -> RetirementFacts:
    """The facts of the rule."""
    registered = case.registered_place
    return RetirementFacts(
        reached_age=int(case.reached_retirement_age),
        actual_months=sum(row.months for row in case.contributions),
        deemed_months=case.deemed_months,
        province_months=sum(row.months for row in case.contributions if is_in_province(row.place, case.place)),
        pension=case.pension,
        pension_at_last_place=int(is_in_area(case.pension_place, case.last_place)),
        last_place_here=int(is_in_area(case.last_place, case.place)),
        record_at_registered_place=int(
            registered is not None
            and any(row.months > 0 and is_in_area(row.place, registered) for row in case.contributions)
        ),
    )


def retirement_answer(case: RetirementInput, terms: RetirementTerms, clauses: Clauses) -> Answer:
    """Whether retiree benefits are due, what is missing, how it is made up, and where they are claimed."""
    facts = _facts(case)
    found = retirement(facts, terms)
    status = STATUS_NAMES[found.status]
    text = RETIREMENT_WORDS[status].fill(
        missing=months_text(found.missing_months), in_province=months_text(found.province_missing_months)
    )
    counted = Text("计入年限{counted}。", "{counted} count.").fill(counted=months_text(found.counted_months))
    places = names_of(found.places, PLACE_NAMES)
    make_up = names_of(found.province_make_up, MAKE_UP_NAMES) + names_of(found.make_up, MAKE_UP_NAMES)
    codes = {
        "last_place": [case.last_place],
        "most_years_place": case.most_years_places,
        "registered_place": [case.registered_place],
    }
    steps = [
        step("retirement.counted_months", counted, cited(clauses, "required_years", "deemed_years_count")),
        step(f"retirement.{status}", text, cited(clauses, "required_years")),
    ]
    if found.make_up == UNDETERMINED:
        silent = Text("如何补足，现有文件未作规定。", "The text does not say how the missing years are made up.")
        steps.append(step("retirement.make_up", silent))
    if number(found.province_missing_months):
        short = Text("省内尚差{n}：{ways}。", "{n} missing in the province: {ways}.").fill(
            n=months_text(found.province_missing_months), ways=joined(make_up, MAKE_UP_WORDS)
        )
        basis = cited(clauses, "province_years", "province_make_up")
        steps.append(step("retirement.province_missing_months", short, basis))
    if places:
        where = Text("办理地：{places}。", "Claimed at: {places}.").fill(places=joined(places, CLAIM_PLACE_WORDS))
        steps.append(step("retirement.claim_places", where, cited(clauses, case.places_key)))
    return head(case) | {
        "answer": status,
        "counted_months": number(found.counted_months),
        "missing_months": number(found.missing_months),
        "province_missing_months": number(found.province_missing_months),
        "make_up": named(make_up, MAKE_UP_WORDS),
        "claim_places": [entry | {"places": codes[entry["code"]]} for entry in named(places, CLAIM_PLACE_WORDS)],
        "documents": [],
        "steps": steps,
    }
