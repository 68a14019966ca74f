"""Digests: equal content gives the same text, which anyone can compute again with a plain JSON writer."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbao.basis.digests import canonical, digest_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.integers(-(10**14), 10**14).map(lambda fen: fen / 100)
    | TEXTS
    | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXTS, inner)
)


@given(VALUES)
def test_the_standard_library_writes_the_same_text(value: Any) -> None:
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    assert canonical(value) == plain.encode()


def test_the_order_of_keys_does_not_matter() -> None:
    one = {"名": 1, "a": {"y": date(2025, 3, 10), "x": Decimal("0.10")}}
    other = {"a": {"x": "0.10", "y": "2025-03-10"}, "名": 1}
    assert digest_of(one) == digest_of(other)
    assert canonical(one) == '{"a":{"x":"0.10","y":"2025-03-10"},"名":1}'.encode()


@pytest.mark.parametrize("value", [{1: "a"}, 2**64, "\ud800"])
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)
