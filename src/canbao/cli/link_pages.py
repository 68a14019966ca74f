"""What the commands of linking show: runs, the queue, two people side by side with what each field weighs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text
from canbao.cli.output import console, print_json
from canbao.cli.person_blocks import held_block, source_block
from canbao.cli.person_pages import columns, shown
from canbao.cli.registry_words import NOTHING, PLACES, Words, places_in, plain

if TYPE_CHECKING:
    from canbao.access.proposals import Proposal
    from canbao.registry.linking.queue import Contradiction, Doubt
    from canbao.registry.linking.run import Outcome
    from canbao.registry.people.person_file import PersonFile
    from canbao.registry.people.sources import Source
    from canbao.registry.people.summaries import Summary

RUN = Text(
    "{without} 人没有有效号码，与相近的共 {compared} 人比对：疑似 {found} 对，其中新增 {new}，重新待核 {reopened}，"
    "仍待核 {standing}，已核定为不同人 {settled}；不再疑似 {withdrawn}。",
    "{without} people without a valid number, {compared} compared in all: {found} doubts, of them {new} new, "
    "{reopened} reopened, {standing} open already, {settled} settled as two people; {withdrawn} are none any more.",
)
EMPTY = Text("没有待核的疑似。", "No doubt is open.")
HEAD = Text(
    "{doubt} 号疑似：{person} 号与 {other} 号是否同一人，{state}",
    "Doubt {doubt}: are {person} and {other} one person? {state}",
)
REOPENED = Text(
    "（{reopens} 号曾核定为不同人，此后信息有变化）",
    " (doubt {reopens} was settled as two people; known otherwise since)",
)
TOTAL = Text(
    "合计 {weight} = 起点 {prior} 加各项权重；模型 {model}，比对依据：{block}。2 的该次方即同一人的胜算。",
    "In all {weight} = {prior} to begin with and what the fields weigh; model {model}, compared for: {block}. "
    "Two to that power are the odds that they are one.",
)
BY_RULE = Text("姓名、出生日期和县相同而号码不同。", "Name, day of birth and county agree, the numbers differ.")
CONFLICTS = Text("两份档案的矛盾", "What the two files contradict one another in")
PROPOSED = Text(
    "已提出 {number} 号提议。由他人查看并核定：canbao link proposed {number}；canbao link decide {number} --approve",
    "Proposal {number} is made. Another looks and decides: canbao link proposed {number}; "
    "canbao link decide {number} --approve",
)
ASKS = Text("{number} 号提议：{answer}；{why}", "Proposal {number}: {answer}; {why}")
SPLIT = Text(
    "{number} 号提议：拆分 {merge} 号并入 {keep} 号的合并（修订 {revision}）；{why}",
    "Proposal {number}: take back the merge of {merge} into {keep} (revision {revision}); {why}",
)
REFUSED = Text("未同意 {number} 号提议，疑似仍待核。", "Proposal {number} is refused; the doubt stays open.")
APPROVED = Text("{number} 号提议已生效：{told}。", "Proposal {number} has taken effect: {told}.")
STATES = {
    "open": Text("待核", "open"),
    "same": Text("已核定为同一人", "settled as one person"),
    "different": Text("已核定为不同人", "settled as two people"),
    "withdrawn": Text("不再疑似", "none any more"),
}
ANSWERS = {"person.merge": Text("同一人，合并", "one person, merge"), "link.different": Text("不同人", "two people")}
TOLD = {
    "revision": Text("修订", "revision"),
    "moved": Text("移动的记录", "statements moved"),
    "conflicts": Text("记下的矛盾", "contradictions written down"),
    "adopted": Text("采认", "adopted"),
}
QUEUE_HEADS = Text("疑似|权重|甲|乙|依据", "doubt|weight|one|other|by")
SIDE_HEADS = Text("项目|{person} 号|{other} 号|程度|权重", "what|{person}|{other}|level|weight")
CONFLICT_HEADS = Text("项目|{person} 号|{other} 号", "what|{person}|{other}")
CERTIFICATE = Text("证件", "certificate")
HOUSEHOLD_OF = Text("同户 {count} 人：{names}", "with {count} others: {names}")
NOT_SAID = Text("未填", "not said")


@dataclass(frozen=True, slots=True)
class Sides:
    """Two people side by side. conflicts: what they contradict one another in. names: of places."""

    person: PersonFile
    other: PersonFile
    conflicts: Sequence[Contradiction]
    names: Mapping[int, str]
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one person in one field, each with where it came from."""

    said: tuple[tuple[Any, Source | None], ...]


def run_page(outcome: Outcome, language: Language, *, as_json: bool) -> None:
    """What a run did."""
    told = {"without": outcome.without, "compared": outcome.compared, **outcome.told}
    if as_json:
        print_json(told)
    else:
        say(RUN.fill(**{name: value for name, value in told.items() if name != "revision"}), language)


