"""The pages of the side commands: the answer first, then the documents needed, then the steps with their clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Line

from canbao.basis.findings import Language, Text
from canbao.casework.beside.words import DOCUMENT_WORDS, RELATIVE_WORDS, SCHEME_WORDS, USE_WORDS
from canbao.casework.wording import UNKNOWN, amount, months
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.console import Console

    from canbao.casework.beside.commands import SideReply

Answer = dict[str, Any]
Fact = tuple[Text, Line]

TITLES = {
    "eligible": Text("参保资格", "Eligibility"),
    "retirement": Text("退休人员医保待遇", "Retiree benefits"),
    "conversion": Text("缴费年限折算", "Conversion of years"),
    "relation": Text("重复参保处理", "Two enrolment records"),
    "family-account": Text("个人账户家庭共济", "Personal account for relatives"),
    "settlement": Text("待遇支付估算（不是结算结果）", "Estimate of payment (not a settlement)"),
}
PARTS = {
    "documents": Text("需要的材料", "Documents needed"),
    "steps": Text("依据的步骤", "How it follows"),
    "interpretations": Text("规定有不同读法之处", "Where the law can be read otherwise"),
    "findings": Text("需要注意", "Notes"),
    "sources": Text("依据", "Sources"),
}
VERDICTS = {
    "allowed": (Text("可以参保", "may enrol"), "bold green"),
    "needs": (Text("材料齐备后可以参保", "may enrol once the documents are at hand"), "bold yellow"),
    "not_allowed": (Text("不能参保", "may not enrol"), "bold red"),
    "payable": (Text("可以支付", "may be paid"), "bold green"),
    "not_payable": (Text("不能支付", "may not be paid"), "bold red"),
    "undetermined": (Text("不能确定", "undetermined"), "bold yellow"),
}
RECORDS = {"first": Text("第一条记录", "the first record"), "second": Text("第二条记录", "the second record")}
COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}
LAYERS = {
    "basic": Text("基本医保", "Basic"),
    "serious": Text("大病保险", "Serious illness"),
    "inclusive": Text("惠民型商业补充医疗保险", "Inclusive commercial"),
}


def side_page(name: str, reply: SideReply, language: Language) -> None:
    """Print one answer."""
    out = console()
    answer = reply.answer
    out.print(answer_box(name, reply, language))
    documents(out, answer, language)
    steps(out, answer, language)
    interpretations(out, answer, language)
    findings(out, reply, language)
    sources(out, reply, language)
    out.print()


def answer_box(name: str, reply: SideReply, language: Language) -> Panel:
    """The answer in a box; an estimate in another colour."""
    answer = reply.answer
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for what, value in FACTS[name](answer, language):
        grid.add_row(what.get(language), value)
    title = Line(f"{TITLES[name].get(language)}  {place_name(reply, language)} {answer['place']}  {answer['as_of']}")
    title.stylize("bold")
    border = "yellow" if answer.get("is_estimate") else "blue"
    subtitle = Line(answer["id"] or "", style="dim")
    return Panel(grid, title=title, subtitle=subtitle, title_align="left", border_style=border)


def place_name(reply: SideReply, language: Language) -> str:
    """What the place whose pack answers is called."""
    assert reply.law is not None
    name = reply.law.policy.resolved.chain.layers[0].pack.name
    if name is None:
        return ""
    return name.zh if language == "zh" else name.en


def verdict(code: str, language: Language) -> Line:
    """An answer's code in words."""
    words, style = VERDICTS[code]
    return Line(words.get(language), style=style)


def sentence(answer: Answer, language: Language, number: int = 0) -> str:
    """The words of a step."""
    return str(answer["steps"][number]["text"][language])


def duration(count: int | None, language: Language) -> Line:
    """A number of months, or that it is not known."""
    return Line((UNKNOWN if count is None else months(count)).get(language))


def eligible_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """For each scheme asked: the verdict and why."""
    for part in answer["answers"]:
        line = verdict(part["answer"], language)
        line.append(f"  {sentence(part, language, -1)}", style="default not bold")
        yield SCHEME_WORDS[part["scheme"]], line


def retirement_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """Whether benefits are due, the years, what is missing, where to claim."""
    is_due = answer["answer"] == "retiree_benefits"
    yield Text("结论", "Answer"), Line(sentence(answer, language, 1), style="bold green" if is_due else "bold yellow")
    yield Text("计入年限", "Counted"), duration(answer["counted_months"], language)
    yield Text("尚差", "Missing"), duration(answer["missing_months"], language)
    if answer["province_missing_months"] != 0:
        yield Text("省内尚差", "Missing in the province"), duration(answer["province_missing_months"], language)
    if answer["make_up"]:
        yield Text("补足方式", "Made up by"), Line("、".join(way[language] for way in answer["make_up"]))
    for where in answer["claim_places"]:
        places = "、".join(place for place in where["places"] if place)
        yield Text("办理地", "Claimed at"), Line(f"{where[language]} {places}")


def conversion_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """The months converted, left over, and in all."""
    is_converted = answer["answer"] == "converted"
    yield (
        Text("结论", "Answer"),
        Line(sentence(answer, language), style="bold green" if is_converted else "bold yellow"),
    )
    for key, what in (
        ("converted_months", Text("折算为职工医保", "Converted")),
        ("left_over_months", Text("未折算的居民医保", "Left over")),
        ("total_months", Text("职工医保合计", "Employee months in all")),
    ):
        yield what, duration(answer[key], language)


