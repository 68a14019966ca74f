"""The line of a segment that is kept outside the database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from canbao.access.verifying import Anchor, anchor_in
from canbao.basis.errors import BadInputError

KEPT = Anchor(1287, datetime(2026, 11, 29, 8, 30, 1, 5, UTC), bytes(range(32)))
DIGEST = "ab" * 32


def test_a_line_tells_the_anchor_that_it_was_made_of() -> None:
    assert str(KEPT).startswith("canbao-audit 1287 2026-11-29T08:30:01.000005+00:00 sha256:000102")
    assert anchor_in(str(KEPT)) == KEPT
    assert anchor_in(f"  {KEPT}\n") == KEPT


@pytest.mark.parametrize(
    "line",
    [
        "",
        "1287",
        str(KEPT)[:-1],
        str(KEPT) + "0",
        f"canbao-audit -1 2026-11-29T08:30:01+00:00 sha256:{DIGEST}",
        f"canbao-audit 1 yesterday-at-noon sha256:{DIGEST}",
        f"canbao-audit 1 2026-11-29T08:30:01+00:00 md5:{DIGEST}",
        f"canbao-audit {'9' * 30} 2026-11-29T08:30:01+00:00 sha256:{DIGEST}",
    ],
)
def test_another_line_is_refused(line: str) -> None:
    with pytest.raises(BadInputError) as caught:
        anchor_in(line)
    assert caught.value.findings[0].code == "audit_anchor_unreadable"
