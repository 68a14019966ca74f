"""YAML 1.2 (core schema) as plain values, straight from the parser's events.

Nothing is ever expanded. PyYAML is imported only when there is YAML to read.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from typing import Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text
from canbao.basis.tree_syntax import syntax_finding
from canbao.basis.tree_values import (
    MAX_DEPTH,
    MAX_FINDINGS,
    Refusal,
    Step,
    doubled,
    too_deep,
    whole_number,
    wrong,
)

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
"""The plain words of the core schema that are not text."""

_NUMBER = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)|0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_BASES = {"decimal": 10, "octal": 8, "hex": 16}
_NUMBER_STARTS = frozenset("+-.0123456789")

ANCHOR = Text("锚点（&）", "an anchor (&)")
ALIAS = Text("别名（*）", "an alias (*)")
TAG = Text("标签（!）", "a tag (!)")
MERGE = Text("合并键（<<）", "a merge key (<<)")
COMPLEX_KEY = Text("以列表或映射作键", "a list or mapping as a key")
DOCUMENTS = Text(
    "一个文件含多个文档（---），多个案例请写成列表",
    "more than one document in a file (---); several cases make one list",
)


def yaml_value(text: str, name: str, json_error: JSONDecodeError | None = None) -> Any:
    """The value of a YAML text. ``json_error`` is told instead when JSON was understood further than YAML.

    Raises BadInputError: syntax, refused features, more than one document, nothing at all.
    """
    import yaml

    reading = _Reading(name)
    handlers = {
        yaml.ScalarEvent: reading.scalar,
        yaml.MappingStartEvent: reading.mapping,
        yaml.SequenceStartEvent: reading.sequence,
        yaml.MappingEndEvent: reading.end,
        yaml.SequenceEndEvent: reading.end,
        yaml.AliasEvent: reading.alias,
        yaml.DocumentStartEvent: reading.document,
    }
    try:
        for event in yaml.parse(text, Loader=_loader()):
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
                if reading.stopped:
                    break
    except yaml.YAMLError as error:
        reading.findings.append(syntax_finding(error, text, name, json_error))
    if reading.findings:
        raise BadInputError(reading.findings)
    if reading.root is _NOTHING:
        raise BadInputError([finding("empty_file", name)])
    return reading.root


def _loader() -> Any:
    """PyYAML's C parser, or the slower one in Python where that was not built."""
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def plain_value(text: str) -> str | int | float | bool | Refusal | None:
    """A plain (unquoted) scalar as the core schema reads it."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    kind = str(found.lastgroup)
    if kind in _BASES:
        return whole_number(text, _BASES[kind])
    if kind == "infinite":
        return wrong(text, "有限的数", "a finite number")
    return float(text)


_NOTHING = object()


class _Reading:
    """One pass over the events of a file: the values so far and what was refused."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Any = _NOTHING
        self.findings: list[Finding] = []
        self.stopped = False
        self._documents = 0
        self._boxes: list[Any] = []
        self._keys: list[str | None] = []

    def scalar(self, event: Any) -> None:
        self._check_properties(event)
        value = event.value
        if event.implicit[0]:
            if value == "" and not self._boxes:
                return
            value = plain_value(value)
        if self._key_expected():
            self._key(event, value)
            return
        if type(value) is Refusal:
            self._refuse(event, value)
        self._put(value)

    def mapping(self, event: Any) -> None:
        self._open(event, {})

    def sequence(self, event: Any) -> None:
        self._open(event, [])

    def end(self, _event: Any) -> None:
        self._boxes.pop()
        self._keys.pop()

    def alias(self, event: Any) -> None:
        self._refuse_feature(event, ALIAS)
        if self._key_expected():
            self._keys[-1] = "*"
        else:
            self._put(None)

    def document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse_feature(event, DOCUMENTS)
            self.stopped = True

    def _key_expected(self) -> bool:
        return bool(self._boxes) and self._keys[-1] is None and type(self._boxes[-1]) is dict

    def _key(self, event: Any, value: object) -> None:
        key: str = event.value
        if key == "<<" and event.implicit[0]:
            self._refuse_feature(event, MERGE)
        elif type(value) is not str:
            self._refuse(event, wrong(key, "文本键（请加引号）", "a key that is text (put it in quotes)"))
        elif key in self._boxes[-1]:
            self._refuse(event, doubled(key))
        self._keys[-1] = key

    def _open(self, event: Any, box: Any) -> None:
        self._check_properties(event)
        if self._key_expected():
            self._refuse_feature(event, COMPLEX_KEY)
            self.stopped = True
        elif len(self._boxes) >= MAX_DEPTH:
            self._refuse(event, too_deep())
            self.stopped = True
        else:
            self._put(box)
            self._boxes.append(box)
            self._keys.append(None)

    def _put(self, value: Any) -> None:
        if not self._boxes:
            self.root = value
        elif type(self._boxes[-1]) is list:
            self._boxes[-1].append(value)
        else:
            self._boxes[-1][self._keys[-1]] = value
            self._keys[-1] = None

    def _check_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse_feature(event, ANCHOR)
        if event.tag is not None:
            self._refuse_feature(event, TAG)

    def _refuse_feature(self, event: Any, feature: Text) -> None:
        self._refuse(event, Refusal("yaml_feature_refused", {"feature": feature}))

    def _refuse(self, event: Any, refusal: Refusal) -> None:
        self.findings.append(refusal.finding(f"{self.name}:{event.start_mark.line + 1}"))
        self.stopped = self.stopped or len(self.findings) >= MAX_FINDINGS


class YamlPlaces:
    """Where the values of an accepted YAML text stand; a place is a node of the parser."""

    root: Any

    def __init__(self, text: str) -> None:
        import yaml

        self.root = yaml.compose(text, Loader=_loader())
        self._opened: dict[int, dict[Step, tuple[Any, Any]]] = {}

    def line(self, place: Any) -> int:
        """The line of a place."""
        return int(place.start_mark.line) + 1

    def inside(self, place: Any) -> dict[Step, tuple[Any, Any]]:
        """The members of the value at a place: where the key stands and where the value stands."""
        if id(place) not in self._opened:
            self._opened[id(place)] = self._open(place)
        return self._opened[id(place)]

    def _open(self, place: Any) -> dict[Step, tuple[Any, Any]]:
        if place.id == "mapping":
            return {key.value: (key, value) for key, value in place.value}
        if place.id == "sequence":
            return {index: (node, node) for index, node in enumerate(place.value)}
        return {}
