"""The form of an answer of ``canbao family-account --json``."""

from __future__ import annotations

from pydantic import Field, RootModel

from canbao.casework.answer_model import Amount, Part, Refused
from canbao.casework.beside.answer_models.parts import NoDocuments, SideAnswer, Steps
from canbao.casework.beside.names import AccountAnswer, AccountReason, RelativeName, UseName


class PaymentAnswer(Part):
    """Whether the account may make one payment, and how much of it."""

    number: int = Field(ge=1, description="which payment of the entry, from 1")
    use: UseName
    relative: RelativeName
    answer: AccountAnswer
    reason: AccountReason
    payable_yuan: Amount | None = Field(description="null: the account pays nothing, or it is undetermined")
    steps: Steps


class FamilyAccountAnswer(SideAnswer):
    """The personal account for relatives (家庭共济): one part for each payment, in the order asked."""

    answers: tuple[PaymentAnswer, ...] = Field(min_length=1)
    balance_left_yuan: Amount
    documents: NoDocuments


class FamilyAccountReply(RootModel[FamilyAccountAnswer | Refused]):
    """One object of ``canbao family-account --json``: an entry answered, or refused."""
