"""JSON as plain values through the standard library; the lines are found only when asked for."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from functools import cached_property
from typing import Any

from canbao.basis.tree_values import Step, doubled, whole_number


def json_value(text: str) -> Any:
    """The value of a JSON text, a ``Refusal`` where a key is doubled or an integer absurd.

    Raises json.JSONDecodeError, or RecursionError when it is nested far too deep.
    """
    return json.loads(text, object_pairs_hook=_mapping, parse_int=whole_number)


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                mapping[key] = doubled(key)
            seen.add(key)
    return mapping


class JsonPlaces:
    """Where the values of a JSON text stand; a place is an offset. Containers are opened one by one, once."""

    root: int

    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = re.compile(r"[ \t\n\r]*").match
        self._decode = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode
        self._opened: dict[int, dict[Step, tuple[int, int]]] = {}
        self.root = self._next(0)

    def line(self, place: int) -> int:
        """The line of a place."""
        return bisect_left(self._line_ends, place) + 1

    def inside(self, place: int) -> dict[Step, tuple[int, int]]:
        """The members of the value at a place: where the key stands and where the value stands."""
        if place not in self._opened:
            try:
                self._opened[place] = self._open(place)
            except RecursionError:  # a text far too deep, about to be refused: the line of the parent will do
                self._opened[place] = {}
        return self._opened[place]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self._text)]

    def _next(self, at: int) -> int:
        """The offset of the next character that is not white space."""
        found = self._skip(self._text, at)
        return found.end() if found else at

    def _open(self, place: int) -> dict[Step, tuple[int, int]]:
        members: dict[Step, tuple[int, int]] = {}
        is_mapping = self._text[place] == "{"
        if not is_mapping and self._text[place] != "[":
            return members
        at = self._next(place + 1)
        while self._text[at] not in "}]":
            key: Step = len(members)
            value_at = at
            if is_mapping:
                key, end = self._decode(self._text, at)
                value_at = self._next(self._next(end) + 1)
            members[key] = (at, value_at)
            at = self._next(self._decode(self._text, value_at)[1])
            if self._text[at] == ",":
                at = self._next(at + 1)
        return members