def queue_page(found: Sequence[Doubt], people: Mapping[int, Summary], language: Language, *, as_json: bool) -> None:
    """The doubts that are open, people masked."""
    if as_json:
        print_json([doubt_block(one) for one in found])
        return
    if not found:
        say(EMPTY, language)
        return
    made = columns(QUEUE_HEADS, language)
    for one in found:
        sides = [who(each, people.get(each)) for each in (one.person, one.other)]
        made.add_row(str(one.doubt), weight_told(one.weight), *sides, block_told(one).get(language))
    console().print(made)


def who(person: int, summary: Summary | None) -> str:
    """A person in the queue: number, masked name, day of birth, masked certificate."""
    if summary is None:
        return str(person)
    parts = (str(person), summary.name, str(summary.born or ""), summary.certificate)
    return "\n".join(part for part in (" ".join(filter(None, parts[:3])), parts[3]) if part)


def doubt_page(doubt: Doubt, sides: Sides, language: Language, *, as_json: bool) -> None:
    """A doubt with the two people side by side."""
    if as_json:
        print_json({**doubt_block(doubt), **sides_block(sides)})
        return
    words = Words(language, sides.names)
    state = STATES[doubt.state].get(language)
    head = HEAD.fill(doubt=doubt.doubt, person=doubt.person, other=doubt.other, state=state).get(language)
    more = REOPENED.fill(reopens=doubt.reopens).get(language) if doubt.reopens else ""
    sys.stdout.write(head + more + "\n")
    sys.stdout.flush()
    side_table(doubt, sides, words)
    say(summed(doubt), language)
    conflict_table(doubt, sides, words)
    for line in words.files_told():
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def proposal_page(asked: Proposal, doubt: Doubt, sides: Sides, language: Language, *, as_json: bool) -> None:
    """What a proposal says, and the doubt that it settles."""
    reason, why = reason_told(asked), asked.content["why"]
    if as_json:
        about = {"proposal": asked.proposal_id, "answer": asked.kind, "reason": asked.content["reason"], "why": why}
        print_json({**about, **doubt_block(doubt), **sides_block(sides)})
        return
    told = reason if why == reason.zh else Text(f"{reason.zh}：{why}", f"{reason.en}: {why}")
    say(ASKS.fill(number=asked.proposal_id, answer=ANSWERS[asked.kind], why=told), language)
    doubt_page(doubt, sides, language, as_json=False)


def split_page(asked: Proposal, language: Language, *, as_json: bool) -> None:
    """What a proposal to take a merge back says."""
    told = {name: asked.content[name] for name in ("keep", "merge", "revision", "why")}
    if as_json:
        print_json({"proposal": asked.proposal_id, "answer": asked.kind, **told})
    else:
        say(SPLIT.fill(number=asked.proposal_id, **told), language)


def reason_told(asked: Proposal) -> Text:
    """The reason of a proposal in words."""
    from canbao.desk.doubts import DIFFERENT_REASONS, SAME_REASONS

    return {**SAME_REASONS, **DIFFERENT_REASONS}[asked.content["reason"]]


def proposed_page(number: int, language: Language, *, as_json: bool) -> None:
    """A proposal was made, and what comes next."""
    if as_json:
        print_json({"proposal": number})
    else:
        say(PROPOSED.fill(number=number), language)


def decided_page(number: int, is_approved: bool, told: Mapping[str, Any], language: Language, *, as_json: bool) -> None:
    """A proposal was decided, and what that did."""
    if as_json:
        print_json({"proposal": number, "approved": is_approved, **told})
        return
    if not is_approved:
        say(REFUSED.fill(number=number), language)
        return
    parts = [f"{TOLD[name].get(language)} {told[name]}" for name in TOLD if name in told]
    say(APPROVED.fill(number=number, told=("，" if language == "zh" else ", ").join(parts)), language)


def side_table(doubt: Doubt, sides: Sides, words: Words) -> None:
    """Field by field what is said of each, how far it agrees, what that weighs."""
    from canbao.registry.linking.model import model

    heads = SIDE_HEADS.fill(person=doubt.person, other=doubt.other)
    made = columns(heads, words.language)
    left, right = cells(sides.person), cells(sides.other)
    fields = doubt.evidence.get("fields", {})
    for field in model().fields:
        told = fields.get(field.field)
        level, weight = "", ""
        if told is not None:
            known = {one.level: one.label for one in field.levels}
            level = words.of(known[told["level"]] if told["level"] else NOT_SAID)
            weight = f"{told['weight']:+.2f}"
        both = [cell_told(each[field.field], field.field, words) for each in (left, right)]
        made.add_row(words.of(field.label), *both, level, weight)
    both = [certificates_told(file, words) for file in (sides.person, sides.other)]
    made.add_row(words.of(CERTIFICATE), *both, "", "")
    console().print(made)


def cells(file: PersonFile) -> dict[str, Cell]:
    """What is said of a person in each field of the model, from which rows."""
    places = [
        ({name: record.said[name]}, record.source)
        for name in ("registered_place", "residence_place")
        for record in file.records
        if name in record.said and record.holds_on(file.as_of)
    ]
    others = [one.name or NOTHING for one in file.household]
    return {
        "name": Cell(tuple((shown_name.shown, shown_name.source) for shown_name in file.names)),
        "born": Cell(tuple((one.said["born"], one.source) for one in file.records if "born" in one.said)),
        "sex": Cell(tuple((one.said["sex"], one.source) for one in file.records if "sex" in one.said)),
        "place": Cell(tuple(places)),
        "household": Cell(((others, None),) if others else ()),
        "lists": Cell(tuple((one.source.feed, None) for one in file.records if one.source.feed)),
    }


