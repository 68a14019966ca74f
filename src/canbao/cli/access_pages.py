"""What ``canbao access`` shows: who acts, actors, roles, proposals; as tables for people and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.output import console, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from canbao.access.actors import Actor, Role
    from canbao.access.proposals import Proposal
    from canbao.access.sessions import Present

ADDED = Text("已添加 {login}。", "{login} is added.")
SIGNED_OUT = Text("已退出登录。", "Signed out.")
NOBODY = Text("本来就没有登录。", "Nobody was signed in.")
DONE = {
    "assigned": Text("已给 {about} 分配角色。", "{about} has the role."),
    "ended": Text("已结束 {about} 的角色。", "The role of {about} is ended."),
    "disabled": Text("已停用 {about}。", "{about} is disabled."),
    "password": Text(
        "已更换 {about} 的口令，其会话已结束。", "The password of {about} is changed; its sessions are ended."
    ),
    "approved": Text("已同意 {about} 号提议。", "Proposal {about} is approved."),
    "refused": Text("已退回 {about} 号提议。", "Proposal {about} is refused."),
    "withdrawn": Text("已撤回 {about} 号提议。", "Proposal {about} is withdrawn."),
}
SO_ALREADY = {
    "assigned": Text("{about} 已有此角色。", "{about} has the role already."),
    "ended": Text("{about} 没有此角色。", "{about} does not have the role."),
    "disabled": Text("{about} 早已停用。", "{about} is disabled already."),
}

WHO = Text("人员", "actor")
ROLE = Text("角色", "role")
PLACE = Text("地区", "place")
UNTIL = Text("会话至", "until")
ACTOR_HEADS = Text("登录名 姓名 所属 角色 状态", "login name place roles state")
ROLE_HEADS = Text("角色 代码 权限", "role code rights")
PROPOSAL_HEADS = Text("编号 种类 地区 关于 提出 状态", "number kind place about made state")
DISABLED = Text("停用", "disabled")
SESSIONS_ENDED = Text("已结束 {count} 个会话。", "Sessions ended: {count}.")
WAITS = Text("登录失败，{at} 后可再试", "failed to sign in; may again at {at}")
FIRST_PASSWORD = Text("口令由他人设定", "password set by another")
POWER = Text("三权之一", "one of three separate powers")


def added_page(login: str, language: Language) -> None:
    """An actor was added."""
    sys.stdout.write(ADDED.fill(login=login).get(language) + "\n")


def signed_out_page(language: Language, *, was_open: bool) -> None:
    """Whether there was a session to end."""
    sys.stdout.write((SIGNED_OUT if was_open else NOBODY).get(language) + "\n")


def changed_page(what: str, about: str, language: Language, *, as_json: bool, is_new: bool = True) -> None:
    """What an act did; is_new: whether it changed anything."""
    if as_json:
        print_json({"done": what, "about": about, "changed": is_new})
    else:
        sys.stdout.write((DONE if is_new else SO_ALREADY)[what].fill(about=about).get(language) + "\n")


def sessions_ended_page(ended: int, language: Language, *, as_json: bool) -> None:
    """Sessions were ended."""
    if as_json:
        print_json({"ended": ended})
    else:
        sys.stdout.write(SESSIONS_ENDED.fill(count=ended).get(language) + "\n")


def who_page(present: Present, language: Language, *, as_json: bool) -> None:
    """Who acts, in which role, where, until when."""
    if as_json:
        print_json({
            "login": present.login, "name": present.name, "role": present.role, "place": place_code(present.place),
            "department": present.department, "expires_at": present.expires_at.isoformat(), "rights": present.rights,
        })  # fmt: skip
        return
    role = present.zh if language == "zh" else present.en
    role += f" ({present.role}{', ' + present.department if present.department else ''})"
    lines = [(WHO, f"{present.name} ({present.login})"), (ROLE, role), (PLACE, place_code(present.place)),
             (UNTIL, moment(present.expires_at))]  # fmt: skip
    from rich.cells import cell_len

    widest = max(cell_len(label.get(language)) for label, _ in lines)
    for label, value in lines:
        name = label.get(language)
        sys.stdout.write(f"{name}{' ' * (widest - cell_len(name))}  {value}\n")


def who_findings(present: Present) -> Iterator[Finding]:
    """What the one who acts should know."""
    if present.is_password_of_another:
        yield finding("password_of_another", present.login)


def actors_page(actors: Sequence[Actor], language: Language, *, as_json: bool) -> None:
    """Actors with their roles."""
    if as_json:
        print_json([actor_block(actor) for actor in actors])
        return
    made = table(ACTOR_HEADS, language)
    for actor in actors:
        roles = [
            f"{role[language]} {place_code(role['place'])}" + (f" {role['department']}" if role["department"] else "")
            for role in actor.roles
        ]
        state = "\n".join(text.get(language) for text in states(actor))
        made.add_row(actor.login, actor.name, place_code(actor.place), "\n".join(roles) or "–", state)
    console().print(made)


def states(actor: Actor) -> Iterator[Text]:
    """What is out of the ordinary with an actor."""
    if actor.disabled_at is not None:
        yield DISABLED
    if actor.wait_until is not None:
        yield WAITS.fill(at=moment(actor.wait_until))
    if actor.is_password_of_another:
        yield FIRST_PASSWORD


def actor_block(actor: Actor) -> dict[str, Any]:
    """An actor in plain values."""
    return {
        "login": actor.login, "name": actor.name, "place": place_code(actor.place),
        "created_at": actor.created_at.isoformat(),
        "disabled_at": actor.disabled_at and actor.disabled_at.isoformat(),
        "wait_until": actor.wait_until and actor.wait_until.isoformat(),
        "is_password_of_another": actor.is_password_of_another,
        "roles": [{key: place_code(value) if key == "place" else value for key, value in role.items()}
                  for role in actor.roles],
    }  # fmt: skip


def roles_page(roles: Sequence[Role], language: Language, *, as_json: bool) -> None:
    """Roles with their rights."""
    if as_json:
        print_json([{"role": role.role, "zh": role.zh, "en": role.en, "power": role.power, "rights": role.rights}
                    for role in roles])  # fmt: skip
        return
    made = table(ROLE_HEADS, language)
    for role in roles:
        name = role.zh if language == "zh" else role.en
        if role.power:
            name += f"\n({POWER.get(language)})"
        rights = [f"{right[language]} ({right['right']})" for right in role.rights]
        made.add_row(name, role.role, "\n".join(rights) or "–")
    console().print(made)


def proposals_page(proposals: Sequence[Proposal], language: Language, *, as_json: bool) -> None:
    """Proposals: what, where, who made them, how they stand."""
    from canbao.access.denials import STATES

    if as_json:
        print_json([proposal_block(proposal) for proposal in proposals])
        return
    made = table(PROPOSAL_HEADS, language)
    for one in proposals:
        by = f"{one.made_by_login or one.made_by}\n{moment(one.made_at)}"
        state = STATES[one.state].get(language)
        if one.decided_by is not None:
            state += f"\n{one.decided_by_login or one.decided_by}" + (f": {one.why_decided}" if one.why_decided else "")
        made.add_row(str(one.proposal_id), one.kind, place_code(one.place), one.about, by, state)
    console().print(made)


def proposal_block(one: Proposal) -> dict[str, Any]:
    """A proposal in plain values, without its content, which may hold what is personal."""
    return {
        "proposal": one.proposal_id, "kind": one.kind, "place": place_code(one.place), "about": one.about,
        "state": one.state, "made_by": one.made_by_login or one.made_by, "made_at": one.made_at.isoformat(),
        "decided_by": one.decided_by_login or one.decided_by,
        "decided_at": one.decided_at and one.decided_at.isoformat(), "why": one.why_decided,
        "effected_at": one.effected_at and one.effected_at.isoformat(),
    }  # fmt: skip


def table(heads: Text, language: Language) -> Table:
    """A table with these heads."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.ROUNDED, show_lines=True, expand=False)
    for head in heads.get(language).split():
        made.add_column(head, overflow="fold")
    return made


def moment(at: datetime) -> str:
    """A moment in the zone of this machine, to the second."""
    return at.astimezone().isoformat(" ", "seconds")
