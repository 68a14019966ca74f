"""The closed vocabulary of the side commands' inputs and answers, beside that of the table of openings
(``policy/vocabulary.py``).

Each alternative stands for the number or the bit of the same place in the rules; a test holds the two lists together.
What a name is called in Chinese and English is in ``words.py``.
"""

from __future__ import annotations

from typing import Literal

EligibilityAnswer = Literal["allowed", "needs", "not_allowed", "undetermined"]
EligibilityReason = Literal[
    "by_registration",
    "by_residence",
    "by_work",
    "by_study",
    "by_birth",
    "by_parent",
    "by_document",
    "documents_missing",
    "closed_to_group",
    "no_tie",
    "text_silent",
    "frame_asks_to_relax",
    "not_in_work",
    "has_other_guarantee",
    "other_guarantee_silent",
    "one_year_at_a_time",
    "years_at_once_silent",
    "enrolled_here",
    "covered_elsewhere",
    "covered_in_other_scheme",
    "resident_cover_gives_way",
    "double_enrolment_silent",
]

RetirementStatus = Literal[
    "retiree_benefits",
    "below_retirement_age",
    "years_missing",
    "province_years_missing",
    "pension_missing",
    "place_not_named",
    "not_in_texts",
]
ClaimPlaceName = Literal["last_place", "most_years_place", "registered_place"]
MakeUpName = Literal["pay_at_once", "pay_on"]

ConversionStatus = Literal["converted", "not_joined", "outside_province", "not_in_texts"]
FractionName = Literal["floor", "proportional"]

RecordName = Literal["first", "second"]
RelationReason = Literal[
    "no_overlap",
    "student_overlap",
    "place_of_work",
    "place_of_residence",
    "place_of_study",
    "employee_prevails",
    "employee_cover_too_short",
    "neither_stands_out",
    "no_principle_known",
]

RelativeName = Literal["spouse", "parent", "child", "sibling", "grandparent", "grandchild", "other"]
UseName = Literal[
    "resident_premium",
    "own_share_in_scope",
    "own_share_out_of_scope",
    "long_term_care_premium",
    "inclusive_premium",
]
AccountAnswer = Literal["payable", "not_payable", "undetermined"]
AccountReason = Literal[
    "named_in_text",
    "not_a_close_relative",
    "use_not_named",
    "relative_not_enrolled",
    "not_at_designated_institution",
    "premium_outside_province",
    "no_balance",
    "relatives_not_named",
]