def cell_told(cell: Cell, field: str, words: Words) -> str:
    """A cell in words: each value once, with the first row that says it."""
    told: dict[str, str] = {}
    for value, source in cell.said:
        told.setdefault(value_told(value, field, words), "" if source is None else words.source(source))
    return "\n".join(part for value, source in told.items() for part in (value, source) if part) or NOTHING


def value_told(value: Any, field: str, words: Words) -> str:
    """A value of a field in words."""
    if field == "place":
        return words.parts(value)
    if field == "household":
        return words.of(HOUSEHOLD_OF.fill(count=len(value), names=words.listed(value)))
    if field == "lists":
        return words.feed(value)
    return words.value(field, value) if field == "sex" else str(value)


def certificates_told(file: PersonFile, words: Words) -> str:
    """The certificates of a person, each with where it came from."""
    lines = [
        f"{words.certificate(one.kind)} {shown(one, words)}\n{words.source(one.source)}" for one in file.certificates
    ]
    return "\n".join(lines) or NOTHING


def conflict_table(doubt: Doubt, sides: Sides, words: Words) -> None:
    """What the two files contradict one another in, each value with its row."""
    if not sides.conflicts:
        return
    sys.stdout.write(f"\n{words.of(CONFLICTS)}\n")
    sys.stdout.flush()
    made = columns(CONFLICT_HEADS.fill(person=doubt.person, other=doubt.other), words.language)
    for one in sides.conflicts:
        both = [
            f"{conflict_told(one.what, value, words)}\n{words.source(source)}"
            for value, source in ((one.kept, one.kept_source), (one.merged, one.merged_source))
        ]
        made.add_row(
            words.part(one.what) if one.what in (*PLACES, "born", "sex", "died") else words.what(one.what), *both
        )
    console().print(made)


def conflict_told(what: str, value: Any, words: Words) -> str:
    """One side of a contradiction in words."""
    if what == "certificate" and isinstance(value, Mapping):
        return f"{words.certificate(value['kind'])} {value['number'] or NOTHING}"
    if isinstance(value, Mapping):
        return words.parts(value, what)
    return NOTHING if value is None else words.value(what, value)


def summed(doubt: Doubt) -> Text:
    """How the weight of a doubt adds up."""
    if doubt.weight is None:
        return BY_RULE
    model = (doubt.model or "").split(" ")[0]
    prior = weight_told(doubt.evidence["prior"])
    return TOTAL.fill(weight=weight_told(doubt.weight), prior=prior, model=model, block=block_told(doubt))


def block_told(doubt: Doubt) -> Text:
    """Why two people were compared at all."""
    from canbao.registry.linking.model import model

    return model().blocks.get(doubt.evidence.get("block", ""), BY_RULE)


def weight_told(weight: float | None) -> str:
    """A weight as a page shows it."""
    return NOTHING if weight is None else f"{weight:+.2f}"


def doubt_block(one: Doubt) -> dict[str, Any]:
    """A doubt in plain values."""
    return {
        "doubt": one.doubt, "person": one.person, "other": one.other, "found_by": one.why, "state": one.state,
        "weight": one.weight, "model": one.model, "evidence": dict(one.evidence), "reopens": one.reopens,
    }  # fmt: skip


def sides_block(sides: Sides) -> dict[str, Any]:
    """Two people side by side in plain values."""
    return {
        "masked": sides.is_masked,
        "sides": [file_block(file) for file in (sides.person, sides.other)],
        "conflicts": [
            {
                "what": one.what,
                "kept": plain({one.what: one.kept})[one.what],
                "merged": plain({one.what: one.merged})[one.what],
                "kept_source": source_block(one.kept_source),
                "merged_source": source_block(one.merged_source),
            }
            for one in sides.conflicts
        ],
    }


def file_block(file: PersonFile) -> dict[str, Any]:
    """What is compared of a person in plain values."""
    return {
        "person": file.person_id,
        "certificates": [held_block(one) for one in file.certificates],
        **{
            name: [{"value": plain(value), "source": source_block(source) if source else None}
                   for value, source in cell.said]
            for name, cell in cells(file).items()
        },
    }  # fmt: skip


def places_named(files: Iterable[PersonFile], conflicts: Iterable[Contradiction]) -> set[int]:
    """The places that a page of two people names."""
    return places_in([*(one.said for file in files for one in file.records), *_places_of(conflicts)])


def _places_of(conflicts: Iterable[Contradiction]) -> Iterator[Any]:
    for one in conflicts:
        for value in (one.kept, one.merged):
            yield value if isinstance(value, Mapping) else {one.what: value}


def say(text: Text, language: Language) -> None:
    """A line."""
    sys.stdout.write(text.get(language) + "\n")
    sys.stdout.flush()
