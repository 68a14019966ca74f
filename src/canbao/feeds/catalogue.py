"""The feeds that canbao knows: a descriptor each, read once and checked when read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, shorten
from canbao.basis.model_findings import findings_of
from canbao.basis.nearest import nearest
from canbao.basis.tree import Tree, parse_tree
from canbao.feeds.descriptor import Feed
from canbao.feeds.descriptor_checks import faults_of

PACKAGE = "canbao.feeds"
DESCRIPTORS = "descriptors"
SHARED = "shared_columns.yaml"


@cache
def feeds() -> Mapping[str, Feed]:
    """Every feed by its kind, in the order of the alphabet. Raises BadInputError with the faults of all descriptors."""
    columns = shared_columns()
    found: dict[str, Feed] = {}
    findings: list[Finding] = []
    folder = files(PACKAGE).joinpath(DESCRIPTORS)
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            try:
                read = feed_of(parse_tree(entry.read_bytes(), entry.name), columns)
                found[read.feed] = read
            except BadInputError as error:
                findings += error.findings
    if findings:
        raise BadInputError(findings)
    return MappingProxyType(found)


def feed(kind: str) -> Feed:
    """The feed of a kind. Raises BadInputError naming the nearest known one, by kind or by name."""
    known = feeds()
    if kind not in known:
        kinds = {word: one.feed for one in known.values() for word in (one.feed, one.name.zh, one.name.en)}
        near = nearest(kind, kinds)
        told = kinds[near] if near is not None else ", ".join(known)
        raise BadInputError([finding("unknown_value", "feed", value=shorten(kind), nearest=told)])
    return known[kind]


@cache
def shared_columns() -> Mapping[str, dict[str, Any]]:
    """The columns that many feeds have, by name, as their file gives them."""
    shared: dict[str, dict[str, Any]] = parse_tree(files(PACKAGE).joinpath(SHARED).read_bytes(), SHARED).value
    return shared


def feed_of(tree: Tree, shared: Mapping[str, Mapping[str, Any]]) -> Feed:
    """The feed that a descriptor holds. shared: columns that it may name.

    Raises BadInputError with every fault, of form first: where, what was expected, the nearest known word.
    """
    whole = Tree(_with_shared(tree, shared), tree.name, tree.open_places)
    try:
        found = Feed.model_validate(whole.value)
    except ValidationError as error:
        raise BadInputError(findings_of(error, Feed, whole)) from error
    if faults := faults_of(found, whole):
        raise BadInputError(faults)
    return found


def _with_shared(tree: Tree, shared: Mapping[str, Mapping[str, Any]]) -> Any:
    """What a descriptor says, its shared columns written out. What has another form is left to the model to refuse."""
    said = tree.value
    if not isinstance(said, dict) or not isinstance(said.get("columns"), list):
        return said
    return {**said, "columns": [_column(tree, at, column, shared) for at, column in enumerate(said["columns"])]}


def _column(tree: Tree, at: int, said: Any, shared: Mapping[str, Mapping[str, Any]]) -> Any:
    """One column written out: lists are joined, other keys replaced; a heading that is replaced is still understood."""
    if not isinstance(said, dict) or "shared" not in said:
        return said
    name = said["shared"]
    if name not in shared:
        about = f"{tree.about(('columns', at, 'shared'))} columns.{at}.shared"
        near = nearest(str(name), shared) or ", ".join(shared)
        raise BadInputError([finding("unknown_value", about, value=shorten(name), nearest=near)])
    own = {key: value for key, value in said.items() if key != "shared"}
    merged = {**shared[name], **own}
    headings = [*own.get("also", ()), shared[name]["zh"], *shared[name].get("also", ())]
    merged["also"] = [heading for heading in dict.fromkeys(headings) if heading != merged["zh"]]
    return merged
