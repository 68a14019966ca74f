"""What the database says when it cannot go on, as findings that say what to do: run it again, or first free space.

Every act is one transaction or a row of them that goes on where it was, so after whatever ended one nothing is half
done, and the same command is the remedy.
"""

from __future__ import annotations

from typing import Final

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding
from canbao.database.connecting import reason

CODES: Final = {
    "08": "database_lost",
    "57P01": "database_lost",
    "57P02": "database_lost",
    "57P03": "database_lost",
    "40001": "database_busy",
    "40P01": "database_busy",
    "55P03": "database_busy",
    "53100": "database_full",
}
"""The finding for each state, or class of states, by which PostgreSQL says why it stopped."""
NO_SPACE: Final = "No space left on device"
GONE: Final = ("server closed the connection", "terminating connection", "connection to server", "no connection to")
"""What the client's library says of a server that is gone; it has no state for it."""


def refusal(about: str, error: Exception) -> Finding:
    """The finding for an error of psycopg or ADBC. about: where the database is."""
    return finding(code_of(getattr(error, "sqlstate", None) or "", str(error)), about, reason=reason(error))


def code_of(state: str, words: str) -> str:
    """The code of the finding for a state, or, where there is none, for what the library says."""
    if NO_SPACE in words:
        return "database_full"
    known = CODES.get(state) or CODES.get(state[:2])
    if known:
        return known
    return "database_lost" if any(mark in words for mark in GONE) else "database_refused"
