"""``canbao schema``: the published forms as JSON Schema."""

from __future__ import annotations

from typing import Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.cli.arguments import Lang, language_of
from canbao.cli.output import fail, print_json


def schema(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="case, answer, eligible, retirement, conversion, relation, family-account, settlement, pack; "
            "eligible-answer, retirement-answer, conversion-answer, relation-answer, family-account-answer, "
            "settlement-answer",
        ),
    ],
    lang: Lang = None,
) -> None:
    """输入输出格式的 JSON Schema。 The JSON Schema (draft 2020-12) of an input, of an answer, or of a pack."""
    from canbao.casework.schemas import schema_of

    try:
        print_json(schema_of(name))
    except BadInputError as bad:
        fail(bad.findings, language_of(context, lang))
