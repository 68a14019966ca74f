"""The employee scheme's personal account, used for close relatives (gb38/2.2d, xz11/4, xy41/3.3, jy3/1)."""

from __future__ import annotations

from typing import NamedTuple

from canbao.rules.clauses import rule
from canbao.rules.values import NOTHING, UNDETERMINED

# Relatives of the account's holder, on both sides, as bits.
SPOUSE = 1
PARENT = 2
CHILD = 4
SIBLING = 8
GRANDPARENT = 16
GRANDCHILD = 32
OTHER_RELATIVE = 64
RELATIVE_NAMES = ("spouse", "parent", "child", "sibling", "grandparent", "grandchild", "other")

# Uses, as bits. The share within the scheme's scope (自付) and what lies outside it (自费) are two uses.
RESIDENT_PREMIUM = 1
OWN_SHARE_IN_SCOPE = 2
OWN_SHARE_OUT_OF_SCOPE = 4
LONG_TERM_CARE_PREMIUM = 8
INCLUSIVE_PREMIUM = 16
USE_NAMES = (
    "resident_premium",
    "own_share_in_scope",
    "own_share_out_of_scope",
    "long_term_care_premium",
    "inclusive_premium",
)

# Answers.
PAYABLE = 0
NOT_PAYABLE = 1
NOT_SAID = 2
ANSWER_NAMES = ("payable", "not_payable", "undetermined")

# Reasons.
NAMED_IN_TEXT = 0
NOT_A_CLOSE_RELATIVE = 1
USE_NOT_NAMED = 2
RELATIVE_NOT_ENROLLED = 3
NOT_AT_DESIGNATED_INSTITUTION = 4
PREMIUM_OUTSIDE_PROVINCE = 5
NO_BALANCE = 6
RELATIVES_NOT_NAMED = 7
REASON_NAMES = (
    "named_in_text",
    "not_a_close_relative",
    "use_not_named",
    "relative_not_enrolled",
    "not_at_designated_institution",
    "premium_outside_province",
    "no_balance",
    "relatives_not_named",
)


class FamilyAccountTerms(NamedTuple):
    """For whom and for what the account may pay; sets, UNDETERMINED where the text is silent.

    premium_outside_province: 1 where it may also pay a resident premium in another province, 0 where not.
    """

    relatives: int
    uses: int
    premium_outside_province: int


class AccountUse(NamedTuple):
    """One use asked for; fen.

    relative, use: one bit each. is_enrolled: the relative has basic medical insurance.
    at_designated_institution: the cost arose at one. premium_in_province: the premium is paid in the same
    province.
    """

    relative: int
    use: int
    is_enrolled: int
    at_designated_institution: int
    premium_in_province: int
    amount_fen: int
    balance_fen: int


class AccountPayment(NamedTuple):
    """The answer, its reason, and what the account pays; fen, NOTHING where it pays nothing."""

    answer: int
    reason: int
    payable_fen: int


@rule("gb38/2.2d", "xz11/4", "jy3/1")
def unmet_by_relative(u: AccountUse, t: FamilyAccountTerms) -> int:
    """Why the account may not pay for this relative, or NAMED_IN_TEXT.

    近亲属: 配偶, 父母, 子女, 兄弟姐妹, 祖父母, 外祖父母, 孙子女, 外孙子女. Source: gb38/2.2d, xz11/4, jy3/1.
    """
    if t.relatives == UNDETERMINED:
        return RELATIVES_NOT_NAMED
    return NAMED_IN_TEXT if u.relative & t.relatives else NOT_A_CLOSE_RELATIVE


@rule("gb38/2.2d", "xz11/4", "jy3/1")
def unmet_by_cost(u: AccountUse) -> int:
    """Why the account may not pay this medical cost, or NAMED_IN_TEXT: an enrolled relative, a designated
    institution.

    已参保近亲属在定点医药机构. Source: gb38/2.2d, xz11/4, jy3/1.
    """
    if u.use & (OWN_SHARE_IN_SCOPE | OWN_SHARE_OUT_OF_SCOPE) == 0:
        return NAMED_IN_TEXT
    if not u.is_enrolled:
        return RELATIVE_NOT_ENROLLED
    return NAMED_IN_TEXT if u.at_designated_institution else NOT_AT_DESIGNATED_INSTITUTION


@rule("gb38/2.2d", "xz11/4", "xy41/3.3", "jy3/1")
def unmet_by_use(u: AccountUse, t: FamilyAccountTerms) -> int:
    """Why the text does not carry this use, or NAMED_IN_TEXT. Source: gb38/2.2d, xz11/4, xy41/3.3, jy3/1."""
    if t.uses == UNDETERMINED or u.use & t.uses == 0:
        return USE_NOT_NAMED
    is_elsewhere = u.use == RESIDENT_PREMIUM and not u.premium_in_province
    if is_elsewhere and t.premium_outside_province != 1:
        return PREMIUM_OUTSIDE_PROVINCE
    return NAMED_IN_TEXT


@rule("gb38/2.2d", "xz11/4", "xy41/3.3", "jy3/1")
def answer_to(reason: int, t: FamilyAccountTerms) -> int:
    """The answer that a reason gives: silence of the text is not determined, a condition of the text a no."""
    if reason == NAMED_IN_TEXT:
        return PAYABLE
    if reason in (USE_NOT_NAMED, RELATIVES_NOT_NAMED):
        return NOT_SAID
    if reason == PREMIUM_OUTSIDE_PROVINCE and t.premium_outside_province == UNDETERMINED:
        return NOT_SAID
    return NOT_PAYABLE


@rule("gb38/2.2d", "xz11/4", "xy41/3.3", "jy3/1")
def account_payment(u: AccountUse, t: FamilyAccountTerms) -> AccountPayment:
    """Whether the account may pay, and how much: never more than its balance.

    职工医保个人账户家庭共济. Asked in this order: the relative, the use, the cost, the balance.
    Source: gb38/2.2d, xz11/4, xy41/3.3, jy3/1.
    """
    reason = unmet_by_relative(u, t)
    if reason == NAMED_IN_TEXT:
        reason = unmet_by_use(u, t)
    if reason == NAMED_IN_TEXT:
        reason = unmet_by_cost(u)
    if reason == NAMED_IN_TEXT and u.balance_fen <= 0:
        reason = NO_BALANCE
    answer = answer_to(reason, t)
    return AccountPayment(answer, reason, min(u.amount_fen, u.balance_fen) if answer == PAYABLE else NOTHING)
