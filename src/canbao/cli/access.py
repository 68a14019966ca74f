"""``canbao access``: sign in and out, and who may do what where.

Long because it is one list of commands, each a few lines.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from canbao.cli.acting import FromStandardInput, Login, Passwords, PlaceOption, connected, number_of_place, ready
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.context import root_of
from canbao.cli.database import asked
from canbao.cli.output import print_findings, print_json

access_app = typer.Typer(
    name="access",
    help="权限：登录、人员、角色、复核 · Access: sign in, actors, roles, proposals",
    no_args_is_help=True,
)


class State(StrEnum):
    """The state of a proposal."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EFFECTED = "effected"
    ALL = "all"


Name = Annotated[str, typer.Option("--name", help="姓名 · The name")]
RoleOption = Annotated[str | None, typer.Option("--role", help="角色，见 canbao access roles · The role")]
TheRole = Annotated[str, typer.Option("--role", help="角色，见 canbao access roles · The role")]
ThePlace = Annotated[str, typer.Option("--place", metavar="CODE", help="地区代码 · Place code, as 430100")]
Department = Annotated[str | None, typer.Option("--department", help="共享部门 · The partner's department")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="提议的编号 · The number of the proposal")]


@access_app.command()
def first(
    context: typer.Context,
    login: Login,
    name: Name,
    password_stdin: FromStandardInput = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """新库的第一位人员：全国范围的安全管理员 · The first actor of a new registry: its security administrator.

    只在尚无人员时可用，需要属主地址。 Only while there is nobody, with the owner's address.
    """
    from canbao.access.actors import add_first
    from canbao.cli.access_pages import added_page

    language = language_of(context, lang)
    password = Passwords(language, from_standard_input=password_stdin).chosen()
    with asked(context, language, as_json=as_json) as address, ready(address):
        number = add_first(address, login, name, password)
    if as_json:
        print_json({"login": login, "actor_id": number})
    else:
        added_page(login, language)


@access_app.command("sign-in")
def sign_in(
    context: typer.Context,
    login: Login,
    role: RoleOption = None,
    place: PlaceOption = None,
    password_stdin: FromStandardInput = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """登录；有多个角色时用 --role、--place 指明 · Sign in; with several roles, say which."""
    from canbao.access.sessions import sign_in as signed_in
    from canbao.access.sessions import who_am_i
    from canbao.cli.access_pages import who_findings, who_page
    from canbao.database.connecting import application

    language = language_of(context, lang)
    password = Passwords(language, from_standard_input=password_stdin).known()
    root = root_of(context)
    with asked(context, language, as_json=as_json) as address, ready(address):
        token = signed_in(address, login, password, role, number_of_place(place))
        root.keep_session(token)
        with application(address, token) as connection:
            present = who_am_i(connection)
    who_page(present, language, as_json=as_json)
    print_findings(who_findings(present), language)


@access_app.command("sign-out")
def sign_out(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """退出登录 · Sign out."""
    from canbao.access.sessions import sign_out as signed_out
    from canbao.cli.access_pages import signed_out_page

    language = language_of(context, lang)
    root = root_of(context)
    token = root.session_token()
    with asked(context, language, as_json=as_json) as address, ready(address):
        was_open = bool(token) and signed_out(address, token)
    root.forget_session(token)
    if as_json:
        print_json({"signed_out": was_open})
    else:
        signed_out_page(language, was_open=was_open)


@access_app.command()
def who(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """现在以谁的身份、什么角色、在何地 · Who acts, in which role, where."""
    from canbao.access.sessions import who_am_i
    from canbao.cli.access_pages import who_findings, who_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        present = who_am_i(connection)
    who_page(present, language, as_json=as_json)
    print_findings(who_findings(present), language)


@access_app.command()
def add(
    context: typer.Context,
    login: Login,
    name: Name,
    place: ThePlace,
    role: RoleOption = None,
    department: Department = None,
    password_stdin: FromStandardInput = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """添加人员，由其地区管理；可同时分配角色 · Add an actor of a place, with a role if you name one."""
    from canbao.access import actors
    from canbao.cli.access_pages import added_page

    language = language_of(context, lang)
    password = Passwords(language, from_standard_input=password_stdin).chosen()
    with connected(context, language, as_json=as_json) as connection:
        at = number_of_place(place) or 0
        number = actors.add(connection, login, name, password, at)
        if role is not None:
            actors.assign(connection, login, role, at, department)
    if as_json:
        print_json({"login": login, "actor_id": number, "role": role, "place": place})
    else:
        added_page(login, language)


@access_app.command()
def assign(
    context: typer.Context,
    login: Login,
    role: TheRole,
    place: ThePlace,
    department: Department = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """给人员一个角色 · Give an actor a role at a place."""
    from canbao.access import actors
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        is_new = actors.assign(connection, login, role, number_of_place(place) or 0, department)
    changed_page("assigned", login, language, as_json=as_json, is_new=is_new)


@access_app.command()
def end(
    context: typer.Context, login: Login, role: TheRole, place: ThePlace, as_json: AsJson = False, lang: Lang = None
) -> None:
    """结束人员的一个角色 · End a role of an actor at a place."""
    from canbao.access import actors
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        ended = actors.end(connection, login, role, number_of_place(place) or 0)
    changed_page("ended", login, language, as_json=as_json, is_new=ended > 0)


@access_app.command()
def disable(context: typer.Context, login: Login, as_json: AsJson = False, lang: Lang = None) -> None:
    """停用人员，其会话立即失效 · Disable an actor; its sessions end at once."""
    from canbao.access import actors
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        is_new = actors.disable(connection, login)
    changed_page("disabled", login, language, as_json=as_json, is_new=is_new)


@access_app.command("end-sessions")
def end_sessions(
    context: typer.Context,
    login: Annotated[
        str | None, typer.Argument(metavar="[LOGIN]", help="登录名，缺省为辖区内所有人 · Everybody")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """立即结束会话：一个人的，或辖区内除自己外所有人的 · End sessions: of one actor, or of all but your own.

    令牌泄露或更换密钥之后用；各人须重新登录。 After a leak, or when keys were changed; everybody signs in again.
    """
    from canbao.access import actors
    from canbao.cli.access_pages import sessions_ended_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        ended = actors.end_sessions(connection, login)
    sessions_ended_page(ended, language, as_json=as_json)


@access_app.command()
def password(
    context: typer.Context,
    login: Annotated[
        str | None, typer.Argument(metavar="[LOGIN]", help="他人的登录名 · Of another; default: you")
    ] = None,
    password_stdin: FromStandardInput = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """更换自己的口令，或为他人重设；其会话全部结束 · Change your password, or set another's; its sessions end.

    自己的：先现有口令，后新口令。 Your own: first the present one, then the new one.
    """
    from canbao.access import actors
    from canbao.access.sessions import change_password, who_am_i
    from canbao.cli.access_pages import changed_page
    from canbao.cli.acting import OLD_PASSWORD

    language = language_of(context, lang)
    passwords = Passwords(language, from_standard_input=password_stdin)
    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        own = who_am_i(connection).login
        if login not in (None, own):
            actors.set_password(connection, login or own, passwords.chosen())
    if login in (None, own):
        with asked(context, language, as_json=as_json) as address:
            change_password(address, own, passwords.known(OLD_PASSWORD), passwords.chosen())
        root.forget_session(root.session_token())
    changed_page("password", login or own, language, as_json=as_json)


@access_app.command("list")
def list_actors(
    context: typer.Context,
    disabled: Annotated[bool, typer.Option("--disabled", help="也列出停用的 · Also those who are disabled")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """所管地区的人员与角色 · The actors whom you manage, and their roles."""
    from canbao.access import actors
    from canbao.cli.access_pages import actors_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = actors.listed(connection, disabled)
    actors_page(found, language, as_json=as_json)


@access_app.command()
def roles(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """全部角色及其权限 · The roles and what each may do."""
    from canbao.access import actors
    from canbao.cli.access_pages import roles_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json, signed_in=False) as connection:
        found = actors.roles(connection)
    roles_page(found, language, as_json=as_json)


@access_app.command("proposals")
def list_proposals(
    context: typer.Context,
    state: Annotated[State, typer.Option("--state", help="状态 · The state")] = State.PENDING,
    kind: Annotated[str | None, typer.Option("--kind", help="种类 · The kind")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """待复核的提议 · What waits for a decision."""
    from canbao.access import proposals
    from canbao.cli.access_pages import proposals_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = proposals.listed(connection, state=None if state is State.ALL else state.value, kind=kind)
    proposals_page(found, language, as_json=as_json)


@access_app.command()
def approve(
    context: typer.Context,
    number: Number,
    why: Annotated[str, typer.Option("--why", help="意见 · A remark")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """同意他人的提议 · Approve a proposal of another."""
    from canbao.access import proposals
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        proposals.decide(connection, number, True, why)
    changed_page("approved", str(number), language, as_json=as_json)


@access_app.command()
def refuse(
    context: typer.Context,
    number: Number,
    why: Annotated[str, typer.Option("--why", help="理由 · The reason")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """退回他人的提议 · Refuse a proposal of another."""
    from canbao.access import proposals
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        proposals.decide(connection, number, False, why)
    changed_page("refused", str(number), language, as_json=as_json)


@access_app.command()
def withdraw(context: typer.Context, number: Number, as_json: AsJson = False, lang: Lang = None) -> None:
    """撤回自己的提议 · Take back a proposal of your own."""
    from canbao.access import proposals
    from canbao.cli.access_pages import changed_page

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        proposals.withdraw(connection, number)
    changed_page("withdrawn", str(number), language, as_json=as_json)
