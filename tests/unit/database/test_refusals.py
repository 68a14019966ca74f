"""Why a database could not go on, by its state or, where it has none, by what the library says."""

from __future__ import annotations

import pytest

from canbao.basis.finding_codes import CODES
from canbao.database.refusals import code_of


@pytest.mark.parametrize(
    ("state", "words", "code"),
    [
        ("57P01", "terminating connection due to administrator command", "database_lost"),
        ("57P02", "terminating connection because of crash of another server process", "database_lost"),
        ("08006", "connection failure", "database_lost"),
        ("", "server closed the connection unexpectedly", "database_lost"),
        ("", "connection to server on socket failed", "database_lost"),
        ("53100", "could not extend file", "database_full"),
        ("58030", "could not write: No space left on device", "database_full"),
        ("40P01", "deadlock detected", "database_busy"),
        ("55P03", "canceling statement due to lock timeout", "database_busy"),
        ("42501", "permission denied for table person", "database_refused"),
        ("", "something else", "database_refused"),
    ],
)
def test_the_finding_is_by_what_is_to_be_done(state: str, words: str, code: str) -> None:
    assert code_of(state, words) == code
    assert code in CODES
