"""What ``canbao feed history``, ``due``, ``conflicts`` and ``agreement`` show."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.access_pages import moment
from canbao.cli.database_pages import grid
from canbao.cli.feeds_pages import SCOPE, table
from canbao.cli.output import console, print_json

if TYPE_CHECKING:
    from canbao.feeds.descriptor import Feed
    from canbao.registry.feeds.agreements import Agreement, Terms
    from canbao.registry.feeds.conflicts import Said
    from canbao.registry.feeds.due import Expected
    from canbao.registry.feeds.history import CameFile

NOTHING = Text("没有。", "None.")
STATES = {
    "imported": Text("已采用", "taken"),
    "held": Text("暂存待核实", "held"),
    "refused": Text("已拒绝", "refused"),
    "unchanged": Text("内容相同", "the same"),
    "withdrawn": Text("已由后来的取代", "replaced"),
}
REVISION = Text("版次 {revision}", "revision {revision}")
HISTORY_HEADS = (
    Text("编号", "import"), Text("种类与地区", "kind, place"), Text("月份与版本", "month, version"),
    Text("状态", "state"), Text("行数（退回）", "rows (rejected)"), Text("导入", "by"),
)  # fmt: skip
DUE_HEADS = (
    Text("种类", "kind"), Text("部门", "department"), Text("地区", "place"), Text("应报日", "due"),
    Text("最近的文件", "newest file"), Text("情况", "state"),
)  # fmt: skip
DUE_STATES = {
    "came": Text("按时", "in time"),
    "came_late": Text("已报，迟 {days} 天", "came {days} days late"),
    "late": Text("迟报 {days} 天", "{days} days late"),
    "never": Text("从未报送", "never came"),
    "held": Text("第 {file} 次导入待核实", "import {file} is held"),
}
DUE_COLOURS = {"came": "", "came_late": "", "late": "bold red", "never": "yellow", "held": "bold yellow"}
STALE = Text("数据已陈旧", "facts are stale")
NOT_AGREED = Text("未登记共享约定", "no agreement")
NEXT = Text("下次 {day}", "next {day}")
CONFLICT_HEADS = (
    Text("人员", "person"), Text("项目", "what"), Text("来源", "source"), Text("内容", "says"),
    Text("采信", "believed"), Text("出处", "where"),
)  # fmt: skip
PARTS = {
    "name": Text("姓名", "name"),
    "born": Text("出生日期", "born"),
    "sex": Text("性别", "sex"),
    "died": Text("死亡日期", "died"),
    "registered_place": Text("户籍地", "registered place"),
}
SEXES = {"1": Text("男", "male"), "2": Text("女", "female")}
WHERE = Text("导入 {file} 第 {row} 行", "import {file}, row {row}")
BELIEVED, NOT_BELIEVED = Text("是", "yes"), Text("否", "no")
NEXT_PAGE = Text("可能还有：加 --after {person} 看下一页。", "There may be more: --after {person} is the next page.")
AGREEMENT_HEADS = (
    Text("编号", "number"), Text("种类", "kind"), Text("地区", "place"), Text("渠道", "channel"),
    Text("期限", "period"),
    Text("字段", "fields"), Text("依据", "basis"), Text("有效", "holds"),
)  # fmt: skip
PROPOSED = Text("尚未登记；数据说明建议：", "None is recorded; the feed proposes:")
AGREED = Text("已登记第 {number} 号约定（{feed}，{place}）。", "Agreement {number} is recorded ({feed}, {place}).")
ALL_FIELDS = Text("全部 {count} 项", "all {count}")


def history_page(found: Sequence[CameFile], language: Language, *, as_json: bool) -> None:
    """The files that came."""
    if as_json:
        print_json([file_block(one) for one in found])
        return
    if nothing(found, language):
        return
    made = table(HISTORY_HEADS, language)
    for one in found:
        scope = SCOPE["full" if one.is_full else "delta"].get(language)
        made.add_row(
            str(one.file_id),
            f"{one.feed}\n{place_code(one.place)}",
            f"{one.month:%Y-%m} v{one.version}\n{scope}",
            state_words(one, language),
            f"{one.rows_read:,} ({one.rows_rejected:,})",
            f"{one.login or f'#{one.actor_id}'}\n{moment(one.imported_at)[:16]}",
        )
    console().print(made)


def state_words(one: CameFile, language: Language) -> str:
    """What became of a file, and the revision by which it became known."""
    state = STATES[one.state]
    revision = [] if one.revision is None else [REVISION.fill(revision=one.revision).get(language)]
    return "\n".join([state.get(language), *revision])


def file_block(one: CameFile) -> dict[str, Any]:
    """A file in plain values."""
    return {
        "run": one.file_id, "kind": one.feed, "place": place_code(one.place), "month": f"{one.month:%Y-%m}",
        "version": one.version, "scope": "full" if one.is_full else "delta", "file": one.name, "sha256": one.sha256,
        "state": one.state, "rows": one.rows_read, "taken": one.rows_taken, "with_warning": one.rows_warned,
        "rejected": one.rows_rejected, "imported_at": one.imported_at.isoformat(),
        "imported_by": one.login or one.actor_id, "revision": one.revision, "outcome": one.outcome,
    }  # fmt: skip


def due_page(
    found: Sequence[Expected], feeds: Mapping[str, Feed], on: date, language: Language, *, as_json: bool
) -> None:
    """How feeds stand on a day, what is late first."""
    if as_json:
        print_json({"on": on.isoformat(), "feeds": [due_block(one) for one in found]})
        return
    from rich.text import Text as Line

    made = table(DUE_HEADS, language)
    for one in found:
        told = [DUE_STATES[one.state].fill(days=one.late_days, file=one.held_file)]
        told += [text for text, holds in ((STALE, one.is_stale), (NOT_AGREED, not one.is_agreed)) if holds]
        feed = feeds[one.feed]
        made.add_row(
            f"{getattr(feed.name, language)}\n{one.feed}",
            getattr(feed.department, language),
            place_code(one.place),
            f"{one.last_due}\n{NEXT.fill(day=one.next_due).get(language)}",
            "–" if one.newest is None else f"{one.newest:%Y-%m}\n{one.came_on}",
            Line("\n".join(text.get(language) for text in told), style=DUE_COLOURS[one.state]),
        )
    console().print(made)


def due_block(one: Expected) -> dict[str, Any]:
    """How a feed stands, in plain values."""
    return {
        "kind": one.feed, "place": place_code(one.place), "state": one.state, "last_due": one.last_due.isoformat(),
        "next_due": one.next_due.isoformat(), "newest": one.newest and f"{one.newest:%Y-%m}",
        "came_on": one.came_on and one.came_on.isoformat(), "late_days": one.late_days, "held": one.held_file,
        "stale": one.is_stale, "agreed": one.is_agreed,
    }  # fmt: skip


def conflicts_page(
    found: Sequence[Said], feeds: Mapping[str, Feed], most: int, language: Language, *, as_json: bool
) -> None:
    """What sources say of people on whom they disagree."""
    if as_json:
        print_json([conflict_block(one) for one in found])
        return
    if nothing(found, language):
        return
    made, before = table(CONFLICT_HEADS, language), None
    for one in found:
        same = before is not None and (before.person_id, before.part) == (one.person_id, one.part)
        feed = feeds.get(one.feed or "")
        made.add_row(
            "" if same else str(one.person_id),
            "" if same else PARTS[one.part].get(language),
            one.feed or "–" if feed is None else getattr(feed.name, language),
            value_of(one, language),
            (BELIEVED if one.is_believed else NOT_BELIEVED).get(language),
            "–" if one.file_id is None else WHERE.fill(file=one.file_id, row=one.row_number).get(language),
        )
        before = one
    console().print(made)
    if len({one.person_id for one in found}) == most:
        sys.stdout.write(NEXT_PAGE.fill(person=found[-1].person_id).get(language) + "\n")


def value_of(one: Said, language: Language) -> str:
    """What a source says, as people read it."""
    if one.part == "sex":
        return SEXES[one.value].get(language)
    return place_code(int(one.value)) if one.part == "registered_place" else one.value


def conflict_block(one: Said) -> dict[str, Any]:
    """What a source says, in plain values."""
    value = {"1": "male", "2": "female"}[one.value] if one.part == "sex" else value_of(one, "en")
    return {
        "person": one.person_id, "part": one.part, "kind": one.feed, "value": value, "believed": bool(one.is_believed),
        "trust": one.trust, "run": one.file_id, "row": one.row_number,
    }  # fmt: skip


def agreements_page(
    found: Sequence[Agreement], feeds: Mapping[str, Feed], language: Language, *, as_json: bool
) -> None:
    """The agreements that are recorded."""
    if as_json:
        print_json([agreement_block(one) for one in found])
        return
    if nothing(found, language):
        return
    made = table(AGREEMENT_HEADS, language)
    for one in found:
        made.add_row(
            str(one.agreement_id),
            one.feed,
            place_code(one.place),
            one.channel,
            f"{one.valid_from}\n{one.valid_until or '–'}",
            fields_words(one.fields, feeds.get(one.feed), language),
            " ".join(one.legal_basis),
            (BELIEVED if one.counts else NOT_BELIEVED).get(language),
        )
    console().print(made)


def agreement_block(one: Agreement) -> dict[str, Any]:
    """An agreement in plain values."""
    return {
        "agreement": one.agreement_id, "kind": one.feed, "place": place_code(one.place), "channel": one.channel,
        "from": one.valid_from.isoformat(), "until": one.valid_until and one.valid_until.isoformat(),
        "fields": one.fields, "legal_basis": one.legal_basis, "recorded_at": one.recorded_at.isoformat(),
        "recorded_by": one.login or one.actor_id, "holds": one.counts,
    }  # fmt: skip


def fields_words(fields: Iterable[str], feed: Feed | None, language: Language) -> str:
    """Fields by their headings; in short where they are all of the feed's."""
    names = list(fields)
    if feed is None:
        return ", ".join(names)
    if {column.name for column in feed.columns} <= set(names):
        return ALL_FIELDS.fill(count=len(names)).get(language)
    headings = {column.name: getattr(column, language) for column in feed.columns}
    return ("、" if language == "zh" else ", ").join(headings.get(name, name) for name in names)


def proposal_page(feed: Feed, terms: Terms, language: Language) -> None:
    """What a feed proposes where no agreement is recorded."""
    sys.stdout.write(PROPOSED.get(language) + "\n")
    channel = getattr(feed.sharing.channel, language)
    fields = ("、" if language == "zh" else ", ").join(getattr(column, language) for column in feed.columns)
    heads = [head.get(language) for head in AGREEMENT_HEADS]
    grid([(heads[3], channel), (heads[5], fields), (heads[6], " ".join(terms.legal_basis))])


def agreed_page(number: int, feed: Feed, place: int, language: Language, *, as_json: bool) -> None:
    """An agreement was recorded."""
    if as_json:
        print_json({"agreement": number, "kind": feed.feed, "place": place_code(place)})
        return
    told = AGREED.fill(number=number, feed=Text(feed.name.zh, feed.name.en), place=place_code(place))
    sys.stdout.write(told.get(language) + "\n")


def nothing(found: Sequence[Any], language: Language) -> bool:
    """Say so where nothing was found."""
    if not found:
        sys.stdout.write(NOTHING.get(language) + "\n")
    return not found
