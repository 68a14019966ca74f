"""``canbao family-account``: what the employee scheme's personal account may pay for relatives."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from canbao.casework.beside.answers import Answer, Clauses, bit_of, cited, head, step, yuan, yuan_text
from canbao.casework.beside.inputs import Place, SideInput, Strict, Yes, Yuan, fen, is_in_province
from canbao.casework.beside.names import RelativeName, UseName
from canbao.casework.beside.words import ACCOUNT_WORDS, RELATIVE_WORDS, USE_WORDS
from canbao.rules.family_account import (
    ANSWER_NAMES,
    REASON_NAMES,
    RELATIVE_NAMES,
    USE_NAMES,
    AccountUse,
    FamilyAccountTerms,
    account_payment,
)
from canbao.rules.values import NOTHING

CLAUSE_KEYS = {
    "not_a_close_relative": ("relatives",),
    "relatives_not_named": (),
    "use_not_named": (),
    "premium_outside_province": ("premium_outside_province",),
    "no_balance": ("uses",),
}
"""The parameters behind a reason; the others rest on relatives and uses."""


class Use(Strict):
    """One payment asked for (gb38/2.2d, xz11/4, xy41/3.3, jy3/1)."""

    use: UseName
    relative: RelativeName = Field(description="relation to the holder, on either side of the family")
    amount_yuan: Yuan
    relative_enrolled: Yes = Field(False, description="medical costs: the relative has basic medical insurance")
    designated_institution: Yes = Field(False, description="medical costs: at a designated institution")
    premium_place: Place | None = Field(None, description="resident premium: where the relative enrols")

    @model_validator(mode="after")
    def _premium_has_a_place(self) -> Self:
        if self.use == "resident_premium" and self.premium_place is None:
            raise ValueError("premium_place is missing: where does the relative enrol?")
        return self


class FamilyAccountInput(SideInput):
    """A holder's account and the payments asked for, in this order; ``place`` is where the holder is insured."""

    balance_yuan: Yuan = Field(description="balance of the personal account")
    uses: tuple[Use, ...] = Field(min_length=1, max_length=100)


def family_account_answer(case: FamilyAccountInput, terms: FamilyAccountTerms, clauses: Clauses) -> Answer:
    """Whether the account may make each payment, and how much of it; each leaves less for the next."""
    balance = fen(case.balance_yuan)
    answers = []
    for number, use in enumerate(case.uses):
        asked = AccountUse(
            relative=bit_of(use.relative, RELATIVE_NAMES),
            use=bit_of(use.use, USE_NAMES),
            is_enrolled=int(use.relative_enrolled),
            at_designated_institution=int(use.designated_institution),
            premium_in_province=int(is_in_province(use.premium_place, case.place)),
            amount_fen=fen(use.amount_yuan),
            balance_fen=balance,
        )
        found = account_payment(asked, terms)
        if found.payable_fen != NOTHING:
            balance -= found.payable_fen
        reason = REASON_NAMES[found.reason]
        text = ACCOUNT_WORDS[reason].fill(
            relative=RELATIVE_WORDS[use.relative],
            use=USE_WORDS[use.use],
            amount=yuan_text(found.payable_fen),
        )
        basis = cited(clauses, *CLAUSE_KEYS.get(reason, ("relatives", "uses")))
        answers.append(
            {
                "number": number + 1,
                "use": use.use,
                "relative": use.relative,
                "answer": ANSWER_NAMES[found.answer],
                "reason": reason,
                "payable_yuan": yuan(found.payable_fen),
                "steps": [step(f"family_account.{reason}", text, basis)],
            }
        )
    return head(case) | {"answers": answers, "balance_left_yuan": yuan(balance), "documents": []}
