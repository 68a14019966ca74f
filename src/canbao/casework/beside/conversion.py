"""``canbao conversion``: resident contribution years turned into employee contribution years."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from canbao.casework.beside.answers import Answer, Clauses, cited, head, months_text, number, step
from canbao.casework.beside.inputs import Day, Months, Place, SideInput, is_in_province
from canbao.casework.beside.words import CONVERSION_WORDS
from canbao.rules.conversion import (
    FRACTION_NAMES,
    MONTHS_PER_YEAR,
    STATUS_NAMES,
    Conversion,
    ConversionTerms,
    conversion,
)

PARAMETERS = ("resident_years_per_employee_year",)


class ConversionInput(SideInput):
    """A member of the resident scheme who joins employee insurance (jy3/2b)."""

    resident_years: Annotated[StrictInt, Field(ge=0, le=100)] = Field(
        description="years actually paid in the resident scheme; missed and repaired years are none (jy3/2b)"
    )
    employee_months: Months = Field(0, description="months paid in the employee scheme so far (jy3/2b)")
    resident_place: Place = Field(description="where the resident years were paid (jy3/2b)")
    employee_place: Place = Field(description="where employee insurance is joined (jy3/2b)")
    employee_joined_on: Day | None = Field(None, description="day of joining employee insurance; null: not yet")


def _converted(case: ConversionInput, terms: ConversionTerms) -> Conversion:
    """The rule's answer."""
    within = is_in_province(case.resident_place, case.place) and is_in_province(case.employee_place, case.place)
    joined_on = case.employee_joined_on
    has_joined = joined_on is not None and joined_on <= case.as_of
    months = case.resident_years * MONTHS_PER_YEAR
    return conversion(months, case.employee_months, int(has_joined), int(within), terms)


def _numbers(found: Conversion) -> Answer:
    """The numbers of an answer."""
    return {
        "converted_months": number(found.converted_months),
        "left_over_months": number(found.left_over_months),
        "total_months": number(found.total_months),
    }


def _interpretation(case: ConversionInput, terms: ConversionTerms, clauses: Clauses) -> list[Answer]:
    """The reading of a part of five years, where the other one gives another answer."""
    chosen = terms.resident_years_fraction
    other = 1 - chosen
    here = _numbers(_converted(case, terms))
    there = _numbers(_converted(case, terms._replace(resident_years_fraction=other)))
    changes = {key: value for key, value in there.items() if value != here[key]}
    if not changes:
        return []
    return [
        {
            "name": "resident_years_fraction",
            "chosen": FRACTION_NAMES[chosen],
            "clause": next(iter(cited(clauses, *PARAMETERS)), None),
            "alternatives": [{"value": FRACTION_NAMES[other], "changes": changes}],
        }
    ]


def conversion_answer(case: ConversionInput, terms: ConversionTerms, clauses: Clauses) -> Answer:
    """The employee contribution months after joining, converted ones added."""
    found = _converted(case, terms)
    status = STATUS_NAMES[found.status]
    text = CONVERSION_WORDS[status].fill(
        resident=months_text(case.resident_years * MONTHS_PER_YEAR),
        converted=months_text(found.converted_months),
        left=months_text(found.left_over_months),
        total=months_text(found.total_months),
    )
    return (
        head(case)
        | {"answer": status}
        | _numbers(found)
        | {
            "documents": [],
            "steps": [step(f"conversion.{status}", text, cited(clauses, *PARAMETERS))],
            "interpretations": _interpretation(case, terms, clauses),
        }
    )
