"""What a model refuses, said as findings: where, what was expected, and which known word was nearest.

Written for a clerk: the words of the model's library never reach the reader, and of a value only what helps is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from canbao.basis.day_text import A_DAY
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten
from canbao.basis.nearest import nearest
from canbao.basis.places import A_PLACE, PLACE_PATTERNS
from canbao.basis.tree_values import MAX_FINDINGS, shown

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from canbao.basis.tree import Tree

Path = tuple[str | int, ...]


class ExpectedError(ValueError):
    """Raised by the validator of a field: what it expected, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.expected = Text(zh, en)
        super().__init__(en)


A_LIST = Text("列表", "a list")
A_MAPPING = Text("键和值", "keys and values")
A_TEXT = Text("文本", "text")
A_FLAG = Text("true 或 false", "true or false")
A_NUMBER = Text("数", "a number")
A_WHOLE_NUMBER = Text("整数", "a whole number")
NOTHING = Text("空值（null）", "null")

_EXPECTED: dict[str, Text] = {
    **dict.fromkeys(("bool_type", "bool_parsing"), A_FLAG),
    **dict.fromkeys(("string_type",), A_TEXT),
    **dict.fromkeys(("list_type", "tuple_type"), A_LIST),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), A_MAPPING),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        A_DAY,
    ),
    "none_required": NOTHING,
}
_WHOLE = ("int_type", "int_parsing", "int_from_float", "int_parsing_size")
_DECIMAL = ("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number")
_BOUNDED = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")

_COUNTED: dict[str, Callable[[dict[str, Any]], Text]] = {
    "string_too_long": lambda c: Text(f"至多 {c['max_length']} 个字符", f"at most {c['max_length']} characters"),
    "string_too_short": lambda c: Text(f"至少 {c['min_length']} 个字符", f"at least {c['min_length']} characters"),
    "too_long": lambda c: Text(f"至多 {c['max_length']} 项的列表", f"a list of at most {c['max_length']} items"),
    "too_short": lambda c: Text(f"至少 {c['min_length']} 项的列表", f"a list of at least {c['min_length']} items"),
    "decimal_max_places": lambda c: Text(
        f"至多 {c['decimal_places']} 位小数", f"at most {c['decimal_places']} decimals"
    ),
}

QUOTE_IT = Text("（加引号写成文本）", " (put it in quotes)")
UNQUOTE_IT = Text("（去掉引号）", " (without quotes)")
NONE_IN_LIST = Text("（没有则写 []，或删去该项）", " (write [] for none, or leave the key out)")
NONE_IN_MAPPING = Text("（没有则删去该项）", " (leave the key out if there are none)")

NO_NEAR_KEY = Text("未知的键“{key}”；此处可用的键：{known}。", "Unknown key '{key}'; the keys known here: {known}.")
NO_NEAR_VALUE = Text(
    "值“{value}”不在已知取值之中；可用的取值：{known}。", "The value '{value}' is not known; there are: {known}."
)


def findings_of(error: ValidationError, model: type[BaseModel], tree: Tree, at: Path = ()) -> list[Finding]:
    """One finding for each fault, about ``file:line path``. at: where in the file the model's value stands.

    The branches of a union refuse a value each in its own way; that is one fault.
    """
    merged: dict[str, Finding] = {}
    for fault in error.errors(include_url=False):
        found = finding_of(fault, model, tree, at)
        before = merged.get(found.about)
        merged[found.about] = found if before is None else _either(before, found)
        if len(merged) == MAX_FINDINGS:
            break
    return list(merged.values())


