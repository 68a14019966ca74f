"""Write the generated pages of ``docs/reference``: schemas, findings, parameters and others. ``make docs``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from canbao.basis.finding_codes import TABLE
from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.basis.places import COUNTRY
from canbao.casework.schemas import NAMES, schema_of
from canbao.policy.catalogue import PARAMETERS, Parameter
from canbao.policy.comparison.describe import reading_text, value_text
from canbao.policy.library import Library
from canbao.policy.schema import Entry, Interpretation, Opening, Pack, Years
from canbao.population.synthetic import reference_page as synthetic_people
from scripts.api_page import api_page
from scripts.feeds_page import feeds_page
from scripts.markdown import both, page, table
from scripts.population_page import population_page

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PACKS = Library()


def pages() -> dict[str, str]:
    """Every generated page by its path under ``docs/reference``."""
    schemas = {f"schemas/{name}.schema.json": schema_text(name) for name in NAMES}
    return {
        **schemas,
        "api.md": api_page(),
        "feeds.md": feeds_page(),
        "findings.md": findings_page(),
        "interpretations.md": interpretations_page(),
        "parameters.md": parameters_page(),
        "population.md": population_page(),
        "synthetic-people.md": synthetic_people.page(),
    }


def main() -> None:
    """Write every page that differs, and say which."""
    for name, text in pages().items():
        path = REFERENCE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(REFERENCE.parents[1])}\n")


def schema_text(name: str) -> str:
    """A published schema."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def findings_page() -> str:
    """The table of finding codes."""
    intro = (
        "A finding says what, where, which clause, and what to do. `error` refuses the input; `warning` and `info`\n"
        "stand beside an answer. Words in braces are filled in."
    )
    rows = ((f"`{row.code}`", row.severity, both(row.message), both(row.remedy)) for row in TABLE)
    headers = ("代码 code", "级别 severity", "说明 message", "处理 remedy")
    return page("Findings · 提示与错误", "`basis/finding_codes.py`", intro, table(headers, rows))


def interpretations_page() -> str:
    """Every interpretation, and what places' own texts say."""
    intro = (
        "Where a text is silent or can be read two ways, the reading has a name. A case may set it under\n"
        "`interpretations` unless the table says otherwise; a place's own text sets it in its pack (`readings`)."
    )
    frame = PACKS.pack(COUNTRY).interpretations
    headers = ("名称 name", "含义 meaning", "条款 clause", "默认 default", "其他 others", "适用 where", "依据 evidence")
    every = table(headers, (interpretation_row(name, one) for name, one in frame.items()))
    own = table(
        ("地区 place", "名称 name", "取值 value", "年度 years", "条款 clauses", "状态 status"),
        (
            (place, f"`{name}`", f"`{word_of(entry.value)}`", *dated(entry))
            for place in PACKS.places()
            for name, entries in PACKS.pack(place).readings.items()
            for entry in entries
        ),
    )
    parts = (intro, every, "## Readings set by a place's own text · 当地文件已明确的读法", own)
    return page("Interpretations · 解释开关", "`policy/packs/`", *parts)


def interpretation_row(name: str, one: Interpretation) -> tuple[str, ...]:
    """One interpretation."""
    others = [value for value in one.alternatives if (type(value), value) != (type(one.default), one.default)]
    where = "、".join(one.acts_at) or "各地 everywhere"
    if one.text_decides_at:
        where += f"；文本已定 decided by text: {'、'.join(one.text_decides_at)}"
    if not one.in_cases:
        where += "；不可在案例中设置 not in cases"
    told = [f"`{word_of(value)}`（{reading_text(value).zh}）" for value in (one.default, *others)]
    evidence = both(Text(one.evidence.zh, one.evidence.en))
    return (f"`{name}`", both(label(name)), f"`{one.clause}`", told[0], "、".join(told[1:]), where, evidence)


