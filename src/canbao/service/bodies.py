"""Reading requests strictly: bodies of a known format and a bounded size, and no parameter that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from canbao.basis.day_text import day_expected, day_in
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.basis.model_findings import findings_of
from canbao.basis.nearest import nearest
from canbao.basis.tree import Tree, parse_json, parse_tree
from canbao.basis.tree_values import shown
from canbao.service.problems import BAD_PARAMETER, UNREADABLE, WRONG_FORMAT, ProblemError, too_large
from canbao.service.settings import KIB

Model = TypeVar("Model", bound=BaseModel)

JSON = ("application/json",)
YAML = ("application/yaml", "application/x-yaml", "text/yaml")
TAKEN = ", ".join((*JSON, YAML[0]))
YAML_SHARE = 4
"""YAML is read far slower than JSON: of its bytes a body may have this part only, so that none holds up the others."""
BODY = "body"
"""What findings call the body of a request, as they name a file."""


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request. Raises ProblemError when it has more bytes than allowed, before all are read."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def format_of(request: Request) -> str:
    """The format of the body, JSON or YAML. Raises ProblemError when it is another."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in JSON and given not in YAML:
        about = finding("wrong_value", "Content-Type", value=shown(given), expected=Text(TAKEN, TAKEN))
        raise ProblemError(WRONG_FORMAT, [about], {"Accept-Post": TAKEN})
    return given


def tree_in(data: bytes, kind: str) -> Tree:
    """A body as a tree of plain values. Raises ProblemError."""
    try:
        return parse_json(data, BODY) if kind in JSON else parse_tree(data, BODY)
    except BadInputError as bad:
        raise ProblemError(UNREADABLE, bad.findings) from bad


def most_in(kind: str, most: int) -> int:
    """The bytes that a body of a format may have, where one in JSON may have so many."""
    return most if kind in JSON else most // YAML_SHARE


async def tree_of(request: Request, most: int) -> Tree:
    """The body of a request, of at most so many bytes, as a tree of plain values. Raises ProblemError."""
    kind = format_of(request)
    return tree_in(await body_of(request, most_in(kind, most)), kind)


def read_as(model: type[Model], tree: Tree) -> Model:
    """A body as a model. Raises BadInputError with a finding for each fault."""
    try:
        return model.model_validate(tree.value)
    except ValidationError as error:
        raise BadInputError(findings_of(error, model, tree)) from error


def check_query(request: Request, known: Sequence[str], repeated: Sequence[str] = ()) -> None:
    """Refuse parameters that are not known, naming the nearest, and those given twice unless they may be."""
    faults = []
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            near = nearest(name, known) or ", ".join(known) or "–"
            faults.append(finding("unknown_key", f"?{shown(name)}", key=shown(name), nearest=near))
        elif name in seen and name not in repeated:
            faults.append(finding("contradiction", f"?{name}", what=Text("给了不止一次", "it is given more than once")))
        seen.add(name)
    if faults:
        raise ProblemError(BAD_PARAMETER, faults)


def chosen(request: Request, name: str, known: Sequence[str], default: str) -> str:
    """A parameter that takes one of a few words. Raises ProblemError naming the nearest."""
    value = request.query_params.get(name, default)
    if value not in known:
        near = nearest(value, known) or ", ".join(known)
        raise ProblemError(BAD_PARAMETER, [finding("unknown_value", f"?{name}", value=shown(value), nearest=near)])
    return value


def day_asked(request: Request, name: str, default: date | None = None) -> date:
    """A parameter that is a day. Raises ProblemError when it is none, or is missing without a default."""
    text = request.query_params.get(name)
    if text is None:
        if default is None:
            raise ProblemError(BAD_PARAMETER, [finding("missing_key", f"?{name}", key=name)])
        return default
    day = day_in(text)
    if day is None:
        fault = finding("wrong_value", f"?{name}", value=shown(text), expected=day_expected(text))
        raise ProblemError(BAD_PARAMETER, [fault])
    return day


def of_parameter(error: BadInputError, name: str) -> ProblemError:
    """What a parameter asks for and cannot have."""
    return ProblemError(BAD_PARAMETER, [replace(fault, about=f"?{name}") for fault in error.findings])


def _too_large(most: int) -> ProblemError:
    return too_large(Text("请求内容", "the body"), f"{most // KIB:,} KiB")
