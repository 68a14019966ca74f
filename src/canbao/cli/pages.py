"""Readable pages in the terminal: one case decided and explained, its options, a payable day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.panel import Panel
from rich.table import Table
from rich.text import Text as Line

from canbao.basis.findings import Language, Text
from canbao.casework.wording import amount, changes_told, months, value_of_switch, word
from canbao.cli.options_table import NOTHING_PAYABLE, options_table
from canbao.cli.output import console

if TYPE_CHECKING:
    from rich.console import Console

    from canbao.casework.decide import Decision
    from canbao.casework.options import Option
    from canbao.casework.payable import Payable
    from canbao.casework.report import Detail
    from canbao.policy.policies import Policies

UNKNOWN_DAY = Text("未能确定", "undetermined")

TITLES = {
    "steps": Text("怎么算出来的", "How it was decided"),
    "counterfactuals": Text("怎样会更好", "What would have changed it"),
    "interpretations": Text("规定有不同读法之处", "Where the law can be read otherwise"),
    "options": Text("可选的参保方式", "Ways to enrol"),
    "findings": Text("需要注意", "Notes"),
    "documents": Text("依据", "Sources"),
    "timeline": Text("时间轴", "Timeline"),
}
FIELDS = {
    "circumstance": Text("参保情形", "Circumstance"),
    "due": Text("个人应缴", "To pay"),
    "benefit": Text("待遇享受期", "Costs payable"),
    "wait": Text("待遇等待期", "Waiting period"),
    "limit": Text("大病保险限额", "Serious-illness limit"),
    "years": Text("断保 / 连续", "Missed / continuous"),
}
COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def case_page(decision: Decision, policies: Policies, detail: Detail, language: Language) -> None:
    """Print one case: the result in a box, then as much of the explanation as asked for."""
    out = console()
    out.print(result_box(decision, language))
    if detail != "result":
        timeline(out, decision, language)
        steps(out, decision, language)
    if detail == "full":
        counterfactuals(out, decision, language)
        options(out, decision, policies, language)
        interpretations(out, decision, policies, language)
    findings(out, decision, language)
    if detail != "result":
        documents(out, decision, language)
    out.print()


def heading(out: Console, name: str, language: Language) -> None:
    """The title of a part of the page."""
    out.print()
    out.print(Line(TITLES[name].get(language), style="bold"))


def result_box(decision: Decision, language: Language) -> Panel:
    """The result: what to pay, from when, the wait, the limit."""
    answer = decision.answer
    case = decision.case
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(FIELDS["circumstance"].get(language), Line(circumstance_words(answer, language), style="bold"))
    grid.add_row(FIELDS["due"].get(language), price_words(answer["premium"], language))
    grid.add_row(FIELDS["benefit"].get(language), Line(benefit_words(decision, language), style="bold green"))
    grid.add_row(FIELDS["wait"].get(language), wait_words(answer["waiting"], language))
    grid.add_row(FIELDS["limit"].get(language), limit_words(answer["limit"], language))
    grid.add_row(FIELDS["years"].get(language), years_words(answer["years"], language))
    place = decision.policy.resolved.chain.layers[0].pack.name
    place_name = "" if place is None else (place.zh if language == "zh" else place.en)
    paid = case.enrolment.paid_on.isoformat() if case.enrolment.paid_on else "–"
    title = (
        f"{place_name} {case.place}  {case.enrolment.year} 年度  {paid} 缴费"
        if language == "zh"
        else f"{place_name} {case.place}  coverage year {case.enrolment.year}  paid {paid}"
    )
    subtitle = Line(case.id or "", style="dim")
    return Panel(grid, title=Line(title, style="bold"), subtitle=subtitle, title_align="left", border_style="blue")


def circumstance_words(answer: dict[str, Any], language: Language) -> str:
    """The circumstance in words, its code behind it."""
    name = answer["circumstance"]
    return UNKNOWN_DAY.get(language) if name is None else f"{word(name).get(language)} ({name})"


def price_words(premium: dict[str, Any], language: Language) -> Line:
    """The amount due, and what it is made of."""
    line = Line(amount(premium["due_yuan"]).get(language), style="bold")
    parts = []
    labels = {
        "personal_yuan": Text("个人缴费", "personal"),
        "subsidy_yuan": Text("财政补助部分", "subsidy part"),
        "aid_yuan": Text("资助", "aid"),
        "repair_yuan": Text("修复", "repair"),
    }
    for name, label in labels.items():
        value = premium[name]
        if value not in (0, None):
            sign = "−" if name == "aid_yuan" else ("" if name == "personal_yuan" else "+")
            parts.append(f"{sign}{amount(value).get(language)} {label.get(language)}")
    if parts and premium["due_yuan"] != premium["personal_yuan"]:
        line.append(f"  ({' '.join(parts)})", style="dim")
    return line


def benefit_words(decision: Decision, language: Language) -> str:
    """The benefit span, or why there is none."""
    benefit = decision.answer["benefit"]
    if benefit is not None:
        return f"{benefit['from']} → {benefit['through']}"
    empty = all(d.benefit_from > d.benefit_through for d in decision.determinations)
    return (NOTHING_PAYABLE if decision.has_circumstance and empty else UNKNOWN_DAY).get(language)


def wait_words(waiting: dict[str, Any], language: Language) -> str:
    """The wait in one line."""
    total = waiting["total_months"]
    if total is None:
        return UNKNOWN_DAY.get(language)
    if total == 0:
        return "无" if language == "zh" else "none"
    fixed, variable, repaired = (waiting[k] for k in ("fixed_months", "variable_months", "repaired_months"))
    less = f" − {repaired}" if repaired else ""
    until = waiting["ends_before"]
    if language == "zh":
        return f"{months(total).zh}（固定 {fixed} + 变动 {variable}{less}），自 {waiting['starts_on']}，{until} 起期满"
    return (
        f"{months(total).en} (fixed {fixed} + variable {variable}{less}), from {waiting['starts_on']}, over on {until}"
    )


def limit_words(limit: dict[str, Any], language: Language) -> str:
    """The limit in one line."""
    parts = {
        "original_yuan": Text("原封顶线", "original"),
        "bonus_yuan": Text("激励", "bonus"),
        "penalty_yuan": Text("降额", "penalty"),
    }
    shown = [
        f"{label.get(language)} {amount(limit[name]).get(language)}"
        for name, label in parts.items()
        if name == "original_yuan" or limit[name] != 0
    ]
    separator = "，" if language == "zh" else ", "
    return f"{amount(limit['total_yuan']).get(language)}  ({separator.join(shown)})"


def years_words(years: dict[str, Any], language: Language) -> str:
    """Missed and continuous years."""
    missed, continuous = (UNKNOWN_DAY.get(language) if v is None else v for v in (years["missed"], years["continuous"]))
    return f"{missed} / {continuous} 年" if language == "zh" else f"{missed} / {continuous} years"


def timeline(out: Console, decision: Decision, language: Language) -> None:
    """The timeline of cover, gaps, waits and benefit."""
    from canbao.casework.timeline.text import lines_of, rich_text
    from canbao.casework.timeline.timeline import timeline_of

    heading(out, "timeline", language)
    out.print(rich_text(lines_of(timeline_of(decision), out.width, language)))


def steps(out: Console, decision: Decision, language: Language) -> None:
    """The steps of the explanation, numbered, each with its clauses."""
    from canbao.casework.explanation.explain import steps_of

    heading(out, "steps", language)
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for number, step in enumerate(steps_of(decision), start=1):
        line = Line(step.text.get(language))
        line.append("  " + " ".join(step.clauses), style="dim cyan")
        table.add_row(f"{number}.", line)
    out.print(table)


def counterfactuals(out: Console, decision: Decision, language: Language) -> None:
    """What would have changed the decision."""
    from canbao.casework.counterfactuals import counterfactuals_of

    found = counterfactuals_of(decision)
    if found:
        heading(out, "counterfactuals", language)
        for c in found:
            out.print(Line(f" • {c.text.get(language)}"))


def options(out: Console, decision: Decision, policies: Policies, language: Language) -> None:
    """The ways to enrol, when there is more than one."""
    from canbao.casework.options import options_of

    found = options_of(decision.case, policies)
    if len(found) > 1:
        heading(out, "options", language)
        out.print(options_table(found, language))


def interpretations(out: Console, decision: Decision, policies: Policies, language: Language) -> None:
    """The readings that matter, with what each other one gives."""
    from canbao.casework.sensitivity import sensitivities
    from canbao.policy.resolve import document_of

    found = sensitivities(decision, policies)
    if not found:
        return
    heading(out, "interpretations", language)
    chain = decision.policy.resolved.chain
    for s in found:
        line = Line(f" • {word(s.name).get(language)}", style="")
        line.append(f"  [{s.name} = {value_of_switch(s.chosen).get(language)}]", style="dim")
        if document_of(s.clause) in chain.documents:
            line.append(f"  {s.clause}", style="dim cyan")
        out.print(line)
        for a in s.alternatives:
            then = "若为" if language == "zh" else "if"
            value = value_of_switch(a.value).get(language)
            out.print(Line(f"     {then} {value}: {changes_told(a.changes).get(language)}", style="yellow"))


def findings(out: Console, decision: Decision, language: Language) -> None:
    """What the office must know, each with its remedy."""
    from canbao.casework.findings import findings_of

    found = findings_of(decision)
    if not found:
        return
    heading(out, "findings", language)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for f in found:
        line = Line(f.message.get(language))
        line.append(f" → {f.remedy.get(language)} ({f.code})", style="dim")
        table.add_row(Line(" !" if f.severity != "info" else " ·", style=COLOURS[f.severity]), line)
    out.print(table)


def documents(out: Console, decision: Decision, language: Language) -> None:
    """Every clause cited, as the reader finds it in its document."""
    from canbao.casework.explanation.explain import steps_of
    from canbao.policy.cite import full_citation

    chain = decision.policy.resolved.chain
    cited = dict.fromkeys(clause for step in steps_of(decision) for clause in step.clauses)
    heading(out, "documents", language)
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for clause in sorted(cited):
        table.add_row(f" {clause}", full_citation(clause, chain))
    out.print(table)


def options_page(decision: Decision, found: Sequence[Option], language: Language) -> None:
    """The options of one case."""
    out = console()
    out.print(result_box(decision, language))
    if found:
        out.print(options_table(found, language))
    findings(out, decision, language)
    out.print()


def payable_line(decision: Decision, answer: Payable, language: Language) -> None:
    """Whether a cost on a day is payable, in one line."""
    verdicts = {
        True: (Text("可以支付", "payable"), "bold green"),
        False: (Text("不予支付", "not payable"), "bold red"),
        None: (Text("未能确定", "undetermined"), "bold yellow"),
    }
    verdict, style = verdicts[answer.is_payable]
    line = Line(f"{decision.case.id or decision.case.place}  {answer.on.isoformat()}  ")
    line.append(verdict.get(language), style=style)
    line.append(f"：{answer.why.zh}" if language == "zh" else f": {answer.why.en}")
    line.append("  " + " ".join(answer.clauses), style="dim cyan")
    console().print(line)