def parameters_page() -> str:
    """Every parameter, its form, and what the shipped packs give; then the tables of openings."""
    intro = (
        "What a pack may give under `values`. *open*: a pack may say `undetermined`; every parameter may be\n"
        "`not_in_force`. *silent*: an enrolment is decided even where no pack gives it; what rests on it is then\n"
        "undetermined. *by year*: a fact of its year, whatever law is in force."
    )
    every = [part for parameter in PARAMETERS.values() for part in parameter_parts(parameter)]
    openings = [part for place in PACKS.places() for part in openings_parts(PACKS.pack(place))]
    return page("Parameters · 参数", "`policy/catalogue.py` and `policy/packs/`", intro, *every, *openings)


def parameter_parts(parameter: Parameter) -> Iterator[str]:
    """One parameter: its name and form, then what each place gives."""
    marks = [
        mark
        for mark, is_so in (
            ("open", parameter.may_be_open),
            ("silent", parameter.may_be_silent),
            ("by year", parameter.by_calendar_year),
        )
        if is_so
    ]
    name = label(parameter.name)
    marked = f" — *{', '.join(marks)}*" if marks else ""
    yield f"## `{parameter.name}`"
    yield f"{name.zh} · {name.en}. `{parameter.unit}`: {parameter.form.zh} · {parameter.form.en}{marked}"
    rows = [
        (place, both(value_text(entry.value, entry.unit, entry.coverage_years.from_)), *dated(entry), entry.note or "")
        for place in PACKS.places()
        for entry in PACKS.pack(place).values.get(parameter.name, ())
    ]
    headers = ("地区 place", "取值 value", "年度 years", "条款 clauses", "状态 status", "注 note")
    yield table(headers, iter(rows)) if rows else "随附政策包均未规定 · given by no shipped pack"


def openings_parts(pack: Pack) -> Iterator[str]:
    """The table of openings of a pack."""
    if not pack.openings:
        return
    assert pack.name is not None
    yield f"## Openings of {pack.name.en} · {pack.name.zh}参保准入 (`{pack.place}`)"
    headers = ("制度 scheme", "人员 groups", "条件 conditions", "材料 documents", "年度 years", "条款 clauses", "状态")
    yield table(headers, (opening_row(row) for row in pack.openings))


def opening_row(row: Opening) -> tuple[str, ...]:
    """One opening."""
    conditions = [
        named("联系之一 one tie of", row.ties),
        named("无此联系 without", row.barred_ties),
        "" if row.origins == ("mainland",) else named("来源 from", row.origins),
        "" if len(row.city_classes) > 2 else named("城市 city", row.city_classes),
        "不在范围内 excluded" if row.closed else "",
    ]
    documents = [named("全部 all of", row.all_of), named("之一 one of", row.one_of)]
    return (
        named("", row.schemes),
        named("", tuple(f"group.{name}" for name in row.groups)),
        "<br>".join(part for part in conditions if part),
        "<br>".join(part for part in documents if part),
        *dated(row),
    )


def named(head: str, words: tuple[str, ...]) -> str:
    """Terms by name, after a head; empty when there are none."""
    if not words:
        return ""
    told = "、".join(f"{label(word).zh} {label(word).en}" for word in words)
    return f"{head}: {told}" if head else told


def dated(entry: Entry | Opening) -> tuple[str, str, str]:
    """Coverage years, clauses and status of an entry."""
    clauses = " ".join(f"`{clause}`" for clause in entry.sources)
    status = label(entry.status)
    binds = "" if entry.strength == "binds" else f"，{label(entry.strength).zh}"
    return years(entry.coverage_years), clauses, f"{status.zh} {status.en}{binds}"


def years(span: Years) -> str:
    """Coverage years, both ends included."""
    if span.through is None:
        return f"{span.from_}–"
    return str(span.from_) if span.from_ == span.through else f"{span.from_}–{span.through}"


def word_of(value: Any) -> str:
    """A plain value as YAML writes it."""
    return json.dumps(value) if not isinstance(value, str) else value


if __name__ == "__main__":
    main()
