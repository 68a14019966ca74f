"""The names a case may use are exactly the names the rules number; written twice because a form needs literals."""

from __future__ import annotations

from typing import get_args

from canbao.casework.case import AidCategory, CircumstanceName, EventKind
from canbao.rules.circumstances import CIRCUMSTANCE_NAMES
from canbao.rules.facts import AID_CATEGORIES, ANCHOR_NAMES


def test_a_case_knows_the_names_of_the_rules_and_no_others() -> None:
    """Aid categories and circumstances in the same order; events are the anchors beside none and birth."""
    assert get_args(AidCategory) == AID_CATEGORIES
    assert get_args(CircumstanceName) == CIRCUMSTANCE_NAMES
    assert set(get_args(EventKind)) == set(ANCHOR_NAMES) - {"none", "birth"}
