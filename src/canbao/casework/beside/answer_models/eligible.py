"""The form of an answer of ``canbao eligible --json``."""

from __future__ import annotations

from datetime import date

from pydantic import Field, RootModel

from canbao.casework.answer_model import Part, Refused, Words
from canbao.casework.beside.answer_models.parts import SideAnswer, Steps
from canbao.casework.beside.inputs import Scheme
from canbao.casework.beside.names import EligibilityAnswer, EligibilityReason
from canbao.policy.vocabulary import DocumentName


class DocumentNamed(Words):
    """A document (材料) by its code."""

    code: DocumentName


class DocumentsNeeded(Part):
    """Documents still needed: all of the first list, and one of the second unless it is empty."""

    all_of: tuple[DocumentNamed, ...]
    one_of: tuple[DocumentNamed, ...]


class SchemeAnswer(Part):
    """Whether the person may enrol in one scheme."""

    scheme: Scheme
    answer: EligibilityAnswer
    reason: EligibilityReason
    open_from: date | None = Field(
        description="not allowed because of other cover: the first day without it; null: no such cover, or no end known"
    )
    documents: DocumentsNeeded
    steps: Steps


class EligibleAnswer(SideAnswer):
    """Who may enrol (参保资格): one part for each scheme asked."""

    answers: tuple[SchemeAnswer, ...] = Field(min_length=1, max_length=2)


class EligibleReply(RootModel[EligibleAnswer | Refused]):
    """One object of ``canbao eligible --json``: an entry answered, or refused."""