def relation_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """Whether the two are a duplicate, which stays, and whether an undertaking is needed."""
    yield Text("结论", "Answer"), Line(sentence(answer, language), style="bold")
    span = answer["duplicate"]
    if span is None:
        return
    through = span["through"] or Text("未知", "open").get(language)
    yield Text("重复期间", "Covered twice"), Line(f"{span['from']} → {through}")
    yield Text("保留", "Stays"), Line(stays_words(answer).get(language), style="bold green")
    if answer["undertaking_needed"]:
        yield Text("书面承诺", "Undertaking"), Line(Text("需要", "needed").get(language), style="bold yellow")


def stays_words(answer: Answer) -> Text:
    """The record that stays, in words."""
    if answer["stays"] is not None:
        return RECORDS[answer["stays"]]
    if answer["reason"] == "no_principle_known":
        return UNKNOWN
    return Text("由本人选择", "the person chooses")


def account_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """Each payment asked for, and what is left of the balance."""
    for part in answer["answers"]:
        line = verdict(part["answer"], language)
        if part["payable_yuan"] is not None:
            line.append(f"  {amount(part['payable_yuan']).get(language)}", style="bold")
        line.append(f"  {sentence(part, language)}", style="default not bold")
        relative, use = RELATIVE_WORDS[part["relative"]], USE_WORDS[part["use"]]
        yield Text(f"{part['number']}. {relative.zh}", f"{part['number']}. {relative.en}"), Line(use.get(language))
        yield Text("", ""), line
    yield Text("账户余额", "Balance left"), Line(amount(answer["balance_left_yuan"]).get(language))


def settlement_facts(answer: Answer, language: Language) -> Iterator[Fact]:
    """What each layer pays and what stays with the person, said to be an estimate."""
    yield Text("性质", "Nature"), Line(sentence(answer, language), style="bold yellow")
    for name, what in LAYERS.items():
        layer = answer["layers"][name]
        paid, base = amount(layer["pays_yuan"]).get(language), amount(layer["base_yuan"]).get(language)
        of_base = Text(f"估算支付 {paid}（计入 {base}）", f"{paid} of {base} (estimate)")
        yield what, Line(of_base.get(language))
    yield Text("个人负担", "Own share"), Line(amount(answer["own_yuan"]).get(language), style="bold")


FACTS: dict[str, Callable[[Answer, Language], Iterator[Fact]]] = {
    "eligible": eligible_facts,
    "retirement": retirement_facts,
    "conversion": conversion_facts,
    "relation": relation_facts,
    "family-account": account_facts,
    "settlement": settlement_facts,
}


def heading(out: Console, part: str, language: Language) -> None:
    """The title of a part of the page."""
    out.print()
    out.print(Line(PARTS[part].get(language), style="bold"))


def documents(out: Console, answer: Answer, language: Language) -> None:
    """The documents still needed, when there are any."""
    lines = [line for part in parts_of(answer) for line in document_lines(part, language)]
    if lines:
        heading(out, "documents", language)
        for line in lines:
            out.print(Line(f" • {line}"))


def document_lines(part: Answer, language: Language) -> Iterator[str]:
    """The documents of one part of an answer; of several that will do, all on one line."""
    needed = part.get("documents", [])
    scheme = f"{SCHEME_WORDS[part['scheme']].get(language)}: " if "scheme" in part else ""
    if isinstance(needed, list):
        yield from (DOCUMENT_WORDS[document["code"]].get(language) for document in needed)
        return
    yield from (scheme + str(document[language]) for document in needed["all_of"])
    if needed["one_of"]:
        choice = " / ".join(document[language] for document in needed["one_of"])
        yield scheme + Text("下列之一：", "one of: ").get(language) + choice


def parts_of(answer: Answer) -> list[Answer]:
    """The parts of an answer, or the answer itself where it has none."""
    return list(answer.get("answers", [answer]))


def steps(out: Console, answer: Answer, language: Language) -> None:
    """The steps, numbered, each with its clauses."""
    heading(out, "steps", language)
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column()
    every = [step for part in parts_of(answer) for step in part["steps"]]
    for number, step in enumerate(every, start=1):
        line = Line(step["text"][language])
        line.append("  " + " ".join(step["clauses"]), style="dim cyan")
        table.add_row(f"{number}.", line)
    out.print(table)


def interpretations(out: Console, answer: Answer, language: Language) -> None:
    """The readings that matter, with what each other one gives."""
    found = answer.get("interpretations")
    if not found:
        return
    heading(out, "interpretations", language)
    for reading in found:
        out.print(Line(f" • {reading['name']} = {reading['chosen']}  {reading['clause']}"))
        for other in reading["alternatives"]:
            changes = ", ".join(f"{name} {value}" for name, value in other["changes"].items())
            then = "若为" if language == "zh" else "if"
            out.print(Line(f"     {then} {other['value']}: {changes}", style="yellow"))


def findings(out: Console, reply: SideReply, language: Language) -> None:
    """What the office must know, each with its remedy."""
    if not reply.findings:
        return
    heading(out, "findings", language)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for f in reply.findings:
        line = Line(f.message.get(language))
        line.append(f" → {f.remedy.get(language)} ({f.code})", style="dim")
        table.add_row(Line(" !" if f.severity != "info" else " ·", style=COLOURS[f.severity]), line)
    out.print(table)


def sources(out: Console, reply: SideReply, language: Language) -> None:
    """Every clause cited, as the reader finds it in its document."""
    from canbao.policy.cite import full_citation

    assert reply.law is not None
    steps_of = (step for part in parts_of(reply.answer) for step in part["steps"])
    cited = dict.fromkeys(clause for step in steps_of for clause in step["clauses"])
    if not cited:
        return
    heading(out, "sources", language)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(style="dim")
    for clause in sorted(cited):
        table.add_row(f" {clause}", full_citation(clause, reply.law.policy.resolved.chain))
    out.print(table)
