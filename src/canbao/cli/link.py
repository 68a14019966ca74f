"""``canbao link``: people without a valid number who may be somebody known; the queue of doubts, settled by two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import TheProposal, Why, a_place, one_seen, own_place, reason_in, sealed, taking_effect

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.access.proposals import Proposal
    from canbao.cli.link_pages import Sides
    from canbao.registry.linking.queue import Doubt
    from canbao.sealing.seals import Seals

link_app = typer.Typer(
    name="link",
    help="没有有效号码的人员与在库人员是否同一人：比对、待核清单、核定 · "
    "People without a valid number: compared, doubts reviewed, settled",
    no_args_is_help=True,
)

Place = Annotated[str, typer.Argument(metavar="PLACE", help="地区代码 · Place code, as 430100")]
TheDoubt = Annotated[int, typer.Argument(metavar="DOUBT", help="疑似的编号，见 link queue · The number of the doubt")]
COMPARING = Text("正在比对", "comparing")


@link_app.command()
def run(context: typer.Context, place: Place, as_json: AsJson = False, lang: Lang = None) -> None:
    """比对一地没有有效号码的人员；只产生待核的疑似，从不自动合并 · Compare; only doubts come of it, never a merge."""
    from canbao.access.audit import audited
    from canbao.cli.link_pages import run_page
    from canbao.cli.waiting import waiting
    from canbao.registry.linking.run import run as compare

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        number, seals = a_place(place), sealed(context, language)
        with (
            audited(connection, "link.run", str(number), place=number, writes_itself=True),
            waiting(COMPARING, language, quiet=as_json),
        ):
            outcome = compare(connection, seals, number)
    run_page(outcome, language, as_json=as_json)


@link_app.command("queue")
def show_queue(
    context: typer.Context,
    place: Place,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="至多几条 · How many at most")] = 50,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """一地待核的疑似，最可能的在前；姓名遮盖 · The open doubts of a place, the surest first; names masked."""
    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.cli.link_pages import queue_page
    from canbao.registry.linking.queue import queue
    from canbao.registry.people.summaries import summaries

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        number = a_place(place)
        with audited(connection, "link.queue", place, place=number) as detail:
            require(connection, "registry.read", number)
            found = queue(connection, number, most)
            detail["doubts"] = len(found)
            people = [who for one in found for who in (one.person, one.other)]
            shown = summaries(connection, sealed(context, language), people)
    queue_page(found, shown, language, as_json=as_json)


@link_app.command()
def show(
    context: typer.Context,
    doubt: TheDoubt,
    unmask: Annotated[
        bool, typer.Option("--unmask", help="显示完整姓名和号码，须有理由 · Names and numbers in full, for a reason")
    ] = False,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="理由，记入审计 · The reason, kept")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """两人并排：各项内容、来源文件和行、每项权重 · Both side by side: what is said, from which row, what it weighs."""
    from canbao.cli.link_pages import doubt_page
    from canbao.registry.linking.queue import one

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        if unmask and not why.strip():
            raise BadInputError([finding("unmask_without_reason", "--why")])
        found = one(connection, doubt)
        sides = looked_at(context, connection, sealed(context, language), found, why=why.strip(), shows_all=unmask)
    doubt_page(found, sides, language, as_json=as_json)


@link_app.command()
def propose(
    context: typer.Context,
    doubt: TheDoubt,
    same: Annotated[bool, typer.Option("--same", help="同一人，合并档案 · One person: merge the files")] = False,
    different: Annotated[bool, typer.Option("--different", help="不同人 · Two people")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="CODE", help="理由代码 · The reason, a code")] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="补充说明 · In words")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议是同一人（合并）或不同人；由他人用 decide 核定 · Propose that they are one, or two; another decides.

    同一人 --same：number_given_later、number_slipped、name_changed、paper_seen、asked。
    不同人 --different：twins、parent_and_child、siblings、namesakes、paper_seen、asked。
    """
    from canbao.cli.link_pages import proposed_page
    from canbao.desk import doubts
    from canbao.registry.linking.queue import one

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        if same == different:
            raise BadInputError([finding("doubt_answer", "--same")])
        found, at = one(connection, doubt), own_place(connection)
        if same:
            number = doubts.propose_same(connection, found, at, root_of(context).today(), reason, why)
        else:
            number = doubts.propose_different(connection, found, at, reason, why)
    proposed_page(number, language, as_json=as_json)


