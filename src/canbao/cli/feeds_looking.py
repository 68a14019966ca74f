"""``canbao feed history``, ``due`` and ``conflicts``: what came, what is late, where sources disagree."""

from __future__ import annotations

from typing import Annotated

import typer

from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.feeds_opening import KindOption, month_of

OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="哪一天；默认今天 · The day; today")]
Most = Annotated[int, typer.Option("--most", min=1, max=10_000, help="最多列出 · How many at most")]
After = Annotated[int, typer.Option("--after", metavar="PERSON", help="从此人员编号之后 · After this person's number")]
Month = Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="数据月份 · The month")]


def history(
    context: typer.Context,
    place: PlaceOption = None,
    kind: KindOption = None,
    month: Month = None,
    most: Most = 50,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """导入过的文件，最近的在前 · The files that came, the newest first."""
    from canbao.cli.feeds_looking_pages import history_page
    from canbao.feeds.catalogue import feed
    from canbao.registry.feeds.history import history as came

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        which = None if kind is None else feed(kind).feed
        first = None if month is None else month_of(month).first
        found = came(connection, kind=which, place=number_of_place(place), month=first, most=most)
    history_page(found, language, as_json=as_json)


def due(
    context: typer.Context,
    place: PlaceOption = None,
    on: OnOption = None,
    kind: KindOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """各类数据到期、迟报、从未报送 · Which feeds are due, late, or never came.

    退出码 · Exit status: 0 没有迟报 none late, 1 有迟报、从未报送或待核实的 some late, never there, or held.
    """
    from canbao.access.sessions import who_am_i
    from canbao.cli.feeds_looking_pages import due_page
    from canbao.feeds.catalogue import feed, feeds
    from canbao.registry.feeds.due import expected, late_first

    language = language_of(context, lang)
    day = root_of(context).today() if on is None else day_of(on, language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        present = who_am_i(connection)
        asked = feeds().values() if kind is None else [feed(kind)]
        own = [one for one in asked if present.department in (None, one.department_code)]
        at = number_of_place(place)
        found = list(late_first(expected(connection, own, present.place if at is None else at, day)))
    due_page(found, feeds(), day, language, as_json=as_json)
    raise typer.Exit(any(one.state in ("late", "never", "held") for one in found))


def conflicts(
    context: typer.Context,
    place: PlaceOption = None,
    on: OnOption = None,
    after: After = 0,
    most: Most = 50,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """来源不一致的人员：谁怎么说，采信哪一个 · People on whom sources disagree, and which is believed.

    每页若干人，用 --after 翻页。 So many people a page; --after turns it.
    """
    from canbao.access.sessions import who_am_i
    from canbao.cli.feeds_looking_pages import conflicts_page
    from canbao.feeds.catalogue import feeds
    from canbao.registry.feeds.conflicts import conflicts as disagreeing
    from canbao.sealing.seals import Seals

    language = language_of(context, lang)
    root = root_of(context)
    day = root.today() if on is None else day_of(on, language, as_json=as_json)

    def seals() -> Seals:
        return Seals(root.key_ring(root.database(language)))

    with connected(context, language, as_json=as_json) as connection:
        at = number_of_place(place)
        where = who_am_i(connection).place if at is None else at
        found = disagreeing(connection, seals, where, day, after=after, most=most)
    conflicts_page(found, feeds(), most, language, as_json=as_json)
