"""The form of an answer of ``canbao retirement --json``."""

from __future__ import annotations

from pydantic import Field, RootModel

from canbao.casework.answer_model import Refused, Words
from canbao.casework.beside.answer_models.parts import MonthCount, NoDocuments, SideAnswer, Steps
from canbao.casework.beside.inputs import Place
from canbao.casework.beside.names import ClaimPlaceName, MakeUpName, RetirementStatus


class WayToMakeUp(Words):
    """A way to make up missing months (补足)."""

    code: MakeUpName


class ClaimPlace(Words):
    """A kind of place at which retiree benefits may be claimed (办理地)."""

    code: ClaimPlaceName
    places: tuple[Place | None, ...] = Field(
        description="the places of this kind that the entry names; null: a household registration that it does not"
    )


class RetirementAnswer(SideAnswer):
    """Retiree benefits (退休人员医保待遇); a number of months that is null is undetermined."""

    answer: RetirementStatus
    counted_months: MonthCount | None
    missing_months: MonthCount | None
    province_missing_months: MonthCount | None
    make_up: tuple[WayToMakeUp, ...] = Field(
        description="the ways for months missing in the province, then those for missing months; one may stand twice"
    )
    claim_places: tuple[ClaimPlace, ...]
    documents: NoDocuments
    steps: Steps


class RetirementReply(RootModel[RetirementAnswer | Refused]):
    """One object of ``canbao retirement --json``: an entry answered, or refused."""
