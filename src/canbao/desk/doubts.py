"""Doubts about two people, settled by maker and checker: one person, whose files are merged, or two.

What is proposed holds the digest of what was known of both, so that nobody approves of a doubt that is another by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from canbao.access.proposals import decide, one
from canbao.access.proposals import propose as proposed
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.database.queries import queries
from canbao.desk import identities
from canbao.registry.linking.queue import Doubt, compared

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

DIFFERENT: Final = "link.different"
KINDS: Final = (identities.MERGE, DIFFERENT, identities.SPLIT)
"""The kinds of proposals that settle doubts or take a merge back."""
SAME_REASONS: Final[Mapping[str, Text]] = {
    "number_given_later": Text("先无号码、后有号码", "the number was given later"),
    "number_slipped": Text("号码录入有误", "a slip in the number"),
    "name_changed": Text("改名", "the name was changed"),
    "paper_seen": Text("已核对证件或户口簿", "certificate or household register seen"),
    "asked": Text("已向本人或家属核实", "the person or the family was asked"),
}
DIFFERENT_REASONS: Final[Mapping[str, Text]] = {
    "twins": Text("双胞胎或多胞胎", "twins"),
    "parent_and_child": Text("父母与子女", "parent and child"),
    "siblings": Text("兄弟姐妹", "brothers or sisters"),
    "namesakes": Text("同名不同人", "namesakes"),
    "paper_seen": SAME_REASONS["paper_seen"],
    "asked": SAME_REASONS["asked"],
}
SQL: Final[Mapping[str, str]] = queries("canbao.desk", "doubts.sql")


def propose_same(
    connection: Connection[Any], doubt: Doubt, at_place: int, today: date, reason: str, why: str = ""
) -> int:
    """Propose that the two are one person: the other's file goes into the person's. The number of the proposal.

    reason: a key of ``SAME_REASONS``. Raises BadInputError for a doubt that is not open or another reason.
    """
    told = _told(connection, doubt, reason, SAME_REASONS)
    words = why.strip() or SAME_REASONS[reason].zh
    return identities.propose_merge(connection, doubt.person, doubt.other, at_place, today, words, told)


def propose_different(connection: Connection[Any], doubt: Doubt, at_place: int, reason: str, why: str = "") -> int:
    """Propose that the two are two people. The number of the proposal.

    reason: a key of ``DIFFERENT_REASONS``. Raises BadInputError for a doubt that is not open or another reason.
    """
    told = _told(connection, doubt, reason, DIFFERENT_REASONS)
    content = {**told, "person": doubt.person, "other": doubt.other}
    content["why"] = why.strip() or DIFFERENT_REASONS[reason].zh
    return proposed(connection, DIFFERENT, at_place, "", doubt.person, content)


def propose_split(connection: Connection[Any], person: int, at_place: int, today: date, why: str) -> int:
    """Propose that the merge by which a person's file went into another's was wrong. The number of the proposal.

    person: whose file went. Raises BadInputError for somebody whose file did not go into another's.
    """
    row = connection.execute(SQL["merged_in"], {"person": person}).fetchone()
    if row is None:
        raise BadInputError([finding("split_impossible", str(person))])
    keep, revision = row
    return identities.propose_split(connection, keep, person, at_place, revision, today, why)


def settle(connection: Connection[Any], seals: Seals, proposal: int, why: str = "") -> dict[str, Any]:
    """Approve a proposal of another's and let it take effect, both or neither; what it did.

    Raises DeniedError for one's own, BadInputError for one that settles no doubt.
    """
    kind = one(connection, proposal).kind
    if kind not in KINDS:
        raise BadInputError([finding("unknown_proposal", str(proposal), proposal=proposal)])
    decide(connection, proposal, True, why)
    if kind == identities.MERGE:
        return identities.effect_merge(connection, seals, proposal)
    if kind == identities.SPLIT:
        return identities.effect_split(connection, seals, proposal)
    row = connection.execute(SQL["effect_different"], {"proposal": proposal}).fetchone()
    assert row is not None
    return dict(row[0])


def _told(connection: Connection[Any], doubt: Doubt, reason: str, reasons: Mapping[str, Text]) -> dict[str, Any]:
    """What a proposal says of the doubt that it settles."""
    if doubt.state != "open":
        raise BadInputError([finding("doubt_changed", str(doubt.doubt))])
    if reason not in reasons:
        known = ", ".join(reasons)
        raise BadInputError([finding("doubt_reason_unknown", "--reason", value=reason, known=known)])
    return {"doubt": doubt.doubt, "reason": reason, "compared": compared(connection, doubt)}
