"""A case or pack file, YAML 1.2 or JSON, as a tree of plain values that knows its lines.

What is refused is refused here, for both formats alike, so that no caller meets it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from json import JSONDecodeError
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text, shorten
from canbao.basis.tree_json import JsonPlaces, json_value
from canbao.basis.tree_syntax import syntax_finding
from canbao.basis.tree_values import CONTROL, MAX_FINDINGS, Step, Steps, control_character, is_clean, refusals
from canbao.basis.tree_yaml import YamlPlaces, yaml_value

MAX_BYTES = 256 * 1024 * 1024
"""Bytes of one file."""

STANDARD_INPUT = Path("-")

_CHUNK = 1024 * 1024


class Places(Protocol):
    """Where the values of a file stand. What a place is, each format knows for itself."""

    root: Any

    def line(self, place: Any) -> int:
        """The line of a place."""

    def inside(self, place: Any) -> Mapping[Step, tuple[Any, Any]]:
        """The members of the value at a place: where the key stands and where the value stands."""


@dataclass
class Tree:
    """What a file holds. Its lines are worked out when first asked for."""

    value: Any
    name: str
    open_places: Callable[[], Places] | None = field(default=None, repr=False, compare=False)

    def line_of(self, path: Steps, *, key: bool = False) -> int | None:
        """The line (from 1) of the value at a path, or of its nearest parent; None if the tree has no file.

        With ``key``, the line of its key: another one where a list or mapping begins below its key.
        """
        places = self._places
        if places is None:
            return None
        stands = place = places.root
        for step in path:
            members = places.inside(place)
            if step not in members:
                return places.line(place)
            stands, place = members[step]
        return places.line(stands if key else place)

    def about(self, path: Steps, *, key: bool = False) -> str:
        """``name:line``, as a finding names the place."""
        line = self.line_of(path, key=key)
        return self.name if line is None else f"{self.name}:{line}"

    @cached_property
    def _places(self) -> Places | None:
        return None if self.open_places is None else self.open_places()


def read_tree(path: Path) -> Tree:
    """The tree of a file; ``-`` is standard input. Raises BadInputError."""
    name = "<stdin>" if path == STANDARD_INPUT else str(path).encode("utf-8", "replace").decode()
    try:
        data = _read(path)
    except (OSError, ValueError) as error:
        raise BadInputError([finding("file_unreadable", name, reason=_reason(path, error))]) from error
    return parse_tree(data, name)


def parse_tree(data: bytes, name: str) -> Tree:
    """The tree of a file already read, JSON or YAML. Raises BadInputError."""
    return _clean(_tree(_text(_bounded(data, name), name), name))


def parse_json(data: bytes, name: str) -> Tree:
    """The tree of a text that is JSON or is refused. Raises BadInputError."""
    text = _text(_bounded(data, name), name)
    try:
        return _clean(Tree(json_value(text), name, lambda: JsonPlaces(text)))
    except JSONDecodeError as error:
        raise BadInputError([syntax_finding(error, text, name, error)]) from error
    except RecursionError:
        return parse_tree(data, name)  # refused there, with the line at which it becomes too deep


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1024 // 1024} MB"
        raise BadInputError([finding("too_large", name, what=Text("文件", "the file"), limit=limit)])
    return data


def _clean(tree: Tree) -> Tree:
    """A tree without anything to refuse. Raises BadInputError with the first of the faults."""
    if not is_clean(tree.value):
        found = islice(refusals(tree.value), MAX_FINDINGS)
        raise BadInputError(it.finding(tree.about(path, key=it.at_key)) for path, it in found)
    return tree


def _read(path: Path) -> bytes:
    if path != STANDARD_INPUT:
        with path.open("rb") as file:
            return _read_stream(file)
    if sys.stdin is None:
        raise OSError("standard input is closed")
    return _read_stream(sys.stdin.buffer)


def _read_stream(stream: BinaryIO) -> bytes:
    """The bytes of a stream, and no more than are needed to see that they are too many."""
    data = bytearray()
    while len(data) <= MAX_BYTES and (chunk := stream.read(_CHUNK)):
        data += chunk
    return bytes(data)


def _reason(path: Path, error: Exception) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text("文件不存在", "there is no such file")
    if isinstance(error, IsADirectoryError) or _is_directory(path):
        return Text("应为文件，却是目录", "expected a file, found a directory")
    if isinstance(error, PermissionError):
        return Text("没有读取权限", "no permission to read it")
    words = shorten(getattr(error, "strerror", None) or error)
    return Text(words, words)


def _is_directory(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _text(data: bytes, name: str) -> str:
    """The text of a file, its lines ended by line feeds; neither empty nor with control characters."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInputError([finding("not_utf8", f"{name}:{line}", offset=error.start + 1)]) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadInputError([finding("empty_file", name)])
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadInputError([control_character(found[0]).finding(f"{name}:{line}")])
    return text


def _tree(text: str, name: str) -> Tree:
    """JSON if it is JSON, which is quick; otherwise YAML."""
    json_error = None
    if text.lstrip()[0] in "{[":
        try:
            return Tree(json_value(text), name, lambda: JsonPlaces(text))
        except JSONDecodeError as error:
            json_error = error
        except RecursionError:
            pass  # YAML says at which line it becomes too deep
    return Tree(yaml_value(text, name, json_error), name, lambda: YamlPlaces(text))
