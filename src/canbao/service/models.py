"""The forms of questions and answers that only the service has; the others are those of the command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from canbao.casework.answer_model import BenefitSpan, Digest, FindingTold, Value, WayToEnrol, Words
from canbao.casework.case import PlaceCode
from canbao.casework.interview.open_facts import DECIDING_FIELDS
from canbao.casework.receipt import PARTS
from canbao.policy.schema import Clause

MOST_ANSWERED = 400
Path = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=100)]
CaseGiven = Annotated[dict[str, Any], WithJsonSchema({"x-component": "Case"})]
PartialCase = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "description": "a case with keys missing where nothing was answered"}),
]
RECEIPT = {"type": "object", "required": list(PARTS), "properties": {part: {"type": "string"} for part in PARTS}}
ReceiptGiven = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "anyOf": [
                RECEIPT,
                {"type": "object", "required": ["receipt"], "properties": {"receipt": RECEIPT}},
                {"type": "object", "required": ["error"], "properties": {"error": {"type": "array"}}},
            ],
            "description": "a receipt, an answer that has one, or the refusal that stands in its place",
        }
    ),
]
State = Literal["read", "reported", "assumed", "undetermined", "not_in_force", "silent"]


class Form(BaseModel):
    """A question or an answer: it has these keys and no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OpenFactsQuestion(Form):
    """A partial case, and the paths that were answered with "no such thing", which leave no key."""

    case: PartialCase
    answered: Annotated[tuple[Path, ...], Field(max_length=MOST_ANSWERED)] = ()
    fields: Annotated[tuple[Path, ...], Field(min_length=1, max_length=40)] = DECIDING_FIELDS


class OpenFactTold(Form):
    """A fact not answered yet: its path, the fields of the answer it was seen to change, how often, its parts."""

    path: str
    fields: tuple[str, ...]
    share: float
    parts: tuple[str, ...]


class OpenFactsAnswer(Form):
    """The facts that could still change the answer, the one to ask first; empty when the answer is certain."""

    open: tuple[OpenFactTold, ...]


class OptionsAnswer(Form):
    """The ways to enrol."""

    id: str | None
    options: tuple[WayToEnrol, ...]


class PayableAnswer(Form):
    """Whether a cost on a day is payable; null: not known, or for another enrolment to say."""

    id: str | None
    on: date
    payable: bool | None
    why: Words
    clauses: tuple[Clause, ...]
    benefit: BenefitSpan | None


class VerifyQuestion(Form):
    """A case, and the receipt of an answer to it, or that answer."""

    case: CaseGiven
    receipt: ReceiptGiven


class Verdict(Form):
    """Whether a receipt holds, and the parts that differ: pack, policy, rules, facts, result."""

    id: str | None
    holds: bool
    differs: tuple[str, ...]


class MissingLayerTold(Form):
    """A document between a place and the frame that is not at hand."""

    place: PlaceCode
    number: str


class PackTold(Form):
    """A pack at hand."""

    place: PlaceCode
    name: Words | None
    inherits: PlaceCode | None
    documents: tuple[str, ...]
    missing_layers: tuple[MissingLayerTold, ...]
    values: int
    circumstances: int
    overlays: int


class PacksAnswer(Form):
    """The packs at hand, by code."""

    packs: tuple[PackTold, ...]


class LayerTold(Form):
    """A place whose law holds for another."""

    place: PlaceCode
    name: Words | None
    overlays: int


class SpanTold(Form):
    """From a day through another; null: no end is known."""

    from_: date = Field(alias="from")
    through: date | None


class DocumentTold(Form):
    """A document that the law rests on."""

    short: str
    number: str
    title: str
    issued: date | None
    in_force: SpanTold
    status: str
    note: str | None


class ReadingTold(Form):
    """A value of an interpretation, with what it is called."""

    value: Value
    words: Words


class InterpretationTold(Form):
    """An interpretation as it stands at a place: its value, what else it might be, and where it comes from."""

    name: str
    label: Words
    value: Value
    words: Words
    others: tuple[ReadingTold, ...]
    set_by_text: bool
    status: str
    clauses: tuple[Clause, ...]


class LineTold(Form):
    """One thing that the law says: what, how sure that is, and the clauses."""

    key: str
    topic: Words
    what: Words
    unit: str | None
    text: Words
    clauses: tuple[Clause, ...]
    status: State | None


class LawTold(Form):
    """Everything the law of a place says on a day."""

    place: PlaceCode
    pack: PlaceCode
    on: date
    year: int
    policy: Digest
    layers: tuple[LayerTold, ...]
    documents: tuple[DocumentTold, ...]
    rows: tuple[LineTold, ...]
    interpretations: tuple[InterpretationTold, ...]
    changes: tuple[date, ...]


class InterpretationsAnswer(Form):
    """The interpretations that could act at a place on a day."""

    place: PlaceCode
    on: date
    interpretations: tuple[InterpretationTold, ...]


class PlaceCompared(Form):
    """A place of a comparison, the pack that covers it, and the digest of its law."""

    place: PlaceCode
    pack: PlaceCode
    name: Words
    policy: Digest


class CellTold(Form):
    """What one place says."""

    text: Words
    clauses: tuple[Clause, ...]
    status: State | None


class RowCompared(Form):
    """One thing compared, with a cell for each place."""

    key: str
    topic: Words
    what: Words
    unit: str | None
    differs: bool
    cells: tuple[CellTold, ...]


class ComparisonTold(Form):
    """Places side by side."""

    on: date
    year: int
    places: tuple[PlaceCompared, ...]
    rows: tuple[RowCompared, ...]


class CheckAnswer(Form):
    """What a check of a pack found: faults of its own, and departures from the national frame."""

    place: PlaceCode
    errors: int
    warnings: int
    findings: tuple[FindingTold, ...]


class SchemaNames(Form):
    """The published forms."""

    schemas: tuple[str, ...]


class DictionaryQuestion(Form):
    """What interface 1901 asks: a type, and the value above the values asked for."""

    type: Annotated[str, StringConstraints(strict=True, max_length=40)]
    parent_value: Annotated[str, StringConstraints(strict=True, max_length=40)] | None = None


class PlatformAnswer(Form):
    """An answer in the platform's envelope: 0 with an output, or -1 with what was wrong."""

    infcode: Literal[0, -1]
    inf_refmsgid: str | None
    refmsg_time: str
    respond_time: str
    err_msg: str | None
    output: dict[str, Any] | None


class Health(Form):
    """Whether the service lives, or is ready."""

    status: Literal["ok"]


class Problem(Form):
    """Problem details (RFC 9457) with the findings of the command line."""

    type: Annotated[str, Field(pattern="^urn:canbao:problem:[a-z-]+$")]
    title: str
    status: int
    detail: str
    findings: tuple[FindingTold, ...]
