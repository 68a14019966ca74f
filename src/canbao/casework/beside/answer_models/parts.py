"""What the answers of the side commands share. Every key is there: what has no value is null or an empty list."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from canbao.casework.answer_model import ExplanationStep, FindingTold, Part, ReceiptTold
from canbao.casework.beside.inputs import Place

Steps = tuple[ExplanationStep, ...]
MonthCount = Annotated[int, Field(ge=0, description="months")]
NoDocuments = Annotated[tuple[()], Field(description="always empty: the answer asks for no document")]


class SideAnswer(Part):
    """What every answer has: the entry it answers, what to know about it, and its receipt."""

    id: str | None
    place: Place
    as_of: date = Field(description="the day whose law applies")
    findings: tuple[FindingTold, ...]
    receipt: ReceiptTold
