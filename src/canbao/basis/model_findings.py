"""What a model refuses, said as findings: where, what was expected, and which known key was nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from canbao.basis.tree import Tree

Path = tuple[str | int, ...]

_EXPECTED = {
    "int_type": Text("整数", "a whole number"),
    "int_parsing": Text("整数", "a whole number"),
    "int_from_float": Text("整数", "a whole number"),
    "bool_type": Text("true 或 false", "true or false"),
    "bool_parsing": Text("true 或 false", "true or false"),
    "string_type": Text("文本", "text"),
    "float_type": Text("数字", "a number"),
    "decimal_type": Text("数字", "a number"),
    "decimal_parsing": Text("数字", "a number"),
    "list_type": Text("列表", "a list"),
    "tuple_type": Text("列表", "a list"),
    "dict_type": Text("键和值", "keys and values"),
    "model_type": Text("键和值", "keys and values"),
    "model_attributes_type": Text("键和值", "keys and values"),
    "date_type": Text("日期，如 2025-03-10", "a day, as 2025-03-10"),
    "date_parsing": Text("日期，如 2025-03-10", "a day, as 2025-03-10"),
    "date_from_datetime_parsing": Text("日期，如 2025-03-10", "a day, as 2025-03-10"),
    "date_from_datetime_inexact": Text("日期，如 2025-03-10", "a day, as 2025-03-10"),
}


def findings_of(error: ValidationError, model: type[BaseModel], tree: Tree, at: Path = ()) -> list[Finding]:
    """One finding for each fault, about ``file:line path``. at: where in the file the model's value stands."""
    return [finding_of(fault, model, tree, at) for fault in error.errors(include_url=False)]


def finding_of(fault: ErrorDetails, model: type[BaseModel], tree: Tree, at: Path = ()) -> Finding:
    """The finding of one fault."""
    inside = tuple(step for step in fault["loc"] if not _is_branch(step))
    path = (*at, *inside)
    line = tree.line_of(path, key=fault["type"] == "extra_forbidden")
    spot = ".".join(str(step) for step in path) or "(root)"
    about = f"{tree.name}:{line} {spot}" if line is not None else f"{tree.name} {spot}"
    kind = fault["type"]
    if kind == "extra_forbidden":
        key = str(path[-1])
        return finding("unknown_key", about, key=shorten(key), nearest=nearest(key, keys_at(model, inside[:-1])) or "–")
    if kind == "missing":
        return finding("missing_key", about, key=path[-1] if path else "?")
    value = shorten(fault.get("input"))
    if kind == "literal_error":
        known = [word.strip("' ") for word in fault["ctx"]["expected"].replace(" or ", ", ").split(",")]
        return finding("unknown_value", about, value=value, nearest=nearest(value, known) or ", ".join(known))
    expected = _EXPECTED.get(kind) or Text(fault["msg"], fault["msg"])
    return finding("wrong_value", about, value=value, expected=expected)


def _is_branch(step: int | str) -> bool:
    """Whether a step of a location names a branch of a union, not a key of the file."""
    return isinstance(step, str) and ("[" in step or step in ("str", "int", "float", "constrained-str", "tuple"))


def keys_at(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the model knows at a path."""
    current: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        fields = getattr(current, "model_fields", None)
        if fields is None:
            continue
        for name, field in fields.items():
            if step in (name, field.alias):
                current = _model_in(field.annotation)
                break
    fields = getattr(current, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation such as ``tuple[Row, ...]`` or ``Row | None``, else the annotation itself."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for argument in get_args(annotation):
        found = _model_in(argument)
        if hasattr(found, "model_fields"):
            return found
    return annotation
