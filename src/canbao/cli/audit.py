"""``canbao audit``: what was done by whom; seal it, and verify that it is what it was."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.output import print_findings, print_json

FAULTY = 1

audit_app = typer.Typer(
    name="audit", help="审计：查看、封存、核对 · The audit trail: see, seal, verify", no_args_is_help=True
)


@audit_app.command("list")
def list_events(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="从哪一天起 · From this day on")] = None,
    act: Annotated[
        str | None, typer.Option("--act", help="操作，如 access 或 access.assign · The act, or its first part")
    ] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="LOGIN", help="人员 · By whom")] = None,
    denied: Annotated[bool, typer.Option("--denied", help="只看被拒或失败的 · Only what was denied or failed")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="至多几条 · How many at most")] = 200,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """谁在何时做了什么，新的在前 · Who did what and when, the newest first."""
    from datetime import datetime, time

    from canbao.access import audit
    from canbao.cli.audit_pages import events_page

    language = language_of(context, lang)
    begin = None
    if since is not None:
        begin = datetime.combine(day_of(since, language, as_json=as_json, about="--since"), time()).astimezone()
    with connected(context, language, as_json=as_json) as connection:
        found = audit.listed(connection, since=begin, act=act, actor=actor, denied=denied, most=most)
    events_page(found, language, as_json=as_json)


@audit_app.command()
def seal(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """封存已完成的记录为一段；宜每分钟运行 · Close what is complete into a segment; once a minute is good."""
    from canbao.access import audit
    from canbao.cli.audit_pages import sealed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        segment = audit.seal(connection)
    if as_json:
        print_json({"segment": segment})
    else:
        sealed_page(segment, language)


@audit_app.command()
def verify(
    context: typer.Context,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            "--anchor", metavar="LINE", help="canbao audit anchor 输出的一行，可重复 · A line kept outside; repeatable"
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """逐段重算，核对有无改动、删除、插入、换序 · Verify: nothing changed, deleted, inserted or moved.

    末尾被整段删去的，只有外部留存的行能发现。 Only a line kept outside tells that the end was cut off.

    退出码 · Exit status: 0 完好 it holds, 1 有问题 it does not, 2 无法核对 cannot be verified.
    """
    from canbao.access.verifying import anchor_in
    from canbao.access.verifying import verify as verified
    from canbao.cli.audit_pages import VERIFYING, verified_block, verified_page
    from canbao.cli.database_pages import doing

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        anchors = [anchor_in(line) for line in anchor or []]
        with doing(language, quiet=as_json) as told:
            result = verified(connection, anchors, lambda done: told.say(VERIFYING.fill(segments=f"{done:,}")))
    if as_json:
        print_json(verified_block(result, language))
    else:
        verified_page(result, language)
    print_findings(result.findings, language)
    if not result.holds:
        raise typer.Exit(FAULTY)


@audit_app.command()
def anchor(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """最后一段的摘要，一行，留存在数据库之外 · The digest of the last segment, to be kept outside the database."""
    from canbao.access.verifying import anchor as last

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = last(connection)
    if as_json:
        print_json({"segment": found.segment, "sealed_at": found.sealed_at.isoformat(), "line": str(found)})
    else:
        sys.stdout.write(f"{found}\n")
