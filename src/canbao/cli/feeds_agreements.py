"""``canbao feed agreement``: the sharing agreements behind feeds."""

from __future__ import annotations

from typing import Annotated

import typer

from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.feeds_looking import OnOption
from canbao.cli.feeds_opening import KindOption

agreement_app = typer.Typer(
    name="agreement", help="共享约定（gb38/4.10b）· Sharing agreements (gb38/4.10b)", no_args_is_help=True
)

Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="数据种类，见 canbao feed list · The feed")]
Place = Annotated[str, typer.Option("--place", metavar="CODE", help="地区代码 · Place code, as 430100")]
Channel = Annotated[
    str | None, typer.Option("--channel", help="渠道；默认按数据说明 · The channel; as the feed proposes")
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="自哪天起 · The first day")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="到哪天止（不含）· The day it ends, not included")
]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", help="共享的字段，可重复；默认全部 · A field; may be repeated; default all"),
]
Clauses = Annotated[
    list[str] | None, typer.Option("--clause", help="法律依据，可重复；默认按数据说明 · A legal basis; may be repeated")
]


@agreement_app.command()
def show(
    context: typer.Context,
    kind: KindOption = None,
    place: PlaceOption = None,
    on: OnOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """已登记的约定，及其是否有效；指明种类而没有登记时，显示建议的内容 · What is recorded, and which holds.

    With a kind that has none recorded: what the feed proposes.
    """
    from canbao.cli.feeds_looking_pages import agreements_page, proposal_page
    from canbao.feeds.catalogue import feed, feeds
    from canbao.registry.feeds.agreements import agreements, proposed

    language = language_of(context, lang)
    day = root_of(context).today() if on is None else day_of(on, language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        known = None if kind is None else feed(kind)
        found = agreements(connection, day, kind=None if known is None else known.feed, place=number_of_place(place))
    if known is not None and not found and not as_json:
        proposal_page(known, proposed(known, day), language)
    else:
        agreements_page(found, feeds(), language, as_json=as_json)


@agreement_app.command()
def add(
    context: typer.Context,
    kind: Kind,
    place: Place,
    starts: From,
    ends: Until = None,
    channel: Channel = None,
    field: Fields = None,
    clause: Clauses = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """登记一项约定；以后登记的取代先前的 · Record an agreement; a later one takes the place of those before."""
    from canbao.cli.feeds_looking_pages import agreed_page
    from canbao.feeds.catalogue import feed
    from canbao.registry.feeds.agreements import Terms, proposed
    from canbao.registry.feeds.agreements import add as record
    from canbao.registry.feeds.history import named_place

    language = language_of(context, lang)
    first = day_of(starts, language, as_json=as_json, about="--from")
    last = None if ends is None else day_of(ends, language, as_json=as_json, about="--until")
    with connected(context, language, as_json=as_json) as connection:
        known, at = feed(kind), number_of_place(place) or 0
        named_place(connection, at)
        usual = proposed(known, first)
        basis = clause or usual.legal_basis
        said = usual.channel if channel is None else channel
        number = record(connection, known, at, Terms(said, first, last, field or usual.fields, basis))
    agreed_page(number, known, at, language, as_json=as_json)
