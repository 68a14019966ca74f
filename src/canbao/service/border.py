"""The formats of others at the border: the national platform's conventions, and a FHIR R4 Coverage. Pure functions.

Field names and codes of the platform stand here, in ``platform_codes.json`` and in the column ``platform`` of the
glossary, nowhere else. No conformity is claimed beyond the fields that ``docs/reference/border.md`` lists. Nothing is
stored and there is no clock: the case comes with the question, the time with the answer. Long because it is the one
module of this mapping.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, WithJsonSchema

from canbao.basis.day_text import day_expected, day_in
from canbao.basis.days import MONTHS_PER_YEAR, add_months, from_date, to_date, year_start
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.glossary import entry
from canbao.basis.model_findings import ExpectedError, findings_of, unknown_value
from canbao.basis.tree import Tree
from canbao.casework.answer import answer_of, yuan
from canbao.casework.case import FIRST_YEAR, LAST_YEAR, AidCategory, Case
from canbao.casework.decide import Decision
from canbao.casework.findings import findings_of as findings_about
from canbao.casework.payable import Payable, groups_of, payable
from canbao.casework.read import Path, located
from canbao.casework.receipt import receipt_of
from canbao.casework.unknown_years import unknown_years
from canbao.policy.build import amount_fen
from canbao.policy.cite import full_citation
from canbao.policy.policy import subsidy_beside

RESIDENT_INSURANCE = entry("resident").platform
RESIDENT_FUND = "390100"
"""``fund_pay_type`` of the resident scheme's own fund (城乡居民基本医疗保险基金)."""
FUND_CHECK = "01"
"""``trt_chk_type``: the check of a fund."""
ENTITLED, NOT_ENTITLED = "1", "0"
"""``trt_enjymnt_flag``."""

MOST_YEARS = 3
"""Years that may be asked at once."""


# --- what comes in


TIME_OF_DAY = re.compile(r"( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?")


def _day(value: Any) -> Any:
    """The day of a day or of a time; the time of day does not count, for benefits run by whole days."""
    text = value if isinstance(value, str) else ""
    day = day_in(text[:10]) if TIME_OF_DAY.fullmatch(text[10:]) else None
    if day is None:
        a_day = day_expected(text[:10])
        raise ExpectedError(f"{a_day.zh}，或其后加时间 08:30:00", f"{a_day.en}, or with the time 08:30:00 behind it")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ExpectedError(f"{FIRST_YEAR} 至 {LAST_YEAR} 年间的日期", f"a day between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _insurance(value: Any) -> Any:
    """Only the resident scheme is answered for."""
    if value != RESIDENT_INSURANCE:
        raise ExpectedError(
            f"{RESIDENT_INSURANCE}（{entry('resident').label.zh}），以文本填写；本程序不答复其他险种",
            f"{RESIDENT_INSURANCE} ({entry('resident').label.en}) as text; no other scheme is answered for",
        )
    return value


DayAsked = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$"}),
]
Insurance = Annotated[str, BeforeValidator(_insurance), WithJsonSchema({"const": RESIDENT_INSURANCE})]
ShortText = Annotated[str, StringConstraints(strict=True, max_length=200)]
Unread = Annotated[ShortText | None, Field(repr=False, exclude=True)]
"""A field of the platform that decides nothing here: accepted, and told nowhere."""


class Form(BaseModel):
    """What is asked in a form of the platform: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BenefitQuestion(Form):
    """What interface 2001 asks, with the case it is asked about, in the project's own format."""

    psn_no: Unread = None
    insutype: Insurance
    fixmedins_code: Unread = None
    med_type: Unread = None
    begntime: DayAsked
    endtime: DayAsked
    case: Case


class Envelope(Form):
    """A request of the platform: which interface, which message, and its input."""

    infno: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=10)]
    msgid: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=64)]
    mdtrtarea_admvs: Unread = None
    insuplc_admdvs: Unread = None
    recer_sys_code: Unread = None
    signtype: Unread = None
    infver: Unread = None
    opter_type: Unread = None
    opter: Unread = None
    opter_name: Unread = None
    inf_time: Unread = None
    fixmedins_code: Unread = None
    fixmedins_name: Unread = None
    sign_no: Unread = None
    input: Annotated[dict[str, Any], Field(repr=False)]


def benefit_question(raw: Any, tree: Tree, path: Path = ()) -> BenefitQuestion:
    """The input of interface 2001. tree, path: where it stands. Raises BadInputError with every fault found."""
    question = _read(BenefitQuestion, raw, tree, path)
    faults = span_faults(question.begntime, question.endtime)
    if faults:
        raise BadInputError(located(fault, tree, path) for fault in faults)
    return question


