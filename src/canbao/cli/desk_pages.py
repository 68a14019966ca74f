"""What the commands of the desk show: proposals and what they would do, determinations, papers, inquiries, changes.

Long because each command has a page, a few lines each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.findings import Language, Text, shorten
from canbao.basis.place_numbers import place_code
from canbao.casework.wording import FIELDS, KEY_FIELDS, field_value
from canbao.cli.database import blocks
from canbao.cli.output import console, json_text, print_findings, print_json
from canbao.cli.person_pages import columns
from canbao.cli.registry_words import NOTHING, SCHEMES, Words, minute, plain

if TYPE_CHECKING:
    from canbao.access.proposals import Proposal
    from canbao.desk.correcting import Paper, Standing
    from canbao.desk.determining import Determination
    from canbao.desk.duplicates import DoubleCover, Reported, Resolved
    from canbao.desk.inquiries import Inquiry
    from canbao.desk.outgoing import OutgoingChange
    from canbao.desk.redetermining import Affected, Undecided

NONE = Text("没有。", "None.")
PROPOSED = Text(
    "已提出 {number} 号提议。由他人复核：canbao access approve {number}；然后：canbao {group} {verb} {number}",
    "Proposal {number} is made. Another decides: canbao access approve {number}; then: canbao {group} {verb} {number}",
)
EFFECTED = Text("{number} 号提议已生效：{told}。", "Proposal {number} has taken effect: {told}.")
ATTACHED = Text("已收存为 {number} 号凭证。", "Kept as paper {number}.")
WRITTEN = Text("{number} 号凭证已写入 {path}。", "Paper {number} is written to {path}.")
ASKED = Text("已发出 {number} 号协查。", "Inquiry {number} is asked.")
ANSWERED = Text("已答复 {number} 号协查。", "Inquiry {number} is answered.")
TOLD = {
    "revision": Text("修订", "revision"),
    "ended": Text("终止", "ended"),
    "adopted": Text("采认", "adopted"),
    "clashing": Text("冲突", "clashing"),
    "replaced": Text("替换", "replaced"),
}
PARTS = {
    "ends": Text("终止", "Ends"),
    "adds": Text("补记", "Adds"),
    "stays": Text("保留", "Stays"),
    "goes": Text("终止", "Goes"),
    "why": Text("理由", "Why"),
    "attachments": Text("凭证", "Papers"),
    "from_day": Text("自", "From"),
    "principle": Text("按原则保留", "Stays by the principle"),
    "choice": Text("本人选择", "Chosen by the person"),
    "undertaking": Text("承诺书", "Undertaking"),
    "refund": Text("退费", "Given back"),
    "revision": Text("撤销的修订", "Undoes the revision"),
}
RECORDS = {"first": Text("第一条", "the first"), "second": Text("第二条", "the second")}
REPLIES = {
    "holds": Text("仍参保", "holds"),
    "ended": Text("已终止", "ended"),
    "never": Text("从未参保", "never"),
    None: Text("未答复", "open"),
}
LATE = Text("（已逾期）", " (late)")
STANDS, REPLACED = Text("现行", "stands"), Text("已被替换", "replaced")
DETERMINATION_HEADS = Text(
    "编号|人员|年度|缴费|地区|情形|等待期|待遇起始|状态",
    "number|person|year|paid on|place|circumstance|wait|payable from|state",
)
AFFECTED_HEADS = Text("判定|人员|年度|项目|原来|现在", "number|person|year|what|then|now")
REPLACEMENT_HEADS = Text("判定|项目|改为", "number|what|becomes")
PAPER_HEADS = Text("编号|名称|类型|字节|收存", "number|name|type|bytes|handed in")
STANDING_HEADS = Text("序号|事项|内容|期间|文件与行", "number|what|said|for|file and row")
PAIR_HEADS = Text("人员|第几对|第一条|第二条", "person|pair|the first|the second")
VERDICTS = {
    None: Text("尚未比对", "not matched yet"),
    False: Text("已核实", "verified"),
    True: Text("仍重复参保", "still covered twice"),
}
RESOLVED_HEADS = Text("人员|修订|处理日|比对月份|核实", "person|revision|resolved on|match of|verified")
REFUND_HEADS = Text("编号|地区|险种|年度|理由", "number|place|scheme|year|why")
INQUIRY_HEADS = Text(
    "编号|人员|发出|询问|险种与期间|问题|期限|答复", "number|person|asks|is asked|scheme and days|question|due|answer"
)
OUTGOING_HEADS = Text("编号|人员|地区|事项|修订", "number|person|place|what|revision")


def proposed_page(
    number: int,
    group: str,
    language: Language,
    *,
    as_json: bool,
    verb: str = "effect",
    more: Mapping[str, Any] | None = None,
) -> None:
    """A proposal was made, and what comes next. group: the commands by which it takes effect."""
    if as_json:
        print_json({"proposal": number, **(more or {})})
    else:
        say(PROPOSED.fill(number=number, group=group, verb=verb), language)


def effected_page(number: int, told: Mapping[str, Any], language: Language, *, as_json: bool) -> None:
    """A proposal took effect, with what it did by number."""
    if as_json:
        print_json({"proposal": number, **told})
        return
    parts = [f"{TOLD[name].get(language)} {told[name]}" for name in TOLD if name in told]
    say(EFFECTED.fill(number=number, told=("，" if language == "zh" else ", ").join(parts)), language)


def attached_page(number: int, language: Language, *, as_json: bool) -> None:
    """A paper was kept."""
    done(ATTACHED.fill(number=number), {"attachment": number}, language, as_json=as_json)


def written_page(number: int, path: Path, language: Language, *, as_json: bool) -> None:
    """A paper was taken out."""
    done(WRITTEN.fill(number=number, path=path), {"attachment": number, "out": str(path)}, language, as_json=as_json)


def asked_page(number: int, language: Language, *, as_json: bool) -> None:
    """An inquiry was asked."""
    done(ASKED.fill(number=number), {"inquiry": number}, language, as_json=as_json)


def answered_page(number: int, language: Language, *, as_json: bool) -> None:
    """An inquiry was answered."""
    done(ANSWERED.fill(number=number), {"inquiry": number, "answered": True}, language, as_json=as_json)


def done(text: Text, block: dict[str, Any], language: Language, *, as_json: bool) -> None:
    """What an act did."""
    if as_json:
        print_json(block)
    else:
        say(text, language)


def say(text: Text, language: Language) -> None:
    """One line of a page."""
    sys.stdout.write(text.get(language) + "\n")
    sys.stdout.flush()


def content_page(one: Proposal, language: Language, *, as_json: bool) -> None:
    """What a proposal would do."""
    if as_json:
        print_json({
            "proposal": one.proposal_id, "kind": one.kind, "person": one.person_id, "place": place_code(one.place),
            "state": one.state, "content": plain(one.content),
        })  # fmt: skip
        return
    words = Words(language, {})
    for name, value in content_lines(one.content, words):
        sys.stdout.write(f"{PARTS[name].get(language)}  {value}\n")
    sys.stdout.flush()
    replaced = one.content.get("replacements")
    if replaced is not None:
        table(REPLACEMENT_HEADS, replacement_rows(replaced, language), language)


def content_lines(content: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """The parts of what is proposed, each by its name."""
    for part, name in (("end", "ends"), ("add", "adds")):
        for sort in ("enrolments", "facts"):
            for said in content.get(part, {}).get(sort, ()):
                yield name, statement(said, words)
    for name in ("stays", "goes"):
        if isinstance(content.get(name), dict):
            yield name, statement(content[name], words)
    for name in ("from_day", "undertaking", "revision", "why"):
        if content.get(name) is not None:
            yield name, str(content[name])
    for name in ("principle", "choice"):
        if content.get(name) is not None:
            yield name, words.of(RECORDS[content[name]])
    if content.get("refund"):
        yield "refund", str(content["refund"].get("year") or NOTHING)
    if content.get("attachments"):
        yield "attachments", ", ".join(map(str, content["attachments"]))


def statement(said: Mapping[str, Any], words: Words) -> str:
    """A statement as a proposal keeps it: what it is, what it says, for which days, from which row."""
    kind = said.get("kind", "reported_enrolment")
    hidden = ("kind", "valid_from", "valid_until", "file_id", "row_number")
    told = {name: value for name, value in said.items() if value is not None and name not in hidden}
    start, until = (_day(said.get(name)) for name in ("valid_from", "valid_until"))
    row = "" if said.get("row_number") is None else f" [{said['file_id']}:{said['row_number']}]"
    return words.listed([words.what(kind), words.parts(told, kind), words.span(start, until)]) + row


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def replacement_rows(replaced: Iterable[Mapping[str, Any]], language: Language) -> Iterator[list[str]]:
    """For each determination that would be replaced, what a reader of the new answer cares for first."""
    for each in replaced:
        for name in KEY_FIELDS:
            value = field_in(each["answer"], name)
            told = field_value(name, value).get(language)
            yield [str(each["determination"]), FIELDS[name].get(language), told]


def field_in(answer: Mapping[str, Any], name: str) -> Any:
    """A field of an answer by its dotted path; None where there is none."""
    value: Any = answer
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def determinations_page(found: Sequence[Determination], language: Language, *, as_json: bool) -> None:
    """Determinations that are kept."""
    replaced = {one.replaces for one in found}
    if as_json:
        print_json([{**determination_block(one), "stands": one.determination_id not in replaced} for one in found])
        return
    words = Words(language, {})
    rows = []
    for one in found:
        told = (field_value(name, field_in(one.answer, name)).get(language)
                for name in ("circumstance", "waiting.total_months", "benefit.from"))  # fmt: skip
        state = words.of(REPLACED if one.determination_id in replaced else STANDS)
        rows.append([*map(str, (one.determination_id, one.person_id, one.year, one.paid_on or NOTHING)),
                     words.place(one.place), *told, state])  # fmt: skip
    table(DETERMINATION_HEADS, rows, language)


def determination_block(one: Determination) -> dict[str, Any]:
    """A determination in plain values."""
    return {
        "determination": one.determination_id, "person": one.person_id, "year": one.year, "paid_on": plain(one.paid_on),
        "place": place_code(one.place), "known": one.known, "made_in": one.made_in, "replaces": one.replaces,
        "proposal": one.proposal_id, "answer": one.answer, "receipt": one.receipt,
    }  # fmt: skip


def affected_page(found: Sequence[Affected | Undecided], language: Language, *, as_json: bool) -> None:
    """Whose determination would be another: each field then and now; whose cannot be made again, and why."""
    from canbao.desk.redetermining import Affected

    changed = [one for one in found if isinstance(one, Affected)]
    undecided = [one for one in found if not isinstance(one, Affected)]
    if as_json:
        print_json({
            "affected": [{**of_whom(one), "changes": {name: {"then": then, "now": now}
                          for name, (then, now) in one.changes.items()}} for one in changed],
            "undecided": [{**of_whom(one), "findings": blocks(one.findings, language)} for one in undecided],
        })  # fmt: skip
        return
    table(AFFECTED_HEADS, affected_rows(changed, language), language)
    for one in undecided:
        print_findings(one.findings, language)


def of_whom(one: Affected | Undecided) -> dict[str, Any]:
    """Which determination it is about."""
    return {"determination": one.old.determination_id, "person": one.old.person_id, "year": one.old.year}


def affected_rows(changed: Iterable[Affected], language: Language) -> Iterator[list[str]]:
    """Old beside new, field by field; the number once."""
    for one in changed:
        head = [str(value) for value in of_whom(one).values()]
        for name, values in one.changes.items():
            known = FIELDS.get(name)
            told = [field_value(name, value).get(language) if known else other(value) for value in values]
            yield [*head, known.get(language) if known else name, *told]
            head = ["", "", ""]


def other(value: Any) -> str:
    """A value of a field that has no words of its own."""
    return (
        NOTHING
        if value is None
        else shorten(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    )


def papers_page(found: Sequence[Paper], language: Language, *, as_json: bool) -> None:
    """The papers of a person."""
    if as_json:
        print_json([{
            "attachment": one.attachment_id, "name": one.name, "media_type": one.media_type, "size": one.size,
            "sha256": one.digest.hex(), "handed_in_at": one.handed_in_at.isoformat(),
        } for one in found])  # fmt: skip
        return
    rows = (
        [str(one.attachment_id), one.name, one.media_type, f"{one.size:,}", minute(one.handed_in_at)] for one in found
    )
    table(PAPER_HEADS, rows, language)


def standing_page(found: Sequence[Standing], language: Language, *, as_json: bool) -> None:
    """What is said of a person now, by the numbers that a correction names."""
    if as_json:
        print_json([{
            "number": number, "kind": one.kind, "scheme": one.scheme, "code": one.code, "from": plain(one.valid_from),
            "until": plain(one.valid_until), "file": one.file_id, "row": one.row_number,
        } for number, one in enumerate(found, 1)])  # fmt: skip
        return
    words, rows = Words(language, {}), []
    for number, one in enumerate(found, 1):
        said = {name: value for name, value in (("scheme", one.scheme), ("code", one.code)) if value is not None}
        row = NOTHING if one.row_number is None else f"{one.file_id}:{one.row_number}"
        span = words.span(one.valid_from, one.valid_until)
        rows.append([str(number), words.what(one.kind), words.parts(said, one.kind), span, row])
    table(STANDING_HEADS, rows, language)


def pairs_page(found: Sequence[tuple[int, DoubleCover]], language: Language, *, as_json: bool) -> None:
    """Pairs of records, each with its number among those of the person."""
    if as_json:
        print_json([{"person": one.person_id, "pair": number, "first": record_block(one.first),
                     "second": record_block(one.second)} for number, one in found])  # fmt: skip
        return
    words = Words(language, {})
    rows = ([str(one.person_id), str(number), record_words(one.first, words), record_words(one.second, words)]
            for number, one in found)  # fmt: skip
    table(PAIR_HEADS, rows, language)


def pair_page(pair: DoubleCover, language: Language) -> None:
    """The two records that an answer is about."""
    words = Words(language, {})
    for name, record in (("first", pair.first), ("second", pair.second)):
        sys.stdout.write(f"{words.of(RECORDS[name])}  {record_words(record, words)}\n")
    sys.stdout.flush()


def record_words(record: Reported, words: Words) -> str:
    """A record: scheme, place, days, when it was paid."""
    paid = [words.part("paid_on") + f" {record.paid_on}"] if record.paid_on else []
    span = words.span(record.valid_from, record.valid_until)
    return words.listed([words.of(SCHEMES[record.scheme]), words.place(record.place), span, *paid])


def record_block(record: Reported) -> dict[str, Any]:
    """A record in plain values."""
    return {
        "scheme": record.scheme, "place": None if record.place is None else place_code(record.place),
        "from": plain(record.valid_from), "until": plain(record.valid_until), "year": record.year,
        "paid_on": plain(record.paid_on), "file": record.file_id, "row": record.row_number,
    }  # fmt: skip


def refunds_page(found: Sequence[tuple[int, int, int, int | None, str]], language: Language, *, as_json: bool) -> None:
    """Premiums that are to be given back."""
    if as_json:
        print_json([{"refund": number, "place": place_code(place), "scheme": scheme, "year": year, "why": why}
                    for number, place, scheme, year, why in found])  # fmt: skip
        return
    rows = ([str(number), place_code(place), SCHEMES[scheme].get(language), str(year or NOTHING), why]
            for number, place, scheme, year, why in found)  # fmt: skip
    table(REFUND_HEADS, rows, language)


def resolved_page(found: Sequence[Resolved], language: Language, *, as_json: bool) -> None:
    """Resolutions of double cover, and what the match after each says."""
    if as_json:
        print_json([{"person": one.person_id, "revision": one.revision, "resolved_on": one.on.isoformat(),
                     "month": None if one.month is None else f"{one.month:%Y-%m}", "double": one.is_double}
                    for one in found])  # fmt: skip
        return
    rows = ([str(one.person_id), str(one.revision), one.on.isoformat(),
             NOTHING if one.month is None else f"{one.month:%Y-%m}", VERDICTS[one.is_double].get(language)]
            for one in found)  # fmt: skip
    table(RESOLVED_HEADS, rows, language)


def inquiries_page(found: Sequence[Inquiry], today: date, language: Language, *, as_json: bool) -> None:
    """Inquiries, the open ones first, with those that are late marked."""
    if as_json:
        print_json([inquiry_block(one, today) for one in found])
        return
    words, rows = Words(language, {}), []
    for one in found:
        about = f"{words.of(SCHEMES[one.scheme])}\n{words.span(one.cover_from, one.cover_until)}"
        said = words.of(REPLIES[one.answer]) + (words.of(LATE) if one.is_late(today) else "")
        days = words.span(one.answer_from, one.answer_until) if one.answer_from or one.answer_until else ""
        places = (place_code(one.from_place), place_code(one.to_place))
        reply = "\n".join(part for part in (said, days, one.note) if part)
        rows.append([str(one.inquiry_id), str(one.person_id), *places, about, one.question, str(one.due_on), reply])
    table(INQUIRY_HEADS, rows, language)


def inquiry_block(one: Inquiry, today: date) -> dict[str, Any]:
    """An inquiry in plain values."""
    return {
        "inquiry": one.inquiry_id, "person": one.person_id, "from_place": place_code(one.from_place),
        "to_place": place_code(one.to_place), "scheme": one.scheme, "cover_from": plain(one.cover_from),
        "cover_until": plain(one.cover_until), "question": one.question, "due_on": plain(one.due_on),
        "late": one.is_late(today), "answer": one.answer, "answer_from": plain(one.answer_from),
        "answer_until": plain(one.answer_until), "note": one.note,
    }  # fmt: skip


def subject_page(number: int, told: tuple[str, str, str], language: Language, *, as_json: bool) -> None:
    """Whom an inquiry is about: certificate and name."""
    kind, certificate, name = told
    if as_json:
        print_json({"inquiry": number, "kind": kind, "certificate": certificate, "name": name})
    else:
        sys.stdout.write(f"{name}  {Words(language, {}).certificate(kind)} {certificate}\n")


def outgoing_page(found: Sequence[OutgoingChange], language: Language, *, as_json: bool) -> None:
    """Changes for others; as JSON, one a line."""
    if as_json:
        sys.stdout.write("".join(json_text(outgoing_block(one)) + "\n" for one in found))
        return
    rows = ([str(one.number), str(one.person_id), place_code(one.place), one.what, str(one.revision)] for one in found)
    table(OUTGOING_HEADS, rows, language)


def outgoing_block(one: OutgoingChange) -> dict[str, Any]:
    """A change for others in plain values."""
    return {
        "number": one.number, "person": one.person_id, "place": place_code(one.place), "what": one.what,
        "revision": one.revision, "content": plain(one.content),
    }  # fmt: skip


def table(heads: Text, rows: Iterable[Sequence[str]], language: Language) -> None:
    """A table with these heads, or a line that there is none."""
    told = list(rows)
    if not told:
        say(NONE, language)
        return
    made = columns(heads, language)
    for row in told:
        made.add_row(*row)
    console().print(made)
