"""The description of the API (OpenAPI 3.1): forms from the models that read and write them, examples under test."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from canbao.basis.tree import parse_tree
from canbao.casework.answer_model import AnswerModel, ReceiptTold
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.casework.receipt import receipt_of
from canbao.service import models, problems
from canbao.service.bodies import JSON, YAML
from canbao.service.work import Work

REF = "#/components/schemas/{model}"
DETAILS: dict[str, Any] = {"type": "string", "enum": ["result", "explained", "full"], "default": "full"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
PLACE: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{6}([0-9]{6})?$"}
ASKING = (problems.UNREADABLE, problems.BAD_INPUT, problems.WRONG_FORMAT, problems.TOO_LARGE)
ALWAYS = (problems.TOO_MANY, problems.BUSY)

DESCRIPTION = """\
参保判定的开放接口：缴多少、资助多少、何时起可报销、大病保险限额是多少，每一步附条款。不保存任何内容，无需登录。

Decides enrolment in the resident medical insurance: what to pay, from when costs are payable, the limit; each step with
its clause. Nothing is stored and nobody signs in. Problems are RFC 9457 details with the same findings as the command
line, in Chinese or English by `Accept-Language`. Bodies are JSON or YAML; unknown keys and parameters are refused."""

TAGS = [
    {"name": "cases", "description": "one case or many: determination, options, payable days, open facts, receipts"},
    {"name": "beside", "description": "the rules beside enrolment"},
    {"name": "law", "description": "the packs: what the law of a place says, held against the frame, side by side"},
    {"name": "border", "description": "the shapes of other systems: the national platform's conventions, FHIR"},
    {"name": "service", "description": "health, published forms"},
]

FORMS: tuple[type[BaseModel], ...] = (
    Case,
    AnswerModel,
    ReceiptTold,
    models.OptionsAnswer,
    models.PayableAnswer,
    models.OpenFactsQuestion,
    models.OpenFactsAnswer,
    models.VerifyQuestion,
    models.Verdict,
    models.PacksAnswer,
    models.PackTold,
    models.LawTold,
    models.InterpretationsAnswer,
    models.ComparisonTold,
    models.CheckAnswer,
    models.SchemaNames,
    models.Health,
    models.PlatformAnswer,
    models.Problem,
)


def ref(model: str) -> dict[str, Any]:
    """The schema of a form."""
    return {"$ref": REF.format(model=model)}


def query(
    name: str, schema: dict[str, Any], *, required: bool = False, many: int = 0, example: Any = None
) -> dict[str, Any]:
    """A parameter of the query; many: how often it may be given."""
    told = {"type": "array", "items": schema, "maxItems": many} if many else schema
    parameter: dict[str, Any] = {"name": name, "in": "query", "required": required, "schema": told}
    return parameter if example is None else {**parameter, "example": example}


def path(name: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    """A part of the address."""
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def asks(form: str | dict[str, Any], section: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """What a route takes: a body of a form, with the examples of a section, and parameters."""
    schema = ref(form) if isinstance(form, str) else form
    content = {"schema": schema, "examples": {"x-section": section}}
    body = {"required": True, "content": {JSON[0]: content, YAML[0]: {"schema": schema}}}
    return {"requestBody": body, "parameters": list(parameters)}


def takes(*parameters: dict[str, Any]) -> dict[str, Any]:
    """What a route without a body takes."""
    return {"parameters": list(parameters)}


def gives(form: str | dict[str, Any], *kinds: problems.ProblemType, words: str = "The answer") -> dict[int | str, Any]:
    """What a route answers: a form, or one of the problems that it and every route can have."""
    schema = ref(form) if isinstance(form, str) else form
    told: dict[int | str, Any] = {200: {"description": words, "content": {JSON[0]: {"schema": schema}}}}
    for kind in (*(kinds or ASKING), *ALWAYS):
        content = {problems.MEDIA_TYPE: {"schema": ref("Problem")}}
        told[kind.status] = {"description": kind.title.en, "content": content}
    return told


@cache
def examples() -> dict[str, dict[str, Any]]:
    """The examples by section and name, each with a summary and a value."""
    data = files("canbao.service").joinpath("examples.yaml").read_bytes()
    told: dict[str, dict[str, Any]] = parse_tree(data, "examples.yaml").value
    return told


def examples_of(section: str, work: Work) -> dict[str, Any]:
    """The examples of a section; the receipt to verify is that of the case beside it, under the rules at hand."""
    found = examples()[section]
    if section != "verify":
        return found
    told = {}
    for name, example in found.items():
        decision = decide(Case.model_validate(example["value"]["case"]), work.policies)
        told[name] = {**example, "value": {**example["value"], "receipt": receipt_of(decision)}}
    return told


def described(app: FastAPI, work: Work, forms: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    """The whole description. forms: those of the routes beside enrolment and of the border, besides ``FORMS``."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary="Enrolment in China's resident medical insurance, decided with the clause for each step",
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
    )
    _, schemas = models_json_schema([(form, "validation") for form in (*FORMS, *forms)], ref_template=REF)
    told["components"] = {"schemas": schemas["$defs"]}
    whole: dict[str, Any] = filled(told, work)
    return whole


def filled(value: Any, work: Work) -> Any:
    """A part of the description with references to forms and examples put in their place."""
    if isinstance(value, list):
        return [filled(item, work) for item in value]
    if not isinstance(value, dict):
        return value
    if "x-component" in value:
        return ref(value["x-component"])
    if "x-section" in value:
        return examples_of(value["x-section"], work)
    return {key: filled(item, work) for key, item in value.items()}