def envelope_in(raw: Any, tree: Tree, path: Path = ()) -> Envelope:
    """A request of the platform. tree, path: where it stands. Raises BadInputError with every fault found."""
    return _read(Envelope, raw, tree, path)


F = TypeVar("F", bound="Form")


def _read(model: type[F], raw: Any, tree: Tree, path: Path) -> F:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise BadInputError(_untold(f, model) for f in findings_of(error, model, tree, path)) from error


def _untold(fault: Finding, model: type[Form]) -> Finding:
    """A fault of a field that is told nowhere, without the value given."""
    name = re.split(r"[ .]", fault.about)[-1]
    field = model.model_fields.get(name)
    if fault.code != "wrong_value" or field is None or not field.exclude:
        return fault
    value, expected = Text("（不显示）", "(not shown)"), Text("不太长的文本", "text that is not too long")
    return finding("wrong_value", fault.about, value=value, expected=expected)


def span_faults(begins: date, ends: date) -> list[Finding]:
    """Why a span of days cannot be asked: it ends before it begins, or is longer than ``MOST_YEARS`` years."""
    if ends < begins:
        what = Text(f"endtime {ends} 早于 begntime {begins}", f"endtime {ends} is before begntime {begins}")
        return [finding("impossible_date", "endtime", what=what)]
    last = to_date(add_months(from_date(begins), MOST_YEARS * MONTHS_PER_YEAR) - 1)
    if ends > last:
        expected = Text(
            f"不晚于 {last} 的日期（一次至多查询 {MOST_YEARS} 年）",
            f"a day not after {last} (at most {MOST_YEARS} years at once)",
        )
        return [finding("wrong_value", "endtime", value=ends.isoformat(), expected=expected)]
    return []


# --- 2001: the benefit check


@dataclass(frozen=True, slots=True)
class Span:
    """Days on all of which a cost is payable, or is not, for the same reason; both ends included.

    answer: that of the first day.
    """

    begins: date
    ends: date
    answer: Payable


def benefit_check(decision: Decision, begins: date, ends: date) -> dict[str, list[dict[str, str]]]:
    """The answer of interface 2001: a row for each span of the asked days on which the payability is the same.

    What is undetermined is *not entitled* with what would decide it, never *entitled*. Raises BadInputError where the
    span cannot be asked.
    """
    return {
        "trtinfo": [
            {
                "trt_chk_type": FUND_CHECK,
                "fund_pay_type": RESIDENT_FUND,
                "trt_enjymnt_flag": ENTITLED if span.answer.is_payable is True else NOT_ENTITLED,
                "begndate": span.begins.isoformat(),
                "enddate": span.ends.isoformat(),
                "trt_chk_rslt": reason_of(decision, span),
            }
            for span in payable_spans(decision, begins, ends)
        ]
    }


def payable_spans(decision: Decision, begins: date, ends: date) -> list[Span]:
    """The asked days, both ends included, in the fewest spans of one answer each. Raises BadInputError.

    A day is asked only where the answer can change: see ``days_of_change``.
    """
    faults = span_faults(begins, ends)
    if faults:
        raise BadInputError(faults)
    firsts: list[Payable] = []
    for day in days_of_change(decision, begins, ends):
        answer = payable(decision, day)
        if not firsts or replace(answer, on=firsts[-1].on) != firsts[-1]:
            firsts.append(answer)
    lasts = [following.on - timedelta(days=1) for following in firsts[1:]]
    return [Span(first.on, last, first) for first, last in zip(firsts, [*lasts, ends], strict=True)]


def days_of_change(decision: Decision, begins: date, ends: date) -> list[date]:
    """The first asked day, and each later one on which an answer can differ from that of the day before.

    In each reading of the past: an event, the days on which the wait and the benefits start, the day after the benefit
    span; and every new year.
    """
    first, last = from_date(begins), from_date(ends)
    days = {first, *(year_start(year) for year in range(begins.year + 1, ends.year + 1))}
    for f, d in zip(decision.facts, decision.determinations, strict=True):
        days |= {*f.anchors, d.wait.starts_on, d.own_start, d.benefit_from, d.benefit_through + 1}
    return [to_date(day) for day in sorted(days) if first <= day <= last]


VERDICTS = {True: "享受待遇", False: "不享受待遇", None: "无法确定是否享受待遇"}
UNDECIDED = ("no_circumstance", "circumstance_not_met", "other_rules_apply")
"""The findings of a decision that found no circumstance: what is missing, or which rules decide."""


def reason_of(decision: Decision, span: Span) -> str:
    """Why a span is payable or not, in Chinese: the days, the reason, what would decide it, the articles."""
    answer = span.answer
    days = str(span.begins) if span.begins == span.ends else f"{span.begins} 至 {span.ends}"
    articles = "、".join(full_citation(clause, decision.policy.resolved.chain) for clause in answer.clauses)
    cited = f"（依据：{articles}）" if articles else ""
    why = answer.why.zh if answer.is_payable is not None else why_undetermined(decision, span)
    return f"{days} {VERDICTS[answer.is_payable]}：{why}{cited}"


