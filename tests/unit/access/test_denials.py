"""What the database refuses has words for everybody."""

from __future__ import annotations

from canbao.access.denials import LACKING, STATES, names_of
from canbao.basis.finding_codes import CODES


def test_every_word_of_the_database_has_a_finding() -> None:
    assert set(LACKING.values()) <= set(CODES)


def test_every_state_of_a_proposal_has_words() -> None:
    assert set(STATES) == {"pending", "approved", "refused", "withdrawn", "effected"}


def test_roles_are_listed_in_both_languages() -> None:
    told = names_of([("经办人员", "clerk"), ("复核人员", "reviewer")])
    assert (told.zh, told.en) == ("经办人员、复核人员", "clerk, reviewer")
    assert names_of([]).en == "none"
