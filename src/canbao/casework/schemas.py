"""The published forms as JSON Schema (draft 2020-12), generated from the models behind them.

A file of cases or side inputs holds one entry or a list; the schema is that of one entry, and of the answer to it.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import shorten
from canbao.basis.nearest import nearest

DRAFT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = "urn:canbao:schema:{name}:1"
OF_ANSWER = "-answer"
"""What follows the name of a side command in the name of its answer's schema."""

NAMES = (
    "case",
    "answer",
    "eligible",
    "retirement",
    "conversion",
    "relation",
    "family-account",
    "settlement",
    "eligible-answer",
    "retirement-answer",
    "conversion-answer",
    "relation-answer",
    "family-account-answer",
    "settlement-answer",
    "pack",
)


def schema_of(name: str) -> dict[str, Any]:
    """The schema of a published form. Raises BadInputError naming the nearest known form."""
    if name not in NAMES:
        near = nearest(name, NAMES) or ", ".join(NAMES)
        raise BadInputError([finding("unknown_value", "NAME", value=shorten(name), nearest=near)])
    schema = model_of(name).model_json_schema(by_alias=True)
    if name == "pack":
        _name_parameters(schema)
    return {"$schema": DRAFT, "$id": IDENTITY.format(name=name), **schema}


def model_of(name: str) -> type[BaseModel]:
    """The model behind a published form."""
    if name == "case":
        from canbao.casework.case import Case

        return Case
    if name == "answer":
        from canbao.casework.answer_model import AnswerModel

        return AnswerModel
    if name == "pack":
        from canbao.policy.schema import Pack

        return Pack
    if name.endswith(OF_ANSWER):
        from canbao.casework.beside.answer_models.replies import REPLIES

        return REPLIES[name.removesuffix(OF_ANSWER)]
    from canbao.casework.beside.commands import COMMANDS

    return COMMANDS[name].model


def _name_parameters(schema: dict[str, Any]) -> None:
    """Say which parameters and interpretations a pack may give."""
    from canbao.policy.catalogue import PARAMETERS

    schema["properties"]["values"]["propertyNames"] = {"enum": list(PARAMETERS)}
