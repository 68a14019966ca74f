"""``canbao number``: another number of a person, or the first one of a newborn; proposed by one, decided by another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.findings import Language, Text
from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import (
    ThePerson,
    TheProposal,
    Why,
    of_kind,
    one_seen,
    own_place,
    reason_in,
    sealed,
    taking_effect,
)

if TYPE_CHECKING:
    from canbao.access.proposals import Proposal
    from canbao.sealing.seals import Seals

KIND = "person.number"
WOULD_HOLD = Text(
    "{person} 号自 {since} 起持 {kind} {number}；原证件 {before}。理由：{why}",
    "Person {person} holds {kind} {number} from {since} on; before {before}. Why: {why}",
)
NONE_BEFORE = Text("无，或不止一个，均保留", "none, or several, which all stay")

number_app = typer.Typer(
    name="number",
    help="证件号码变更、新生儿首个号码：提议、生效 · A changed number, a newborn's first one: proposals, effect",
    no_args_is_help=True,
)


@number_app.command()
def propose(
    context: typer.Context,
    person: ThePerson,
    number: Annotated[str, typer.Option("--number", help="新的证件号码 · The new number")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="自该日起持有 · Held from this day on")],
    why: Why,
    kind: Annotated[
        str | None, typer.Option("--kind", help="证件类型，缺省为居民身份证 · The certificate; an identity card")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议：一人自某日起持另一号码 · Propose that a person holds another number from a day on.

    由他人用 canbao access approve 同意后，用 effect 生效；原号码的历史保留。
    Another approves with canbao access approve, then effect; what was held before is kept as held until then.
    """
    from canbao.access.proposals import one
    from canbao.cli.desk_pages import proposed_page, say
    from canbao.cli.person_lookup import certificate_of
    from canbao.desk.identities import propose_number
    from canbao.sealing.seals import Seals
    from canbao.sealing.tokens import Tokens

    language = language_of(context, lang)
    day = day_of(since, language, as_json=as_json, about="--from")
    with connected(context, language, as_json=as_json) as connection:
        root = root_of(context)
        ring = root.key_ring(root.database(language))
        seals = Seals(ring)
        reason, certificate = reason_in(why), certificate_of(number, kind)
        one_seen(connection, person)
        made = propose_number(
            connection, (seals, Tokens(ring)), person, own_place(connection), certificate, day, reason
        )
        shown = block_of(one(connection, made), seals)
    if not as_json:
        say(words_of(shown), language)
    proposed_page(made, "number", language, as_json=as_json, more=shown)


@number_app.command()
def proposed(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """提议的内容，供复核；号码不全显示 · What a proposal would do, for whoever decides; numbers are masked."""
    from canbao.access import proposals
    from canbao.access.audit import audited
    from canbao.cli.desk_pages import say
    from canbao.cli.output import print_json

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = of_kind(proposals.one(connection, proposal), (KIND,))
        with audited(connection, "proposal.read", str(proposal), person_id=found.person_id, place=found.place):
            shown = block_of(found, sealed(context, language))
    if as_json:
        print_json({"proposal": proposal, "state": found.state, **shown})
    else:
        say(words_of(shown), language)


@number_app.command()
def effect(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """已同意的号码生效 · Let an approved number take effect."""
    from canbao.cli.desk_pages import effected_page
    from canbao.desk.identities import effect_number

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, taking_effect(connection, KIND, proposal):
        revision = effect_number(connection, proposal)
    effected_page(proposal, {"revision": revision}, language, as_json=as_json)


def block_of(found: Proposal, seals: Seals) -> dict[str, Any]:
    """What is proposed, in plain values; numbers masked."""
    from canbao.basis.certificates.masks import masked
    from canbao.sealing.seals import place

    def number(sealed_in_hex: str, row: int) -> str:
        opened = seals.unseal(bytes.fromhex(sealed_in_hex), place("certificate", row, "number"))
        return masked(new["kind"], opened)

    new, kept = found.content["certificate"], found.content["kept"]
    return {
        "person": found.person_id,
        "kind": new["kind"],
        "number": number(new["sealed"], new["row"]),
        "before": kept and number(kept["sealed"], kept["row"]),
        "from": found.content["from_day"],
        "why": found.content["why"],
    }


def words_of(shown: dict[str, Any]) -> Text:
    """What is proposed, in a sentence."""
    from canbao.basis.certificates.kinds import KINDS

    def told(language: Language) -> str:
        parts = {
            **shown,
            "since": shown["from"],
            "kind": getattr(KINDS[shown["kind"]].label, language),
            "before": shown["before"] or NONE_BEFORE.get(language),
        }
        return WOULD_HOLD.fill(**parts).get(language)

    return Text(told("zh"), told("en"))
