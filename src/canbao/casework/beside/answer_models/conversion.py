"""The form of an answer of ``canbao conversion --json``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from canbao.casework.answer_model import Part, Refused
from canbao.casework.beside.answer_models.parts import MonthCount, NoDocuments, SideAnswer, Steps
from canbao.casework.beside.names import ConversionStatus, FractionName
from canbao.policy.schema import Clause

ConvertedNumber = Literal["converted_months", "left_over_months", "total_months"]


class OtherFraction(Part):
    """The other reading of a part of a whole employee year, and the numbers it would change."""

    value: FractionName
    changes: dict[ConvertedNumber, MonthCount] = Field(min_length=1)


class FractionThatMatters(Part):
    """The interpretation that could change the answer."""

    name: Literal["resident_years_fraction"]
    chosen: FractionName
    clause: Clause
    alternatives: tuple[OtherFraction, ...] = Field(min_length=1)


class ConversionAnswer(SideAnswer):
    """Resident years as employee years (缴费年限折算); a number of months that is null is undetermined."""

    answer: ConversionStatus
    converted_months: MonthCount | None
    left_over_months: MonthCount | None = Field(description="resident months that brought nothing")
    total_months: MonthCount | None = Field(description="employee months, converted ones among them")
    documents: NoDocuments
    steps: Steps
    interpretations: tuple[FractionThatMatters, ...]


class ConversionReply(RootModel[ConversionAnswer | Refused]):
    """One object of ``canbao conversion --json``: an entry answered, or refused."""
