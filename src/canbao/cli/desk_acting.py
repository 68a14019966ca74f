"""What the commands of the desk share: acts on a person with their refusals told, proposals made and shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.cli.acting import connected, number_of_place
from canbao.cli.context import root_of

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.access.proposals import Proposal
    from canbao.basis.findings import Language
    from canbao.registry.people.found import Seen
    from canbao.sealing.seals import Seals

ThePerson = Annotated[int, typer.Argument(metavar="PERSON", help="在库编号 · The number of the person in the registry")]
TheProposal = Annotated[
    int, typer.Argument(metavar="PROPOSAL", help="提议的编号，见 canbao access proposals · The number of the proposal")
]
Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="理由，复核人和审计可见 · The reason; who decides sees it")
]


def a_place(code: str) -> int:
    """The number of a place code. Raises BadInputError for what is none."""
    found = number_of_place(code)
    assert found is not None
    return found


def reason_in(why: str) -> str:
    """A reason without spaces about it. Raises BadInputError for an empty one."""
    if not why.strip():
        raise BadInputError([finding("act_without_reason", "--why")])
    return why.strip()


def sealed(context: typer.Context, language: Language) -> Seals:
    """The seals of the database."""
    from canbao.sealing.seals import Seals

    root = root_of(context)
    return Seals(root.key_ring(root.database(language)))


def own_place(connection: Connection[Any]) -> int:
    """The place of the present session, at which it proposes. Raises BadInputError."""
    from canbao.access.sessions import who_am_i

    return who_am_i(connection).place


def one_seen(connection: Connection[Any], person: int) -> Seen:
    """A person whom the present actor may see. Raises BadInputError for nobody."""
    from canbao.registry.people.found import seen

    who = seen(connection, person)
    if who is None:
        raise BadInputError([finding("person_unknown", str(person), person=person)])
    return who


@contextmanager
def doing_to(connection: Connection[Any], act: str, person: int, about: str = "") -> Iterator[None]:
    """An act of the database on a person, which writes itself down; that it failed or was denied is written here.

    Raises BadInputError with what is refused, DeniedError.
    """
    from canbao.access.audit import audited
    from canbao.desk.refusals import refusals_told
    from canbao.registry.people.found import seen

    who = seen(connection, person)
    place = None if who is None else who.place
    with audited(connection, act, about, person_id=person, place=place, writes_itself=True):
        one_seen(connection, person)
        with refusals_told(str(person)):
            yield


@contextmanager
def taking_effect(connection: Connection[Any], act: str, proposal: int) -> Iterator[None]:
    """An approved proposal takes effect; that it did not is written down. Raises BadInputError, DeniedError."""
    from canbao.access.audit import audited
    from canbao.desk.refusals import refusals_told

    with audited(connection, act, str(proposal), writes_itself=True), refusals_told(str(proposal)):
        yield


def show_proposal(
    context: typer.Context, number: int, kinds: tuple[str, ...], language: Language, *, as_json: bool
) -> None:
    """What a proposal would do, for whoever decides; that it was looked at is written down."""
    from canbao.access import proposals
    from canbao.access.audit import audited
    from canbao.cli.desk_pages import content_page

    with connected(context, language, as_json=as_json) as connection:
        found = of_kind(proposals.one(connection, number), kinds)
        with audited(connection, "proposal.read", str(number), person_id=found.person_id, place=found.place):
            pass
    content_page(found, language, as_json=as_json)


def of_kind(found: Proposal, kinds: tuple[str, ...]) -> Proposal:
    """A proposal of one of some kinds. Raises BadInputError for one of another."""
    if found.kind not in kinds:
        raise BadInputError([finding("unknown_proposal", str(found.proposal_id), proposal=found.proposal_id)])
    return found
