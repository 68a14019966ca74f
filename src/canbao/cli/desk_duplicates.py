"""``canbao duplicates``: records that cover the same days; what the rules say, what is decided, given back, undone."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import (
    ThePerson,
    TheProposal,
    Why,
    a_place,
    one_seen,
    own_place,
    reason_in,
    show_proposal,
    taking_effect,
)

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.casework.beside.commands import SideReply
    from canbao.desk.duplicates import DoubleCover, RecordName

EVER: Final = (date.min, date.max)
OPEN = 1

duplicates_app = typer.Typer(
    name="duplicates",
    help="重复参保：查找、按原则判断、处理、撤销 · Double cover: found, judged, resolved, undone",
    no_args_is_help=True,
)


class Record(StrEnum):
    """One of the two records of a pair."""

    FIRST = "first"
    SECOND = "second"

    @property
    def called(self) -> RecordName:
        """Its name as the desk has it."""
        return "first" if self is Record.FIRST else "second"


PairNumber = Annotated[
    int, typer.Option("--pair", metavar="N", min=1, help="第几对，见 duplicates list · Which pair of the person")
]
Choice = Annotated[
    Record | None, typer.Option("--choice", help="本人选择保留哪一条 · The record that the person chooses to keep")
]


@duplicates_app.command("list")
def list_pairs(
    context: typer.Context,
    place: Annotated[str, typer.Option("--place", metavar="CODE", help="地区代码 · Place code, as 430100")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="月份 · The month")],
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="至多几对 · How many at most")] = 200,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """一地一月内覆盖同一天的成对记录 · The pairs of records that cover a day of a month twice, of a place."""
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.basis.place_numbers import place_end
    from canbao.cli.desk_pages import pairs_page
    from canbao.cli.match_asked import month_of
    from canbao.desk.duplicates import double_cover

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        number, since = a_place(place), month_of(month)
        until = date(since.year + since.month // 12, since.month % 12 + 1, 1)
        with audited(connection, "cover.duplicates", f"{place} {month}", place=number) as detail:
            require(connection, "registry.read", number)
            found = double_cover(connection, since, until, (number, place_end(number)), most=most)
            detail["pairs"] = len(found)
            numbered = [(numbers_of(connection, one), one) for one in found]
    pairs_page(numbered, language, as_json=as_json)


@duplicates_app.command()
def judge(
    context: typer.Context,
    person: ThePerson,
    pair: PairNumber = 1,
    choice: Choice = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """按规定应保留哪一条，附条款 · Which record stays by the rules and why, with the clauses.

    退出码 · Exit status: 0 有结论 answered, 1 规定未明确 left open by the texts, 2 无法判断 cannot be judged.
    """
    from canbao.cli.desk_pages import pair_page
    from canbao.cli.output import print_json
    from canbao.cli.person_lookup import looking
    from canbao.cli.side import block_of, show

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, looking(connection, person, "cover.judge"):
        which = pair_of(connection, person, pair)
        said = judged(context, connection, which, choice)
    if as_json:
        print_json(block_of(said, language))
    else:
        pair_page(which, language)
        show("relation", said, language)
    if said.is_open:
        raise typer.Exit(OPEN)


@duplicates_app.command()
def propose(
    context: typer.Context,
    person: ThePerson,
    stays: Annotated[Record, typer.Option("--stays", help="保留哪一条 · The record that stays")],
    why: Why,
    pair: PairNumber = 1,
    choice: Choice = None,
    undertaking: Annotated[
        int | None,
        typer.Option(
            "--undertaking", metavar="N", help="承诺书的附件编号 · The number of the paper with the undertaking"
        ),
    ] = None,
    refund: Annotated[
        bool, typer.Option("--refund", help="退还被终止记录的个人缴费 · Give back the premium of the record that goes")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议保留一条、终止另一条 · Propose which record stays; the other goes.

    由他人用 canbao access approve 同意后，用 effect 生效。
    Another approves it with canbao access approve; then it takes effect with effect.
    """
    from canbao.access.proposals import one
    from canbao.cli.desk_pages import content_page, proposed_page
    from canbao.desk import correcting, duplicates

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        reason = reason_in(why)
        one_seen(connection, person)
        which = pair_of(connection, person, pair)
        if undertaking is not None and undertaking not in {
            each.attachment_id for each in correcting.papers(connection, person)
        }:
            raise BadInputError([finding("unknown_attachment", f"--undertaking {undertaking}")])
        said = judged(context, connection, which, choice)
        resolution = duplicates.Resolution(reason, stays.called, undertaking, refund)
        number = duplicates.propose(connection, which, own_place(connection), said.answer, resolution)
        made = one(connection, number)
    if not as_json:
        content_page(made, language, as_json=False)
    proposed_page(number, "duplicates", language, as_json=as_json)


