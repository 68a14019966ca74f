"""Read a pack or an overlay from its file; a fault becomes a finding that names file, line and the nearest key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.basis.model_findings import findings_of
from canbao.basis.tree import Tree, parse_tree, read_tree
from canbao.policy.schema import Pack


def load_pack(path: Path) -> tuple[Pack, Tree]:
    """The pack in a file, and the tree it was read from (for the lines of later findings).

    Raises BadInputError with every fault of form.
    """
    return pack_of(read_tree(path))


def parse_pack(data: bytes, name: str) -> tuple[Pack, Tree]:
    """The pack in ``data``, called ``name`` in findings."""
    return pack_of(parse_tree(data, name))


def pack_of(tree: Tree) -> tuple[Pack, Tree]:
    """The pack a tree holds, with the tree. Raises BadInputError with every fault of form."""
    try:
        return Pack.model_validate(tree.value), tree
    except ValidationError as error:
        raise BadInputError(findings_of(error, Pack, tree)) from error


def place_in_file(tree: Tree, path: tuple[str | int, ...]) -> str:
    """``file:line path``, as findings about a pack name the spot."""
    line = tree.line_of(path)
    spot = ".".join(str(step) for step in path)
    return f"{tree.name}:{line} {spot}" if line is not None else f"{tree.name} {spot}"


def all_findings(trees: list[tuple[Any, Tree]]) -> list[Finding]:
    """The findings of several loads; used where one bad file must not hide the others."""
    return [finding for findings, _ in trees for finding in findings]
