"""Words for what the registry holds: kinds of facts and their codes, parts of a record, schemes, acts, places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from canbao.basis.certificates.kinds import KINDS as CERTIFICATES
from canbao.basis.findings import Language, Text
from canbao.basis.place_numbers import place_code
from canbao.feeds.vocabulary import KINDS, REGISTRATION, RELATION
from canbao.registry.people.sources import Source

WHAT = {
    "record": Text("身份信息", "identity"),
    "reported_enrolment": Text("参保（来源报告）", "cover as reported"),
    "cover": Text("参保（认定）", "cover as decided"),
    "cover_spell": Text("参保（认定）", "cover as decided"),
    "cover_overlap": Text("合法重叠参保", "lawful overlap of cover"),
    "certificate": Text("证件", "certificate"),
    "name": Text("姓名", "name"),
}
"""What is recorded beside facts of the vocabulary."""
PARTS = {
    "born": Text("出生", "born"),
    "sex": Text("性别", "sex"),
    "died": Text("死亡", "died"),
    "registered_place": Text("户籍地", "registered place"),
    "residence_place": Text("居住地", "residence place"),
    "registration": Text("户籍状态", "registration"),
    "relation": Text("与户主关系", "relation to the head"),
    "scheme": Text("险种", "scheme"),
    "place": Text("地区", "place"),
    "year": Text("年度", "year"),
    "paid_on": Text("缴费日期", "paid on"),
    "paid_in_window": Text("集中期内缴费", "paid in the window"),
    "reimbursed": Text("已报销", "reimbursed"),
    "bonus_used": Text("使用激励额度", "bonus used"),
    "basis": Text("依据", "basis"),
    "clause": Text("条款", "clause"),
    "kind": Text("类型", "kind"),
    "code": Text("类别", "code"),
    "amount": Text("金额（分）", "amount (fen)"),
    "detail": Text("其他", "other"),
    "from": Text("自", "from"),
    "until": Text("至（不含）", "until before"),
    "feed": Text("数据", "feed"),
    "file": Text("文件编号", "file number"),
    "row": Text("行", "row"),
    "one": Text("其一", "one"),
    "other": Text("其二", "the other"),
    "aid": Text("资助身份", "aid category"),
    "schools": Text("学籍", "schools"),
    "registered": Text("户籍在本地", "registered here"),
    "resident": Text("居住在本地", "living here"),
}
"""The parts of what is said."""
SCHEMES = {310: Text("职工医保", "employee scheme"), 390: Text("居民医保", "resident scheme")}
SEXES = {1: Text("男", "male"), 2: Text("女", "female")}
BASES = {
    "reported": Text("按来源报告采认", "adopted from a report"),
    "decided": Text("经办认定", "decided"),
    "enrolled": Text("经办参保", "enrolled"),
    "new_student": Text("新入学学生", "new student"),
}
BONUS = {
    "none": Text("未使用", "none"),
    "zero_claim": Text("零报销激励", "the zero-claim bonus"),
    "any": Text("激励额度", "a bonus"),
}
ACTS = {
    "feeds.import": Text("导入部门数据", "import of a feed"),
    "cover.history_start": Text("说明参保记录的起始年度", "start of the history of cover said"),
    "cover.enrol": Text("办理参保", "enrolment"),
}
YES, NO = Text("是", "yes"), Text("否", "no")
OF_AN_ACT = Text("经办", "an act of the office")
ROW = Text("第 {row} 行", "row {row}")
NOTHING = "–"
PLACES = ("place", "registered_place", "residence_place")
ONE_DAY = timedelta(days=1)


class Words:
    """Words in one language, with the names of the places that are about to be told."""

    def __init__(self, language: Language, places: Mapping[int, str]) -> None:
        self.language = language
        self.places = places
        self.files: dict[str, int] = {}
        """The files told of so far, by the numbers that stand for them on the page."""

    def of(self, text: Text) -> str:
        """A text in the language."""
        return text.get(self.language)

    def what(self, what: str) -> str:
        """What a statement is: a kind of fact, or another sort of record."""
        kind = KINDS.get(what)
        text = WHAT.get(what) or (kind.words if kind else None) or ACTS.get(what)
        return what if text is None else self.of(text)

    def act(self, act: str) -> str:
        """What made something known."""
        return self.of(ACTS[act]) if act in ACTS else act

    def place(self, number: int | None) -> str:
        """A place with its code; the code alone where its name is not known."""
        if number is None:
            return NOTHING
        name = self.places.get(number)
        return f"{name} {place_code(number)}" if name else place_code(number)

    def certificate(self, kind: str | None) -> str:
        """A kind of certificate."""
        return NOTHING if kind is None else self.of(CERTIFICATES[kind].label) if kind in CERTIFICATES else kind

    def part(self, name: str) -> str:
        """The name of a part of what is said."""
        text = PARTS.get(name) or headings().get(name)
        return name if text is None else self.of(text)

    def value(self, name: str, value: Any, what: str = "") -> str:
        """The value of a part of what is said."""
        if isinstance(value, bool):
            return self.of(YES if value else NO)
        if name in PLACES and isinstance(value, int):
            return self.place(value)
        if isinstance(value, Mapping):
            return self.parts(value, what)
        if name == "feed":
            return self.feed(value)
        if isinstance(value, list | tuple):
            return self.listed([self.value(name, one, what) for one in value])
        text = self._coded(name, value, what)
        return str(value) if text is None else self.of(text)

    def parts(self, said: Mapping[str, Any], what: str = "") -> str:
        """What is said, part by part."""
        told = [f"{self.part(name)} {self.value(name, value, what)}" for name, value in said.items() if value != {}]
        return self.listed(told) or NOTHING

    def listed(self, words: list[str]) -> str:
        """Words one after another."""
        return ("，" if self.language == "zh" else ", ").join(words)

    def span(self, start: date | None, until: date | None) -> str:
        """A half-open span of days; a single day by itself."""
        if start is None and until is None:
            return NOTHING
        if start is not None and until == start + ONE_DAY:
            return f"{start}"
        return f"{start or ''} → {until or ''}".strip()

    def source(self, source: Source) -> str:
        """Where something came from, and when it became known: the file by a number, told below the page."""
        known = "" if source.known_at is None else f"\n{minute(source.known_at)}"
        if source.feed is None and source.row_number is None:
            return self.of(OF_AN_ACT) + known
        month = f"{source.month:%Y-%m}" if source.month else None
        file = None if source.file is None else f"[{self.files.setdefault(source.file, len(self.files) + 1)}]"
        row = None if source.row_number is None else self.of(ROW.fill(row=source.row_number))
        return " ".join(part for part in (self.feed(source.feed), month, file, row) if part) + known

    def files_told(self) -> list[str]:
        """The files that the page told of, by their numbers."""
        return [f"[{number}] {name}" for name, number in self.files.items()]

    def feed(self, feed: str | None) -> str:
        """What a feed is called."""
        from canbao.feeds.catalogue import feeds

        if feed is None:
            return NOTHING
        known = feeds().get(feed)
        return feed if known is None else self.of(Text(known.name.zh, known.name.en))

    def _coded(self, name: str, value: Any, what: str) -> Text | None:
        if name == "aid":
            return KINDS["aid"].codes.get(value)
        if name == "code" and what in KINDS:
            return KINDS[what].codes.get(value)
        tables: Mapping[str, Mapping[Any, Text]] = {
            "scheme": SCHEMES, "sex": SEXES, "basis": BASES, "bonus_used": BONUS, "registration": REGISTRATION,
            "relation": RELATION,
        }  # fmt: skip
        if name == "kind" and value in CERTIFICATES:
            return CERTIFICATES[value].label
        return tables.get(name, {}).get(value)


@cache
def headings() -> Mapping[str, Text]:
    """What the columns of feeds are called: what is kept of a row beside what it states goes by their names."""
    from canbao.feeds.catalogue import feeds

    return {column.name: Text(column.zh, column.en) for feed in feeds().values() for column in feed.columns}


def places_in(value: Any) -> set[int]:
    """The numbers of places that anything said names."""
    if isinstance(value, Mapping):
        own = {each for name, each in value.items() if name in PLACES and isinstance(each, int)}
        return own.union(*(places_in(each) for each in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(places_in(each) for each in value))
    return set()


def plain(value: Any) -> Any:
    """A value as JSON has it: days and moments as text, places as codes."""
    if isinstance(value, Mapping):
        return {
            name: place_code(each) if name in PLACES and isinstance(each, int) else plain(each)
            for name, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def minute(at: datetime) -> str:
    """A moment in the zone of this machine, to the minute."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