@link_app.command()
def proposed(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """提议的内容和两人的情况，供核定 · What a proposal says, and both people, for whoever decides."""
    from canbao.cli.link_pages import proposal_page, split_page
    from canbao.registry.linking.queue import one

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        asked = settling(connection, proposal)
        if "doubt" in asked.content:
            found = one(connection, asked.content["doubt"])
            sides = looked_at(context, connection, sealed(context, language), found)
    if "doubt" in asked.content:
        proposal_page(asked, found, sides, language, as_json=as_json)
    else:
        split_page(asked, language, as_json=as_json)


@link_app.command()
def decide(
    context: typer.Context,
    proposal: TheProposal,
    approve: Annotated[
        bool, typer.Option("--approve", help="同意，即时生效 · Approve; it takes effect at once")
    ] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="不同意，须有理由 · Refuse, with a reason")] = False,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="意见 · What is said of it")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """核定他人的提议：同意即生效，不同意则疑似仍待核 · Decide another's proposal; refused, the doubt stays open."""
    from canbao.access import proposals
    from canbao.cli.link_pages import decided_page
    from canbao.desk import doubts

    language = language_of(context, lang)
    told: dict[str, Any] = {}
    with connected(context, language, as_json=as_json) as connection:
        if approve == refuse:
            raise BadInputError([finding("decision_answer", "--approve")])
        if approve:
            with taking_effect(connection, "link.decide", proposal):
                told = doubts.settle(connection, sealed(context, language), proposal, why)
        else:
            proposals.decide(connection, proposal, False, why)
    decided_page(proposal, approve, told, language, as_json=as_json)


@link_app.command()
def split(
    context: typer.Context,
    person: Annotated[
        int, typer.Argument(metavar="PERSON", help="被并入他人的在库编号 · Whose file went into another's")
    ],
    why: Why,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议拆分一次错误的合并；由他人用 decide 核定 · Propose to take a merge back; another decides."""
    from canbao.cli.link_pages import proposed_page
    from canbao.desk import doubts

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        reason = reason_in(why)
        one_seen(connection, person)
        number = doubts.propose_split(connection, person, own_place(connection), root_of(context).today(), reason)
    proposed_page(number, language, as_json=as_json)


def settling(connection: Connection[Any], number: int) -> Proposal:
    """A proposal that settles a doubt or takes a merge back. Raises BadInputError for another."""
    from canbao.access import proposals
    from canbao.desk.identities import SPLIT

    found = proposals.one(connection, number)
    if "doubt" not in found.content and found.kind != SPLIT:
        raise BadInputError([finding("unknown_proposal", str(number), proposal=number)])
    return found


def looked_at(
    context: typer.Context,
    connection: Connection[Any],
    seals: Seals,
    doubt: Doubt,
    *,
    why: str = "",
    shows_all: bool = False,
) -> Sides:
    """The two people of a doubt, each look written to the audit trail; of one that is settled, as they were known then.

    Raises BadInputError, DeniedError.
    """
    from canbao.cli.link_pages import Sides, places_named
    from canbao.cli.person_lookup import looking
    from canbao.registry.linking.queue import contradictions
    from canbao.registry.people.person_file import read
    from canbao.registry.people.summaries import place_names

    act, right = ("person.unmask", "registry.write") if shows_all else ("link.show", "registry.read")
    known = None if doubt.closed_in is None else doubt.closed_in - 1
    files = []
    for who in (doubt.person, doubt.other):
        with looking(connection, who, act, str(doubt.doubt), why=why, right=right):
            file = read(connection, seals, who, root_of(context).today(), known, shows_all)
            assert file is not None
            files.append(file)
    told = contradictions(connection, seals, doubt)
    return Sides(files[0], files[1], told, place_names(connection, places_named(files, told)), not shows_all)