def why_undetermined(decision: Decision, span: Span) -> str:
    """Why a span is undetermined, and what decides it: unknown years, what no circumstance was found for, or another
    enrolment or scheme, which the reason names itself."""
    why = span.answer.why.zh
    if len(groups_of(decision, from_date(span.begins))) > 1:
        years = unknown_years(decision.case)
        return f"{why}（{years[0]} 至 {years[-1]} 年间未知的年度），补充参保记录后可以确定"
    undecided = [found.message.zh for found in findings_about(decision) if found.code in UNDECIDED]
    if undecided and span.begins.year <= decision.policy.year:
        return "".join(undecided).removesuffix("。")
    return why


# --- 1901: the dictionary


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Codes with their labels. has_levels: a code that begins with another one of the table stands under it."""

    name: str
    values: tuple[tuple[str, str], ...]
    has_levels: bool = False

    def parent_of(self, code: str) -> str | None:
        """The longest other code that begins this one, where the table has levels."""
        above = [other for other, _ in self.values if code.startswith(other) and code != other]
        return max(above, key=len, default=None) if self.has_levels else None


@cache
def code_tables() -> Mapping[str, CodeTable]:
    """The declared tables by type, from ``platform_codes.json``, which names their source."""
    plain = json.loads(files("canbao.service").joinpath("platform_codes.json").read_text(encoding="utf-8"))
    return {
        type_: CodeTable(
            table["name"], tuple((code, label) for code, label in table["values"]), table.get("levels", False)
        )
        for type_, table in plain["tables"].items()
    }


def dictionary(
    type_: str, parent_value: str | None = None, tables: Mapping[str, CodeTable] | None = None
) -> list[dict[str, str | None]]:
    """The answer of interface 1901: the values of a type, all or those directly under a parent.

    tables: others in place of the declared ones. Raises BadInputError naming the nearest known type or parent.
    """
    known = code_tables() if tables is None else tables
    if type_ not in known:
        raise BadInputError([unknown_value("type", type_, list(known))])
    table = known[type_]
    if parent_value and parent_value not in dict(table.values):
        raise BadInputError([unknown_value("parent_value", parent_value, list(dict(table.values)))])
    return [
        {"type": type_, "label": label, "value": code, "parentValue": table.parent_of(code)}
        for code, label in table.values
        if not parent_value or table.parent_of(code) == parent_value
    ]


# --- aid categories and mat_idet_code

AID_CATEGORIES: tuple[AidCategory, ...] = get_args(AidCategory)


def mat_idet_code(category: AidCategory) -> str:
    """The platform's code of an aid category, as the glossary has it."""
    return entry(category).platform


def aid_category(code: str) -> AidCategory | None:
    """The aid category of a platform's code; None for a code of the table that is none here.

    Raises BadInputError naming the nearest code of the table.
    """
    table = dict(code_tables()["mat_idet_code"].values)
    if code not in table:
        raise BadInputError([unknown_value("mat_idet_code", code, list(table))])
    return next((category for category in AID_CATEGORIES if mat_idet_code(category) == code), None)


# --- the envelope of an answer

SUCCESS, FAILURE = 0, -1
CHINA = timezone(timedelta(hours=8))


def success(request: Envelope, output: Mapping[str, Any], received: datetime, responded: datetime) -> dict[str, Any]:
    """An answer in its envelope. received, responded: times with a zone, told in that of China."""
    return _enveloped(SUCCESS, request, received, responded, None, output)


def failure(
    request: Envelope | None, faults: Iterable[Finding], received: datetime, responded: datetime
) -> dict[str, Any]:
    """A refusal in its envelope, every finding in Chinese. request: None where it could not be read."""
    told = "；".join(f"{fault.about}：{fault.message.zh}{fault.remedy.zh}" for fault in faults)
    return _enveloped(FAILURE, request, received, responded, told, None)


def _enveloped(
    code: int,
    request: Envelope | None,
    received: datetime,
    responded: datetime,
    error: str | None,
    output: Mapping[str, Any] | None,
) -> dict[str, Any]:
    return {
        "infcode": code,
        "inf_refmsgid": None if request is None else request.msgid,
        "refmsg_time": _time(received),
        "respond_time": _time(responded),
        "err_msg": error,
        "output": output,
    }


