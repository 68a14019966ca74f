"""The form of an answer of ``canbao relation --json``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, RootModel

from canbao.casework.answer_model import Part, Refused, Words
from canbao.casework.beside.answer_models.parts import SideAnswer, Steps
from canbao.casework.beside.names import RecordName, RelationReason


class UndertakingNamed(Words):
    """The document that giving up an aided record asks for (书面承诺)."""

    code: Literal["written_undertaking"]


class DaysCoveredTwice(Part):
    """The first and the last day that both records cover."""

    from_: date = Field(alias="from")
    through: date | None = Field(description="null: neither record has a known end")


class RelationAnswer(SideAnswer):
    """Which of two enrolment records stays (重复参保)."""

    answer: Literal["duplicate", "no_duplicate"]
    reason: RelationReason
    duplicate: DaysCoveredTwice | None = Field(description="null: no day is covered twice, or the overlap is lawful")
    principle: RecordName | None = Field(description="null: the person chooses, no principle is known, or no duplicate")
    choice: RecordName | None = Field(description="as asked")
    stays: RecordName | None = Field(description="null: not yet known, or no duplicate")
    departs_from_principle: bool
    undertaking_needed: bool | None = Field(description="null: open which record goes, or no text says")
    documents: tuple[UndertakingNamed, ...]
    steps: Steps


class RelationReply(RootModel[RelationAnswer | Refused]):
    """One object of ``canbao relation --json``: an entry answered, or refused."""