@duplicates_app.command()
def proposed(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """提议的内容，供复核 · What a proposal would do, for whoever decides."""
    kinds = ("cover.resolve", "revision.undo")
    show_proposal(context, proposal, kinds, language_of(context, lang), as_json=as_json)


@duplicates_app.command()
def effect(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """已同意的处理生效 · Let an approved resolution take effect."""
    from canbao.cli.desk_pages import effected_page
    from canbao.desk import duplicates

    language = language_of(context, lang)
    with (
        connected(context, language, as_json=as_json) as connection,
        taking_effect(connection, "cover.resolve", proposal),
    ):
        told = duplicates.effect(connection, proposal)
    effected_page(proposal, told, language, as_json=as_json)


@duplicates_app.command()
def refunds(context: typer.Context, person: ThePerson, as_json: AsJson = False, lang: Lang = None) -> None:
    """应退还一人的个人缴费 · The premiums of a person that are to be given back."""
    from canbao.cli.desk_pages import refunds_page
    from canbao.cli.person_lookup import looking
    from canbao.desk import duplicates

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, looking(connection, person, "cover.refunds"):
        found = duplicates.refunds(connection, person)
    refunds_page(found, language, as_json=as_json)


@duplicates_app.command()
def verified(
    context: typer.Context,
    place: Annotated[str, typer.Option("--place", metavar="CODE", help="地区代码 · Place code, as 430100")],
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="至多几条 · How many at most")] = 200,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """已处理的重复参保经其后的月度比对核实 · What the match after them says of the resolutions of a place.

    有人仍重复参保时退出状态为 1。 · Exit status 1: somebody is covered twice all the same.
    """
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.basis.place_numbers import place_end
    from canbao.cli.desk_pages import resolved_page
    from canbao.desk.duplicates import resolved

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        number = a_place(place)
        with audited(connection, "cover.verified", place, place=number) as detail:
            require(connection, "registry.read", number)
            found = resolved(connection, (number, place_end(number)), most)
            detail["resolutions"] = len(found)
    resolved_page(found, language, as_json=as_json)
    if any(one.is_double for one in found):
        raise typer.Exit(OPEN)


@duplicates_app.command()
def undo(
    context: typer.Context,
    person: ThePerson,
    revision: Annotated[
        int, typer.Option("--revision", metavar="N", help="要撤销的修订，生效时告知 · The revision, told by effect")
    ],
    why: Why,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议撤销一次更正或处理；由他人同意后，用 effect-undo 生效 · Propose to undo a correction or resolution."""
    from canbao.cli.desk_pages import proposed_page
    from canbao.desk import duplicates

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        reason = reason_in(why)
        one_seen(connection, person)
        number = duplicates.propose_undo(connection, person, own_place(connection), revision, reason)
    proposed_page(number, "duplicates", language, as_json=as_json, verb="effect-undo")


@duplicates_app.command("effect-undo")
def effect_undo(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """已同意的撤销生效 · Let an approved undo take effect."""
    from canbao.cli.desk_pages import effected_page
    from canbao.desk import duplicates

    language = language_of(context, lang)
    with (
        connected(context, language, as_json=as_json) as connection,
        taking_effect(connection, "revision.undo", proposal),
    ):
        told = duplicates.effect_undo(connection, proposal)
    effected_page(proposal, told, language, as_json=as_json)


def pairs_of(connection: Connection[Any], person: int) -> list[DoubleCover]:
    """All pairs of records of a person that cover the same days, in the order by which they are numbered from 1."""
    from canbao.desk.duplicates import double_cover

    return double_cover(connection, *EVER, person=person)


def numbers_of(connection: Connection[Any], pair: DoubleCover) -> int:
    """The number of a pair among those of its person."""
    return pairs_of(connection, pair.person_id).index(pair) + 1


def pair_of(connection: Connection[Any], person: int, number: int) -> DoubleCover:
    """A pair of a person by its number. Raises BadInputError."""
    found = pairs_of(connection, person)
    if number > len(found):
        raise BadInputError([finding("pair_unknown", str(person), number=number, count=len(found))])
    return found[number - 1]


def judged(context: typer.Context, connection: Connection[Any], pair: DoubleCover, choice: Record | None) -> SideReply:
    """What the rules say today of a pair, by the law of where the person lives, else is registered.

    Raises BadInputError where they cannot say anything.
    """
    from canbao.desk import duplicates
    from canbao.policy.side_terms import SideLaws

    root = root_of(context)
    place = next(each for each in (pair.residence_place, pair.registered_place, 0) if each is not None)
    chosen = None if choice is None else choice.called
    said = duplicates.judged(connection, pair, SideLaws(root.policies()), root.today(), place, chosen)
    if said.is_refused:
        raise BadInputError(said.findings)
    return said
