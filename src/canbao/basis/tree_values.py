"""The plain values a tree may hold, and which of them are refused whatever the format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, TypeAlias

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten

Step: TypeAlias = str | int
Steps: TypeAlias = tuple[Step, ...]

MAX_DEPTH = 32
"""Levels of lists and mappings inside one another."""
MAX_DIGITS = 18
"""Digits of an integer."""
MAX_TEXT = 10_000
"""Characters of one text."""
MAX_FINDINGS = 100
"""Findings told of one file."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What no text may hold: control characters, lone surrogates, exotic line ends, a byte order mark inside."""

_LONG_NUMBER = re.compile(r"\d{9,}(?=\d{4}|\d{3}[Xx])")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Stands in a tree where a value (or its key) was refused, until it becomes a finding."""

    code: str
    values: dict[str, Any]
    at_key: bool = False

    def finding(self, about: str) -> Finding:
        """The finding, once its place is known."""
        return finding(self.code, about, **self.values)


def shown(value: object) -> str:
    """A value as a message may show it: short, and never a full identity number."""
    return _LONG_NUMBER.sub("…", shorten(str(value)[:1000]))


def wrong(value: object, zh: str, en: str) -> Refusal:
    """A value that is not what was expected."""
    return Refusal("wrong_value", {"value": shown(value), "expected": Text(zh, en)})


def control_character(character: str) -> Refusal:
    """A character that no text may hold."""
    return wrong(f"U+{ord(character):04X}", "不含控制字符的文本", "text without control characters")


def too_deep() -> Refusal:
    """Lists and mappings too deep inside one another."""
    limit = Text(f"{MAX_DEPTH} 层", f"{MAX_DEPTH} levels")
    return Refusal("too_large", {"what": Text("嵌套层数", "nesting"), "limit": limit})


def doubled(key: str) -> Refusal:
    """A key that its mapping already has."""
    return Refusal("duplicate_key", {"key": shown(key)}, at_key=True)


def whole_number(digits: str, base: int = 10) -> int | Refusal:
    """The integer, unless it is of absurd size."""
    if len(digits) <= MAX_DIGITS + 2:  # a sign, 0x
        number = int(digits, base)
        if abs(number) < 10**MAX_DIGITS:
            return number
    return wrong(
        f"{digits[:4]}…",
        f"至多 {MAX_DIGITS} 位的整数（编号请加引号）",
        f"an integer of at most {MAX_DIGITS} digits (put an identifier in quotes)",
    )


def is_clean(value: object) -> bool:
    """Whether nothing in the tree is refused. Level by level: the whole of every file passes through here."""
    members: list[Any] = [value]
    keys: set[str] = set()
    for _ in range(MAX_DEPTH + 1):
        if not _are_clean(members, keys):
            return False
        boxes = [m for m in members if type(m) is dict or type(m) is list]
        if not boxes:
            return True
        members, keys = [], set()
        for box in boxes:
            if type(box) is dict:
                keys.update(box)
                members.extend(box.values())
            else:
                members.extend(box)
    return False


def _are_clean(members: list[Any], keys: set[str]) -> bool:
    kinds = set(map(type, members))
    if Refusal in kinds or not _are_clean_texts(keys):
        return False
    if str in kinds and not _are_clean_texts([m for m in members if type(m) is str]):
        return False
    return float not in kinds or all(isfinite(m) for m in members if type(m) is float)


def _are_clean_texts(texts: Iterable[str]) -> bool:
    return max(map(len, texts), default=0) <= MAX_TEXT and CONTROL.search("".join(texts)) is None


def refusals(value: object, path: Steps = ()) -> Iterator[tuple[Steps, Refusal]]:
    """Every refused value of the tree with its path."""
    refused = _refused(value, len(path))
    if refused is not None:
        yield path, refused
    elif isinstance(value, dict):
        for key, member in value.items():
            refused_key = _refused(key, len(path))
            if refused_key is not None:
                yield (*path, key), replace(refused_key, at_key=True)
            else:
                yield from refusals(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from refusals(member, (*path, index))


def _refused(value: object, depth: int) -> Refusal | None:
    if isinstance(value, Refusal):
        return value
    if isinstance(value, str):
        return _refused_text(value)
    if isinstance(value, float) and not isfinite(value):
        return wrong(value, "有限的数", "a finite number")
    if isinstance(value, dict | list) and depth >= MAX_DEPTH:
        return too_deep()
    return None


def _refused_text(text: str) -> Refusal | None:
    if len(text) > MAX_TEXT:
        what = Text(f"一段长 {len(text)} 字符的文本", f"a text of {len(text)} characters")
        limit = Text(f"{MAX_TEXT} 字符", f"{MAX_TEXT} characters")
        return Refusal("too_large", {"what": what, "limit": limit})
    found = CONTROL.search(text)
    return control_character(found[0]) if found else None