def finding_of(fault: ErrorDetails, model: type[BaseModel], tree: Tree, at: Path = ()) -> Finding:
    """The finding of one fault."""
    kind = fault["type"]
    inside = tuple(_steps_in_file(fault["loc"], _value_at(tree.value, at)))
    path = (*at, *inside)
    about = f"{tree.about(path, key=kind == 'extra_forbidden')} {spot_of(path)}"
    if kind == "extra_forbidden":
        return unknown_key(about, str(path[-1]), keys_at(model, inside[:-1]))
    if kind == "missing":
        return finding("missing_key", about, key=shown(path[-1]) if path else "?")
    given = fault.get("input")
    if kind == "literal_error":
        return unknown_value(about, given, _words_in(fault["ctx"]["expected"]))
    expected = _expected(fault, _type_at(model, inside))
    return finding("wrong_value", about, value=described(given, expected), expected=_with_hint(expected, given))


def spot_of(path: Path) -> str:
    """A path as a finding names it: short, whatever the file has for keys."""
    return ".".join(shown(step) for step in path) or "(root)"


def unknown_key(about: str, key: str, known: Iterable[str]) -> Finding:
    """An unknown key, with the nearest known one, or all of them when none is near."""
    keys = list(known)
    near = nearest(key, keys)
    found = finding("unknown_key", about, key=shown(key), nearest=near or "–")
    if near is not None or not keys:
        return found
    return replace(found, message=NO_NEAR_KEY.fill(key=shown(key), known=", ".join(keys)))


def unknown_value(about: str, given: object, known: list[str]) -> Finding:
    """A word that is not known, with the nearest known one by term or by name, or all of them when none is near."""
    if not isinstance(given, str):
        options = ", ".join(known)
        expected = Text(f"下列之一：{options}", f"one of: {options}")
        return finding("wrong_value", about, value=described(given, expected), expected=expected)
    names = _names(known)
    by_name = {name: word for word, label in names.items() for name in (label.zh, label.en)}
    near = next((name for name in by_name if given and given in name), None) or nearest(given, [*known, *by_name])
    found = finding("unknown_value", about, value=shown(given), nearest=by_name.get(near or "", near))
    if near is not None:
        return found
    listed = Text(
        "、".join(f"{word}（{names[word].zh}）" if word in names else word for word in known), ", ".join(known)
    )
    return replace(found, message=NO_NEAR_VALUE.fill(value=shown(given), known=listed))


