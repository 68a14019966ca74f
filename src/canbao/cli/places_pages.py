"""What ``canbao places`` shows: what a load did, a place, places found; for people and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.cli.database_pages import grid
from canbao.cli.output import print_json

if TYPE_CHECKING:
    from canbao.registry.places.former_codes import OnDay
    from canbao.registry.places.load import Loaded
    from canbao.registry.places.tree import Described, Hit, Place, Taken

WRITING = Text("已写 {done} 个地区，共 {of} 个", "{done} of {of} places written")
LOADED = Text("表中 {rows} 个地区：{counts}。", "{rows} places in the table: {counts}.")
NOTHING_NEW = Text("没有新的内容，未作改动。", "Nothing in it is new; nothing was changed.")
COUNTS = {
    "new": Text("新增 {n}", "{n} new"),
    "renamed": Text("更名 {n}", "{n} renamed"),
    "ended": Text("停用 {n}", "{n} ended"),
    "in_force_again": Text("恢复 {n}", "{n} in force again"),
    "changed": Text("其他变更 {n}", "{n} otherwise changed"),
    "unchanged": Text("未变 {n}", "{n} unchanged"),
    "older": Text("已有更新的记载 {n}", "{n} known from a newer table"),
    "absent": Text("表中没有 {n}", "{n} not in the table"),
    "successors": Text("接管关系 {n}", "{n} takings over"),
    "grids": Text("网格 {n}", "{n} grids"),
}
LEVELS = {
    "country": Text("国家", "country"),
    "province": Text("省级", "province"),
    "city": Text("地级", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡级", "township"),
    "village": Text("村级", "village"),
}
CODE, NAME, LEVEL = Text("代码", "code"), Text("名称", "name"), Text("级别", "level")
VALID, SOURCE = Text("有效", "valid"), Text("来源", "source")
SYNTHETIC = Text("合成数据，并非真实地区", "synthetic: no real place")
CLASS = Text("城乡分类", "urban or rural")
FORMER_NAME = Text("曾用名", "former name")
TAKEN_BY, TOOK = Text("接管者", "taken over by"), Text("接管", "took over")
PART = Text("部分", "a part")
GRIDS, BELOW = Text("网格", "grids"), Text("下级", "in it")
UNTIL = Text("至 {day}（不含）", "until before {day}")
FROM = Text("自 {day}", "from {day}")
ALWAYS = Text("一直", "throughout")
ON = {
    "same": Text("{day}：代码 {asked} 有效。", "On {day} the code {asked} is in force."),
    "later": Text("{day}：原 {asked} 为 {places}。", "On {day} what was {asked} is {places}."),
    "earlier": Text("{day}：今 {asked} 当时为 {places}。", "On {day} what is {asked} now was {places}."),
    "none": Text("{day}：{asked} 没有有效的代码。", "On {day} {asked} has no code in force."),
}
NONE_FOUND = Text("没有找到。", "None found.")


def loaded_page(result: Loaded, language: Language, *, as_json: bool) -> None:
    """What a load did."""
    if as_json:
        from canbao.casework.report import finding_block

        told = [finding_block(one, language) for one in result.findings]
        print_json({"places": result.rows, "changed": result.is_changed, "counts": result.counts, "findings": told})
        return
    counts = [COUNTS[kind].fill(n=f"{count:,}").get(language) for kind, count in result.counts.items() if count]
    between = "，" if language == "zh" else ", "
    line = LOADED.fill(rows=f"{result.rows:,}", counts=between.join(counts) or "0").get(language)
    sys.stdout.write(line + "\n")
    if not result.is_changed:
        sys.stdout.write(NOTHING_NEW.get(language) + "\n")


def place_page(described: Described, answer: OnDay | None, language: Language, *, as_json: bool) -> None:
    """A place, and what the code asked for is on a day."""
    if as_json:
        block = described_block(described)
        print_json(block if answer is None else {**block, "on": on_block(answer)})
        return
    if answer is not None:
        comma = "、" if language == "zh" else ", "
        names = comma.join(f"{place.code} {above} {place.name}" for place, above in answer.places)
        told = ON[answer.way].fill(day=answer.day, asked=place_code(answer.asked), places=names)
        sys.stdout.write(told.get(language) + "\n\n")
    place = described.place
    lines = [(CODE, place.code), (NAME, described.full_name), (LEVEL, LEVELS[place.level].get(language))]
    lines.append((VALID, span_told(place, language)))
    if place.urban_rural:
        lines.append((CLASS, place.urban_rural))
    lines += [
        (FORMER_NAME, name + aside(day_told(UNTIL, day, language), language)) for name, day in described.former_names
    ]
    lines += [(TOOK, taken_told(one, language)) for one in described.took_over]
    lines += [(TAKEN_BY, taken_told(one, language)) for one in described.taken_over_by]
    lines.append((SOURCE, place.source + (aside(SYNTHETIC.get(language), language) if place.is_synthetic else "")))
    lines += [(GRIDS, f"{number} {name}") for number, name in described.grids]
    lines += [(BELOW, f"{child.code} {child.name} {ended_told(child, language)}") for child in described.children]
    grid(_heads_once(lines, language))


def _heads_once(lines: Iterable[tuple[Text, str]], language: Language) -> list[tuple[str, str]]:
    """Lines whose heads stand once where several follow of the same."""
    told: list[tuple[str, str]] = []
    before: Text | None = None
    for head, value in lines:
        told.append(("" if head is before else head.get(language), value.rstrip()))
        before = head
    return told


def span_told(place: Place, language: Language) -> str:
    """From when until when a code is in force."""
    days = [(FROM, place.valid_from), (UNTIL, place.valid_until)]
    return " ".join(day_told(text, day, language) for text, day in days if day is not None) or ALWAYS.get(language)


def ended_told(place: Place, language: Language) -> str:
    """That a place has ended; nothing of one that has not."""
    return "" if place.valid_until is None else day_told(UNTIL, place.valid_until, language)


def aside(text: str, language: Language) -> str:
    """A text in brackets after another."""
    return f"（{text}）" if language == "zh" else f" ({text})"


def day_told(text: Text, day: date, language: Language) -> str:
    """A day in a few words."""
    return text.fill(day=day).get(language)


def taken_told(one: Taken, language: Language) -> str:
    """One that took over another."""
    part = "" if one.whole else f" {PART.get(language)}"
    return f"{one.on_day} {place_code(one.place)} {one.name}{part}"


def hits_page(found: Sequence[Hit], language: Language, *, as_json: bool) -> None:
    """Places that were found."""
    if as_json:
        print_json([{**place_block(hit.place), "above": hit.names_above, "former": hit.former} for hit in found])
        return
    if not found:
        sys.stdout.write(NONE_FOUND.get(language) + "\n")
    lines = []
    for hit in found:
        former = aside(f"{FORMER_NAME.get(language)} {hit.former}", language) if hit.former else ""
        name = f"{hit.names_above} {hit.place.name}".strip()
        lines.append((hit.place.code, f"{name}{former} {ended_told(hit.place, language)}".rstrip()))
    grid(lines)


def described_block(described: Described) -> dict[str, Any]:
    """A place and what stands around it in plain values."""
    return {
        **place_block(described.place),
        "chain": [{"code": one.code, "name": one.name} for one in described.chain],
        "former_names": [{"name": name, "until": day.isoformat()} for name, day in described.former_names],
        "took_over": [taken_block(one) for one in described.took_over],
        "taken_over_by": [taken_block(one) for one in described.taken_over_by],
        "grids": [{"grid": number, "name": name} for number, name in described.grids],
        "children": [place_block(one) for one in described.children],
    }


def place_block(place: Place) -> dict[str, Any]:
    """A place in plain values."""
    return {
        "code": place.code, "name": place.name, "level": place.level, "urban_rural": place.urban_rural,
        "valid_from": _iso(place.valid_from), "valid_until": _iso(place.valid_until),
        "is_synthetic": place.is_synthetic, "source": place.source,
    }  # fmt: skip


def taken_block(one: Taken) -> dict[str, Any]:
    """One that took over another in plain values."""
    return {"code": place_code(one.place), "name": one.name, "on": one.on_day.isoformat(), "whole": one.whole}


def on_block(answer: OnDay) -> dict[str, Any]:
    """What a code is on a day in plain values."""
    return {
        "asked": place_code(answer.asked), "day": answer.day.isoformat(), "way": answer.way,
        "known_as": place_code(answer.known_as), "is_whole": answer.is_whole,
        "places": [{"code": place.code, "name": place.name, "above": above} for place, above in answer.places],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
