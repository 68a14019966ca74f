"""A correction as a file says it: read whole, or refused with everything that is wrong in it."""

from __future__ import annotations

from datetime import date

import pytest

from canbao.basis.errors import BadInputError
from canbao.basis.tree import parse_tree
from canbao.desk.correcting import Correction, Cover, Fact, Standing
from canbao.desk.correction_file import correction_in, correction_of

STANDING = [
    Standing("reported_enrolment", 390, None, date(year, 1, 1), date(year + 1, 1, 1), 1, year) for year in (2022, 2023)
]


def correction(text: str) -> Correction:
    """The correction of a person with two statements and one paper, number 7."""
    return correction_of(correction_in(parse_tree(text.encode(), "c.yaml")), 1, STANDING, [7])


def test_a_file_names_what_ends_by_number_and_says_what_is_right() -> None:
    said = correction(
        """
why: 提供了外地参保凭证
attachments: [7]
ends: [2, 2]
covers: [{scheme: resident, place: "439192", from: 2023-01-01, until: 2024-01-01, year: 2023, paid_in_window: true}]
facts: [{kind: aid, code: destitute, from: 2023-05-01}]
"""
    )
    assert (said.why, list(said.attachments), list(said.ends)) == ("提供了外地参保凭证", [7], [STANDING[1]])
    cover = Cover(390, 439192_000000, date(2023, 1, 1), date(2024, 1, 1), 2023, None, True)
    assert said.covers == [cover]
    assert said.facts == [Fact("aid", date(2023, 5, 1), None, "destitute")]


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("why: 理由\nend: [1]\n", "unknown_key", "ends"),
        ("why: 理由\ncovers: [{schem: resident}]\n", "unknown_key", "scheme"),
        ("why: 理由\nends: [3]\n", "statement_unknown", "2"),
        ("why: 理由\nends: [0]\n", "wrong_value", ""),
        ("why: 理由\nattachments: [8]\n", "unknown_attachment", ""),
        ("ends: [1]\n", "missing_key", "why"),
        ("why: 理由\ncovers: [{scheme: resident, place: '439192', from: 2024-01-01}]\n", "wrong_value", "year"),
        ("why: 理由\nfacts: [{kind: studnet, from: 2024-01-01}]\n", "wrong_value", "student"),
        ("why: 理由\nfacts: [{kind: resident_cover, from: 2024-01-01}]\n", "wrong_value", "kind"),
        ("why: 理由\nfacts: [{kind: aid, code: rich, from: 2024-01-01}]\n", "wrong_value", "destitute"),
        ("why: 理由\nfacts: [{kind: died, code: x, from: 2024-01-01}]\n", "wrong_value", "without a code"),
        ("why: 理由\nfacts: [{kind: registered_place, from: 2024-01-01}]\n", "wrong_value", "with a place"),
        ("why: 理由\nfacts: [{kind: died, from: 2024-02-01, until: 2024-02-01}]\n", "wrong_value", "until"),
        ("- 1\n", "wrong_value", ""),
    ],
)
def test_what_is_unknown_or_missing_is_refused_with_what_is_nearest(text: str, code: str, near: str) -> None:
    with pytest.raises(BadInputError) as refused:
        correction(text)
    assert code in [one.code for one in refused.value.findings]
    assert any(near in one.message.en for one in refused.value.findings)


@pytest.mark.parametrize(("until", "is_later"), [("2024-01-31", False), ("2024-02-01", False), ("2024-02-02", True)])
def test_what_ends_ends_after_it_begins(until: str, is_later: bool) -> None:
    text = f"why: 理由\nfacts: [{{kind: missing, from: 2024-02-01, until: {until}}}]\n"
    if is_later:
        assert correction(text).facts[0].valid_until == date(2024, 2, 2)
    else:
        with pytest.raises(BadInputError):
            correction(text)