def described(given: object, expected: Text | None = None) -> str | Text:
    """A value as a message may show it: as the file has it; of what is nested, and of text where none belongs, its
    kind only, for it may hold a name."""
    if given is None:
        return "null"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return Text("（键和值）", "(keys and values)")
    if isinstance(given, list | tuple):
        return Text("（列表）", "(a list)")
    if isinstance(given, str) and expected in (A_LIST, A_MAPPING):
        return Text("（文本）", "(text)")
    return shown(given)


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that the model knows at a path."""
    fields = getattr(_model_in(_type_at(model, path)), "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _value_at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _steps_in_file(steps: Path, value: Any) -> Iterator[str | int]:
    """The steps that lead through the file; the others name a branch of a union.

    Where the model was given something else than the file has, as a patched row, no step can be told by the file.
    """
    if len(steps) > 1 and isinstance(value, dict) and steps[0] not in value:
        yield from (step for step in steps if "[" not in str(step))
        return
    for number, step in enumerate(steps, start=1):
        if _holds(value, step):
            value = value[step]
            yield step
        elif isinstance(value, dict) and number == len(steps) and "[" not in str(step):
            yield step  # the key that is missing


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, dict) and step in value


def _expected(fault: ErrorDetails, field: Any) -> Text:
    """What was expected, in the words of a clerk."""
    kind, context = fault["type"], fault.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, ExpectedError):
        return cause.expected
    if kind in _WHOLE:
        return _between(A_WHOLE_NUMBER, field)
    if kind in _BOUNDED:
        return _between(A_WHOLE_NUMBER if int in _parts_of(field) else A_NUMBER, field)
    if kind in _DECIMAL:
        return _between(A_NUMBER, field)
    if kind in _COUNTED:
        return _COUNTED[kind](context)
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return A_PLACE if pattern in PLACE_PATTERNS else Text(f"形如 {pattern} 的文本", f"text of the form {pattern}")
    if kind == "string_type" and any(getattr(part, "pattern", None) in PLACE_PATTERNS for part in _parts_of(field)):
        return A_PLACE
    words = shorten(fault["msg"].removeprefix("Value error, "))
    return _EXPECTED.get(kind) or Text(words, words)


def _between(number: Text, field: Any) -> Text:
    """A number between the bounds of its field."""
    parts = list(_parts_of(field))
    least = next((part.ge for part in parts if getattr(part, "ge", None) is not None), None)
    most = next((part.le for part in parts if getattr(part, "le", None) is not None), None)
    if least is not None and most is not None:
        return Text(f"{least} 至 {most} 的{number.zh}", f"{number.en} from {least} to {most}")
    if least is not None:
        return Text(f"不小于 {least} 的{number.zh}", f"{number.en} not below {least}")
    if most is not None:
        return Text(f"不大于 {most} 的{number.zh}", f"{number.en} not above {most}")
    return number


def _with_hint(expected: Text, given: object) -> Text:
    """What was expected, with what to write where the fault is a common one."""
    if isinstance(given, int | float) and not isinstance(given, bool) and expected in (A_TEXT, A_PLACE):
        return _joined(expected, QUOTE_IT)
    if isinstance(given, str) and _is_quoted_by_mistake(given, expected):
        return _joined(expected, UNQUOTE_IT)
    if given is None and expected in (A_LIST, A_MAPPING):
        return _joined(expected, NONE_IN_LIST if expected == A_LIST else NONE_IN_MAPPING)
    return expected


def _is_quoted_by_mistake(given: str, expected: Text) -> bool:
    if expected == A_FLAG:
        return given.lower() in ("true", "false")
    return A_WHOLE_NUMBER.zh in expected.zh and re.fullmatch(r"[0-9]{1,18}", given) is not None


def _joined(one: Text, other: Text) -> Text:
    return Text(one.zh + other.zh, one.en + other.en)


def _either(one: Finding, other: Finding) -> Finding:
    """Two refusals of one value as one: either would have done."""
    if one.message == other.message or "wrong_value" not in (one.code, other.code):
        return one
    if one.code != other.code:
        return one if one.code == "wrong_value" else other
    return replace(
        one,
        message=Text(
            f"{one.message.zh.removesuffix('。')}，或{other.message.zh.partition('应为')[2]}",
            f"{one.message.en.removesuffix('.')}, or {other.message.en.partition('expected ')[2]}",
        ),
    )


def _words_in(expected: str) -> list[str]:
    """The words of a literal, from the sentence the library makes of them."""
    return re.findall(r"'([^']*)'", expected) or [expected]


def _names(known: Iterable[str]) -> dict[str, Text]:
    from canbao.basis.glossary import glossary  # a file, read only when something is wrong

    return {word: glossary()[word].label for word in known if word in glossary()}


def _type_at(model: Any, path: Path) -> Any:
    """The type of the value at a path: a field, an annotation or a model."""
    current = model
    for step in path:
        owner = _model_in(current)
        fields = getattr(owner, "model_fields", None)
        if fields is None or isinstance(step, int):
            continue
        current = next((field for name, field in fields.items() if step in (name, field.alias)), current)
    return current


def _model_in(annotation: Any) -> Any:
    """The model inside an annotation such as ``tuple[Row, ...]`` or ``Row | None``, else None."""
    return next((part for part in _parts_of(annotation) if hasattr(part, "model_fields")), None)


def _parts_of(annotation: Any) -> Iterator[Any]:
    """An annotation, what it is made of, and the constraints on it."""
    yield annotation
    for argument in get_args(annotation):
        yield from _parts_of(argument)
    if hasattr(annotation, "annotation"):  # a field
        yield from _parts_of(annotation.annotation)
    yield from getattr(annotation, "metadata", ())