def _time(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


# --- FHIR R4 Coverage

Element = dict[str, Any]

EXTENSION = "urn:canbao:fhir:{name}:1"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
RELATIONSHIPS = "http://terminology.hl7.org/CodeSystem/subscriber-relationship"
COMPLEX = ("Money",)
"""Types of values that are objects; an absent one is marked inside, one of the others beside it."""
BENEFICIARY = "beneficiary"

State = Literal["payable", "nothing_payable", "undetermined", "no_circumstance"]


def coverage(decision: Decision) -> Element:
    """A decision as a FHIR R4 Coverage: with no word of the person, for whom an empty contained Patient stands.

    Its status is ``active`` only where the benefit span is known, else ``draft``: no reader of the status alone takes
    the undetermined for cover. What is undetermined is marked absent, not left out.
    """
    state, benefit = state_of(decision), decision.answer["benefit"]
    resource: Element = {
        "resourceType": "Coverage",
        "contained": [{"resourceType": "Patient", "id": BENEFICIARY}],
        "extension": list(_extensions(decision, state)),
        "status": "active" if state == "payable" else "draft",
        "type": _type_of(decision),
        "subscriber": {"reference": f"#{BENEFICIARY}"},
        "beneficiary": {"reference": f"#{BENEFICIARY}"},
        "relationship": {"coding": [{"system": RELATIONSHIPS, "code": "self"}]},
        "payor": [_payor_of(decision)],
    }
    if benefit is not None:
        resource["period"] = {"start": benefit["from"], "end": benefit["through"]}
    return resource


def state_of(decision: Decision) -> State:
    """Whether costs are payable in the coverage year, over all readings of the unknown years."""
    if decision.answer["benefit"] is not None:
        return "payable"
    readings = [answer_of(determination) for determination in decision.determinations]
    if all(reading["circumstance"] is None for reading in readings):
        return "no_circumstance"
    if all(reading["circumstance"] and reading["benefit"] is None for reading in readings):
        return "nothing_payable"
    return "undetermined"


def _type_of(decision: Decision) -> Element:
    scheme = decision.case.enrolment.scheme
    label = dict(code_tables()["insutype"].values)[RESIDENT_INSURANCE]
    return {
        "coding": [
            {"system": "urn:canbao:scheme", "code": scheme, "display": entry(scheme).label.zh},
            {"system": "urn:canbao:platform:insutype", "code": RESIDENT_INSURANCE, "display": label},
        ]
    }


def _payor_of(decision: Decision) -> Element:
    """The fund of the place: the name of the place whose pack decided, and the code of the case."""
    place, pack = decision.case.place, decision.policy.resolved.chain.layers[0].pack
    name = "" if pack.name is None else f"{pack.name.zh} "
    return {
        "type": "Organization",
        "identifier": {"system": "urn:canbao:place", "value": place},
        "display": f"{name}{place}",
    }


def _extensions(decision: Decision, state: State) -> Iterator[Element]:
    """What a Coverage has no field for."""
    answer = decision.answer
    wait, limit = answer["waiting"], answer["limit"]
    yield _valued(_url("benefit-state"), "Code", state)
    yield _valued(_url("circumstance"), "Code", answer["circumstance"])
    months = ("fixed_months", "variable_months", "repaired_months", "total_months")
    parts = [_valued(name.replace("_", "-"), "UnsignedInt", wait[name]) for name in months]
    if wait["total_months"] != 0:
        parts += [_valued(name.replace("_", "-"), "Date", wait[name]) for name in ("starts_on", "ends_before")]
    yield {"url": _url("waiting-period"), "extension": parts}
    yield _valued(_url("due-amount"), "Money", answer["premium"]["due_yuan"])
    yield _valued(_url("government-part"), "Money", government_part_yuan(decision))
    amounts = [_limit(part, limit[f"{part}_yuan"]) for part in ("original", "total")]
    yield {"url": _url("serious-illness-limit"), "extension": amounts}
    receipt = [_valued(part, "String", digest) for part, digest in receipt_of(decision).items()]
    yield {"url": _url("receipt"), "extension": receipt}


def government_part_yuan(decision: Decision) -> int | float | str | None:
    """The fiscal subsidy that stands beside the personal premium; 0 where the person pays it as well; else None."""
    basis = decision.answer["premium"]["basis"]
    if basis == "personal_plus_subsidy":
        return 0
    found = subsidy_beside(decision.policy) if basis == "personal" else None
    return None if found is None else yuan(amount_fen(found.value))


def _url(name: str) -> str:
    return EXTENSION.format(name=name)


def _limit(part: str, amount: float | str | None) -> Element:
    return _valued(part, "Code" if amount == "unlimited" else "Money", amount)


def _valued(url: str, kind: str, value: Any) -> Element:
    """An extension with a value of a type; where there is none, with the mark that it is not known."""
    name = f"value{kind}"
    if value is None:
        mark = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}
        return {"url": url, (name if kind in COMPLEX else f"_{name}"): mark}
    return {"url": url, name: {"value": value, "currency": "CNY"} if kind == "Money" else value}
